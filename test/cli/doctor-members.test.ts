import { describe, expect, it } from "vitest";
import type { AccountOpening, AccountSource } from "../../cli/check-source.ts";
import { readLivePolicies } from "../../cli/doctor-live-policies.ts";
import { examineMember } from "../../cli/doctor-members.ts";
import { type DeployedParts, deployedParts, isKnown, NOT_READ, readStack } from "../../cli/doctor-stack.ts";
import type { ConfiguredAccount } from "../../shared/baselines/settings.ts";
import type { AccountSweep } from "../../shared/ledger/sweep-lease.ts";
import type { EntityState } from "../../shared/observation/entity-state.ts";
import type { IamReader } from "../../shared/observation/iam-reader.ts";
import type { Observation } from "../../shared/observation/observation.ts";
import { expectedRole } from "../drift/fixtures.ts";

const present = <T>(state: T): Observation<T> => ({ status: "present", state });
const absent = { status: "absent" } as const;
const denied = (call: string) =>
  ({ status: "unreadable", reason: { call, code: "AccessDenied", message: "No." } }) as const;

const HUB = "999988887777";
const MEMBER = "111122223333";
const READER = `arn:aws:iam::${MEMBER}:role/plumbline-reader`;
const REMEDIATOR = `arn:aws:iam::${MEMBER}:role/plumbline-remediator`;
const HOLDER = {
  createdAt: "2026-01-01T00:00:00Z",
  path: "/",
  permissionsBoundary: absent,
  tags: present({}),
} as const;
const NOTHING = { inlinePolicies: present({}), attachments: present([]) } as const;

/** Reads what it is given, by `kind/name`; anything else is not there. */
function reader(entities: Readonly<Record<string, Observation<EntityState>>>): IamReader {
  return {
    observe: async ({ entity }) => ({
      entity,
      askedAt: "2026-01-01T00:00:00Z",
      observation: entities[`${entity.kind}/${entity.name}`] ?? absent,
    }),
  };
}

function role(trust: object): EntityState {
  const of = { kind: "role", arn: READER, roleId: "AROAX", maximumSessionSeconds: present(3600) } as const;
  return { ...HOLDER, ...NOTHING, ...of, trust: present(JSON.stringify(trust)) };
}

const trustOf = (...roles: readonly string[]) => ({
  Version: "2012-10-17",
  Statement: [
    {
      Effect: "Allow",
      Principal: { AWS: `arn:aws:iam::${HUB}:root` },
      Action: "sts:AssumeRole",
      Condition: {
        ArnEquals: { "aws:PrincipalArn": roles.map((name) => `arn:aws:iam::${HUB}:role/plumbline-${name}`) },
        StringEquals: { "sts:ExternalId": "x1" },
      },
    },
  ],
});
const ALL = trustOf("detect-drift", "sweep-account", "report-keys", "remediate-drift");

const member: ConfiguredAccount = {
  ...{ account: MEMBER, partition: "aws", externalId: "x1", readerRole: READER, remediatorRole: REMEDIATOR },
  entities: [
    {
      ...{ kind: "policy", baseline: "b", entity: { kind: "policy", name: "p" }, path: "/", presence: "required" },
      ...{ compare: "exact", severity: "low", remediate: "full" },
      document: { source: "s", provenance: "verbatim", text: "{}" },
    },
  ],
};

const SWEPT: AccountSweep = {
  ...{ account: MEMBER, sweepId: "s", startedAt: "2026-01-01T00:00:00Z", version: 1, again: [], reportAttempts: 0 },
  ...{ entities: 1, opened: 0, changed: 0, resolved: 0, unreadable: 0, reminded: 0, missedEvents: 0 },
  end: { outcome: "swept", at: "2026-01-01T00:01:00Z" },
};

function hub(opening: AccountOpening) {
  const source = { enter: async () => opening };
  const bus = { busPolicy: absent, organization: absent, entries: [] };
  return { account: HUB, partition: "aws", region: "us-east-1", source, configurationFile: "plumbline.yml", ...bus };
}
const closed: AccountOpening = {
  status: "unreadable",
  reason: { call: "AssumeRole", code: "AccessDenied", message: "" },
};
const open = (entities: Parameters<typeof reader>[0]): AccountOpening => {
  return { status: "open", source: { reader: reader(entities) } as unknown as AccountSource };
};

async function rolesOf(account: ConfiguredAccount, sweep: Observation<AccountSweep>, opening: AccountOpening) {
  const lines = await examineMember(account, sweep, hub(opening));
  return lines.filter(({ check }) => check === "role").map(({ subject, status }) => [subject, status]);
}

