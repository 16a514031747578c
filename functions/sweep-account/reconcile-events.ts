import type { ExpectedAccount } from "../../shared/baselines/expected-state.ts";
import { namedEntities } from "../../shared/baselines/named-entities.ts";
import type { EventHistory } from "../../shared/cloudtrail/event-history.ts";
import type { HistoryWrite } from "../../shared/cloudtrail/reconcile.ts";
import type { ClaimedActor } from "../../shared/iam/actor.ts";
import { formatEntity } from "../../shared/iam/entity-reference.ts";
import { PlumblineError } from "../../shared/iam/errors.ts";
import type { ArrivedEventStore } from "../../shared/ledger/arrived-events.ts";
import type { LedgerStore } from "../../shared/ledger/ledger-store.ts";
import {
  arrivedBy,
  RECONCILED_DAYS,
  reconciledHistory,
  spansToReconcile,
  watchedSince,
} from "../../shared/ledger/reconciled-history.ts";
import { type TouchedEntity, touchedEntities } from "../detect-drift/touched-entities.ts";
import type { Log } from "../logger.ts";
import { entityKey } from "../settle-entities.ts";
import { readSpans } from "./read-history.ts";

/** What reconciling goes through. */
export interface ReconcilePorts {
  /** That of the very account. */
  readonly history: EventHistory;
  readonly events: ArrivedEventStore;
  readonly ledger: Pick<LedgerStore, "latestReading">;
  readonly now: () => Date;
  readonly log: Log;
  /** ISO 8601: since when the account has been swept without a long pause; left out where nobody knows. */
  readonly unbrokenSince?: string | undefined;
  /** How many pages of the history are read at most, at half a second each; 100 unless told. */
  readonly maximumPages?: number;
}

/** What reconciling came to. */
export interface Reconciliation {
  /** Writes on watched entities that should have come and never did; each is counted once, however often they are reconciled. */
  readonly missed: number;
  /**
   * Who events that did not come say changed what, by `entityKey`: the latest for each entity. A drift that the sweep finds there is theirs,
   * as they claim.
   */
  readonly touched: ReadonlyMap<string, { readonly actor: ClaimedActor; readonly deletionTasks: readonly string[] }>;
  /** `partial`: there was more than is read at once, and the next one goes on. `unreadable`: the history, or what is remembered of it, was not. */
  readonly status: "whole" | "partial" | "unreadable";
  /**
   * Writes down how far it came. To be called once the account is settled: until then the same events are found again, so that a sweep that
   * was cut off does not lose them.
   */
  readonly remember: () => Promise<void>;
}

/** With CloudTrail's two look-ups a second, less than a minute; 5,000 events. */
const MAXIMUM_PAGES = 100;

/**
 * Holds CloudTrail's event history of an account to the events that arrived. A write on a watched entity that is older than half an hour,
 * and came neither as an event nor as what an entity was last read for, has never come: it is logged, and counted, once.
 *
 * It throws nothing that a sweep should end for: what cannot be read is logged, and is the status.
 */
export async function reconcileEvents(account: ExpectedAccount, ports: ReconcilePorts): Promise<Reconciliation> {
  const count = { missed: 0 };
  try {
    return await reconcile(account, ports, count);
  } catch (fault) {
    if (!(fault instanceof PlumblineError)) throw fault;
    const sentence = `The event history of account ${account.account} was not reconciled, all else goes on: ${fault.message}`;
    ports.log.warn(sentence, { code: fault.code });
    // What was counted is remembered, and is not found again.
    return { ...count, touched: new Map(), status: "unreadable", remember: async () => undefined };
  }
}

async function reconcile(
  account: ExpectedAccount,
  ports: ReconcilePorts,
  count: { missed: number },
): Promise<Reconciliation> {
  const { history, events, log, unbrokenSince, maximumPages = MAXIMUM_PAGES } = ports;
  const { account: id } = account;
  const now = ports.now();
  const before = await events.reconciled(id);
  const read = await readSpans(history, { account: id, spans: spansToReconcile(before, now), maximumPages });
  const since = watchedSince(before, namesOf(account), { now, unbrokenSince });
  const sinceOf = ({ touches }: HistoryWrite) => touches.flatMap((touch) => since.get(entityKey(touch)) ?? []);
  const watched = read.writes.filter((write) => sinceOf(write).length > 0);
  const absent = await absentWrites(account, watched, ports);
  const isDue = (write: HistoryWrite) => {
    const time = Date.parse(write.actor.eventTime);
    return time < arrivedBy(now).getTime() && sinceOf(write).some((from) => Date.parse(from) <= time);
  };
  for (const write of absent.filter(isDue)) count.missed += await countMissed(account, write, ports);
  logReading(id, read, log);
  const remember = async () => {
    if (read.status === "unreadable") return;
    // Where somebody else wrote meanwhile, two have reconciled at once; what they have counted is remembered event by event.
    await events.writeReconciled(reconciledHistory({ account: id, before, now, since, unread: read.unread }));
  };
  return { ...count, touched: claimsOf(touchedBy(account, absent)), status: read.status, remember };
}

