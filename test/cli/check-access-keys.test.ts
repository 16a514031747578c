import { describe, expect, it } from "vitest";
import { checkedAccessKeys } from "../../cli/check-access-keys.ts";
import { checkAccount } from "../../cli/check-account.ts";
import { checkResultSchema } from "../../cli/check-schema.ts";
import type { AccessKeyRules, ExpectedEntity, ExpectedUser } from "../../shared/baselines/expected-state.ts";
import type { AccessKeyState, EntityState, UserState } from "../../shared/observation/entity-state.ts";
import type { Observation } from "../../shared/observation/observation.ts";
import { loadActionTable } from "../../shared/policy/explain/action-table.ts";
import { managedPoliciesOf } from "../drift/fixtures.ts";

const NOW = new Date("2026-06-01T00:00:00.000Z");
const DENIED = { call: "ListAccessKeys", code: "AccessDenied", message: "no" };
const UNREAD = { status: "unreadable", reason: DENIED } as const;

const RULES: AccessKeyRules = {
  warnAtDays: 75,
  breachAtDays: 90,
  breachSource: "vendor",
  maximumActive: 1,
  overlapDays: 7,
};

const USER: ExpectedUser = {
  kind: "user",
  baseline: "sample",
  entity: { kind: "user", name: "machine" },
  path: "/",
  presence: "required",
  compare: "exact",
  severity: "high",
  remediate: "off",
  accessKeys: RULES,
};

function present(accessKeys: UserState["accessKeys"]): Observation<EntityState> {
  const state: UserState = {
    kind: "user",
    arn: "arn:aws:iam::111122223333:user/machine",
    userId: "AIDA",
    path: "/",
    createdAt: "2025-01-01T00:00:00.000Z",
    inlinePolicies: UNREAD,
    attachments: UNREAD,
    loginProfile: UNREAD,
    permissionsBoundary: UNREAD,
    tags: UNREAD,
    groups: UNREAD,
    accessKeys,
  };
  return { status: "present", state };
}

const key = (lastUsed: AccessKeyState["lastUsed"], status: AccessKeyState["status"] = "Active"): AccessKeyState => ({
  accessKeyId: "AKIAIOSFODNN7EXAMPLE",
  status,
  createdAt: "2026-03-03T12:00:00.000Z",
  lastUsed,
});
const READ_KEY = { lastFour: "MPLE", status: "Active", createdAt: "2026-03-03T12:00:00.000Z", ageInDays: 89 };
const LIMITS = { maximumDays: 90, warningDays: 75 };

describe("checkedAccessKeys", () => {
  it.each<{ name: string; expected: ExpectedEntity; observed: Observation<EntityState>; keys: unknown }>([
    {
      name: "a key that was used",
      expected: USER,
      observed: present({ status: "present", state: [key({ status: "present", state: "2026-05-01T00:00:00.000Z" })] }),
      keys: {
        ...LIMITS,
        status: "read",
        keys: [{ ...READ_KEY, lastUsed: { status: "used", at: "2026-05-01T00:00:00.000Z" } }],
      },
    },
    {
      name: "a key without a use on record, inactive",
      expected: USER,
      observed: present({ status: "present", state: [key({ status: "absent" }, "Inactive")] }),
      keys: { ...LIMITS, status: "read", keys: [{ ...READ_KEY, status: "Inactive", lastUsed: { status: "none" } }] },
    },
    {
      name: "a key of which the last use could not be read",
      expected: USER,
      observed: present({ status: "present", state: [key(UNREAD)] }),
      keys: {
        ...LIMITS,
        status: "read",
        keys: [{ ...READ_KEY, lastUsed: { status: "unreadable", reason: "ListAccessKeys: AccessDenied: no" } }],
      },
    },
    {
      name: "no keys",
      expected: USER,
      observed: present({ status: "present", state: [] }),
      keys: { ...LIMITS, status: "read", keys: [] },
    },
    {
      name: "keys that could not be read",
      expected: USER,
      observed: present(UNREAD),
      keys: { ...LIMITS, status: "unreadable", reason: "ListAccessKeys: AccessDenied: no" },
    },
    {
      name: "a user that could not be read",
      expected: USER,
      observed: UNREAD,
      keys: { ...LIMITS, status: "unreadable", reason: "ListAccessKeys: AccessDenied: no" },
    },
    {
      name: "a warning that plumbline.yml has earlier than the baseline",
      expected: { ...USER, accessKeys: { ...RULES, warnDaysAhead: [30, 1] } },
      observed: present({ status: "present", state: [] }),
      keys: { maximumDays: 90, warningDays: 60, status: "read", keys: [] },
    },
    { name: "no such user", expected: USER, observed: { status: "absent" }, keys: undefined },
    { name: "no rules", expected: withoutRules(USER), observed: present(UNREAD), keys: undefined },
    {
      name: "the root user, whose keys have no age",
      expected: {
        ...withoutRules(USER),
        kind: "root",
        entity: { kind: "root", name: "root" },
        accessKeys: "forbidden",
      },
      observed: UNREAD,
      keys: undefined,
    },
  ])("tells of $name", ({ expected, observed, keys }) => {
    expect(checkedAccessKeys(expected, observed, NOW)).toEqual(keys);
  });
});

describe("a finding on the keys of a user with an owner", () => {
  it("names that owner in what check prints as JSON, as its schema has it", async () => {
    const observation = present({ status: "present", state: [key({ status: "absent" })] });
    if (observation.status !== "present") throw new Error("It is there.");
    const state = {
      ...observation.state,
      tags: { status: "present", state: { Owner: "streaming-team" } },
    } as UserState;
    const account = await checkAccount({
      account: { account: "111122223333", partition: "aws", entities: [USER] },
      source: { kind: "live" },
      reader: {
        observe: async ({ entity }) => ({ entity, askedAt: NOW.toISOString(), observation: { ...observation, state } }),
      },
      managedPolicies: managedPoliciesOf(),
      now: NOW,
      loadTable: loadActionTable,
      waivers: [],
    });
    const result = { version: 1, checkedAt: NOW.toISOString(), configurationDigest: "sha256:0", accounts: [account] };
    const { accounts } = checkResultSchema.parse(JSON.parse(JSON.stringify(result)));
    const owners = accounts[0]?.entities[0]?.drifts.map(({ rule, owner }) => [rule, owner]);
    expect(owners).toContainEqual(["access-key-due", "streaming-team"]);
  });
});

function withoutRules({ accessKeys: _, ...user }: ExpectedUser): ExpectedUser {
  return user;
}
