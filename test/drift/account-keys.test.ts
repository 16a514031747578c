import { describe, expect, it } from "vitest";
import type { ExpectedEntity } from "../../shared/baselines/expected-state.ts";
import { accountKeys, type UserKeys } from "../../shared/drift/account-keys.ts";
import type { AccountCredentials } from "../../shared/observation/account-credentials.ts";
import type { EntityObservation, RootState } from "../../shared/observation/entity-state.ts";
import type { Observation } from "../../shared/observation/observation.ts";
import {
  account,
  complete,
  DENIED,
  daysAgo,
  expectedUser,
  GENERATED,
  keyColumns,
  keysRead,
  listed,
  live,
  liveKey,
  NOW,
  observed,
  type Row,
  userRow,
} from "../reports/key-report-fixture.ts";

const MISSING: AccountCredentials["report"] = {
  status: "missing",
  reason: { call: "GetCredentialReport", code: "ReportInProgress", message: "later" },
};

function credentials(parts: Partial<AccountCredentials>): AccountCredentials {
  return { report: complete(), users: { status: "present", state: new Map() }, live: new Map(), ...parts };
}

function told(parts: Partial<AccountCredentials>, ...entities: readonly ExpectedEntity[]) {
  return accountKeys({ account: account(...entities), credentials: credentials(parts), now: NOW });
}

const users = (...all: readonly (readonly [string, ReturnType<typeof listed>[1]])[]): AccountCredentials["users"] => ({
  status: "present",
  state: new Map(all),
});

/** What is told of a user's keys, in few words. */
function standings({ keys }: UserKeys): unknown {
  if (keys.status === "unreadable") return keys.reason;
  return keys.keys.map(({ key, ageInDays, standing, daysUntilBreach }) => [key, ageInDays, standing, daysUntilBreach]);
}

describe("a key and its rule", () => {
  const rules = { warnAtDays: 75, breachAtDays: 90, breachSource: "vendor", maximumActive: 1, overlapDays: 7 } as const;
  it.each<{
    name: string;
    days: number;
    entities: readonly ExpectedEntity[];
    standing: string;
    warn?: number;
    left?: number;
  }>([
    { name: "young", days: 74, entities: [expectedUser("ann")], standing: "within", warn: 1, left: 16 },
    { name: "warned of today", days: 75, entities: [expectedUser("ann")], standing: "due", warn: 0, left: 15 },
    { name: "a day before its end", days: 89, entities: [expectedUser("ann")], standing: "due", warn: -14, left: 1 },
    { name: "too old since today", days: 90, entities: [expectedUser("ann")], standing: "too-old", warn: -15, left: 0 },
    {
      name: "too old for long",
      days: 500,
      entities: [expectedUser("ann")],
      standing: "too-old",
      warn: -425,
      left: -410,
    },
    { name: "of a user that no baseline expects", days: 500, entities: [expectedUser("bob")], standing: "no-rule" },
    {
      name: "of a user without a rule",
      days: 500,
      entities: [{ ...expectedUser("ann"), accessKeys: undefined } as never],
      standing: "no-rule",
    },
    {
      name: "warned of ahead by plumbline.yml alone",
      days: 76,
      entities: [
        expectedUser("ann", {
          accessKeys: {
            breachAtDays: 90,
            breachSource: "plumbline",
            maximumActive: 1,
            overlapDays: 7,
            warnDaysAhead: [14, 7, 1],
          },
        }),
      ],
      standing: "due",
      warn: 0,
      left: 14,
    },
    {
      name: "that nobody warns of",
      days: 89,
      entities: [
        expectedUser("ann", {
          accessKeys: { breachAtDays: 90, breachSource: "plumbline", maximumActive: 1, overlapDays: 7 },
        }),
      ],
      standing: "within",
      left: 1,
    },
    {
      name: "held to the lowest age of two baselines",
      days: 60,
      entities: [
        expectedUser("ann"),
        expectedUser("ANN", { baseline: "strict", accessKeys: { ...rules, warnAtDays: 40, breachAtDays: 60 } }),
      ],
      standing: "too-old",
      warn: -20,
      left: 0,
    },
  ])("$name", ({ days, entities, standing, warn, left }) => {
    const [user] = told(
      { report: complete(userRow("ann", keyColumns(1, days))), users: users(listed("ann")) },
      ...entities,
    ).users;
    if (user?.keys.status !== "read") throw new Error("The keys were read.");
    expect(user.keys.keys).toMatchObject([{ ageInDays: days, standing }]);
    const [key] = user.keys.keys;
    expect([key?.daysUntilWarning, key?.daysUntilBreach]).toEqual([warn, left]);
  });

  it("an inactive key is not judged by its age", () => {
    const old = liveKey("AKIAEXAMPLE0000OLD1", 900, { status: "Inactive" });
    const [user] = told({ live: new Map([live("ann", keysRead(old))]) }, expectedUser("ann")).users;
    expect(user && standings(user)).toEqual([["…OLD1", 900, "inactive", undefined]]);
  });

  it("a key that IAM's clock made in the future is new", () => {
    const [user] = told(
      { live: new Map([live("ann", keysRead(liveKey("AKIAEXAMPLE0000NEW1", -1)))]) },
      expectedUser("ann"),
    ).users;
    expect(user && standings(user)).toEqual([["…NEW1", 0, "within", 90]]);
  });
});

