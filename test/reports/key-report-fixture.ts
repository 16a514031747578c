import type { ExpectedAccount, ExpectedUser } from "../../shared/baselines/expected-state.ts";
import { accountKeys } from "../../shared/drift/account-keys.ts";
import type { AccountCredentials, ListedUser } from "../../shared/observation/account-credentials.ts";
import type { AccessKeyState, EntityObservation, Tags, UserState } from "../../shared/observation/entity-state.ts";
import { readCredentialReport } from "../../shared/observation/snapshot-report.ts";
import { type KeyReport, keyReport, type ReportedAccount } from "../../shared/reports/key-report.ts";

export const NOW = new Date("2026-06-01T06:00:00.000Z");
export const GENERATED = "2026-06-01T03:30:00.000Z";
export const ACCOUNT = "123456789012";
export const DIGEST = `sha256:${"ab".repeat(32)}`;
export const DENIED = { call: "ListAccessKeys", code: "AccessDenied", message: "no" };

/** ISO 8601: so many days before {@link NOW}. */
export function daysAgo(days: number): string {
  return new Date(NOW.getTime() - days * 86_400_000).toISOString();
}

/** Long before every key. */
const MADE = daysAgo(2_000);

export function expectedUser(name: string, overrides: Partial<ExpectedUser> = {}): ExpectedUser {
  return {
    kind: "user",
    baseline: "red5",
    entity: { kind: "user", name },
    path: "/",
    presence: "required",
    compare: "exact",
    severity: "high",
    remediate: "off",
    accessKeys: { warnAtDays: 75, breachAtDays: 90, breachSource: "vendor", maximumActive: 1, overlapDays: 7 },
    ...overrides,
  };
}

export function account(...entities: ExpectedAccount["entities"]): ExpectedAccount {
  return { account: ACCOUNT, partition: "aws", alias: "shop", entities };
}

/** Columns of a row that say something else than a user without password, MFA and keys does. */
export type Row = Readonly<Record<string, string>>;

const COLUMNS =
  "user,arn,user_creation_time,password_enabled,password_last_used,password_last_changed,password_next_rotation,mfa_active,access_key_1_active,access_key_1_last_rotated,access_key_1_last_used_date,access_key_1_last_used_region,access_key_1_last_used_service,access_key_2_active,access_key_2_last_rotated,access_key_2_last_used_date,access_key_2_last_used_region,access_key_2_last_used_service".split(
    ",",
  );

const FLAGS = new Set(["password_enabled", "mfa_active", "access_key_1_active", "access_key_2_active"]);

/** A row of a report, as IAM writes it. */
function line(row: Row): string {
  const usual = (column: string): string => (FLAGS.has(column) ? "false" : "N/A");
  return COLUMNS.map((column) => `"${(row[column] ?? usual(column)).replaceAll('"', '""')}"`).join(",");
}

export const ROOT: Row = {
  user: "<root_account>",
  arn: `arn:aws:iam::${ACCOUNT}:root`,
  user_creation_time: MADE,
  password_enabled: "not_supported",
  password_last_used: "no_information",
  password_last_changed: "not_supported",
  password_next_rotation: "not_supported",
  mfa_active: "true",
};

/** The CSV of a report. */
export function csv(...rows: readonly Row[]): string {
  return [COLUMNS.join(","), ...rows.map(line)].join("\n");
}

export function userRow(user: string, more: Row = {}): Row {
  return { user, arn: `arn:aws:iam::${ACCOUNT}:user/${user}`, user_creation_time: MADE, ...more };
}

/** The columns of one active key of a row. */
export function keyColumns(slot: 1 | 2, ageInDays: number, used?: readonly [number, string, string]): Row {
  const key = { [`access_key_${slot}_active`]: "true", [`access_key_${slot}_last_rotated`]: daysAgo(ageInDays) };
  if (used === undefined) return key;
  const [days, region, service] = used;
  return {
    ...key,
    [`access_key_${slot}_last_used_date`]: daysAgo(days),
    [`access_key_${slot}_last_used_region`]: region,
    [`access_key_${slot}_last_used_service`]: service,
  };
}

export function complete(...rows: readonly Row[]): AccountCredentials["report"] {
  return completeWith(ROOT, ...rows);
}

/** The same with another row of the root user. */
export function completeWith(...rows: readonly Row[]): AccountCredentials["report"] {
  const reading = readCredentialReport({ file: "report.csv", text: csv(...rows) });
  if (reading.status === "invalid") throw new Error(reading.problem);
  return { status: "complete", generatedAt: GENERATED, report: reading.report };
}

