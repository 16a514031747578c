import { assumeRole, type SessionCredentials } from "../shared/aws/assume-role.ts";
import { createIamClient } from "../shared/aws/iam-client.ts";
import { createIamReader } from "../shared/aws/iam-reader.ts";
import { createManagedPolicyReader } from "../shared/aws/managed-policy-reader.ts";
import { createStsClient } from "../shared/aws/sts-client.ts";
import type { ConfiguredAccount } from "../shared/baselines/settings.ts";
import type { Unreadable } from "../shared/iam/unreadable.ts";
import type { IamReader } from "../shared/observation/iam-reader.ts";
import type { ManagedPolicyReader } from "../shared/observation/managed-policy-reader.ts";

/** An account that can be read, or written with its remediator role. */
export interface EnteredAccount {
  readonly client: ReturnType<typeof createIamClient>;
  /** Those of the role's session; absent in the account that the function runs in, whose clients take the SDK's own chain. */
  readonly credentials?: SessionCredentials;
  readonly reader: IamReader;
  readonly managedPolicies: ManagedPolicyReader;
}

/** An account that was entered, or why it was not; the message is one sentence that says what to do. */
export type AccountEntry =
  | { readonly status: "entered"; readonly entered: EnteredAccount }
  | { readonly status: "unreadable"; readonly reason: Unreadable };

/** How an account is entered. */
export interface EntryPurpose {
  readonly role: "reader" | "remediator";
  /** What the account's CloudTrail calls the session: 2 to 64 letters, digits and `+=,.@_-`. */
  readonly sessionName: string;
}

/** Enters an account: the one the function runs in as it is, any other by its role. */
export type EnterAccount = (account: ConfiguredAccount, purpose: EntryPurpose) => Promise<AccountEntry>;

/** What accounts are entered from. */
export interface EntryOptions {
  /** The account that the function runs in. */
  readonly accountId: string;
  readonly now: () => Date;
  /** Region, endpoint and credentials come from the SDK's own chain if left out. */
  readonly sts?: ReturnType<typeof createStsClient>;
  /** Makes the client of an entered account, on the connections of the function's own; without credentials that one. */
  readonly clientOf?: (
    credentials?: SessionCredentials,
    connectionsOf?: ReturnType<typeof createIamClient>,
  ) => ReturnType<typeof createIamClient>;
}

/** In seconds. A reader reads a whole account; an hour is what every role allows to a caller who is such a session already. */
const READER_SECONDS = 3600;

/** In seconds, as few as STS allows: a remediator makes one repair, which its session's name tells. */
const REMEDIATOR_SECONDS = 900;

/** STS is asked few times and briefly: while one account does not answer, the others of a batch wait. */
const PACE = { maxAttempts: 3, attemptTimeout: 3_000 };

/**
 * Makes the one way into accounts. The function's own account is entered as it is, under the rights of the function. Any other is entered by
 * the role that plumbline.yml names, each time anew: the session of a role that is gone, or made anew, would be refused call by call for as long as
 * it is kept, and neither say that the whole account cannot be read nor notice that it can be again.
 */
export function createEnterAccount({
  accountId,
  now,
  sts = createStsClient(PACE),
  clientOf = (credentials, connectionsOf) =>
    createIamClient(credentials === undefined ? {} : { credentials, connectionsOf }),
}: EntryOptions): EnterAccount {
  const own = clientOf();
  return async (account, { role, sessionName }) => {
    if (account.account === accountId) return { status: "entered", entered: enteredBy(own, account, now) };
    const roleArn = role === "reader" ? account.readerRole : account.remediatorRole;
    if (roleArn === undefined) return { status: "unreadable", reason: withoutRole(account, role, accountId) };
    const seconds = role === "reader" ? READER_SECONDS : REMEDIATOR_SECONDS;
    const assumed = await assumeRole(sts, { roleArn, externalId: account.externalId, sessionName, seconds });
    if (assumed.status === "unreadable") return { status: "unreadable", reason: refusal(roleArn, assumed.reason) };
    const { state: credentials } = assumed;
    return { status: "entered", entered: { ...enteredBy(clientOf(credentials, own), account, now), credentials } };
  };
}

function enteredBy(
  client: EnteredAccount["client"],
  { account, partition }: ConfiguredAccount,
  now: () => Date,
): EnteredAccount {
  const reader = createIamReader({ client, account: { account, partition }, now });
  return { client, reader, managedPolicies: createManagedPolicyReader(client) };
}

function withoutRole({ account }: ConfiguredAccount, role: EntryPurpose["role"], own: string): Unreadable {
  const [code, key] = role === "reader" ? ["NoReaderRole", "readerRole"] : ["NoRemediatorRole", "remediatorRole"];
  const message = `Plumbline runs in account ${own}, and plumbline.yml has no ${key} for account ${account}; give it one, and deploy its template there.`;
  return { call: "AssumeRole", code, message };
}

/** Whether asking again changes nothing before somebody changes the role, or plumbline.yml. */
export function isRefused({ code }: Unreadable): boolean {
  return /^(?:AccessDenied|NoReaderRole|NoRemediatorRole)/.test(code);
}

function refusal(roleArn: string, { call, code, message }: Unreadable): Unreadable {
  const said = message.replace(/\.+$/, "");
  const why = code.startsWith("AccessDenied")
    ? `The role ${roleArn} cannot be assumed: it has to exist and to trust this function's role with the externalId that plumbline.yml has (${said}).`
    : `The role ${roleArn} could not be assumed (${said}).`;
  return { call, code, message: why };
}
