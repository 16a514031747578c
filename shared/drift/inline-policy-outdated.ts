import { outdatedRule } from "./document-rules.ts";
import { INLINE_POLICIES } from "./documented-aspects.ts";

/** An inline policy decides as an earlier version of its document does. See docs/rules/inline-policy-outdated.md. */
export const inlinePolicyOutdated = outdatedRule("inline-policy-outdated", INLINE_POLICIES);
