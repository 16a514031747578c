import * as z from "../iam/schema.ts";

/** What is remembered of an account that AWS Organizations listed, so that whoever hears of it need not list the organization. */
export interface MemberAccount {
  /** Twelve digits. */
  readonly account: string;
  /** As Organizations calls it. */
  readonly name: string;
  /** Which entry of `organization` it was listed for: `unit r-ab12`, `tag team=ingest`. */
  readonly listedFor: string;
  /** `inactive`: it was listed, and is suspended, closed or not joined yet. */
  readonly status: "active" | "inactive";
  /** ISO 8601: when it was last listed. */
  readonly listedAt: string;
  /** Counts every write of the item: the condition of the next one. */
  readonly version: number;
}

/** When AWS Organizations last listed all accounts of an entry of `organization`: a member that was listed before then is none any more. */
export interface WholeListing {
  /** As `MemberAccount.listedFor` has it. */
  readonly entry: string;
  /** ISO 8601: as the members it listed have it. */
  readonly listedAt: string;
}

/** The port behind which members are remembered; as strongly consistent, and with the same faults, as the ledger's. */
export interface MemberAccountStore {
  member(account: string): Promise<MemberAccount | undefined>;
  /** Writes it on the condition that the stored one still has `version - 1` (version 1: that there is none). */
  writeMember(member: MemberAccount): Promise<"written" | "conflict">;
  /** The latest whole listing of an entry, or `undefined` where there was none. */
  listing(entry: string): Promise<WholeListing | undefined>;
  /** Takes the place of the one before. */
  writeListing(listing: WholeListing): Promise<void>;
}

/** A member as it is stored. Keys that are not listed are kept, so that an older program does not drop what a newer one has written. */
export const storedMemberAccount: z.ZodMiniType<MemberAccount> = z.looseObject({
  account: z.string().check(z.regex(/^\d{12}$/)),
  name: z.string(),
  listedFor: z.string(),
  status: z.enum(["active", "inactive"]),
  listedAt: z.iso.datetime(),
  version: z.int().check(z.positive()),
});

/** A listing as it is stored. */
export const storedWholeListing: z.ZodMiniType<WholeListing> = z.looseObject({
  entry: z.string(),
  listedAt: z.iso.datetime(),
});
