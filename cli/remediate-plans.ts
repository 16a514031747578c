import { PlumblineError } from "../shared/iam/errors.ts";
import type { Finding } from "../shared/ledger/finding.ts";
import { answerDriftEvent } from "../shared/remediation/answer-drift-event.ts";
import { type Approval, judgeApproval } from "../shared/remediation/approver.ts";
import { type PlanId, parsePlanId } from "../shared/remediation/plan-id.ts";
import { parseRemediationId } from "../shared/remediation/remediation-attempt.ts";
import type { RemediationDesk } from "./remediate-context.ts";
import type { ShownRemediation } from "./remediate-schema.ts";
import { usageError } from "./usage-error.ts";

/** A plan that is to be applied, and the finding by whose id it goes. */
export interface ChosenPlan {
  readonly planId: string;
  readonly finding: Finding;
}

/**
 * The open finding that an id names, as the ledger holds it now.
 * @param text A plan's id, or that of a remediation.
 * @returns `id` absent where it is a remediation's
 * @throws PlumblineError `UsageError` where there is none, or the plan was answered before
 */
export async function namedFinding(
  text: string,
  { context: { ledger }, account }: RemediationDesk,
): Promise<{ readonly finding: Finding; readonly id?: PlanId }> {
  const id = parsePlanId(text);
  const findingId = id?.findingId ?? parseRemediationId(text)?.findingId;
  if (findingId === undefined) throw usageError(`--plan ${text} is no plan's id; plumbline plan prints them.`);
  for await (const finding of ledger.standing(account.account)) {
    if (finding.id !== findingId || finding.status !== "open") continue;
    const told = finding.news.find(({ remediation }) => remediation?.remediationId === text && id !== undefined);
    if (told === undefined) return { finding, ...(id === undefined ? {} : { id }) };
    throw usageError(
      `Plan ${text} was answered before (${told.remediation?.outcome}); plumbline plan --entity ${finding.entity} makes a new one.`,
    );
  }
  throw usageError(
    `No finding of account ${account.account} that is open has a plan ${text}; plumbline plan prints those there are.`,
  );
}

/**
 * The plan that an id names. Whether it still holds is seen to where it is applied.
 * @throws PlumblineError `UsageError` where there is none
 */
export async function choosePlan(planId: string, desk: RemediationDesk): Promise<ChosenPlan> {
  const { finding, id } = await namedFinding(planId, desk);
  if (id !== undefined) return { planId, finding };
  throw usageError(
    `${planId} names a remediation, and no plan that somebody has seen; plumbline plan --entity ${finding.entity} prints the plan and its id.`,
  );
}

/** Makes one plan under the person's own credentials, which is their approval. */
export async function remediatePlan({ planId, finding }: ChosenPlan, desk: RemediationDesk): Promise<ShownRemediation> {
  const { account, entity, baseline, id: findingId, revision } = finding;
  const told = (status: ShownRemediation["status"], outcome: string, calls: readonly string[] = []) => {
    return { remediationId: planId, baseline, entity, status, calls: [...calls], outcome };
  };
  const approval = await approvalOf(finding, desk);
  if (approval.status === "refused") return told("refused", approval.reason);
  try {
    const answer = await answerDriftEvent({ account, entity, findingId, revision, planId }, desk.context);
    const result = shown(answer, told);
    return approval.remark === undefined ? result : { ...result, outcome: `${result.outcome} ${approval.remark}` };
  } catch (fault) {
    if (!(fault instanceof PlumblineError) || fault.code !== "RemediationUnfinished") throw fault;
    return told("unfinished", fault.message);
  }
}

/** Who made the changes that a plan may put right, held to who approves. */
async function approvalOf(finding: Finding, { context, arn }: RemediationDesk): Promise<Approval> {
  const expected = context.expectedOf(finding);
  const findings = await context.ledger.findingsOf(finding.account, finding.entity);
  const open = findings.filter(({ status, baseline }) => status === "open" && baseline === finding.baseline);
  return judgeApproval(arn, open, expected?.approval === "required");
}

function shown(
  { status, calls = [], outcome, finding }: Awaited<ReturnType<typeof answerDriftEvent>>,
  told: (status: ShownRemediation["status"], outcome: string, calls?: readonly string[]) => ShownRemediation,
): ShownRemediation {
  switch (status) {
    case "remediated":
    case "refused":
    case "failed":
      return told(status, outcome ?? "", calls);
    case "gone":
      return told("gone", "Nothing was left to do: it does not drift so any more.");
    case "off":
      return told("refused", "Repair is off there (`remediate: off`).");
    case "not-configured":
      return told("refused", "The configuration does not name the entity any more.");
    case "superseded":
      return told("gone", "The finding is resolved.");
    case "answered": {
      const last = finding?.news.findLast(({ remediation }) => remediation !== undefined)?.remediation;
      return told("refused", `It was answered before: ${last?.outcome ?? "plan again."}`, last?.calls);
    }
  }
}
