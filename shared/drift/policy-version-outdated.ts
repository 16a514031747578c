import { outdatedRule } from "./document-rules.ts";
import { DEFAULT_VERSION } from "./documented-aspects.ts";

/** A customer managed policy's default version decides as an earlier version of its document does. See docs/rules/policy-version-outdated.md. */
export const policyVersionOutdated = outdatedRule("policy-version-outdated", DEFAULT_VERSION);
