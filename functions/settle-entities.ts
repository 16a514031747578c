import type { ExpectedAccount, ExpectedEntity } from "../shared/baselines/expected-state.ts";
import { WAIVER_NOTICE_DAYS, type Waiver } from "../shared/baselines/waivers.ts";
import { detectDrift } from "../shared/drift/detect-drift.ts";
import type { Detection, Drift } from "../shared/drift/drift.ts";
import { expectedPoliciesOf } from "../shared/drift/expected-policies.ts";
import { type ObservedEntity, observeExpected } from "../shared/drift/observe-expected.ts";
import type { LoadActionTable } from "../shared/drift/rule.ts";
import { reviewWaivers, type WaiverReview, waiverOf } from "../shared/drift/waive.ts";
import type { ClaimedActor } from "../shared/iam/actor.ts";
import { formatEntity } from "../shared/iam/entity-reference.ts";
import type { Finding } from "../shared/ledger/finding.ts";
import { recordDetection } from "../shared/ledger/record-detection.ts";
import type { IamReader } from "../shared/observation/iam-reader.ts";
import type { ManagedPolicyReader } from "../shared/observation/managed-policy-reader.ts";
import { type DeliveryPorts, deliverNews } from "./deliver-news.ts";
import type { Log } from "./logger.ts";
import { acceptWaived, type RecalledTasks, recallDeletionTasks, takeInReading } from "./remember-entity.ts";

/** One entity of an account, with everything the baselines say of it. */
export interface WatchedEntity {
  /** The same entity under one baseline or more; never empty. */
  readonly expected: readonly [ExpectedEntity, ...ExpectedEntity[]];
  /** Who the latest event that touched it says did it. */
  readonly actor?: ClaimedActor;
  /** The tasks by which IAM deletes it, as events say; absent where none says so. */
  readonly deletionTasks?: readonly string[];
}

/** What the way from reading to news goes through. */
export interface SettlePorts extends DeliveryPorts {
  /** Reads the account the entities belong to. */
  readonly reader: IamReader;
  /** See `detectDrift`. */
  readonly loadTable: LoadActionTable;
  /** Reads that account's policies, and AWS's own. */
  readonly managedPolicies: ManagedPolicyReader;
  readonly waivers: readonly Waiver[];
  readonly log: Log;
}

/** What settling one entity came to. */
interface Settled {
  /** The findings with news. */
  readonly written: readonly Finding[];
  readonly waivers: WaiverReview;
}

/** What became of one entity. */
export type EntitySettled<T extends WatchedEntity> = { readonly watched: T } & (
  | ({ readonly status: "settled" } & Settled)
  | { readonly status: "failed"; readonly fault: unknown }
);

/** An account's entities, each once. */
export function watchedEntities(account: ExpectedAccount): readonly WatchedEntity[] {
  const watched = new Map<string, WatchedEntity>();
  for (const expected of account.entities) {
    const key = entityKey(formatEntity(expected.entity));
    const known = watched.get(key);
    watched.set(key, { expected: known === undefined ? [expected] : [...known.expected, expected] });
  }
  return [...watched.values()];
}

/**
 * What an entity is known by: IAM's names are unique within an account whatever their case.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html
 */
export function entityKey(entity: string): string {
  return entity.toLowerCase();
}

/**
 * Reads entities, each once, judges what was read, settles it in the ledger and delivers the news, also what an earlier
 * attempt left undelivered. What goes wrong with one entity does not keep the others.
 */
export async function settleEntities<T extends WatchedEntity>(
  account: ExpectedAccount,
  entities: readonly T[],
  ports: SettlePorts,
): Promise<readonly EntitySettled<T>[]> {
  const expected = entities.flatMap((watched) => watched.expected);
  const claimed = entities.flatMap(({ deletionTasks = [] }) => deletionTasks);
  const tasks = await recallDeletionTasks(ports.ledger, account.account, expected, claimed);
  const observed = await observeExpected(ports.reader, expected, (each) => tasks.get(each)?.taskIds ?? []);
  const settled: EntitySettled<T>[] = [];
  let from = 0;
  for (const watched of entities) {
    const read = observed.slice(from, from + watched.expected.length);
    from += read.length;
    try {
      settled.push({ watched, status: "settled", ...(await settleEntity(account, watched, read, tasks, ports)) });
    } catch (fault) {
      settled.push({ watched, status: "failed", fault });
    }
  }
  return settled;
}

async function settleEntity(
  account: ExpectedAccount,
  watched: WatchedEntity,
  read: readonly ObservedEntity[],
  tasks: RecalledTasks,
  ports: SettlePorts,
): Promise<Settled> {
  const { ledger, now, loadTable, managedPolicies, waivers } = ports;
  const { account: id } = account;
  const waived = (drift: Drift) => waiverOf(waivers, id, drift, now()) !== undefined;
  const detections: Detection[] = [];
  const held = new Map<string, Finding>();
  const written: Finding[] = [];
  for (const each of read) {
    const known = await takeInReading(id, each, tasks.get(each.expected), ports);
    const given = { now: now(), loadTable, managedPolicies, expectedPolicy: expectedPoliciesOf(account) };
    const detection = await detectDrift({ account: id, ...each, ...known, ...given });
    detections.push(detection);
    const actor = watched.actor === undefined ? {} : { actor: watched.actor };
    const recorded = await recordDetection(ledger, { detection, now, waived, ...actor });
    for (const finding of recorded.findings) held.set(finding.id, finding);
    written.push(...recorded.written);
    await acceptWaived(ledger, detection, { ...each, ...known }, waived);
  }
  await deliverNews([...held.values()], ports);
  return { written, waivers: reviewWaivers({ detections, waivers, now: now(), daysAhead: WAIVER_NOTICE_DAYS }) };
}
