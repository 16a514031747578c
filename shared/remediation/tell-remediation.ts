import { PlumblineError } from "../iam/errors.ts";
import { recordRemediation } from "../ledger/amend-finding.ts";
import type { Finding, NewsKind } from "../ledger/finding.ts";
import type { LedgerStore } from "../ledger/ledger-store.ts";
import type { EntityState } from "../observation/entity-state.ts";
import type { Observation } from "../observation/observation.ts";
import type { Refused, RemediationResult } from "./judge-finding.ts";
import { untimely } from "./plan-id.ts";
import type { RemediationJournal } from "./record-journal.ts";
import type { RemediationStore } from "./remediation-attempt.ts";

/** What telling needs. */
interface TellContext {
  readonly ledger: LedgerStore;
  readonly attempts: RemediationStore;
  readonly now: () => Date;
}

/** What became of the request; `finding` is there where it may have news to deliver. */
export interface RemediationAnswer {
  readonly status:
    | Exclude<RemediationResult["status"], "retry" | "taken">
    | "not-configured"
    | "superseded"
    | "answered";
  readonly remediationId: string;
  readonly finding?: Finding;
  /** The calls made or refused, and what came of them, where there is something to say. */
  readonly calls?: readonly string[];
  readonly outcome?: string;
}

/** What asks for a repair anew. */
export const ASKING: readonly NewsKind[] = ["IAM Drift Opened", "IAM Drift Changed"];

const NEWS_OF = {
  remediated: "IAM Drift Remediated",
  refused: "IAM Drift Remediation Refused",
  failed: "IAM Drift Remediation Failed",
} as const satisfies Record<string, NewsKind>;

/** One remediation, as far as concluding it needs. */
export interface Concluded {
  readonly finding: Finding;
  readonly remediationId: string;
  readonly journal: RemediationJournal;
}

/**
 * Puts what came of a remediation into its finding's news, where that is news, and ends its record.
 * @throws PlumblineError `RemediationUnfinished`, retryable, where it is to be tried again; what the ports throw
 */
export async function tellRemediation(
  { finding, remediationId, journal }: Concluded,
  result: RemediationResult,
  context: TellContext,
): Promise<RemediationAnswer> {
  if (result.status === "retry") throw unfinished(`${result.reason} It is tried again later.`);
  if (result.status === "taken") {
    const { entity, account } = finding;
    throw unfinished(
      `Another attempt at a repair of ${entity} in account ${account} is under way. It is looked at again later.`,
    );
  }
  if (result.status === "off" || result.status === "gone") return { status: result.status, remediationId };
  const { status, calls, outcome } = result;
  const planId = result.status === "refused" ? result.planId : undefined;
  const isSilent = result.status === "refused" && !(await isAnnounced(result, { finding, journal }, context));
  const { account, entity, id } = finding;
  const told = isSilent
    ? undefined
    : await recordRemediation(context.ledger, {
        ...{ account, entity, id, kind: NEWS_OF[status], now: context.now },
        remediation: { remediationId, calls, outcome, ...(planId === undefined ? {} : { planId }) },
      });
  await end(result, isSilent, journal);
  return { status, remediationId, calls, outcome, ...(told === undefined ? {} : { finding: told }) };
}

/**
 * Whether another open finding of the entity already asks for approval of the same calls, by a plan that still holds and was made since this one
 * is as it is: it puts this one right, too.
 */
async function isAskedElsewhere({ calls }: Refused, finding: Finding, { ledger, now }: TellContext): Promise<boolean> {
  const findings = await ledger.findingsOf(finding.account, finding.entity);
  const since = finding.news.findLast(({ kind }) => ASKING.includes(kind))?.at;
  return findings.some(({ id, baseline, status, news }) => {
    if (id === finding.id || baseline !== finding.baseline || status !== "open") return false;
    const last = news.findLast(({ remediation }) => remediation !== undefined);
    const asked = last?.remediation;
    if (asked?.planId === undefined || untimely(asked.planId, now()) !== undefined) return false;
    // That plan was made of another state: its id does not fit any more, however young it is.
    if (since !== undefined && last !== undefined && last.at < since) return false;
    // Which finding asks may change their order, and so does not make it another request.
    return JSON.stringify(asked.calls.toSorted()) === JSON.stringify(calls.toSorted());
  });
}

/**
 * Whether a refusal is told: not again where the last that was told is that the same guard refused the same drift, or just the same, and nothing
 * was begun since.
 */
async function isAnnounced(
  refused: Refused,
  { finding, journal }: Pick<Concluded, "finding" | "journal">,
  context: TellContext,
): Promise<boolean> {
  if (!refused.announced) return false;
  // What was begun ends here: untold, nobody would know of the calls that were made, and the revision that asked for it could not ask again.
  if (journal.record()?.status === "started") return true;
  if (refused.planId !== undefined && (await isAskedElsewhere(refused, finding, context))) return false;
  const last = finding.news.findLast(({ remediation }) => remediation !== undefined);
  if (last?.kind !== "IAM Drift Remediation Refused" || last.remediation === undefined) return true;
  const isSince = finding.news.some(({ kind, revision }) => ASKING.includes(kind) && revision > last.revision);
  if (isSince || last.drift.fingerprint !== finding.drift.fingerprint) return true;
  if (last.remediation.outcome === refused.outcome) return false;
  // A plan of its own every time: who is reminded makes one when they see to it.
  if (last.remediation.planId !== undefined && refused.planId !== undefined) return false;
  const before = await context.attempts.attempt(finding.account, finding.entity, last.remediation.remediationId);
  return before?.guard === undefined || before.guard !== refused.guard;
}

/** There is no earlier try of which a reading could tell anything. */
const NOT_READ: Observation<EntityState> = {
  status: "unreadable",
  reason: { call: "none", code: "NotAsked", message: "Nothing was read." },
};

/** A guard's refusal that was told is recorded, too, by which it is known the next time. */
async function end(
  result: Exclude<RemediationResult, { status: "off" | "gone" | "taken" | "retry" }>,
  isSilent: boolean,
  journal: RemediationJournal,
): Promise<void> {
  const guard = result.status === "refused" ? result.guard : undefined;
  const plan = result.status === "refused" && !isSilent ? result.plan : undefined;
  if (guard !== undefined && plan !== undefined && journal.record() === undefined) {
    if ((await journal.open(plan.plan, [], NOT_READ)) !== "opened") return;
  }
  if (journal.record()?.status !== "started") return;
  const rolledBack = result.status === "failed" && result.rolledBack === true;
  await journal.end({
    status: rolledBack ? "rolled-back" : "ended",
    outcome: result.outcome,
    ...(guard === undefined ? {} : { guard }),
  });
}

function unfinished(message: string): PlumblineError {
  return new PlumblineError("RemediationUnfinished", message, { retryable: true });
}