describe("the credential report and what IAM says later", () => {
  const old = (name: string, more: Row = {}): Row => userRow(name, { ...keyColumns(1, 120), ...more });

  it("a key that was replaced since the report is not called too old", () => {
    const parts = {
      report: complete(old("ann")),
      users: users(listed("ann")),
      live: new Map([live("ann", keysRead(liveKey("AKIAEXAMPLE0000NEW1", 0)))]),
    };
    const { users: all, troubles } = told(parts, expectedUser("ann"));
    expect(all.map(standings)).toEqual([[["…NEW1", 0, "within", 90]]]);
    expect(all[0]?.asOf).toEqual({ kind: "live", at: "2026-06-01T05:59:00.000Z" });
    expect(troubles).toEqual([]);
  });

  it("a key that IAM cannot be asked about is as of the report, and that is trouble", () => {
    const parts = {
      report: complete(old("ann")),
      users: users(listed("ann")),
      live: new Map([live("ann", { status: "unreadable", reason: DENIED })]),
    };
    const { users: all, troubles } = told(parts, expectedUser("ann"));
    expect(all.map(standings)).toEqual([[["key 1", 120, "too-old", -30]]]);
    expect(all[0]?.asOf).toEqual({ kind: "report", at: GENERATED, reason: "ListAccessKeys: AccessDenied: no" });
    expect(troubles).toEqual([expect.stringContaining("user ann could not be confirmed with IAM")]);
  });

  it("a user that could not be read at all and that the report lacks is not known", () => {
    const parts = { live: new Map([["ann", observed("ann", { status: "unreadable", reason: DENIED })] as const]) };
    const { users: all, troubles } = told(parts, expectedUser("ann"));
    expect(all.map(standings)).toEqual(["ListAccessKeys: AccessDenied: no"]);
    expect(troubles).toEqual([expect.stringContaining("The keys of user ann could not be read")]);
  });

  it.each([
    { name: "that IAM does not list any more", live: new Map() },
    {
      name: "that is absent when it is asked for",
      live: new Map([["ann", observed("ann", { status: "absent" })] as const]),
    },
  ])("a user $name is left out, and noted", (parts) => {
    const {
      users: all,
      notes,
      troubles,
    } = told({ report: complete(old("ann")), live: parts.live }, expectedUser("ann"));
    expect({ all, troubles }).toEqual({ all: [], troubles: [] });
    expect(notes).toEqual(["User ann stands in the credential report, and is not there any more."]);
  });

  it("of files nobody is left out: they may be of different times", () => {
    const { report } = credentials({ report: complete(old("ann")) });
    if (report.status === "missing") throw new Error("It is there.");
    const { generatedAt: _, ...file } = report;
    expect(told({ report: file }).users.map(({ user, owner, asOf }) => [user, owner.status, asOf])).toEqual([
      ["ann", "unknown", { kind: "report" }],
    ]);
  });

  it("a user that files list and their report lacks is told of, and that is trouble", () => {
    const { report } = credentials({ report: complete() });
    if (report.status === "missing") throw new Error("It is there.");
    const { generatedAt: _, ...file } = report;
    const { users: all, troubles } = told({ report: file, users: users(listed("new")) });
    expect(all.map(standings)).toEqual(["nothing says which keys there are"]);
    expect(troubles).toEqual([expect.stringContaining("The keys of user new could not be read")]);
  });

  it("a last use that could not be read is trouble", () => {
    const key = liveKey("AKIAEXAMPLE0000NEW1", 5, {
      lastUsed: { status: "unreadable", reason: { ...DENIED, call: "GetAccessKeyLastUsed" } },
    });
    const { troubles } = told({ users: users(listed("ann")), live: new Map([live("ann", keysRead(key))]) });
    expect(troubles).toEqual([
      "When …NEW1 of user ann was last used could not be read (GetAccessKeyLastUsed: AccessDenied: no).",
    ]);
  });

  it("a user that was made again since has nothing of the earlier one's", () => {
    const createdAt = daysAgo(0);
    const parts = {
      report: complete(old("ann", { password_enabled: "true", mfa_active: "true" })),
      users: users(listed("ann", {}, createdAt)),
      live: new Map([live("ann", keysRead(), { createdAt })]),
    };
    const [user] = told(parts).users;
    expect(user?.keys).toEqual({ status: "read", keys: [] });
    expect(user?.credentials).toEqual({
      status: "unknown",
      reason: "the credential report speaks of an earlier user of this name",
    });
  });

  it("what was made within the report's second is the same user", () => {
    const createdAt = "2026-05-01T10:00:00.900Z";
    const row = userRow("ann", { ...keyColumns(1, 5), user_creation_time: "2026-05-01T10:00:00+00:00" });
    const [user] = told({ report: complete(row), users: users(listed("ann", {}, createdAt)) }).users;
    expect(user?.credentials.status).toBe("reported");
  });

  it("a report from the future is told of", () => {
    const { report } = credentials({ report: complete() });
    const ahead = { ...report, generatedAt: "2026-06-01T06:10:00.000Z" } as AccountCredentials["report"];
    expect(told({ report: ahead }).notes).toEqual([expect.stringContaining("one of the clocks is wrong")]);
    const slightly = { ...report, generatedAt: "2026-06-01T06:00:30.000Z" } as AccountCredentials["report"];
    expect(told({ report: slightly }).notes).toEqual([]);
  });

  it("without a report only what was read for itself is told of, and the report is named as missing", () => {
    const parts = {
      report: MISSING,
      users: users(listed("ann", { OWNER: "Ann" }), listed("other")),
      live: new Map([
        live("ann", keysRead(liveKey("AKIAEXAMPLE0000OLD1", 91)), {
          tags: { status: "present", state: { OWNER: "Ann" } },
        }),
      ]),
    };
    const { credentialReport, users: all, troubles } = told(parts, expectedUser("ann"));
    expect(credentialReport).toEqual({ status: "missing", reason: "GetCredentialReport: ReportInProgress: later" });
    expect(all.map(({ user, owner }) => [user, owner])).toEqual([["ann", { status: "named", name: "Ann" }]]);
    expect(all.map(standings)).toEqual([[["…OLD1", 91, "too-old", -1]]]);
    expect(troubles).toHaveLength(2);
    expect(troubles[0]).toContain("credential report could not be had");
    expect(troubles[1]).toContain("Whether the root user has an access key could not be read");
  });

  it("users that could not be listed leave owners unknown, which is trouble", () => {
    const { users: all, troubles } = told({
      report: complete(old("ann")),
      users: { status: "unreadable", reason: { ...DENIED, call: "GetAccountAuthorizationDetails" } },
    });
    expect(all[0]?.owner).toEqual({ status: "unknown", reason: "GetAccountAuthorizationDetails: AccessDenied: no" });
    expect(troubles).toEqual([expect.stringContaining("The account's users could not be listed")]);
  });
});

