import type { Drift, ListedKeys, RuleName } from "../drift/drift.ts";
import type { ClaimedActor } from "../iam/actor.ts";
import type { Finding, News } from "./finding.ts";
import type { RememberedEntity } from "./remembered-entity.ts";

/** What one rule last decided. */
export interface LastDecision {
  /** ISO 8601: when the reading it decided on was begun. */
  readonly askedAt: string;
  readonly drifts: readonly Drift[];
  /** Who the event that led to the reading says did it. */
  readonly actor?: ClaimedActor;
}

/**
 * What the rules last decided about one entity under one baseline. It is written before the findings, which are then made
 * to agree with it: a reading that finds nothing leaves no finding behind, and a repeated one changes none, so without
 * it an older reading that arrives late could undo what a newer one found.
 */
export interface LatestReading {
  readonly account: string;
  /** As `formatEntity` writes it. */
  readonly entity: string;
  readonly baseline: string;
  readonly decisions: Readonly<Partial<Record<RuleName, LastDecision>>>;
  /** A user's access keys as IAM last listed them: what a credential report says of their ages is held against that. */
  readonly listedKeys?: ListedKeys;
  /** Counts every write of the item: the condition of the next one. */
  readonly version: number;
}

/**
 * The port behind which findings are remembered. All reads but {@link LedgerStore.standing} are strongly consistent. A fault of the store itself is
 * thrown as a retryable `PlumblineError` with code `LedgerUnavailable`, and so is a stored item that is not what this
 * program writes: whoever restores it can have the messages that met it looked at again.
 */
export interface LedgerStore {
  /** Every finding, open or resolved, of one entity (`role/NAME`) of one account. */
  findingsOf(account: string, entity: string): Promise<readonly Finding[]>;
  /** One finding, or `undefined` where there is none. */
  finding(account: string, entity: string, id: string): Promise<Finding | undefined>;
  /**
   * Writes one finding on the condition that the stored one still has `finding.version - 1` (or, for version 1, that there
   * is none). `conflict` means somebody else wrote in between and nothing was written: read again and decide again.
   */
  write(finding: Finding): Promise<"written" | "conflict">;
  /**
   * The findings of one account that are not over (see `standingOf`), worst first: those of other entities, too, than the configuration
   * names. Which there are is eventually consistent, so one that was just opened may be missing, and one may come twice; each is given as
   * it stood when it was read, and whoever acts upon it writes it on that condition. A finding that cannot be read does not keep the
   * others: its fault is thrown after them.
   */
  standing(account: string): AsyncIterable<Finding>;
  /** Keeps a piece of news for a long time. The same revision again takes the place of the one before. */
  writeHistory(account: string, entity: string, findingId: string, news: News): Promise<void>;
  /** Everything that was told of a finding, oldest first, as long as the history is kept; also what its item has let go. */
  history(account: string, entity: string, findingId: string): Promise<readonly News[]>;
  /** The latest reading of one entity under one baseline, or `undefined` where it was never read. */
  latestReading(account: string, entity: string, baseline: string): Promise<LatestReading | undefined>;
  /** Writes it on the same condition as {@link LedgerStore.write}. */
  writeLatestReading(reading: LatestReading): Promise<"written" | "conflict">;
  /** What is remembered of one entity itself, or `undefined` where nothing is. */
  remembered(account: string, entity: string): Promise<RememberedEntity | undefined>;
  /** Writes it on the same condition as {@link LedgerStore.write}. */
  writeRemembered(remembered: RememberedEntity): Promise<"written" | "conflict">;
}
