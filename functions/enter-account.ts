import type { SessionCredentials } from "../shared/aws/assume-role.ts";
import type { createIamClient } from "../shared/aws/iam-client.ts";
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