describe("the last use of a key", () => {
  const use = (row: Row) => {
    const [user] = told({
      report: complete(userRow("ann", { ...keyColumns(1, 30), ...row })),
      users: users(listed("ann")),
    }).users;
    return user?.keys.status === "read" ? user.keys.keys[0]?.lastUse : undefined;
  };
  it.each([
    {
      name: "with region and service",
      row: keyColumns(1, 30, [2, "eu-west-1", "s3"]),
      expected: { status: "used", at: daysAgo(2), region: "eu-west-1", service: "s3" },
    },
    {
      name: "in no region",
      row: keyColumns(1, 30, [2, "N/A", "s3"]),
      expected: { status: "used", at: daysAgo(2), region: "N/A", service: "s3" },
    },
    { name: "N/A", row: {}, expected: { status: "none" } },
    { name: "no_information", row: { access_key_1_last_used_date: "no_information" }, expected: { status: "none" } },
    {
      name: "not_supported",
      row: { access_key_1_last_used_date: "not_supported" },
      expected: { status: "unreadable", reason: expect.stringContaining("NotHeld") },
    },
  ])("$name", ({ row, expected }) => {
    expect(use(row)).toEqual(expected);
  });
});

describe("passwords and MFA", () => {
  it("are in the report's own words, of which none is taken for another", () => {
    const rows = ["N/A", "no_information", "not_supported"].map((word, index) =>
      userRow(`u${index}`, {
        password_enabled: "TRUE",
        password_last_used: word,
        password_last_changed: daysAgo(5),
        mfa_active: "true",
      }),
    );
    const all = told({ report: complete(...rows), users: users(listed("u0"), listed("u1"), listed("u2")) }).users;
    expect(all.map((user) => user.credentials)).toEqual(
      ["N/A", "no_information", "not_supported"].map((word) => ({
        status: "reported",
        passwordEnabled: "true",
        passwordLastUsed: word,
        passwordLastChanged: daysAgo(5),
        passwordNextRotation: "N/A",
        mfaActive: "true",
      })),
    );
  });
});

