import { changedRule } from "./document-rules.ts";
import { INLINE_POLICIES } from "./documented-aspects.ts";

/** An inline policy does not decide as its document does. See docs/rules/inline-policy-changed.md. */
export const inlinePolicyChanged = changedRule("inline-policy-changed", INLINE_POLICIES);
