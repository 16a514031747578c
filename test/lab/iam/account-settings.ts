/** A root user's access key, as far as reports speak of it. */
export interface RootAccessKey {
  readonly createDate: Date;
  readonly status: "Active" | "Inactive";
}

/** A credential report that was asked for. */
export interface CredentialReport {
  /** When it was begun: it says what was so at that time, and is good for four hours from there. */
  readonly startedAt: Date;
  /** Until then it is being generated. */
  readonly readyAt: Date;
  /** CSV. */
  readonly content: string;
}

/** How long a credential report takes; `none`: it is complete as soon as it is asked for, which IAM never says of a new one. */
export type CredentialReportSeconds = number | "none";

/** What IAM holds of an account beside its entities. */
export interface AccountSettings {
  /** When the account, and with it its root user, was made. */
  readonly createdAt: Date;
  /** How long a credential report takes to generate. */
  readonly credentialReportSeconds: CredentialReportSeconds;
  /** The account's alias: it has one at most. */
  alias: string | undefined;
  /**
   * The root user's access keys, at most two. Set them here: IAM lets nobody but the root user itself make one,
   * and the root user never calls the lab.
   */
  rootAccessKeys: readonly RootAccessKey[];
  /** The latest credential report. */
  credentialReport: CredentialReport | undefined;
}

/** The settings of a new account. */
export function newAccountSettings(createdAt: Date, credentialReportSeconds: CredentialReportSeconds): AccountSettings {
  return { createdAt, credentialReportSeconds, alias: undefined, rootAccessKeys: [], credentialReport: undefined };
}
