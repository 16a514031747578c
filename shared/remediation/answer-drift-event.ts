import type { ExpectedEntity } from "../baselines/expected-state.ts";
import { identityOf } from "../drift/identity.ts";
import { PlumblineError } from "../iam/errors.ts";
import type { Finding, News } from "../ledger/finding.ts";
import type { LedgerStore } from "../ledger/ledger-store.ts";
import { amendRemembered, withAccepted } from "../ledger/remembered-entity.ts";
import type { EntityState } from "../observation/entity-state.ts";
import type { Observation } from "../observation/observation.ts";
import type { Sight } from "./apply-look.ts";
import type { ApplyPorts } from "./apply-ports.ts";
import { standingRefusal } from "./ask-again.ts";
import type { RemediationResult } from "./judge-finding.ts";
import { createJournal, type RemediationJournal } from "./record-journal.ts";
import { undoneBy } from "./record-undone.ts";
import { remediateFinding } from "./remediate-finding.ts";
import {
  type RemediationAttempt,
  type RemediationStore,
  type RequestedBy,
  remediationIdOf,
} from "./remediation-attempt.ts";
import { describeCall } from "./remediation-plan.ts";
import { ASKING, type RemediationAnswer, tellRemediation } from "./tell-remediation.ts";

export type { RemediationAnswer };

/** Which news of which finding asks for a repair. */
export interface RemediationRequest {
  readonly account: string;
  /** As `formatEntity` writes it. */
  readonly entity: string;
  readonly findingId: string;
  readonly revision: number;
  /** The plan that a person has approved, and the only one that is then applied. */
  readonly planId?: string;
}

