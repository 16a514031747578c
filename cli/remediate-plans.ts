import { PlumblineError } from "../shared/iam/errors.ts";
import type { Finding } from "../shared/ledger/finding.ts";
import { answerDriftEvent } from "../shared/remediation/answer-drift-event.ts";
import { parseRemediationId, remediationIdOf } from "../shared/remediation/remediation-attempt.ts";
import type { RemediationDesk } from "./remediate-context.ts";
import type { ShownRemediation } from "./remediate-schema.ts";
import { usageError } from "./usage-error.ts";

/** Which repair of which finding. */
export interface ChosenPlan {
  readonly remediationId: string;
  readonly finding: Finding;
}

/**
 * The finding that a plan's id names, as the ledger holds it now.
 * @throws PlumblineError `UsageError` where there is none, or it has changed since
 */
export async function choosePlan(remediationId: string, desk: RemediationDesk): Promise<ChosenPlan> {
  const id = parseRemediationId(remediationId);
  if (id === undefined) throw usageError(`--plan ${remediationId} is no plan's id; plumbline plan prints them.`);
  for await (const finding of desk.context.ledger.standing(desk.account.account)) {
    if (finding.id !== id.findingId || finding.status !== "open") continue;
    if (finding.revision === id.revision) return { remediationId, finding };
    const now = remediationIdOf(finding.id, finding.revision);
    throw usageError(
      `Plan ${remediationId} is of an earlier state of ${finding.entity}; look at plan ${now} and apply that.`,
    );
  }
  throw usageError(
    `No finding of account ${desk.account.account} that is open has a plan ${remediationId}; plumbline plan prints those there are.`,
  );
}

/** Repairs one finding's entity under the person's own credentials, which is their approval. */
export async function remediatePlan(
  { remediationId, finding }: ChosenPlan,
  desk: RemediationDesk,
): Promise<ShownRemediation> {
  const { context, arn } = desk;
  const { account, entity, baseline, id: findingId, revision } = finding;
  const told = (status: ShownRemediation["status"], outcome: string, calls: readonly string[] = []) => {
    return { remediationId, baseline, entity, status, calls: [...calls], outcome };
  };
  const actor = finding.news.findLast((news) => news.actor !== undefined)?.actor?.who;
  if (context.expectedOf(finding)?.approval === "required" && actor === arn) {
    return told("refused", `An event says that ${arn} made this change; somebody else has to approve its repair.`);
  }
  try {
    return shown(await answerDriftEvent({ account, entity, findingId, revision }, context), told);
  } catch (fault) {
    if (!(fault instanceof PlumblineError) || fault.code !== "RemediationUnfinished") throw fault;
    return told("unfinished", fault.message);
  }
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
