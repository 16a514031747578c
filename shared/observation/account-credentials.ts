import type { AccountAddress } from "../iam/arn.ts";
import { ROOT } from "../iam/entity-reference.ts";
import type { CredentialReportAnswer } from "./credential-report-source.ts";
import type { EntityObservation, Tags, UserState } from "./entity-state.ts";
import type { AspectToAsk, IamReader, ReadRequest } from "./iam-reader.ts";
import type { Observation, Unreadable } from "./observation.ts";
import { observeEntities } from "./observe-entities.ts";
import { type DetailsPage, readAccount } from "./read-account.ts";
import { nameKey } from "./read-snapshot-details.ts";
import type { Snapshot, SnapshotText } from "./snapshot.ts";
import { isSameAccount, nameAccount } from "./snapshot-account.ts";
import { malformed } from "./snapshot-not-held.ts";
import { type CredentialReport, readCredentialReport } from "./snapshot-report.ts";
import { isSameSecond } from "./snapshot-time.ts";

/** An account's credential report as it was had; `missing`: it was not, and why. `generatedAt` is ISO 8601, and absent of a file. */
export type HadReport =
  | { readonly status: "complete"; readonly generatedAt?: string; readonly report: CredentialReport }
  | { readonly status: "missing"; readonly reason: Unreadable };

/** A user as IAM lists it. */
export interface ListedUser {
  readonly name: string;
  readonly arn: string;
  /** ISO 8601. */
  readonly createdAt: string;
  readonly tags: Observation<Tags>;
}

/** Everything that was read of the credentials of one account's users. */
export interface AccountCredentials {
  readonly report: HadReport;
  /** Every user there is, by {@link nameKey}. */
  readonly users: Observation<ReadonlyMap<string, ListedUser>>;
  /** The users whose keys were read one by one, by {@link nameKey}: later than the report, and as they are. */
  readonly live: ReadonlyMap<string, EntityObservation>;
  /** The root user, read for itself; absent where the report says that it has no access key, and of files. */
  readonly root?: EntityObservation;
}

/** What an account's credentials are read through. */
export interface CredentialsInput {
  readonly address: AccountAddress;
  /** What IAM said when it was asked for the report; one that is still made is missing. */
  readonly answer: CredentialReportAnswer;
  /** The account's pages, which have the users' tags. */
  readonly pages: AsyncIterable<DetailsPage>;
  readonly reader: IamReader;
  /** The names of the users whose keys are read one by one: those that a rule holds for. */
  readonly ruled: readonly string[];
}

const KEYS: ReadonlySet<AspectToAsk> = new Set(["accessKeys", "accessKeyUse"]);

/**
 * Reads what a live account says of its users' credentials: the report, which is up to four hours old, the list of users, and one by one the
 * keys of those that a rule holds for and of those that the report knows nothing of, because they were made after it. Without a report
 * only the former are read.
 */
export async function readCredentials(input: CredentialsInput): Promise<AccountCredentials> {
  const { address, answer, pages, reader, ruled } = input;
  const report = hadReport(address, answer);
  const listed = await readAccount(pages, { account: address, keep: ({ kind }) => kind === "user" });
  const users = listed.status === "present" ? { ...listed, state: await listUsers(listed.state) } : listed;
  const wanted = new Map(ruled.map((name) => [nameKey(name), name]));
  for (const [key, { name }] of unknownTo(report, users)) wanted.set(key, name);
  const requests = [...wanted.values()].map(
    (name): ReadRequest => ({ entity: { kind: "user", name }, path: "/", aspects: KEYS }),
  );
  const observed = await observeEntities(reader, requests);
  const live = new Map(observed.map((each) => [nameKey(each.entity.name), each]));
  if (hasNoRootKey(report)) return { report, users, live };
  return { report, users, live, root: await reader.observe({ entity: ROOT, path: "/" }) };
}

function hasNoRootKey(had: HadReport): boolean {
  if (had.status !== "complete") return false;
  const { rootAccessKeys } = had.report;
  return rootAccessKeys.status === "present" && !rootAccessKeys.state;
}

/** What files say: the report, and the users of a snapshot where there is one. Nothing can be read again. */
export async function credentialsInFiles(
  file: SnapshotText,
  snapshot: Snapshot | undefined,
): Promise<
  | { readonly status: "read"; readonly credentials: AccountCredentials; readonly report: CredentialReport }
  | { readonly status: "invalid"; readonly problem: string }
> {
  const reading = readCredentialReport(file);
  if (reading.status === "invalid") return reading;
  const { report } = reading;
  if (snapshot !== undefined && !isSameAccount(snapshot.account, report.account)) {
    const problem = `${file.file} is of account ${nameAccount(report.account)}, and the snapshot is of account ${nameAccount(snapshot.account)}; give two files of one account.`;
    return { status: "invalid", problem };
  }
  const message = `${file.file} has no tags; give the account's authorization details with --snapshot.`;
  const users: AccountCredentials["users"] =
    snapshot === undefined
      ? { status: "unreadable", reason: { call: "snapshot", code: "NotHeld", message } }
      : { status: "present", state: await listUsers(snapshot) };
  return { status: "read", report, credentials: { report: { status: "complete", report }, users, live: new Map() } };
}

const CALL = "GetCredentialReport";

function hadReport(address: AccountAddress, answer: CredentialReportAnswer): HadReport {
  if (answer.status === "unreadable") return { status: "missing", reason: answer.reason };
  if (answer.status === "generating") {
    const message = "IAM was still making the report when it was last asked for it.";
    return { status: "missing", reason: { call: CALL, code: "ReportInProgress", message } };
  }
  const reading = readCredentialReport({ file: "the credential report", text: answer.csv });
  if (reading.status === "invalid") return unusable(`IAM's answer is not understood: ${reading.problem}`);
  if (!isSameAccount(reading.report.account, address)) {
    return unusable(`IAM's report is of account ${nameAccount(reading.report.account)}.`);
  }
  return { status: "complete", generatedAt: answer.generatedAt, report: reading.report };
}

function unusable(message: string): HadReport {
  return { status: "missing", reason: malformed({ call: CALL }, message).reason };
}

/** The time of an observation is of no account here: what is listed has no other. */
async function listUsers({ entities, reader }: Snapshot): Promise<ReadonlyMap<string, ListedUser>> {
  const listed = reader(new Date(0));
  const users = new Map<string, ListedUser>();
  for (const request of entities) {
    if (request.entity.kind !== "user") continue;
    const { observation } = await listed.observe(request);
    if (observation.status !== "present") continue;
    const { arn, createdAt, tags } = observation.state as UserState;
    users.set(nameKey(request.entity.name), { name: request.entity.name, arn, createdAt, tags });
  }
  return users;
}

/** The users that are there and that the report has no row of, or the row of an earlier user of that name. */
function* unknownTo(report: HadReport, users: AccountCredentials["users"]): Generator<[string, ListedUser]> {
  if (report.status !== "complete" || users.status !== "present") return;
  for (const [key, user] of users.state) {
    const row = report.report.users.get(key);
    if (row === undefined || !isSameSecond(row.createdAt, user.createdAt)) yield [key, user];
  }
}