export function listed(name: string, tags: Tags = {}, createdAt = MADE): readonly [string, ListedUser] {
  const arn = `arn:aws:iam::${ACCOUNT}:user/${name}`;
  return [name.toLowerCase(), { name, arn, createdAt, tags: { status: "present", state: tags } }];
}

export function liveKey(accessKeyId: string, ageInDays: number, more: Partial<AccessKeyState> = {}): AccessKeyState {
  return { accessKeyId, status: "Active", createdAt: daysAgo(ageInDays), lastUsed: { status: "absent" }, ...more };
}

/** A user whose keys were read for themselves, a minute before {@link NOW}. */
export function live(
  name: string,
  accessKeys: UserState["accessKeys"],
  more: Partial<UserState> = {},
): readonly [string, EntityObservation] {
  const unread = { status: "unreadable", reason: { call: "GetUser", code: "NotAsked", message: "no" } } as const;
  const state: UserState = {
    kind: "user",
    arn: `arn:aws:iam::${ACCOUNT}:user/${name}`,
    userId: "AIDA",
    path: "/",
    createdAt: MADE,
    inlinePolicies: unread,
    attachments: unread,
    loginProfile: unread,
    accessKeys,
    permissionsBoundary: unread,
    tags: { status: "present", state: {} },
    groups: unread,
    ...more,
  };
  return [name.toLowerCase(), observed(name, { status: "present", state })];
}

export function observed(name: string, observation: EntityObservation["observation"]): EntityObservation {
  return { entity: { kind: "user", name }, askedAt: "2026-06-01T05:59:00.000Z", observation };
}

export function keysRead(...keys: readonly AccessKeyState[]): UserState["accessKeys"] {
  return { status: "present", state: keys };
}

/** An account that was read, with its keys held to its rules. */
export function readAccount(
  expected: ExpectedAccount,
  credentials: AccountCredentials,
): Extract<ReportedAccount, { status: "read" }> {
  const { account: id, alias, partition } = expected;
  const keys = accountKeys({ account: expected, credentials, now: NOW });
  const named = { account: id, partition, ...(alias === undefined ? {} : { alias }) };
  return { ...named, status: "read", source: { kind: "live" }, ...keys };
}

export function reportOf(...accounts: readonly ReportedAccount[]): KeyReport {
  return keyReport({ madeAt: NOW.toISOString(), configurationDigest: DIGEST, accounts, unlisted: [], inactive: [] });
}

