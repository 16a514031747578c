import type { AccountAddress } from "../iam/arn.ts";
import type { AccessKeyState, AccessKeyUse } from "./entity-state.ts";
import type { Observation } from "./observation.ts";
import { nameKey } from "./read-snapshot-details.ts";
import { type ReportedCredentials, reportedCredentials } from "./reported-credentials.ts";
import type { SnapshotText } from "./snapshot.ts";
import { isSameAccount } from "./snapshot-account.ts";
import { notHeld, SNAPSHOT } from "./snapshot-not-held.ts";
import { booleanOf, ReportFault, type ReportRow, reportTimeOf } from "./snapshot-report-fields.ts";
import { readRows } from "./snapshot-report-rows.ts";

/** A user's row. */
export interface ReportedUser {
  /** As the report spells it. */
  readonly name: string;
  readonly arn: string;
  /** ISO 8601: tells the user from an earlier one of the same name. */
  readonly createdAt: string;
  /** When the password was last changed: the report does not tell when the login profile was made. */
  readonly loginProfile: Observation<string>;
  /**
   * The active keys, and those inactive ones that the report tells of: its description has it that it gives an inactive key no more
   * than a missing one. It has no key ids either, so that the keys are `key1` and `key2`, after its columns. `createdAt` is
   * `last_rotated`, when the key was created or last changed.
   */
  readonly accessKeys: Observation<readonly AccessKeyState[]>;
  readonly credentials: ReportedCredentials;
}

/** The root user's row. */
export type ReportedRoot = Pick<ReportedUser, "arn" | "accessKeys" | "credentials">;

/** A credential report. @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_getting-report.html */
export interface CredentialReport {
  readonly file: string;
  readonly account: AccountAddress;
  /** By {@link nameKey}. */
  readonly users: ReadonlyMap<string, ReportedUser>;
  /** Whether the root user has an active access key. */
  readonly rootAccessKeys: Observation<boolean>;
  /** Absent where the report has no row of the root user. */
  readonly root?: ReportedRoot;
}

/** What came of reading the report; `problem` is one sentence that names the file, and the line where there is one. */
export type ReportReading =
  | { readonly status: "read"; readonly report: CredentialReport }
  | { readonly status: "invalid"; readonly problem: string };

const ROOT_ROW = "<root_account>";

/** Reads a credential report's CSV. */
export function readCredentialReport(text: SnapshotText): ReportReading {
  const reading = readRows(text);
  if (reading.status === "invalid") return reading;
  try {
    return { status: "read", report: reportOf(text.file, reading.rows) };
  } catch (fault) {
    if (!(fault instanceof ReportFault)) throw fault;
    return { status: "invalid", problem: `${text.file}:${fault.line} ${fault.message}` };
  }
}

function reportOf(file: string, rows: readonly ReportRow[]): CredentialReport {
  const users = new Map<string, ReportedUser>();
  let rootAccessKeys: Observation<boolean> = notHeld(SNAPSHOT, `${file} has no row of the root user`);
  let root: ReportedRoot | undefined;
  let account: AccountAddress | undefined;
  for (const row of rows) {
    const owner = ownerOf(row);
    account ??= owner;
    if (!isSameAccount(owner, account)) {
      throw new ReportFault(
        row.line,
        `${row.values.user} belongs to account ${owner.account}, and the rows before it to ${account.account}.`,
      );
    }
    if (row.values.user === ROOT_ROW) {
      rootAccessKeys = rootKeysOf(file, row);
      root = { arn: row.values.arn, accessKeys: keysOf(file, row), credentials: reportedCredentials(row) };
      continue;
    }
    const key = nameKey(row.values.user);
    if (users.has(key)) throw new ReportFault(row.line, `user/${row.values.user} stands twice.`);
    users.set(key, userOf(file, row));
  }
  if (account === undefined) throw new ReportFault(1, "The report has no rows.");
  return { file, account, users, rootAccessKeys, ...(root === undefined ? {} : { root }) };
}

const ARN = /^arn:([\w-]+):iam::(\d{12}):(?:root|user\/.+)$/;