describe("a member's roles", () => {
  it.each([
    {
      name: "told by the last sweep where a person may not enter",
      sweep: present(SWEPT),
      opening: closed,
      expected: [
        [READER, "ok"],
        [REMEDIATOR, "unknown"],
      ],
    },
    {
      name: "not known where there was no sweep either",
      sweep: absent,
      opening: closed,
      expected: [
        [READER, "unknown"],
        [REMEDIATOR, "unknown"],
      ],
    },
    {
      name: "told by their trust where a person may enter",
      sweep: absent,
      opening: open({ "role/plumbline-reader": present(role(ALL)), "role/plumbline-remediator": present(role(ALL)) }),
      expected: [
        [READER, "ok"],
        [REMEDIATOR, "ok"],
      ],
    },
    {
      name: "wrong where one of the hub's functions is left out, or the role is not there",
      sweep: present(SWEPT),
      opening: open({ "role/plumbline-reader": present(role(trustOf("detect-drift"))) }),
      expected: [
        [READER, "error"],
        [REMEDIATOR, "error"],
      ],
    },
  ])("are $name", async ({ sweep, opening, expected }) => {
    expect(await rolesOf(member, sweep, opening)).toEqual(expected);
  });

  it("are just the reader's where nothing is repaired, and have to be configured", async () => {
    const entities = member.entities.map((entity) => ({ ...entity, remediate: "off" as const }));
    expect(await rolesOf({ ...member, entities }, present(SWEPT), closed)).toEqual([[READER, "ok"]]);
    const { readerRole: _, ...without } = member;
    expect(await rolesOf(without, absent, closed)).toEqual([[`account ${MEMBER}`, "error"]]);
  });
});

describe("a member's own roles", () => {
  it("are told of from the hub, too, where no baseline of the account names them", async () => {
    const told = async (account: ConfiguredAccount) =>
      (await examineMember(account, absent, hub(closed))).filter(({ check }) => check === "own-roles");
    expect(await told(member)).toMatchObject([{ subject: `account ${MEMBER}`, status: "warning" }]);
    const sender = expectedRole({ entity: { kind: "role", name: "plumbline-member-events" } });
    expect(await told({ ...member, entities: [sender] })).toMatchObject([{ status: "ok" }]);
  });
});

describe("what a user may do", () => {
  const user = (more: Partial<Extract<EntityState, { kind: "user" }>> = {}): EntityState => ({
    ...HOLDER,
    ...NOTHING,
    ...{ kind: "user", arn: `arn:aws:iam::${MEMBER}:user/u`, userId: "AIDAX", groups: present(["g"]) },
    ...{ loginProfile: absent, accessKeys: present([]), ...more },
  });
  const attachment = (name: string) => ({ policyArn: `arn:${name}`, policyName: name });
  const group: EntityState = {
    ...{ kind: "group", arn: "a", groupId: "AGPAX", path: "/", createdAt: HOLDER.createdAt },
    ...{ inlinePolicies: present({ i: "I" }), attachments: present([attachment("gone")]) },
  };
  const documents: Readonly<Record<string, Observation<string>>> = {
    "arn:m": present("M"),
    "arn:b": present("B"),
    "arn:x": denied("GetPolicyVersion"),
  };
  const managedPolicies = { readDocument: async (arn: string) => documents[arn] ?? absent };
  const read = (entities: Parameters<typeof reader>[0]) =>
    readLivePolicies({ entity: { kind: "user", name: "u" }, path: "/" }, { reader: reader(entities), managedPolicies });

  it("is what its own policies and its groups' say, within its boundary", async () => {
    const own = { inlinePolicies: present({ o: "O" }), attachments: present([attachment("m")]) };
    const observed = await read({
      "user/u": present(user({ ...own, permissionsBoundary: present("arn:b") })),
      "group/g": present(group),
    });
    expect(observed).toEqual(
      present({
        arn: `arn:aws:iam::${MEMBER}:user/u`,
        policies: [
          { name: "inline policy o", text: "O" },
          { name: "managed policy arn:m", text: "M" },
          { name: "inline policy i of group/g", text: "I" },
        ],
        boundary: { arn: "arn:b", name: "permissions boundary arn:b", text: "B" },
        unread: ["managed policy arn:gone of group/g, which is not there"],
      }),
    );
  });

  it("is not known where a part of it is not", async () => {
    const partly = { inlinePolicies: denied("ListUserPolicies"), attachments: present([attachment("x")]) };
    const observed = await read({
      "user/u": present(user({ ...partly, permissionsBoundary: present("arn:x") })),
      "group/g": denied("GetGroup"),
    });
    expect(observed).toMatchObject({
      state: {
        policies: [],
        boundary: "unread",
        unread: [
          "the inline policies (ListUserPolicies: AccessDenied: No.)",
          "managed policy arn:x (GetPolicyVersion: AccessDenied: No.)",
          "group/g (GetGroup: AccessDenied: No.)",
          "permissions boundary arn:x (GetPolicyVersion: AccessDenied: No.)",
        ],
      },
    });
    const groups = await read({ "user/u": present(user({ groups: denied("ListGroupsForUser") })) });
    expect(groups).toMatchObject({ state: { unread: ["the groups (ListGroupsForUser: AccessDenied: No.)"] } });
    expect([await read({}), await read({ "user/u": denied("GetUser") })]).toEqual([absent, denied("GetUser")]);
  });
});

