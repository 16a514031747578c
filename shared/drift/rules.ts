import { accessKeyTooOld } from "./access-key-too-old.ts";
import { accessKeysTooMany } from "./access-keys-too-many.ts";
import { attachmentMissing } from "./attachment-missing.ts";
import { attachmentUnexpected } from "./attachment-unexpected.ts";
import { consoleAccessForbidden } from "./console-access-forbidden.ts";
import { entityMissing } from "./entity-missing.ts";
import { inlinePolicyChanged } from "./inline-policy-changed.ts";
import { inlinePolicyMissing } from "./inline-policy-missing.ts";
import { inlinePolicyUnexpected } from "./inline-policy-unexpected.ts";
import { policyVersionChanged } from "./policy-version-changed.ts";
import { rootAccessKey } from "./root-access-key.ts";
import type { Rule } from "./rule.ts";
import { trustChanged } from "./trust-changed.ts";
import { unreadableRule } from "./unreadable.ts";

const OF_WHAT_IS_READ: readonly Rule[] = [
  entityMissing,
  trustChanged,
  inlinePolicyMissing,
  inlinePolicyUnexpected,
  inlinePolicyChanged,
  attachmentMissing,
  attachmentUnexpected,
  policyVersionChanged,
  accessKeyTooOld,
  accessKeysTooMany,
  rootAccessKey,
  consoleAccessForbidden,
];

/** Every rule, in the order of `RULES`, which is the order of a detection's outcomes. */
export const RULE_TABLE: readonly Rule[] = [...OF_WHAT_IS_READ, unreadableRule(OF_WHAT_IS_READ)];
