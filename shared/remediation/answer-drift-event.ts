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
export interface RemediationContext extends Omit<RemediationPorts, "claim"> {
  readonly ledger: LedgerStore;
  readonly attempts: RemediationStore;
  /** What the configuration says of an entity, or `undefined` where it says nothing. */
  readonly expectedOf: (finding: Finding) => ExpectedEntity | undefined;
  /** An attempt older than this belongs to an invocation that died: the function's own time limit. */
  readonly attemptTimeoutMilliseconds: number;
}

/** What became of the request; `finding` is there where it may have news to deliver. */
export interface RemediationAnswer {
  readonly status: RemediationResult["status"] | "not-configured" | "superseded";
  readonly finding?: Finding;
}

/**
 * Answers one drift event: repairs its finding where the configuration asks for that, once, and puts what came of it into the
 * finding's news.
 * @throws PlumblineError `InvalidEvent` (retryable) where the ledger does not hold the finding yet; `RemediationUnfinished`
 * (retryable) where IAM asked to be tried again later; what the ports throw.
 */
export async function answerDriftEvent(
  request: RemediationRequest,
  context: RemediationContext,
): Promise<RemediationAnswer> {
  const finding = await context.ledger.finding(request.account, request.entity, request.findingId);
  if (finding === undefined) {
    throw new PlumblineError(
      "InvalidEvent",
      `The ledger holds no finding ${request.findingId} of ${request.entity} in account ${request.account}.`,
      { retryable: true },
    );
  }
  const remediationId = remediationIdOf(request.findingId, request.revision);
  const held = await context.attempts.attempt(request.account, request.entity, remediationId);
  if (held !== undefined && !isAbandoned(held, context)) return { status: "taken", finding };
  if (held === undefined && isSuperseded(finding, request.revision)) return { status: "superseded" };

  const expected = context.expectedOf(finding);
  if (expected === undefined) return { status: "not-configured" };

  let claimed = held;
  const result = await remediateFinding(finding, expected, {
    ...context,
    claim: async (calls) => {
      const attempt = started(request, remediationId, calls, claimed, context.now());
      if ((await context.attempts.writeAttempt(attempt)) === "conflict") return "taken";
      claimed = attempt;
      return "claimed";
    },
  });
  return await conclude(finding, remediationId, afterInterruption(result, held), claimed, context);
}

function isAbandoned(attempt: RemediationAttempt, context: RemediationContext): boolean {
  const age = context.now().getTime() - Date.parse(attempt.startedAt);
  return attempt.status === "started" && age > context.attemptTimeoutMilliseconds;
}

/** Whether a later reading has resolved or changed the finding: then that news, and not this one, says what is to be done. */
function isSuperseded(finding: Finding, revision: number): boolean {
  if (finding.status === "resolved") return true;
  return finding.news.some(
    (news) => news.revision > revision && (news.kind === "IAM Drift Opened" || news.kind === "IAM Drift Changed"),
  );
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
  if (result.status === "off" || result.status === "gone" || result.status === "taken")
    return { status: result.status };
  const { calls, outcome } = result;
  const told = await recordRemediation(context.ledger, {
    account: finding.account,
    entity: finding.entity,
    id: finding.id,
    kind: NEWS_OF[result.status],
    remediation: { remediationId, calls, outcome },
    now: context.now,
  });
  if (claimed !== undefined) {
    await context.attempts.writeAttempt({ ...claimed, status: "ended", version: claimed.version + 1 });
  }
  return { status: result.status, finding: told };
}
