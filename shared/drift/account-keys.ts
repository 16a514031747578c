import type { ExpectedAccount, ExpectedUser } from "../baselines/expected-state.ts";
import type { AccountCredentials, ListedUser } from "../observation/account-credentials.ts";
import type { AccessKeyState, EntityObservation, UserState } from "../observation/entity-state.ts";
import type { Observation } from "../observation/observation.ts";
import { ownerOf } from "../observation/owner-tag.ts";
import type { ReportedCredentials } from "../observation/reported-credentials.ts";
import type { ReportedUser } from "../observation/snapshot-report.ts";
import { isSameSecond } from "../observation/snapshot-time.ts";
import { accountRootKeys, type RootKeys } from "./account-root-keys.ts";
import { type KeyRule, keyRuleOf, type StandingKey, standKey } from "./key-standing.ts";
import { describeUnreadable } from "./rule.ts";

/** Whose a user is, by its tag `owner`. `unknown`: its tags could not be read. */
export type UserOwner =
  | { readonly status: "named"; readonly name: string }
  | { readonly status: "none" }
  | { readonly status: "unknown"; readonly reason: string };

/**
 * What is told of a user's keys, and since when it is so. `live`: IAM was asked for just these; `report`: the credential report says so,
 * which may be four hours old; `reason` says why IAM could not be asked where it should have been. Times are ISO 8601.
 */
export type KeysAsOf =
  | { readonly kind: "live"; readonly at: string }
  | { readonly kind: "report"; readonly at?: string; readonly reason?: string };

/** Passwords and MFA as the report has them, or why nothing is known of them. */
export type ToldCredentials =
  | ({ readonly status: "reported" } & ReportedCredentials)
  | { readonly status: "unknown"; readonly reason: string };

/** A user, whose it is, and where its keys stand. */
export interface UserKeys {
  readonly user: string;
  /** Absent where a user that only a rule names could not be read. */
  readonly arn?: string;
  readonly owner: UserOwner;
  readonly rule: KeyRule;
  readonly asOf: KeysAsOf;
  /** The oldest first. */
  readonly keys:
    | { readonly status: "read"; readonly keys: readonly StandingKey[] }
    | { readonly status: "unreadable"; readonly reason: string };
  readonly credentials: ToldCredentials;
}

/** Everything that is told of the keys of one account. */
export interface AccountKeys {
  /** When IAM made the credential report (ISO 8601; unknown of a file), or why there is none. */
  readonly credentialReport:
    | { readonly status: "complete"; readonly generatedAt?: string }
    | { readonly status: "missing"; readonly reason: string };
  readonly root: RootKeys;
  /** In the order of their names. */
  readonly users: readonly UserKeys[];
  /** What of the account is not known: one sentence each. */
  readonly troubles: readonly string[];
  /** What whoever reads the report should know: one sentence each. */
  readonly notes: readonly string[];
}

/** What the keys are held to. */
export interface AccountKeysInput {
  readonly account: ExpectedAccount;
  readonly credentials: AccountCredentials;
  /** What ages are counted to. */
  readonly now: Date;
  /** When the account was read, where that is later: IAM may have made its credential report in between. */
  readonly readAt?: Date;
}

/**
 * Holds every access key of an account to its rule. What was read of a user for itself outranks the credential report, which is older: a key
 * that was replaced since is not called too old, and a user that was deleted since is left out.
 * @throws RangeError what `ageInDays` throws
 */
