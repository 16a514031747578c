import type { Drift, RuleName } from "../drift/drift.ts";
import type { Observation } from "../observation/observation.ts";

/**
 * What an account may have, as GetAccountSummary tells it. AWS grants accounts more than IAM's defaults, never less, so that the default
 * stands in the place of what is absent.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
 */
export interface AccountQuotas {
  /** `AttachedPoliciesPerRoleQuota`. */
  readonly attachmentsPerRole?: number;
  /** `AttachedPoliciesPerUserQuota`. */
  readonly attachmentsPerUser?: number;
  /** `AttachedPoliciesPerGroupQuota`. */
  readonly attachmentsPerGroup?: number;
  /** `VersionsPerPolicyQuota`. */
  readonly versionsPerPolicy?: number;
}

/** The port through which an account's quotas are read. */
export interface AccountQuotasReader {
  readQuotas(): Promise<Observation<AccountQuotas>>;
}

/** What fills a quota up when it is repaired. */
const FILLING: ReadonlySet<RuleName> = new Set([
  "attachment-missing",
  "policy-version-changed",
  "policy-version-outdated",
]);

/** Whether a plan for these drifts may meet a quota, so that the account's own have to be read. */
export function mayMeetQuota({ drifts }: { readonly drifts: readonly Drift[] }): boolean {
  return drifts.some(({ rule }) => FILLING.has(rule));
}
