import type { RememberedIdentity } from "../drift/identity.ts";
import { PlumblineError } from "../iam/errors.ts";
import type { LedgerStore } from "./ledger-store.ts";
import { WRITE_ATTEMPTS } from "./record-detection.ts";

/** What is remembered of an entity itself, beside its findings, since no reading can tell it. */
export interface RememberedEntity {
  readonly account: string;
  /** As `formatEntity` writes it. */
  readonly entity: string;
  /** Left out until the entity was read for the first time. */
  readonly identity?: RememberedIdentity;
  /** The tasks by which IAM deletes it that had not ended when last looked at. IAM lists none, so that they are known from events alone. */
  readonly deletionTasks: readonly string[];
  /** Counts every write of the item: the condition of the next one. */
  readonly version: number;
}

/**
 * Changes what is remembered of an entity, reading it again and deciding again whenever somebody else has written it in between.
 * @param change Returns what it was given where nothing is to be changed; then nothing is written. The version is not its concern.
 * @returns What the ledger now holds; version 0 where it holds nothing.
 * @throws PlumblineError `LedgerConflict`, retryable, where others kept writing; `LedgerUnavailable` from the store.
 */
export async function amendRemembered(
  store: LedgerStore,
  account: string,
  entity: string,
  change: (remembered: RememberedEntity) => RememberedEntity,
): Promise<RememberedEntity> {
  for (let attempt = 0; attempt < WRITE_ATTEMPTS; attempt += 1) {
    const held = (await store.remembered(account, entity)) ?? { account, entity, deletionTasks: [], version: 0 };
    const changed = change(held);
    if (changed === held) return held;
    const next = { ...changed, version: held.version + 1 };
    if ((await store.writeRemembered(next)) === "written") return next;
  }
  throw new PlumblineError(
    "LedgerConflict",
    `What is remembered of ${entity} in account ${account} was written by others ${WRITE_ATTEMPTS} times running; it is tried again.`,
    { retryable: true },
  );
}

/** With these deletion tasks too. */
export function withDeletionTasks(remembered: RememberedEntity, taskIds: readonly string[]): RememberedEntity {
  const known = new Set(remembered.deletionTasks);
  const fresh = [...new Set(taskIds)].filter((taskId) => !known.has(taskId));
  if (fresh.length === 0) return remembered;
  return { ...remembered, deletionTasks: [...remembered.deletionTasks, ...fresh] };
}

/** What a reading has shown of an entity that only a memory can make something of. */
export interface ShownByReading {
  /** Left out where the entity was not there, or not read. */
  readonly identity?: RememberedIdentity;
  /** The deletion tasks that need not be asked about again. */
  readonly ended: readonly string[];
}

/** With what a reading has shown. The first identity that is read stays: every other one is a drift until somebody accepts it. */
export function withReading(remembered: RememberedEntity, { identity, ended }: ShownByReading): RememberedEntity {
  const deletionTasks = remembered.deletionTasks.filter((taskId) => !ended.includes(taskId));
  const isFirst = identity !== undefined && remembered.identity === undefined;
  if (!isFirst && deletionTasks.length === remembered.deletionTasks.length) return remembered;
  return { ...remembered, ...(isFirst ? { identity } : {}), deletionTasks };
}

/**
 * With another identity, which somebody has accepted in the place of `before`. Where it is not `before` any more that is remembered, it
 * was decided anew meanwhile, and stays.
 */
export function withAccepted(
  remembered: RememberedEntity,
  before: RememberedIdentity,
  accepted: RememberedIdentity,
): RememberedEntity {
  return remembered.identity?.id === before.id ? { ...remembered, identity: accepted } : remembered;
}
