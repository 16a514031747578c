import type { Unreadable } from "../iam/unreadable.ts";

/** An account as AWS Organizations lists it. */
export interface OrganizationAccount {
  /** Twelve digits. */
  readonly id: string;
  readonly name: string;
}

/** The accounts that AWS Organizations lists, or why it does not. A listing that broke off in the middle is unreadable. */
export type OrganizationListing =
  | {
      readonly status: "present";
      /** Those that are active, by id. */
      readonly accounts: readonly OrganizationAccount[];
      /** The ids of those that are suspended, closed or not joined yet: nobody can read them. */
      readonly inactive: readonly string[];
    }
  | { readonly status: "unreadable"; readonly reason: Unreadable };

/** The port through which AWS Organizations is asked which accounts there are. */
export interface OrganizationReader {
  /** The accounts in a unit (`ou-…`) or below it; the root (`r-…`) stands for the whole organization. */
  accountsIn(unit: string): Promise<OrganizationListing>;
  /** The accounts with a tag. */
  accountsTagged(tag: { readonly key: string; readonly value: string }): Promise<OrganizationListing>;
}
