import * as z from "../iam/schema.ts";

/** What was posted of a finding to the Slack channel of one route. */
export interface SlackThread {
  readonly account: string;
  /** As `formatEntity` writes it. */
  readonly entity: string;
  readonly findingId: string;
  readonly route: string;
  /** The message that stands for the finding; absent where there is none, or none that can be answered. */
  readonly root?: {
    readonly channel: string;
    readonly ts: string;
    /** When the finding was opened for which it was posted: opened again, it gets another. */
    readonly openedAt: string;
    /** The revision that it shows. */
    readonly revision: number;
  };
  /** The latest revisions that Slack has taken, oldest first. */
  readonly posted: readonly number[];
  /** The attempt that is under way: nobody else posts meanwhile. */
  readonly claim?: { readonly revision: number /** ISO 8601. */; readonly at: string };
  /** Counts every write of the item: the condition of the next one. */
  readonly version: number;
}

/** What tells one thread from another. */
export type SlackThreadKey = Pick<SlackThread, "account" | "entity" | "findingId" | "route">;

/** The port behind which threads are remembered; as strongly consistent, and with the same faults, as the ledger's. */
export interface SlackThreadStore {
  thread(key: SlackThreadKey): Promise<SlackThread | undefined>;
  /** Writes it on the condition that the stored one still has `version - 1` (version 1: that there is none). */
  writeThread(thread: SlackThread): Promise<"written" | "conflict">;
}

/** A thread as it is stored. Keys that are not listed are kept, so that an older program does not drop what a newer one has written. */
export const storedSlackThread: z.ZodMiniType<SlackThread> = z.looseObject({
  account: z.string().check(z.regex(/^\d{12}$/)),
  entity: z.string(),
  findingId: z.string().check(z.regex(/^[0-9a-f]{32}$/)),
  route: z.string(),
  root: z.exactOptional(
    z.looseObject({
      channel: z.string(),
      ts: z.string(),
      openedAt: z.iso.datetime(),
      revision: z.int().check(z.positive()),
    }),
  ),
  posted: z.array(z.int().check(z.positive())),
  claim: z.exactOptional(z.looseObject({ revision: z.int().check(z.positive()), at: z.iso.datetime() })),
  version: z.int().check(z.positive()),
});