export function accountKeys(input: AccountKeysInput): AccountKeys {
  const { credentials, now, readAt = now } = input;
  const { report, users: listed, live } = credentials;
  const rows = report.status === "complete" ? report.report.users : new Map<string, ReportedUser>();
  const known = listed.status === "present" ? listed.state : new Map<string, ListedUser>();
  const told: UserKeys[] = [];
  const notes: string[] = [];
  // Without a report nothing is known of the keys of any user that is only listed; with one, those are users that it lacks.
  const names = new Set([...rows.keys(), ...live.keys(), ...(report.status === "complete" ? known.keys() : [])]);
  for (const key of [...names].toSorted()) {
    const sources = { row: rows.get(key), listed: known.get(key), live: live.get(key) };
    const user = isGone(sources, credentials) ? undefined : userKeys(key, sources, input);
    if (user !== undefined) told.push(user);
    else if (sources.row !== undefined)
      notes.push(`User ${sources.row.name} stands in the credential report, and is not there any more.`);
  }
  const root = accountRootKeys(input);
  return {
    credentialReport:
      report.status === "missing"
        ? { status: "missing", reason: describeUnreadable(report.reason) }
        : { status: "complete", ...(report.generatedAt === undefined ? {} : { generatedAt: report.generatedAt }) },
    root,
    users: told,
    troubles: [...troublesOf(credentials, told), ...rootTrouble(root)],
    notes: [
      ...ownerNote(credentials),
      ...skewNote(report.status === "complete" ? report.generatedAt : undefined, readAt),
      ...notes,
    ],
  };
}

interface UserSources {
  readonly row: ReportedUser | undefined;
  readonly listed: ListedUser | undefined;
  readonly live: EntityObservation | undefined;
}

/** A list of users that IAM gave after it had made the report tells who is gone; files may be of any age. */
function isGone({ listed, live }: UserSources, { report, users }: AccountCredentials): boolean {
  if (live !== undefined) return live.observation.status === "absent";
  const isLater = report.status === "complete" && report.generatedAt !== undefined;
  return isLater && users.status === "present" && listed === undefined;
}

function userKeys(key: string, sources: UserSources, input: AccountKeysInput): UserKeys {
  const { live, listed } = sources;
  const { account, now, credentials } = input;
  const expected = account.entities.filter(
    (each): each is ExpectedUser => each.kind === "user" && each.entity.name.toLowerCase() === key,
  );
  const rule = keyRuleOf(expected);
  const state = live?.observation.status === "present" ? (live.observation.state as UserState) : undefined;
  const createdAt = state?.createdAt ?? listed?.createdAt;
  const row = rowOf(sources.row, createdAt);
  const read = readKeys(live, state, row, credentials);
  const arn = state?.arn ?? listed?.arn ?? row?.arn;
  return {
    user: live?.entity.name ?? listed?.name ?? sources.row?.name ?? key,
    ...(arn === undefined ? {} : { arn }),
    owner: ownerIn(state?.tags ?? listed?.tags, credentials),
    rule,
    asOf: read.asOf,
    keys: stand(read.keys, rule, now),
    credentials: credentialsOf(sources.row, row, credentials),
  };
}

/** The report's row, unless it speaks of an earlier user of that name. */
function rowOf(row: ReportedUser | undefined, createdAt: string | undefined): ReportedUser | undefined {
  if (row === undefined || createdAt === undefined) return row;
  return isSameSecond(row.createdAt, createdAt) ? row : undefined;
}

type Keys = Observation<readonly AccessKeyState[]>;

function readKeys(
  live: EntityObservation | undefined,
  state: UserState | undefined,
  row: ReportedUser | undefined,
  { report }: AccountCredentials,
): { readonly keys: Keys; readonly asOf: KeysAsOf } {
  const at = report.status === "complete" && report.generatedAt !== undefined ? { at: report.generatedAt } : {};
  if (live === undefined) return { keys: row?.accessKeys ?? { status: "absent" }, asOf: { kind: "report", ...at } };
  const keys: Keys = state?.accessKeys ?? (live.observation as Keys);
  if (keys.status !== "unreadable" || row === undefined) return { keys, asOf: { kind: "live", at: live.askedAt } };
  const reason = describeUnreadable(keys.reason);
  return { keys: row.accessKeys, asOf: { kind: "report", ...at, reason } };
}

