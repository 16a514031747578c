import { assumeRole, type SessionCredentials } from "../shared/aws/assume-role.ts";
import { readAuthorizationDetails } from "../shared/aws/authorization-details.ts";
import { readCallerAccount } from "../shared/aws/caller-account.ts";
import { createCredentialReportSource } from "../shared/aws/credential-report-source.ts";
import { createIamClient } from "../shared/aws/iam-client.ts";
import { createIamReader } from "../shared/aws/iam-reader.ts";
import { createManagedPolicyReader } from "../shared/aws/managed-policy-reader.ts";
import { createStsClient } from "../shared/aws/sts-client.ts";
import type { AccountAddress } from "../shared/iam/arn.ts";
import type { CredentialReportSource } from "../shared/observation/credential-report-source.ts";
import type { IamReader } from "../shared/observation/iam-reader.ts";
import type { ManagedPolicyReader } from "../shared/observation/managed-policy-reader.ts";
import type { Unreadable } from "../shared/observation/observation.ts";
import type { DetailsPage } from "../shared/observation/read-account.ts";
import type { CheckSource } from "../shared/reports/check-result.ts";
import { assumeRoleWords, callerWords } from "./check-advice.ts";
import { usageError } from "./usage-error.ts";

/** An account that can be read, and which one it is. */
export interface AccountSource {
  readonly address: AccountAddress;
  readonly source: CheckSource;
  readonly reader: IamReader;
  readonly managedPolicies: ManagedPolicyReader;
  /** What tells of all its users' credentials; absent where it is files. */
  readonly credentials?: LiveCredentials;
  /** How its account is called in a sentence: `The credentials belong to account 111122223333`. */
  readonly says: string;
  /** What whoever gave it should know before they trust it: one sentence each. */
  readonly warnings: readonly string[];
  /** Opens another account by a role of it; absent where nothing leads out of the source, such as from a file. */
  readonly enter?: (role: ReaderRole) => Promise<AccountOpening>;
}

/** Where a live account tells of all its users' credentials. */
export interface LiveCredentials {
  readonly report: CredentialReportSource;
  /** The account's users, groups, roles and policies, page by page. */
  readonly pages: () => AsyncIterable<DetailsPage>;
}

/** A role to read an account by. */
export interface ReaderRole {
  /** Its ARN. */
  readonly arn: string;
  readonly externalId: string | undefined;
  /** The account that it is of. */
  readonly address: AccountAddress;
  /** Where the role stands, for a sentence. */
  readonly configurationFile: string;
}

/** An account that can be read, or why it cannot; the message is one sentence that says what to do. */
export type AccountOpening =
  | { readonly status: "open"; readonly source: AccountSource }
  | { readonly status: "unreadable"; readonly reason: Unreadable };

/**
 * The account that the credentials at hand read, live.
 * @throws PlumblineError `UsageError` where it cannot be told which that is: nothing is read of an account that is not known
 */
export async function liveAccount(now: () => Date): Promise<AccountSource> {
  const client = createStsClient();
  await requireRegion(client);
  const caller = await readCallerAccount(client);
  if (caller.status === "unreadable") throw usageError(callerWords(caller.reason));
  const says = `The credentials belong to account ${caller.state.account}`;
  const enter = (role: ReaderRole) => enterAccount(client, role, now);
  return { ...liveSource(caller.state, now), says, enter };
}

async function enterAccount(
  client: ReturnType<typeof createStsClient>,
  { arn, externalId, address, configurationFile }: ReaderRole,
  now: () => Date,
): Promise<AccountOpening> {
  // An hour is what every role allows: an account of ten thousand entities is read well within it.
  const session = { roleArn: arn, externalId, sessionName: "plumbline-check", seconds: 3600 };
  const assumed = await assumeRole(client, session);
  if (assumed.status === "unreadable") {
    const message = assumeRoleWords(arn, assumed.reason, configurationFile);
    return { status: "unreadable", reason: { ...assumed.reason, message } };
  }
  const says = `The role ${arn} is of account ${address.account}`;
  const source: CheckSource = { kind: "live", role: arn };
  return { status: "open", source: { ...liveSource(address, now, assumed.state), source, says } };
}

/** IAM takes longer over a thousand entities with all their documents than over one. */
const PAGE_TIMEOUT = 30_000;

function liveSource(address: AccountAddress, now: () => Date, session?: SessionCredentials) {
  const by = session === undefined ? {} : { credentials: session };
  const client = createIamClient(by);
  const reader = createIamReader({ client, account: address, now });
  const managedPolicies = createManagedPolicyReader(client);
  const pages = () => readAuthorizationDetails(createIamClient({ ...by, attemptTimeout: PAGE_TIMEOUT }));
  const credentials: LiveCredentials = { report: createCredentialReportSource(client), pages };
  return { address, source: { kind: "live" }, reader, managedPolicies, credentials, warnings: [] } as const;
}

/** The SDK looks for a region where it looks for credentials, and complains only in the middle of a call. */
async function requireRegion({ config }: ReturnType<typeof createStsClient>): Promise<void> {
  try {
    await config.region();
  } catch (cause) {
    const message = "No AWS region is set; set AWS_REGION to any of the account's partition, such as us-east-1.";
    throw usageError(message, cause);
  }
}
