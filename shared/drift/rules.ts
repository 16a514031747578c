import { accessKeyDue } from "./access-key-due.ts";
import { accessKeyTooOld } from "./access-key-too-old.ts";
import { accessKeyUnused } from "./access-key-unused.ts";
import { accessKeysTooMany } from "./access-keys-too-many.ts";
import { attachmentMissing } from "./attachment-missing.ts";
import { attachmentUnexpected } from "./attachment-unexpected.ts";
import { consoleAccessForbidden } from "./console-access-forbidden.ts";
import { consoleAccessMissing } from "./console-access-missing.ts";
import { entityContained } from "./entity-contained.ts";
import { entityMissing } from "./entity-missing.ts";
import { entityMoved } from "./entity-moved.ts";
import { entityReCreated } from "./entity-re-created.ts";
import { entityRetired } from "./entity-retired.ts";
import { groupMembershipMissing } from "./group-membership-missing.ts";
import { groupMembershipUnexpected } from "./group-membership-unexpected.ts";
import { inlinePolicyChanged } from "./inline-policy-changed.ts";
import { inlinePolicyMissing } from "./inline-policy-missing.ts";
import { inlinePolicyOutdated } from "./inline-policy-outdated.ts";
import { inlinePolicyUnexpected } from "./inline-policy-unexpected.ts";
import { permissionsBoundaryChanged } from "./permissions-boundary-changed.ts";
import { policiesNotSeparate } from "./policies-not-separate.ts";
import { policyVersionChanged } from "./policy-version-changed.ts";
import { policyVersionOutdated } from "./policy-version-outdated.ts";
import { rootAccessKey } from "./root-access-key.ts";
import type { Rule } from "./rule.ts";
import { serviceLinkedRoleBeingDeleted } from "./service-linked-role-being-deleted.ts";
import { sessionLengthChanged } from "./session-length-changed.ts";
import { tagsChanged } from "./tags-changed.ts";
import { trustChanged } from "./trust-changed.ts";
import { trustDanglingPrincipal } from "./trust-dangling-principal.ts";
import { trustOutdated } from "./trust-outdated.ts";
import { unreadableRule } from "./unreadable.ts";

const OF_WHAT_IS_READ: readonly Rule[] = [
  entityMissing,
  entityRetired,
  entityMoved,
  entityReCreated,
  entityContained,
  serviceLinkedRoleBeingDeleted,
  trustChanged,
  trustOutdated,
  trustDanglingPrincipal,
  inlinePolicyMissing,
  inlinePolicyUnexpected,
  inlinePolicyChanged,
  inlinePolicyOutdated,
  attachmentMissing,
  attachmentUnexpected,
  policiesNotSeparate,
  policyVersionChanged,
  policyVersionOutdated,
  permissionsBoundaryChanged,
  sessionLengthChanged,
  tagsChanged,
  groupMembershipMissing,
  groupMembershipUnexpected,
  accessKeyDue,
  accessKeyTooOld,
  accessKeyUnused,
  accessKeysTooMany,
  rootAccessKey,
  consoleAccessMissing,
  consoleAccessForbidden,
];

/** Every rule, in the order of `RULES`, which is the order of a detection's outcomes. */
export const RULE_TABLE: readonly Rule[] = [...OF_WHAT_IS_READ, unreadableRule(OF_WHAT_IS_READ)];
