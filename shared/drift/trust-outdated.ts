import { outdatedRule } from "./document-rules.ts";
import { TRUST } from "./documented-aspects.ts";

/** A role may be assumed as an earlier version of its document says. See docs/rules/trust-outdated.md. */
export const trustOutdated = outdatedRule("trust-outdated", TRUST);