/** Something of every kind that there is to tell. */
export function fullReport(): KeyReport {
  const used = (days: number, region: string, service: string): Partial<AccessKeyState> => ({
    lastUsed: { status: "present", state: daysAgo(days) },
    lastUsedFor: { region, service },
  });
  const shop = account(
    expectedUser("red5-cluster"),
    expectedUser("viz-deploy", { baseline: "viz-now" }),
    expectedUser("ivs-operator", { baseline: "amazon-ivs" }),
    expectedUser("ghost", { baseline: "amazon-ivs" }),
    {
      ...expectedUser("root"),
      kind: "root",
      entity: { kind: "root", name: "root" },
      accessKeys: "forbidden",
      baseline: "account",
    },
  );
  const forbidden = { ...ROOT, access_key_1_active: "true", access_key_1_last_rotated: daysAgo(800) };
  const rows = [
    userRow("red5-cluster", keyColumns(1, 130)),
    userRow("viz-deploy", keyColumns(1, 80)),
    userRow("ivs-operator", keyColumns(1, 20)),
    userRow("ghost", keyColumns(1, 95)),
    userRow("anna.person", {
      ...keyColumns(1, 410, [30, "eu-west-1", "s3"]),
      ...keyColumns(2, 12),
      password_enabled: "true",
      password_last_used: daysAgo(3),
      password_last_changed: daysAgo(100),
      mfa_active: "true",
    }),
    userRow("old.person", {
      password_enabled: "true",
      password_last_used: "no_information",
      password_last_changed: MADE,
    }),
    userRow("gone.person", keyColumns(1, 700)),
  ];
  const credentials: AccountCredentials = {
    report: completeWith(forbidden, ...rows),
    users: {
      status: "present",
      state: new Map([
        listed("red5-cluster", { Owner: "streaming-team@example.com" }),
        listed("viz-deploy", { owner: "broadcast" }),
        listed("ivs-operator"),
        listed("ghost"),
        listed("anna.person", { owner: "Anna Person" }),
        listed("old.person"),
      ]),
    },
    live: new Map([
      live("red5-cluster", keysRead(liveKey("AKIAIOSFODNN7OLDEST1", 130, used(1, "us-east-1", "ec2"))), {
        tags: { status: "present", state: { Owner: "streaming-team@example.com" } },
      }),
      live(
        "viz-deploy",
        keysRead(
          liveKey("AKIAIOSFODNN7VIZKEY1", 80, used(2, "us-east-1", "iam")),
          liveKey("AKIAIOSFODNN7VIZKEY0", 300, { status: "Inactive" }),
        ),
        { tags: { status: "present", state: { owner: "broadcast" } } },
      ),
      live("ivs-operator", keysRead(liveKey("AKIAIOSFODNN7IVSKEY1", 20))),
      live("ghost", { status: "unreadable", reason: DENIED }),
    ]),
    root: {
      entity: { kind: "root", name: "root" },
      askedAt: "2026-06-01T05:59:00.000Z",
      observation: {
        status: "present",
        state: { kind: "root", accessKeysPresent: { status: "present", state: true } },
      },
    },
  };
  return reportOf(
    readAccount(shop, credentials),
    {
      account: "210987654321",
      partition: "aws",
      alias: "vault",
      status: "not-read",
      reason:
        "The role arn:aws:iam::210987654321:role/plumbline/Reader could not be assumed (AccessDenied); see its trust policy.",
    },
    readAccount(
      { ...account(expectedUser("red5-cluster")), account: "333333333333", alias: "lab" },
      {
        report: {
          status: "missing",
          reason: {
            call: "GetCredentialReport",
            code: "ReportInProgress",
            message: "IAM was still making the report when it was last asked for it.",
          },
        },
        users: { status: "present", state: new Map([listed("red5-cluster", { owner: "lab" })]) },
        live: new Map([live("red5-cluster", keysRead(liveKey("AKIAIOSFODNN7LABKEY9", 45)))]),
        root: {
          entity: { kind: "root", name: "root" },
          askedAt: "2026-06-01T05:59:00.000Z",
          observation: {
            status: "present",
            state: { kind: "root", accessKeysPresent: { status: "present", state: false } },
          },
        },
      },
    ),
  );
}

/** A report in which a text stands wherever a text from outside can stand. */
export function hostileReport(text: string): KeyReport {
  const expected = account(expectedUser("machine", { baseline: text }));
  const reason = { call: text, code: text, message: text };
  const read = readAccount(
    { ...expected, alias: text },
    {
      report: complete(userRow("machine", keyColumns(1, 100))),
      users: { status: "present", state: new Map([listed("machine", { owner: text })]) },
      live: new Map([
        live(
          "machine",
          keysRead(
            liveKey("AKIAEXAMPLE0000OLD1", 120, {
              lastUsed: { status: "present", state: daysAgo(1) },
              lastUsedFor: { region: text, service: text },
            }),
            liveKey("AKIAEXAMPLE0000OLD2", 80, { lastUsed: { status: "unreadable", reason } }),
          ),
          { tags: { status: "present", state: { owner: text } }, arn: text },
        ),
      ]),
      root: {
        entity: { kind: "root", name: "root" },
        askedAt: text,
        observation: { status: "unreadable", reason },
      },
    },
  );
  const [machine] = read.users;
  if (machine === undefined) throw new Error("There is one user.");
  const told = {
    passwordEnabled: text,
    passwordLastChanged: text,
    passwordLastUsed: text,
    passwordNextRotation: text,
    mfaActive: text,
  };
  const named = { ...machine, user: text, credentials: { status: "reported", ...told } as const };
  const bare = {
    ...named,
    owner: { status: "unknown", reason: text } as const,
    keys: { status: "unreadable", reason: text } as const,
    credentials: { status: "unknown", reason: text } as const,
    rule: { status: "no-rule", baselines: [text] } as const,
    asOf: { kind: "report", at: GENERATED, reason: text } as const,
  };
  const unsure = { ...bare, keys: machine.keys };
  const root = {
    ...read.root,
    forbiddenBy: [text],
    credentials: told,
    accessKeys: { status: "read", present: true } as const,
  };
  return keyReport({
    madeAt: NOW.toISOString(),
    configurationDigest: text,
    accounts: [
      { ...read, users: [named, bare, unsure], root, troubles: [text], notes: [text] },
      { ...read, account: "222222222222", credentialReport: { status: "missing", reason: text } },
      { account: "333333333333", alias: text, partition: "aws", status: "not-read", reason: text },
    ],
    unlisted: [text],
    inactive: [text],
  });
}
