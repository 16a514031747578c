import { changedRule } from "./document-rules.ts";
import { TRUST } from "./documented-aspects.ts";

/** A role may be assumed otherwise than its document says. See docs/rules/trust-changed.md. */
export const trustChanged = changedRule("trust-changed", TRUST);
