import { readAuthorizationDetails } from "../shared/aws/authorization-details.ts";
import { createIamClient } from "../shared/aws/iam-client.ts";
import type { AccountAddress } from "../shared/iam/arn.ts";
import type { IamReader, ReadRequest } from "../shared/observation/iam-reader.ts";
import type { ManagedPolicyReader } from "../shared/observation/managed-policy-reader.ts";
import type { Unreadable } from "../shared/observation/observation.ts";
import { readAccount } from "../shared/observation/read-account.ts";
import type { CheckSource } from "../shared/reports/check-result.ts";
import { liveAccount } from "./check-source.ts";
import type { SnapshotOptions } from "./options.ts";
import { snapshotAccount } from "./snapshot-source.ts";
import { usageError } from "./usage-error.ts";

/** A whole account: all that is in it, and what reads each of them. */
export interface Inventory {
  readonly address: AccountAddress;
  readonly source: CheckSource;
  /** `FILE is of account N`, or `The credentials belong to account N`. */
  readonly says: string;
  /** Every user, group, role and customer managed policy. */
  readonly entities: readonly ReadRequest[];
  /** Observes any of them by what the inventory holds: no call is made. What it does not hold is `unreadable`, with code `NotHeld`. */
  readonly reader: IamReader;
  /**
   * Observes any of them with all that can be had: of a live account the session lengths, passwords and keys too, by calls for each
   * entity. The same reader as `reader` where the account is in files.
   */
  readonly wholeReader: IamReader;
  /** Reads the account's managed policies, and AWS's own. */
  readonly managedPolicies: ManagedPolicyReader;
  /** The ARNs of entities in the files that are of another account, and so not among `entities`. */
  readonly leftOut: readonly string[];
  /** What whoever gave the files should know: one sentence each, for stderr. */
  readonly warnings: readonly string[];
}

/**
 * Lists an account whole: that of the files, or the live one where there are none.
 * @throws PlumblineError `UsageError` where it cannot be: half an account is no inventory
 */
export async function takeInventory(options: SnapshotOptions, now: () => Date): Promise<Inventory> {
  const { snapshot, credentialReport } = options;
  if (snapshot === undefined) {
    if (credentialReport !== undefined) throw usageError("--credential-report goes with --snapshot.");
    return liveInventory(now);
  }
  const found = await snapshotAccount(snapshot, credentialReport, now);
  const { address, source, says, entities, reader, managedPolicies, leftOut, warnings } = found;
  return { address, source, says, entities, reader, wholeReader: reader, managedPolicies, leftOut, warnings };
}

/** IAM takes longer over a thousand entities with all their documents than over one. */
const PAGE_TIMEOUT = 30_000;

async function liveInventory(now: () => Date): Promise<Inventory> {
  const { address, source, says, reader: wholeReader, managedPolicies, warnings } = await liveAccount(now);
  const takenAt = now();
  const client = createIamClient({ attemptTimeout: PAGE_TIMEOUT });
  const reading = await readAccount(readAuthorizationDetails(client), { account: address });
  if (reading.status === "unreadable") throw usageError(unreadableWords(address.account, reading.reason));
  const { entities, leftOut } = reading.state;
  const reader = reading.state.reader(takenAt);
  return { address, source, says, entities, reader, wholeReader, managedPolicies, leftOut, warnings };
}

const ADVICE: readonly (readonly [RegExp, string])[] = [
  [
    /^AccessDenied/,
    "The credentials may not list the account; AWS's SecurityAudit and IAMReadOnlyAccess allow it, by iam:GetAccountAuthorizationDetails",
  ],
  [/^(?:Throttling|TooManyRequests|RequestLimitExceeded)/, "IAM is throttling this account's calls; try again later"],
];

function unreadableWords(account: string, { call, code, message }: Unreadable): string {
  const advice = ADVICE.find(([pattern]) => pattern.test(code))?.[1] ?? `Account ${account} could not be read whole`;
  return `${advice} (${call}: ${code}: ${message.replace(/\.+$/, "")}).`;
}