/** What the answer needs. */
export interface RemediationContext
  extends Omit<
    ApplyPorts,
    "journal" | "remediationId" | "planId" | "remembered" | "approved" | "undoneBy" | "acceptCreated"
  > {
  readonly ledger: LedgerStore;
  readonly attempts: RemediationStore;
  /** What the configuration says of an entity, or `undefined` where it says nothing. */
  readonly expectedOf: (finding: Finding) => ExpectedEntity | undefined;
  /** Of the configuration. */
  readonly configurationDigest: string;
  /** A person who asks has thereby approved; the function has not. */
  readonly requestedBy: RequestedBy;
  /** An attempt older than this belongs to an invocation that died: the function's own time limit. */
  readonly attemptTimeoutMilliseconds: number;
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
  const { account, entity, findingId, revision } = request;
  const finding = await heldFinding(request, context.ledger);
  const remediationId = request.planId ?? remediationIdOf(findingId, revision);
  const held = await context.attempts.attempt(account, entity, remediationId);
  const told = toldOf(finding, remediationId);
  const { requestedBy, configurationDigest } = context;
  const identity = { remediationId, account, entity, findingId, revision, requestedBy, configurationDigest };
  const journal = createJournal(identity, held, context);
  if (told !== undefined || (held !== undefined && held.status !== "started")) {
    if (held?.status === "started") await journal.end({ status: "ended", outcome: told?.remediation?.outcome ?? "" });
    return { status: "answered", remediationId, finding };
  }
  if (held === undefined && isSuperseded(finding, revision, requestedBy))
    return { status: "superseded", remediationId };
  const expected = context.expectedOf(finding);
  if (expected === undefined) return { status: "not-configured", remediationId };

  const result = await remediateFinding(finding, expected, await portsOf(request, expected, journal, context));
  const read = async () => (await context.reader.observe({ entity: expected.entity, path: expected.path })).observation;
  const concluded = afterManyTries(await afterInterruption(result, held, journal, read), journal);
  return await tellRemediation({ finding, remediationId, journal }, concluded, context);
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

/** What was told of this very remediation. */
function toldOf(finding: Finding, remediationId: string): News | undefined {
  return finding.news.find(({ remediation }) => remediation?.remediationId === remediationId);
}

/**
 * Whether it is not this revision that says what is to be done: a later reading has resolved or changed the finding, or the
 * revision tells of something else than a drift. A reminder asks only where nothing came of it before but a refusal, and that refusal's own
 * revision asks, too.
 */
function isSuperseded(finding: Finding, revision: number, requestedBy: RequestedBy): boolean {
  const { status, news } = finding;
  if (status === "resolved") return true;
  if (requestedBy !== "function" || standingRefusal(finding)?.revision === revision) return false;
  const asking = news.findLast(({ kind }) => ASKING.includes(kind));
  if (asking?.revision === revision) return false;
  const reminder = news.findLast(({ kind }) => kind === "IAM Drift Reminder");
  if (reminder?.revision !== revision || asking === undefined || asking.revision > revision) return true;
  const outcome = news.findLast((each) => each.remediation !== undefined && each.revision > asking.revision);
  return outcome !== undefined && outcome.kind !== "IAM Drift Remediation Refused";
}

async function portsOf(
  { account, entity, planId }: RemediationRequest,
  expected: ExpectedEntity,
  journal: RemediationJournal,
  context: RemediationContext,
): Promise<ApplyPorts> {
  const { ledger, attempts, requestedBy } = context;
  const approved = requestedBy !== "function";
  const undone = approved ? () => undefined : undoneBy(await attempts.attemptsOf(account, entity));
  return {
    ...context,
    journal,
    remediationId: journal.remediationId,
    ...(planId === undefined ? {} : { planId }),
    approved,
    undoneBy: undone,
    remembered: () => ledger.remembered(account, entity),
    acceptCreated: async ({ reading }: Sight) => {
      const created = identityOf(expected, reading);
      if (created === undefined) return;
      await amendRemembered(ledger, account, entity, (held) =>
        held.identity === undefined ? held : withAccepted(held, held.identity, created),
      );
    },
  };
}

/**
 * A drift that is gone after an attempt that died was put right by that attempt: it is announced, not forgotten. Of an approved plan that does
 * not hold any more, the record tells what was made, so that it can be undone.
 */
async function afterInterruption(
  result: RemediationResult,
  held: RemediationAttempt | undefined,
  journal: RemediationJournal,
  read: () => Promise<Observation<EntityState>>,
): Promise<RemediationResult> {
  const isOutdated = result.status === "refused" && result.isOutdated === true;
  if ((result.status !== "gone" && !isOutdated) || held === undefined) return result;
  const observation = await read();
  if ((await journal.hold()) === "taken") return { status: "taken" };
  const steps = await journal.recover(observation).finally(() => journal.release());
  if (isOutdated) return result;
  const [calls, begun] = (["done", "begun"] as const).map((wanted) =>
    steps.filter(({ status }) => status === wanted).map(({ call }) => describeCall(call)),
  );
  const doubt = begun?.length ? ` Whether these were made is not known: ${begun.join("; ")}.` : "";
  if (calls === undefined || calls.length === 0) {
    const made = doubt === "" ? "Nothing of it was made" : "Nothing of it was found made";
    await journal.end({ status: "ended", outcome: `${made}, and ${held.entity} does not drift any more.${doubt}` });
    return result;
  }
  const outcome = `${calls.join("; ")}: begun at ${held.startedAt}, interrupted, and found done.${doubt}`;
  return { status: "remediated", calls, outcome };
}

/**
 * How often a write is tried before it is told as failed. The queue gives a message up after five receptions, and then nobody
 * would be told.
 */
const MOST_TRIES = 4;

function afterManyTries(result: RemediationResult, journal: RemediationJournal): RemediationResult {
  const record = journal.record();
  if (result.status !== "retry" || record === undefined || record.tries < MOST_TRIES) return result;
  const outcome = `${result.reason} It was tried ${record.tries} times, and is not tried again.`;
  return { status: "failed", calls: record.steps.map(({ call }) => describeCall(call)), outcome };
}