function stand(keys: Keys, rule: KeyRule, now: Date): UserKeys["keys"] {
  if (keys.status === "unreadable") return { status: "unreadable", reason: describeUnreadable(keys.reason) };
  if (keys.status === "absent") return { status: "unreadable", reason: "nothing says which keys there are" };
  const standing = keys.state.map((key) => standKey(key, rule, now));
  return { status: "read", keys: standing.toSorted((one, other) => other.ageInDays - one.ageInDays) };
}

function ownerIn(tags: UserState["tags"] | undefined, { users }: AccountCredentials): UserOwner {
  if (tags?.status === "present") {
    const name = ownerOf(tags.state);
    return name === undefined ? { status: "none" } : { status: "named", name };
  }
  if (tags?.status === "unreadable") return { status: "unknown", reason: describeUnreadable(tags.reason) };
  const reason = users.status === "unreadable" ? describeUnreadable(users.reason) : "the list of users lacks this one";
  return { status: "unknown", reason };
}

function credentialsOf(
  any: ReportedUser | undefined,
  own: ReportedUser | undefined,
  { report }: AccountCredentials,
): ToldCredentials {
  if (own !== undefined) return { status: "reported", ...own.credentials };
  if (report.status === "missing") return { status: "unknown", reason: "there is no credential report" };
  const reason =
    any === undefined
      ? "the user was made after the credential report"
      : "the credential report speaks of an earlier user of this name";
  return { status: "unknown", reason };
}

function troublesOf({ report, users }: AccountCredentials, told: readonly UserKeys[]): readonly string[] {
  const troubles: string[] = [];
  if (report.status === "missing") {
    const reason = describeUnreadable(report.reason);
    troubles.push(
      `The account's credential report could not be had, so only users that a baseline has a rule for are told of (${withoutStop(reason)}).`,
    );
  }
  // Files without a list of users were not asked for one.
  if (users.status === "unreadable" && users.reason.code !== "NotHeld") {
    const reason = describeUnreadable(users.reason);
    troubles.push(
      `The account's users could not be listed: owners are not known, nor users made since the report (${withoutStop(reason)}).`,
    );
  }
  for (const { user, keys, asOf } of told) {
    if (keys.status === "unreadable")
      troubles.push(`The keys of user ${user} could not be read (${withoutStop(keys.reason)}).`);
    else if (asOf.kind === "report" && asOf.reason !== undefined)
      troubles.push(
        `The keys of user ${user} could not be confirmed with IAM, and are as of the report (${withoutStop(asOf.reason)}).`,
      );
    for (const { key, lastUse } of keys.status === "read" ? keys.keys : []) {
      if (lastUse.status !== "unreadable") continue;
      troubles.push(`When ${key} of user ${user} was last used could not be read (${withoutStop(lastUse.reason)}).`);
    }
  }
  return troubles;
}

function rootTrouble({ accessKeys }: RootKeys): readonly string[] {
  if (accessKeys.status === "read") {
    if (accessKeys.unconfirmed === undefined) return [];
    const reason = withoutStop(accessKeys.unconfirmed);
    return [
      `Whether the root user still has an access key could not be confirmed with IAM, and is as of the report (${reason}).`,
    ];
  }
  return [`Whether the root user has an access key could not be read (${withoutStop(accessKeys.reason)}).`];
}

function ownerNote({ users }: AccountCredentials): readonly string[] {
  if (users.status !== "unreadable" || users.reason.code !== "NotHeld") return [];
  return [`Owners are not known: ${users.reason.message}`];
}

/** A sentence that stands in brackets within another. */
function withoutStop(sentence: string): string {
  return sentence.replace(/\.+$/, "");
}

/** Clocks are never quite the same; beyond this many milliseconds it is told. */
const SKEW = 60_000;

function skewNote(generatedAt: string | undefined, readAt: Date): readonly string[] {
  if (generatedAt === undefined || Date.parse(generatedAt) - readAt.getTime() < SKEW) return [];
  return [
    `IAM's report is dated ${generatedAt}, after the time it was read (${readAt.toISOString()}): one of the clocks is wrong.`,
  ];
}
