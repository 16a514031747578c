import type { ExpectedEntity } from "../baselines/expected-state.ts";
import { identityOf } from "../drift/identity.ts";
import { PlumblineError } from "../iam/errors.ts";
import { recordRemediation } from "../ledger/amend-finding.ts";
import type { Finding, News, NewsKind } from "../ledger/finding.ts";
import type { LedgerStore } from "../ledger/ledger-store.ts";
import { amendRemembered, withAccepted } from "../ledger/remembered-entity.ts";
import type { EntityState } from "../observation/entity-state.ts";
import type { Observation } from "../observation/observation.ts";
import type { Sight } from "./apply-look.ts";
import type { ApplyPorts } from "./apply-ports.ts";
import { createJournal, type RemediationJournal } from "./record-journal.ts";
import { undoneBy } from "./record-undone.ts";
import { type Refused, type RemediationResult, remediateFinding } from "./remediate-finding.ts";
import {
  type RemediationAttempt,
  type RemediationStore,
  type RequestedBy,
  remediationIdOf,
} from "./remediation-attempt.ts";
import { describeCall } from "./remediation-plan.ts";

/** Which news of which finding asks for a repair. */
export interface RemediationRequest {
  readonly account: string;
  /** As `formatEntity` writes it. */
  readonly entity: string;
  readonly findingId: string;
  readonly revision: number;
}

/** What the answer needs. */
export interface RemediationContext
  extends Omit<ApplyPorts, "journal" | "remediationId" | "remembered" | "approved" | "undoneBy" | "acceptCreated"> {
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
  const remediationId = remediationIdOf(findingId, revision);
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
  return await conclude({ finding, remediationId, journal }, concluded, context);
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

/** What asks for a repair anew. */
const ASKING: readonly NewsKind[] = ["IAM Drift Opened", "IAM Drift Changed"];

/**
 * Whether it is not this revision that says what is to be done: a later reading has resolved or changed the finding, or the
 * revision tells of something else than a drift. A reminder asks only where nothing came of it before but a refusal.
 */
function isSuperseded({ status, news }: Finding, revision: number, requestedBy: RequestedBy): boolean {
  if (status === "resolved") return true;
  if (requestedBy !== "function") return false;
  const asking = news.findLast(({ kind }) => ASKING.includes(kind));
  if (asking?.revision === revision) return false;
  const reminder = news.findLast(({ kind }) => kind === "IAM Drift Reminder");
  if (reminder?.revision !== revision || asking === undefined || asking.revision > revision) return true;
  const outcome = news.findLast((each) => each.remediation !== undefined && each.revision > asking.revision);
  return outcome !== undefined && outcome.kind !== "IAM Drift Remediation Refused";
}

async function portsOf(
  { account, entity }: RemediationRequest,
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

/** A drift that is gone after an attempt that died was put right by that attempt: it is announced, not forgotten. */
async function afterInterruption(
  result: RemediationResult,
  held: RemediationAttempt | undefined,
  journal: RemediationJournal,
  read: () => Promise<Observation<EntityState>>,
): Promise<RemediationResult> {
  if (result.status !== "gone" || held === undefined) return result;
  const observation = await read();
  if ((await journal.hold()) === "taken") return { status: "taken" };
  const steps = await journal.recover(observation).finally(() => journal.release());
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

const NEWS_OF = {
  remediated: "IAM Drift Remediated",
  refused: "IAM Drift Remediation Refused",
  failed: "IAM Drift Remediation Failed",
} as const satisfies Record<string, NewsKind>;

/** One remediation, as far as concluding it needs. */
interface Concluded {
  readonly finding: Finding;
  readonly remediationId: string;
  readonly journal: RemediationJournal;
}

async function conclude(
  { finding, remediationId, journal }: Concluded,
  result: RemediationResult,
  context: RemediationContext,
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
  const isSilent = result.status === "refused" && !(await isAnnounced(result, finding, context));
  const { account, entity, id } = finding;
  const told = isSilent
    ? undefined
    : await recordRemediation(context.ledger, {
        ...{ account, entity, id, kind: NEWS_OF[status], now: context.now },
        remediation: { remediationId, calls, outcome },
      });
  await end(result, isSilent, journal);
  return { status, remediationId, calls, outcome, ...(told === undefined ? {} : { finding: told }) };
}

/** Whether a refusal is told: not again where the last that was told is that the same guard refused the same drift, or just the same. */
async function isAnnounced(refused: Refused, finding: Finding, { attempts }: RemediationContext): Promise<boolean> {
  if (!refused.announced) return false;
  const last = finding.news.findLast(({ remediation }) => remediation !== undefined);
  if (last?.kind !== "IAM Drift Remediation Refused" || last.remediation === undefined) return true;
  const isSince = finding.news.some(({ kind, revision }) => ASKING.includes(kind) && revision > last.revision);
  if (isSince || last.drift.fingerprint !== finding.drift.fingerprint) return true;
  if (last.remediation.outcome === refused.outcome) return false;
  const before = await attempts.attempt(finding.account, finding.entity, last.remediation.remediationId);
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
