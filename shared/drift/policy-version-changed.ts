import { changedRule } from "./document-rules.ts";
import { DEFAULT_VERSION } from "./documented-aspects.ts";

/** A customer managed policy's default version does not decide as its document does. See docs/rules/policy-version-changed.md. */
export const policyVersionChanged = changedRule("policy-version-changed", DEFAULT_VERSION);