function ownerOf({ line, values }: ReportRow): AccountAddress {
  const [, partition, account] = ARN.exec(values.arn) ?? [];
  if (partition !== undefined && account !== undefined) return { partition, account };
  throw new ReportFault(line, `arn of ${values.user} is ${JSON.stringify(values.arn)}, which is no user's ARN.`);
}

function userOf(file: string, row: ReportRow): ReportedUser {
  const created = reportTimeOf(row, "user_creation_time");
  if (typeof created === "string")
    throw new ReportFault(row.line, `user_creation_time of ${row.values.user} is ${created}.`);
  return {
    name: row.values.user,
    arn: row.values.arn,
    createdAt: created.at,
    loginProfile: loginProfileOf(file, row),
    accessKeys: keysOf(file, row),
    credentials: reportedCredentials(row),
  };
}

function loginProfileOf(file: string, row: ReportRow): Observation<string> {
  const enabled = booleanOf(row, "password_enabled");
  if (enabled === false) return { status: "absent" };
  if (enabled !== true)
    return notHeld(SNAPSHOT, `${file} does not tell whether user ${row.values.user} has a password (${enabled})`);
  const changed = reportTimeOf(row, "password_last_changed");
  if (typeof changed !== "string") return { status: "present", state: changed.at };
  return notHeld(SNAPSHOT, `${file} says that user ${row.values.user} has a password, and not since when (${changed})`);
}

function keysOf(file: string, row: ReportRow): Observation<readonly AccessKeyState[]> {
  const keys: AccessKeyState[] = [];
  for (const slot of [1, 2] as const) {
    const key = keyOf(file, row, slot);
    if (key.status === "unreadable") return key;
    if (key.status === "present") keys.push(key.state);
  }
  return { status: "present", state: keys };
}

function keyOf(file: string, row: ReportRow, slot: 1 | 2): Observation<AccessKeyState> {
  const active = booleanOf(row, `access_key_${slot}_active`);
  const rotated = reportTimeOf(row, `access_key_${slot}_last_rotated`);
  const which = `access key ${slot} of user ${row.values.user}`;
  if (typeof active === "string")
    return notHeld(SNAPSHOT, `${file} does not tell whether ${which} is active (${active})`);
  if (typeof rotated === "string") {
    return active ? notHeld(SNAPSHOT, `${file} does not tell how old ${which} is (${rotated})`) : { status: "absent" };
  }
  const status = active ? "Active" : "Inactive";
  const lastUsed = lastUseOf(file, row, slot);
  const use = lastUsed.status === "present" ? useOf(row, slot) : {};
  return { status: "present", state: { accessKeyId: `key${slot}`, status, createdAt: rotated.at, lastUsed, ...use } };
}

function useOf({ further }: ReportRow, slot: 1 | 2): { readonly lastUsedFor?: AccessKeyUse } {
  const region = further[`access_key_${slot}_last_used_region`];
  const service = further[`access_key_${slot}_last_used_service`];
  return region === undefined || service === undefined ? {} : { lastUsedFor: { region, service } };
}

/** `N/A` says of a key that exists that there is no use of it on record, which is kept since 22 April 2015. */
function lastUseOf(file: string, row: ReportRow, slot: 1 | 2): Observation<string> {
  const used = reportTimeOf(row, `access_key_${slot}_last_used_date`);
  if (typeof used !== "string") return { status: "present", state: used.at };
  if (used !== "not_supported") return { status: "absent" };
  return notHeld(SNAPSHOT, `${file} does not tell when access key ${slot} of user ${row.values.user} was last used`);
}

function rootKeysOf(file: string, row: ReportRow): Observation<boolean> {
  const keys = ([1, 2] as const).map((slot) => booleanOf(row, `access_key_${slot}_active`));
  if (keys.includes(true)) return { status: "present", state: true };
  if (keys.every((active) => active === false)) return { status: "present", state: false };
  return notHeld(SNAPSHOT, `${file} does not tell whether the root user has an access key`);
}
