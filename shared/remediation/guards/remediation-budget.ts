import { PlumblineError } from "../../iam/errors.ts";

/** One repair that was begun. */
export interface BegunRepair {
  readonly remediationId: string;
  /** ISO 8601. */
  readonly at: string;
  /** The drifts it was begun for, as `driftKey` writes them; empty in an account's own count. */
  readonly drifts: readonly string[];
}

/** That somebody else keeps undoing what Plumbline repairs: nothing of the entity is repaired until a person has cleared it. */
export interface Fight {
  /** ISO 8601. */
  readonly at: string;
  /** The repair that found it out, and announces it. */
  readonly remediationId: string;
  /** What came back, as `driftKey` writes it. */
  readonly drift: string;
}

/** The repairs of one entity, or of one account, that were begun lately: one item of the ledger. */
export interface RepairCount {
  /** Twelve digits. */
  readonly account: string;
  /** `role/NAME` as `formatEntity` writes it, or {@link WHOLE_ACCOUNT}. */
  readonly scope: string;
  /** Of the last {@link COUNTED_HOURS} hours, oldest first. */
  readonly begun: readonly BegunRepair[];
  /** Absent where nobody fights. */
  readonly fight?: Fight;
  /** Counts every write of the item: the condition of the next one. */
  readonly version: number;
}

/** The scope of an account's own count. */
export const WHOLE_ACCOUNT = "account";

/** How long a repair that was begun is remembered. */
export const COUNTED_HOURS = 24;

/**
 * The port behind which repairs are counted; reads are strongly consistent, faults are thrown as a retryable `PlumblineError` with code
 * `LedgerUnavailable`.
 */
export interface RemediationBudgetStore {
  /** The count of one scope of an account, or `undefined` where nothing was ever counted. */
  count(account: string, scope: string): Promise<RepairCount | undefined>;
  /** Writes on the condition that the stored count still has `version - 1` (version 1: that there is none). */
  writeCount(count: RepairCount): Promise<"written" | "conflict">;
}

const HOUR_MS = 60 * 60 * 1000;

/** Those repairs of a count that were begun within so many hours, but for one. */
export function begunWithin(
  count: RepairCount | undefined,
  hours: number,
  now: Date,
  butFor: string,
): readonly BegunRepair[] {
  const since = now.getTime() - hours * HOUR_MS;
  const begun = count?.begun ?? [];
  return begun.filter(({ at, remediationId }) => Date.parse(at) > since && remediationId !== butFor);
}

/** More tries than there are remediators at once. */
const TRIES = 8;

/**
 * Changes the count of one scope, reading it again and deciding again whenever somebody else has written it in between.
 * @param change Returns the count with other content, or `undefined` where nothing is to be written; its version is seen to here.
 * @returns the count as the ledger now holds it; `undefined` where there is none
 * @throws PlumblineError `LedgerConflict`, retryable, where others kept writing; what the store throws
 */
export async function amendCount(
  store: RemediationBudgetStore,
  account: string,
  scope: string,
  change: (count: RepairCount) => RepairCount | undefined,
): Promise<RepairCount | undefined> {
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    const held = await store.count(account, scope);
    const changed = change(held ?? { account, scope, begun: [], version: 0 });
    if (changed === undefined) return held;
    const written = { ...changed, version: (held?.version ?? 0) + 1 };
    if ((await store.writeCount(written)) === "written") return written;
  }
  throw new PlumblineError(
    "LedgerConflict",
    `The count of repairs of ${scope} in account ${account} was written by others ${TRIES} times running.`,
    { retryable: true },
  );
}