/** Those that are not known to have come. */
async function absentWrites(
  account: ExpectedAccount,
  watched: readonly HistoryWrite[],
  { events, ledger }: ReconcilePorts,
): Promise<readonly HistoryWrite[]> {
  const times = watched.map(({ actor }) => actor.eventTime).toSorted();
  const [from, to] = [times.at(0), times.at(-1)];
  if (from === undefined || to === undefined) return [];
  const arrivals = await events.arrivals(account.account, { from, to });
  const unknown = watched.filter(({ eventId }) => !arrivals.has(eventId));
  const led = await ledToReading(account, touchedBy(account, unknown), ledger);
  return watched.filter(({ eventId }) => {
    const arrival = arrivals.get(eventId);
    return arrival === undefined ? !led.has(eventId) : arrival === "missed";
  });
}

/**
 * The events that what was last decided of an entity says led to its reading: they came, though it could not be remembered. Asked only of
 * entities that an event touched of which nothing is remembered, so that a write that failed there is no false alarm.
 */
async function ledToReading(
  { account }: ExpectedAccount,
  touched: readonly TouchedEntity[],
  ledger: ReconcilePorts["ledger"],
): Promise<ReadonlySet<string>> {
  const led = new Set<string>();
  for (const { entity, baseline } of touched.flatMap(({ expected }) => expected)) {
    const latest = await ledger.latestReading(account, formatEntity(entity), baseline);
    for (const { actor } of Object.values(latest?.decisions ?? {})) {
      if (actor !== undefined) led.add(actor.eventId);
    }
  }
  return led;
}

/** How many were not counted before: one or none. */
async function countMissed(
  { account }: ExpectedAccount,
  { eventId, touches, actor }: HistoryWrite,
  { events, log }: ReconcilePorts,
): Promise<number> {
  const { eventName, eventTime, who } = actor;
  if ((await events.writeMissed({ account, eventId, eventTime })) === "conflict") return 0;
  const sentence = `The event of ${eventName} on ${touches.join(", ")} in account ${account} never came: see whether its trail is on and its events are forwarded.`;
  log.warn(sentence, { eventId, eventName, eventTime, entities: touches, claimed: who });
  return 1;
}

function touchedBy(account: ExpectedAccount, writes: readonly HistoryWrite[]): readonly TouchedEntity[] {
  const touches = writes.map(({ eventId, touches, actor, deletionTask }) => {
    return { messageId: eventId, entities: touches, actor, deletionTask };
  });
  return touchedEntities(account, touches);
}

function claimsOf(touched: readonly TouchedEntity[]): Reconciliation["touched"] {
  return new Map(
    touched.map(({ expected: [{ entity }], actor, deletionTasks = [] }) => [
      entityKey(formatEntity(entity)),
      { actor, deletionTasks },
    ]),
  );
}

/** What events touch of what is watched; see `touchedEntities`. */
function namesOf(account: ExpectedAccount): readonly string[] {
  const names = account.entities.flatMap((expected) => [
    formatEntity(expected.entity),
    ...namedEntities(expected, account.account),
  ]);
  return [...new Set(names.map(entityKey))].toSorted();
}

function logReading(account: string, read: Awaited<ReturnType<typeof readSpans>>, log: Log): void {
  if (read.reason !== undefined) {
    const { call, code, message } = read.reason;
    const sentence = `The event history of account ${account} could not be read, so events that never came stay unknown: ${message}`;
    log.warn(sentence, { call, code });
  }
  if (read.unread !== undefined) {
    const { from, to } = read.unread;
    const sentence = `The event history of account ${account} is too long for one sweep; what happened from ${from.toISOString()} to ${to.toISOString()} is read by a later one that has room for it, within ${RECONCILED_DAYS} days.`;
    log.warn(sentence, {});
  }
  if (read.unclear > 0) {
    log.info(`The event history of account ${account} holds events that do not say what they touched.`, {
      events: read.unclear,
    });
  }
}