describe("the stack", () => {
  const place = { account: HUB, partition: "aws-cn", region: "cn-north-1", values: { SweepSchedule: "rate(2 days)" } };
  const parts = async (change: Partial<Parameters<typeof deployedParts>[1]> = {}) =>
    deployedParts(await readStack(), { ...place, ...change });

  it("is what the templates say, in the account's own partition and Region", async () => {
    const { rules, functions, queues, mappings, table, topics, roles, policies } = await parts();
    const name = "plumbline-detect-drift";
    expect(functions).toContainEqual({ name, role: `arn:aws-cn:iam::${HUB}:role/${name}` });
    expect(rules.find(({ name }) => name === "plumbline-sweep-account")).toEqual({
      name: "plumbline-sweep-account",
      bus: "default",
      schedule: "rate(2 days)",
      targets: [{ arn: `arn:aws-cn:lambda:cn-north-1:${HUB}:function:plumbline-sweep-account` }],
    });
    expect(rules.find(({ name }) => name === "plumbline-detect-drift")?.pattern).toMatchObject({ account: [HUB] });
    expect(queues).toContainEqual({ name: "plumbline-detect-drift-dead-letters", isForDeadLetters: true });
    const queueArn = `arn:aws-cn:sqs:cn-north-1:${HUB}:plumbline-detect-drift`;
    expect(mappings).toContainEqual({ functionName: "plumbline-detect-drift", queueArn });
    expect(table).toBe("plumbline-ledger");
    expect(topics).toContain(`arn:aws-cn:sns:cn-north-1:${HUB}:plumbline-alerts`);
    expect(roles).toContain(`arn:aws-cn:iam::${HUB}:role/plumbline-watch-plumbline`);
    expect(policies).toEqual([`arn:aws-cn:iam::${HUB}:policy/plumbline-protection`]);
  });

  it("has what is for members where there are any, and the bus and the topic that were given", async () => {
    const buses = async (values = {}) => new Set((await parts({ values })).rules.map(({ bus }) => bus));
    expect(await buses()).toEqual(new Set(["default", "plumbline"]));
    const given = { ExistingDriftBus: "ours", MemberAccounts: "444455556666" };
    expect(await buses(given)).toEqual(new Set(["default", "ours", "plumbline-members"]));
    expect(await buses({ OrganizationId: NOT_READ })).toContain("plumbline-members");
    const { topics } = await parts({ values: { ExistingAlertTopic: "arn:aws-cn:sns:cn-north-1:1:ours" } });
    expect(topics.map((arn) => arn.split(":").at(-1))).toEqual(["plumbline-chat", "plumbline-slack"]);
  });

  it("has a pattern or a schedule for every rule, and a role for those that send to a topic", async () => {
    const values = { ...place.values, MemberAccounts: "444455556666" };
    const { rules } = await parts({ values, key: `arn:aws-cn:kms:cn-north-1:${HUB}:key/8a2b` });
    expect(rules.filter(({ pattern, schedule }) => pattern === undefined && schedule === undefined)).toEqual([]);
    const role = `arn:aws-cn:iam::${HUB}:role/plumbline-watch-plumbline`;
    const arn = `arn:aws-cn:sns:cn-north-1:${HUB}:plumbline-alerts`;
    const template = expect.stringContaining("Plumbline itself was changed");
    expect(rules.find(({ name }) => name === "plumbline-watch-stack")?.targets).toEqual([
      { arn, role, input: { transformer: { paths: expect.objectContaining({ who: expect.anything() }), template } } },
    ]);
  });

  it("has a rule that tells of the key", async () => {
    const key = `arn:aws-cn:kms:cn-north-1:${HUB}:key/8a2b`;
    const watching = ({ rules }: DeployedParts) => rules.find(({ name }) => name === "plumbline-watch-key");
    expect(watching(await parts({ key }))?.pattern).toMatchObject({ detail: { resources: { ARN: [key] } } });
    expect(watching(await parts())).not.toHaveProperty("pattern");
  });

  it("leaves open what names something that could not be read", async () => {
    const { rules } = await parts({ values: { ExistingDriftBus: NOT_READ, ExistingAlertTopic: NOT_READ } });
    expect(rules.find(({ name }) => name === "plumbline-send-alert")).toMatchObject({ bus: NOT_READ });
    const watching = rules.find(({ name }) => name === "plumbline-watch-stack");
    expect(watching?.targets.map((target) => isKnown(target.arn))).toEqual([false]);
  });
});
