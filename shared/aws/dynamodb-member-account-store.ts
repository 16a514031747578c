import {
  type MemberAccount,
  type MemberAccountStore,
  storedMemberAccount,
  storedWholeListing,
  type WholeListing,
} from "../ledger/member-account.ts";
import { expiryOf, MEMBER_ACCOUNT_DAYS } from "../ledger/retention.ts";
import {
  accountPartition,
  type DynamodbLedgerOptions,
  expiring,
  type Item,
  ledgerTable,
  put,
  read,
  replace,
} from "./ledger-table.ts";

/** Beside the findings of the account as a whole, whose ids sort before it. */
const MEMBER = "member";
/** The partition key of what is said of the organization and of no one account. */
const ORGANIZATION = "organization";

/** Members of the organization in the ledger's table: partition key `ACCOUNT#account`, sort key `member`; and under `organization` when each entry was listed. */
export function createDynamodbMemberAccountStore(options: DynamodbLedgerOptions): MemberAccountStore {
  const ledger = ledgerTable(options);
  return {
    member: (account) => read(ledger, accountPartition(account), MEMBER, storedMemberAccount),
    writeMember: (member) => put(ledger, memberItem(member), member.version),
    listing: (entry) => read(ledger, ORGANIZATION, entry, storedWholeListing),
    writeListing: (listing) => replace(ledger, listingItem(listing)),
  };
}

function memberItem(member: MemberAccount): Item {
  return {
    pk: { S: accountPartition(member.account) },
    sk: { S: MEMBER },
    version: { N: String(member.version) },
    ...expiring(expiryOf(member.listedAt, MEMBER_ACCOUNT_DAYS)),
    body: { S: JSON.stringify(member) },
  };
}

function listingItem(listing: WholeListing): Item {
  return { pk: { S: ORGANIZATION }, sk: { S: listing.entry }, body: { S: JSON.stringify(listing) } };
}
