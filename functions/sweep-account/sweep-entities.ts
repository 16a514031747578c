import type { ConfiguredAccount } from "../../shared/baselines/settings.ts";
import { formatEntity } from "../../shared/iam/entity-reference.ts";
import { countNews, type NewsCounts } from "../count-news.ts";
import { logWaivers } from "../log-waivers.ts";
import {
  entityKey,
  type SettlePorts,
  settleEntities,
  type WatchedEntity,
  watchedEntities,
} from "../settle-entities.ts";
import type { SweepFailure } from "./sweep-findings.ts";

/** How far a sweep is. */
export interface EntitiesDone {
  /** The key of the last entity up to which all were read; left out before the first. */
  readonly after?: string;
  /** Those that could not be settled, by their keys. */
  readonly again: readonly string[];
}

/** An entity that is to be settled, with what it is known and ordered by. */
export interface KeyedEntity extends WatchedEntity {
  readonly key: string;
}

/** What is left of an account to be settled. */
export interface EntitiesLeft {
  readonly repeated: readonly KeyedEntity[];
  readonly following: readonly KeyedEntity[];
  /** How many there are in all. */
  readonly total: number;
}

/** What settling some of them came to. */
export interface SettledEntities {
  readonly counts: NewsCounts;
  /** The keys of those that are settled. */
  readonly settled: readonly string[];
  readonly failed: readonly (SweepFailure & { readonly key: string })[];
  /** The key up to which all were read; left out of those that come once more. */
  readonly after?: string;
}

/** How many entities are settled between two looks at the clock: as many as are read at once. */
const AT_ONCE = 4;

/**
 * What is left: what follows, in the order of the keys, and what could not be settled before. That order is the same whatever the order in
 * plumbline.yml, which may be deployed anew in the middle of a sweep.
 */
export function entitiesLeft(account: ConfiguredAccount, { after = "", again }: EntitiesDone): EntitiesLeft {
  const keyed = watchedEntities(account).map((watched): KeyedEntity => {
    return { ...watched, key: entityKey(formatEntity(watched.expected[0].entity)) };
  });
  const all = keyed.sort((one, other) => (one.key < other.key ? -1 : 1));
  const failed = new Set(again);
  return {
    repeated: all.filter(({ key }) => key <= after && failed.has(key)),
    following: all.filter(({ key }) => key > after),
    total: all.length,
  };
}

/**
 * Settles what is left, a few entities at a time; last what could not be settled before, so that it keeps nothing else from its turn.
 * Nothing is begun before the one who asks wants more: where there is no time for it, the sweep is cut off in between.
 */
export async function* sweepEntities(
  account: ConfiguredAccount,
  { repeated, following }: EntitiesLeft,
  ports: SettlePorts,
): AsyncGenerator<SettledEntities> {
  for (const [entities, isInOrder] of [
    [following, true],
    [repeated, false],
  ] as const) {
    for (let from = 0; from < entities.length; from += AT_ONCE) {
      const some = entities.slice(from, from + AT_ONCE);
      const last = some.at(-1);
      const settled = await settleSome(account, some, ports);
      yield isInOrder && last !== undefined ? { ...settled, after: last.key } : settled;
    }
  }
}

async function settleSome(
  account: ConfiguredAccount,
  entities: readonly KeyedEntity[],
  ports: SettlePorts,
): Promise<SettledEntities> {
  const outcomes = await settleEntities(account, entities, ports);
  const done = outcomes.flatMap((each) => (each.status === "settled" ? [each] : []));
  const reviews = done.map(({ waivers }) => waivers);
  logWaivers(reviews, ports.log);
  return {
    counts: countNews(done.flatMap(({ written }) => written)),
    settled: done.map(({ watched }) => watched.key),
    failed: outcomes.flatMap((each) => {
      if (each.status === "settled") return [];
      const { key, expected } = each.watched;
      return [{ key, what: formatEntity(expected[0].entity), fault: each.fault }];
    }),
  };
}
