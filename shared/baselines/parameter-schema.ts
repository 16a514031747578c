import * as z from "zod";
import { PARAMETER_TYPES, TEXT_TYPES } from "./parameters.ts";

/** A parameter's value as YAML gives it. */
export const parameterValue = z.union([z.string(), z.array(z.string())], {
  error: "must be a string or a list of strings, with what looks like a number in quotes",
});

/** One entry of a baseline's `parameters`. */
export const parameterEntry = z.strictObject({
  type: z.enum(PARAMETER_TYPES),
  items: z.enum(TEXT_TYPES).describe("The type of a list's values.").optional(),
  default: parameterValue.describe("Left out where only the account can know; a list's may be empty.").optional(),
  pattern: z.string().describe("A regular expression for the whole value, or for each value of a list.").optional(),
  wildcard: z
    .literal(true)
    .describe("Lets * and ? stand in the value: for strings, ARNs and lists of them.")
    .optional(),
  description: z.string().regex(/\S/, "must say something"),
});
