import type { ExpectedEntity } from "../baselines/expected-state.ts";
import { PlumblineError } from "../iam/errors.ts";
import { recordRemediation } from "../ledger/amend-finding.ts";
import type { Finding, NewsKind } from "../ledger/finding.ts";
import type { LedgerStore } from "../ledger/ledger-store.ts";
import { type RemediationPorts, type RemediationResult, remediateFinding } from "./remediate-finding.ts";
import { type RemediationAttempt, type RemediationStore, remediationIdOf } from "./remediation-attempt.ts";

/** Which news of which finding asks for a repair. */
export interface RemediationRequest {
  readonly account: string;
  /** As `formatEntity` writes it. */
  readonly entity: string;
  readonly findingId: string;
  readonly revision: number;
}

/** What the answer needs. */
export interface RemediationContext extends Omit<RemediationPorts, "claim" | "remembered"> {
  readonly ledger: LedgerStore;
  readonly attempts: RemediationStore;
  /** What the configuration says of an entity, or `undefined` where it says nothing. */
  readonly expectedOf: (finding: Finding) => ExpectedEntity | undefined;
  /** An attempt older than this belongs to an invocation that died: the function's own time limit. */
  readonly attemptTimeoutMilliseconds: number;
}

/** What became of the request; `finding` is there where it may have news to deliver. */
export interface RemediationAnswer {
  readonly status:
    | Exclude<RemediationResult["status"], "retry" | "taken">
    | "not-configured"
    | "superseded"
    | "answered";
  readonly finding?: Finding;
}

/**
 * Answers one drift event: repairs its finding where the configuration asks for that, once, and puts what came of it into the
 * finding's news.
 * @throws PlumblineError `InvalidEvent` (retryable) where the ledger does not hold the finding or the revision yet;
 * `RemediationUnfinished` (retryable) where IAM asked to be tried again later, or another attempt at the same is under way: should that
 * one die, this event is what finishes it; what the ports throw.
 */
export async function answerDriftEvent(
  request: RemediationRequest,
  context: RemediationContext,
): Promise<RemediationAnswer> {
  const finding = await heldFinding(request, context.ledger);
  const remediationId = remediationIdOf(request.findingId, request.revision);
  const held = await context.attempts.attempt(request.account, request.entity, remediationId);
  if (wasTold(finding, remediationId) || held?.status === "ended") {
    if (held?.status === "started") await end(held, context);
    return { status: "answered", finding };
  }
  if (held !== undefined && !isAbandoned(held, context)) throw underWay(finding);
  if (held === undefined && isSuperseded(finding, request.revision)) return { status: "superseded" };

  const expected = context.expectedOf(finding);
  if (expected === undefined) return { status: "not-configured" };

  let claimed = held;
  const result = await remediateFinding(finding, expected, {
    ...context,
    remembered: async () => (await context.ledger.remembered(finding.account, finding.entity))?.identity,
    claim: async (calls) => {
      const attempt = started(request, remediationId, calls, claimed, context.now());
      if ((await context.attempts.writeAttempt(attempt)) === "conflict") return "taken";
      claimed = attempt;
      return "claimed";
    },
  });
  const concluded = afterManyTries(afterInterruption(result, held), claimed);
  return await conclude(finding, remediationId, concluded, claimed, context);
}

async function heldFinding(request: RemediationRequest, ledger: LedgerStore): Promise<Finding> {
  const { account, entity, findingId, revision } = request;
  const finding = await ledger.finding(account, entity, findingId);
  if (finding !== undefined && revision <= finding.revision) return finding;
  const what = finding === undefined ? `finding ${findingId}` : `revision ${revision} of finding ${findingId}`;
  throw new PlumblineError("InvalidEvent", `The ledger holds no ${what} of ${entity} in account ${account}.`, {
    retryable: true,
  });
}

/** Whether what came of this very remediation has been put into the finding's news. */
function wasTold(finding: Finding, remediationId: string): boolean {
  return finding.news.some(({ remediation }) => remediation?.remediationId === remediationId);
}

function underWay({ entity, account }: Finding): PlumblineError {
  return new PlumblineError(
    "RemediationUnfinished",
    `Another attempt at the same repair of ${entity} in account ${account} is under way. It is looked at again later.`,
    { retryable: true },
  );
}

async function end(attempt: RemediationAttempt, { attempts }: RemediationContext): Promise<void> {
  await attempts.writeAttempt({ ...attempt, status: "ended", version: attempt.version + 1 });
}

function isAbandoned(attempt: RemediationAttempt, context: RemediationContext): boolean {
  const age = context.now().getTime() - Date.parse(attempt.startedAt);
  return attempt.status === "started" && age > context.attemptTimeoutMilliseconds;
}

/**
 * Whether it is not this revision that says what is to be done: a later reading has resolved or changed the finding, or the
 * revision tells of something else than a drift.
 */
function isSuperseded(finding: Finding, revision: number): boolean {
  if (finding.status === "resolved") return true;
  const asking = finding.news.filter(({ kind }) => kind === "IAM Drift Opened" || kind === "IAM Drift Changed");
  return asking.at(-1)?.revision !== revision;
}

function started(
  request: RemediationRequest,
  remediationId: string,
  calls: readonly string[],
  previous: RemediationAttempt | undefined,
  now: Date,
): RemediationAttempt {
  const { account, entity, findingId, revision } = request;
  const startedAt = now.toISOString();
  const version = (previous?.version ?? 0) + 1;
  return { remediationId, account, entity, findingId, revision, status: "started", startedAt, calls, version };
}

/** A drift that is gone after an attempt that died was put right by that attempt: it is announced, not forgotten. */
function afterInterruption(result: RemediationResult, held: RemediationAttempt | undefined): RemediationResult {
  if (result.status !== "gone" || held === undefined) return result;
  const outcome = `${held.calls.join("; ")}: begun at ${held.startedAt}, interrupted, and found done.`;
  return { status: "remediated", calls: held.calls, outcome };
}

/**
 * How often a write is tried before it is told as failed. The queue gives a message up after five receptions, and then nobody
 * would be told.
 */
const MOST_TRIES = 4;

function afterManyTries(result: RemediationResult, claimed: RemediationAttempt | undefined): RemediationResult {
  if (result.status !== "retry" || claimed === undefined || claimed.version < MOST_TRIES) return result;
  const outcome = `${result.reason} It was tried ${claimed.version} times, and is not tried again.`;
  return { status: "failed", calls: claimed.calls, outcome };
}

const NEWS_OF = {
  remediated: "IAM Drift Remediated",
  refused: "IAM Drift Remediation Refused",
  failed: "IAM Drift Remediation Failed",
} as const satisfies Record<string, NewsKind>;

async function conclude(
  finding: Finding,
  remediationId: string,
  result: RemediationResult,
  claimed: RemediationAttempt | undefined,
  context: RemediationContext,
): Promise<RemediationAnswer> {
  if (result.status === "retry") {
    throw new PlumblineError("RemediationUnfinished", `${result.reason} It is tried again later.`, { retryable: true });
  }
  if (result.status === "taken") throw underWay(finding);
  if (result.status === "off" || result.status === "gone") return { status: result.status };
  const { calls, outcome } = result;
  const told = await recordRemediation(context.ledger, {
    account: finding.account,
    entity: finding.entity,
    id: finding.id,
    kind: NEWS_OF[result.status],
    remediation: { remediationId, calls, outcome },
    now: context.now,
  });
  if (claimed !== undefined) await end(claimed, context);
  return { status: result.status, finding: told };
}
