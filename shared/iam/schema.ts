import { config } from "zod/mini";
import en from "zod/v4/locales/en.js";

/*
 * What the functions write their schemas with: zod's functional form, of which a bundle takes only what it uses, saying what is wrong in
 * English as the classic form does. Without its language zod says "Invalid input" of everything, so nothing that ships in a function
 * imports `zod/mini` itself, nor `zod`, which brings every method of every schema with it.
 * @see https://zod.dev/packages/mini
 */
config(en());

export * from "zod/mini";
