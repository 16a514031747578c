import type { MemberAccount, MemberAccountStore, WholeListing } from "../../shared/ledger/member-account.ts";

/** Members in memory, for tests; it passes the same contract as the store in DynamoDB. */
export function createMemoryMemberAccountStore(): MemberAccountStore {
  const members = new Map<string, MemberAccount>();
  const listings = new Map<string, WholeListing>();
  return {
    member: async (account) => structuredClone(members.get(account)),
    async writeMember(member) {
      if ((members.get(member.account)?.version ?? 0) !== member.version - 1) return "conflict";
      members.set(member.account, structuredClone(member));
      return "written";
    },
    listing: async (entry) => structuredClone(listings.get(entry)),
    async writeListing(listing) {
      listings.set(listing.entry, structuredClone(listing));
    },
  };
}
