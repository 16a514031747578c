import * as z from "../iam/schema.ts";

/** A CloudTrail event that touched a watched entity. */
export interface EventKey {
  /** The account it happened in, twelve digits. */
  readonly account: string;
  readonly eventId: string;
  /** ISO 8601, UTC, as the record has it: the same wherever the record is read. */
  readonly eventTime: string;
}

/** `arrived`: it came as an event; `missed`: CloudTrail's event history told of it first. */
export type EventArrival = "arrived" | "missed";

/**
 * The port behind which it is remembered for some days which events on watched entities have come, so that those which never came can be
 * told from them. Reads are strongly consistent; a fault of the store itself is thrown as the ledger's `LedgerUnavailable`, retryable.
 */
export interface ArrivedEventStore {
  /** Remembers that an event came; the same again changes nothing. */
  writeArrived(event: EventKey): Promise<void>;
  /** Remembers that an event never came. `conflict`: it was remembered before, be it as one that came. */
  writeMissed(event: EventKey): Promise<"written" | "conflict">;
  /** What is remembered of the events of one account, by their ids, that happened in this span, both ends included. */
  arrivals(
    account: string,
    span: { readonly from: string; readonly to: string },
  ): Promise<ReadonlyMap<string, EventArrival>>;
  /** How far the account's event history was reconciled; `undefined` where it never was. */
  reconciled(account: string): Promise<ReconciledHistory | undefined>;
  /** Writes it on the condition that the stored one still has `version - 1` (version 1: that there is none). */
  writeReconciled(reconciled: ReconciledHistory): Promise<"written" | "conflict">;
}

/** How far an account's event history was held against the events that arrived. */
export interface ReconciledHistory {
  readonly account: string;
  /** ISO 8601: everything before was looked at, but for `unread`. */
  readonly through: string;
  /** What had no room; the next reconciliation goes on with it. */
  readonly unread?: { readonly from: string; readonly to: string };
  /**
   * What was watched, by when that was first seen (ISO 8601): `names` are the first eight hexadecimal digits of the SHA-256 of each. An event
   * on something that was not watched yet was never remembered, so it cannot be said not to have come.
   */
  readonly watched: readonly { readonly since: string; readonly names: readonly string[] }[];
  /** Counts every write of the item: the condition of the next one. */
  readonly version: number;
}

const time = z.iso.datetime();

/** An event as it is stored. */
export const storedArrival: z.ZodMiniType<EventKey & { readonly arrival: EventArrival }> = z.looseObject({
  account: z.string().check(z.regex(/^\d{12}$/)),
  eventId: z.string(),
  eventTime: z.string(),
  arrival: z.enum(["arrived", "missed"]),
});

/** A {@link ReconciledHistory} as it is stored. Keys that are not listed are kept. */
export const storedReconciledHistory: z.ZodMiniType<ReconciledHistory> = z.looseObject({
  account: z.string().check(z.regex(/^\d{12}$/)),
  through: time,
  unread: z.exactOptional(z.looseObject({ from: time, to: time })),
  watched: z.array(z.looseObject({ since: time, names: z.array(z.string()) })),
  version: z.int().check(z.positive()),
});