describe("the root user", () => {
  const root = (observation: Observation<RootState>): EntityObservation => ({
    entity: { kind: "root", name: "root" },
    askedAt: NOW.toISOString(),
    observation,
  });
  const present = (state: boolean) =>
    root({ status: "present", state: { kind: "root", accessKeysPresent: { status: "present", state } } });
  const forbids: ExpectedEntity = {
    kind: "root",
    baseline: "account",
    entity: { kind: "root", name: "root" },
    path: "/",
    presence: "required",
    compare: "exact",
    severity: "critical",
    remediate: "off",
    accessKeys: "forbidden",
  };

  it.each([
    { name: "has none, by the report", parts: {}, expected: { status: "read", present: false } },
    {
      name: "has one, by IAM",
      parts: { report: MISSING, root: present(true) },
      expected: { status: "read", present: true },
    },
    {
      name: "is not known",
      parts: { report: MISSING, root: root({ status: "unreadable", reason: DENIED }) },
      expected: { status: "unreadable", reason: "ListAccessKeys: AccessDenied: no" },
    },
  ])("$name", ({ parts, expected }) => {
    expect(told(parts, forbids).root).toMatchObject({ accessKeys: expected, forbiddenBy: ["account"] });
  });

  it("is as of the report where IAM could not be asked, and that is trouble", () => {
    const { root: its, troubles } = told({ root: root({ status: "unreadable", reason: DENIED }) }, forbids);
    expect(its.accessKeys).toEqual({
      status: "read",
      present: false,
      unconfirmed: "ListAccessKeys: AccessDenied: no",
    });
    expect(troubles).toEqual([expect.stringContaining("could not be confirmed with IAM, and is as of the report")]);
  });
});
