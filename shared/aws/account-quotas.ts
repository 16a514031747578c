import { GetAccountSummaryCommand, type IAMClient, type SummaryKeyType } from "@aws-sdk/client-iam";
import { createLimiter } from "../observation/limiter.ts";
import type { Observation } from "../observation/observation.ts";
import type { AccountQuotas, AccountQuotasReader } from "../remediation/account-quotas.ts";
import { createAsk, malformed } from "./iam-answer.ts";

const CALL = "GetAccountSummary";

const NAMES = {
  attachmentsPerRole: "AttachedPoliciesPerRoleQuota",
  attachmentsPerUser: "AttachedPoliciesPerUserQuota",
  attachmentsPerGroup: "AttachedPoliciesPerGroupQuota",
  versionsPerPolicy: "VersionsPerPolicyQuota",
} as const satisfies Record<keyof AccountQuotas, SummaryKeyType>;

/** How long an answer is kept, in milliseconds: about as long as a remediation takes, which asks several times. */
const KEPT_MILLISECONDS = 60_000;

/**
 * Reads the quotas of the account that the client's credentials belong to. An answer is kept for a minute; why there was none is not.
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountSummary.html
 */
export function createAccountQuotasReader(client: IAMClient, now: () => Date): AccountQuotasReader {
  const ask = createAsk(createLimiter(1));
  let kept: { readonly until: number; readonly quotas: Observation<AccountQuotas> } | undefined;
  return {
    async readQuotas() {
      const at = now().getTime();
      if (kept !== undefined && at < kept.until) return kept.quotas;
      const answer = await ask(CALL, () => client.send(new GetAccountSummaryCommand({})));
      if (answer.status === "absent") return malformed(CALL, "the account itself is missing");
      if (answer.status === "unreadable") return answer;
      const quotas = quotasOf(answer.state.SummaryMap);
      if (quotas.status === "present") kept = { until: at + KEPT_MILLISECONDS, quotas };
      return quotas;
    },
  };
}

function quotasOf(summary: Partial<Record<SummaryKeyType, number>> | undefined): Observation<AccountQuotas> {
  if (summary === undefined) return malformed(CALL, "the summary is missing");
  const told = Object.entries(NAMES).flatMap(([quota, name]) => {
    const value = summary[name];
    return value === undefined ? [] : [[quota, value] as const];
  });
  const broken = told.find(([, value]) => !Number.isSafeInteger(value) || value < 1);
  if (broken !== undefined) return malformed(CALL, `a whole number for ${broken[0]} is missing`);
  return { status: "present", state: Object.fromEntries(told) };
}
