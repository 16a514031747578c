import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import type { EntityObservation, EntityState } from "../../shared/observation/entity-state.ts";
import {
  ABSENT,
  ACCOUNT,
  ADMINISTRATOR,
  ASKED_AT,
  accessKey,
  attachment,
  DENY_EVERYTHING,
  denied,
  groupState,
  LOGS,
  policyState,
  present,
  READ,
  roleState,
  serviceLinkedRoleState,
  TASKS,
  trustOf,
  userState,
} from "../drift/fixtures.ts";
import { adoptAll, checked, expectedIn, filesOf, reading } from "./adopt-fixture.ts";

const OWN = `arn:aws:iam::${ACCOUNT}:policy/team/reader`;
const NOT_HELD = {
  status: "unreadable",
  reason: { call: "snapshot", code: "NotHeld", message: "It is not held." },
} as const;
const MALFORMED = {
  status: "unreadable",
  reason: { call: "snapshot", code: "MalformedAnswer", message: "the document is missing" },
} as const;

const ROLE_STATE = roleState({
  path: "/team/",
  attachments: present([attachment(LOGS), attachment(OWN)]),
  permissionsBoundary: present(ADMINISTRATOR),
  tags: present({ team: "red", "aws:cloudformation:stack-name": "x", "cost centre": "007" }),
  maximumSessionSeconds: present(7200),
});
const ROLE = reading("worker", ROLE_STATE);
const USER_STATE = userState({
  inlinePolicies: present({ read: READ }),
  groups: present(["operators"]),
  loginProfile: present("2025-01-01T00:00:00Z"),
  accessKeys: present([accessKey("AKIAEXAMPLEEXAMPLE01", 3), accessKey("AKIAEXAMPLEEXAMPLE02", 3, "Inactive")]),
});
const USER = reading("machine", USER_STATE);
const GROUP = reading("operators", groupState());
const POLICY = reading("reader", {
  ...policyState(READ),
  path: "/team/",
  tags: present({ Team: "red", team: "blue" }),
});
const LINKED = reading("AWSServiceRoleForIVSRecordToS3", serviceLinkedRoleState());
const EVERYTHING = [ROLE, USER, GROUP, POLICY, LINKED];

const entriesOf = (files: ReadonlyMap<string, string>) =>
  (parse(files.get("baseline.yml") ?? "") as { entities: readonly Record<string, unknown>[] }).entities;

describe("adopt", () => {
  it("says of each kind of entity all that a baseline can", () => {
    const [role, user, group, policy, linked] = entriesOf(filesOf(adoptAll(EVERYTHING)));
    const decided = { presence: "required", compare: "exact", severity: "medium", remediate: "off" };
    expect(role).toEqual({
      kind: "role",
      name: "worker",
      ...decided,
      path: "/team/",
      trust: "role-worker-trust.json",
      inlinePolicies: { match: "exact", policies: [{ name: "work", document: "role-worker-inline-work.json" }] },
      attachments: {
        match: "exact",
        policies: [
          "arn:{{partition}}:iam::aws:policy/CloudWatchLogsFullAccess",
          "arn:{{partition}}:iam::{{account}}:policy/team/reader",
        ],
      },
      permissionsBoundary: "arn:{{partition}}:iam::aws:policy/AdministratorAccess",
      tags: { team: "red", "cost centre": "007" },
      maximumSessionSeconds: 7200,
    });
    expect(user).toMatchObject({
      inlinePolicies: { policies: [{ name: "read", document: "user-machine-inline-read.json" }] },
      permissionsBoundary: "none",
      groups: { match: "exact", names: ["operators"] },
      console: "required",
    });
    expect(user).not.toHaveProperty("accessKeys");
    expect(group).toMatchObject({ kind: "group", name: "operators", attachments: { match: "exact" } });
    expect(policy).toMatchObject({
      path: "/team/",
      document: "policy-reader.json",
      tags: { Team: "red", team: "blue" },
    });
    expect(linked).toMatchObject({ kind: "service-linked-role", service: "ivs.amazonaws.com" });
    expect(linked).not.toHaveProperty("path");
  });

  it("is clean against what it was adopted from", async () => {
    expect(await checked(filesOf(adoptAll(EVERYTHING)), EVERYTHING)).toEqual([]);
  });

  it.each<{ name: string; changed: EntityObservation; expected: string }>([
    {
      name: "a trust policy",
      changed: reading("worker", { ...ROLE_STATE, trust: present(trustOf("ec2.amazonaws.com")) }),
      expected: "role/worker trust-changed ",
    },
    {
      name: "a password",
      changed: reading("machine", { ...USER_STATE, loginProfile: ABSENT }),
      expected: "user/machine console-access-missing ",
    },
    {
      name: "a policy",
      changed: reading("reader", {
        ...policyState(DENY_EVERYTHING),
        path: "/team/",
        tags: present({ Team: "red", team: "blue" }),
      }),
      expected: "policy/reader policy-version-changed ",
    },
  ])("finds $name that changed since", async ({ changed, expected }) => {
    const others = EVERYTHING.filter(({ entity }) => entity.name !== changed.entity.name);
    const found = await checked(filesOf(adoptAll(EVERYTHING)), [...others, changed]);
    expect(found).toEqual([expect.stringContaining(expected)]);
  });

  it("names the other account where it is used in one", () => {
    const expected = expectedIn(filesOf(adoptAll([ROLE])), { account: "999988887777", partition: "aws-cn" });
    expect(expected).toMatchObject([
      {
        attachments: {
          policyArns: [
            "arn:aws-cn:iam::aws:policy/CloudWatchLogsFullAccess",
            "arn:aws-cn:iam::999988887777:policy/team/reader",
          ],
        },
      },
    ]);
  });

  it("says where it comes from, and when", () => {
    const live = filesOf(adoptAll([ROLE])).get("baseline.yml");
    expect(live).toContain(`page: { title: "Live in account ${ACCOUNT}, adopted at 2026-06-01T00:00:00Z" }`);
    expect(live).toContain('date: "2026-06-01"');
    const snapshot = filesOf(adoptAll([ROLE], { source: "snapshot", schema: "../docs/x.json" })).get("baseline.yml");
    expect(snapshot).toContain(`"A snapshot of account ${ACCOUNT}, adopted at `);
    expect(snapshot).toMatch(/^# yaml-language-server: \$schema=\.\.\/docs\/x\.json\n/);
  });

  it("suggests a rule for access keys, and asks for none", () => {
    const yaml = filesOf(adoptAll([USER])).get("baseline.yml") ?? "";
    expect(yaml).toContain("    # Nothing is asked of its access keys yet. It has 1 active. A rule to start from:\n");
    const suggestion = yaml.slice(yaml.indexOf("    # accessKeys:")).replaceAll("    # ", "    ");
    const files = new Map(filesOf(adoptAll([USER]))).set("baseline.yml", `${yaml}${suggestion}`);
    expect(expectedIn(files)).toMatchObject([{ accessKeys: { warnAtDays: 75, breachAtDays: 90, maximumActive: 1 } }]);
  });

  it("says of a quarantine that it is not what should be", () => {
    const arn = "arn:aws:iam::aws:policy/AWSCompromisedKeyQuarantineV3";
    const files = filesOf(adoptAll([reading("machine", userState({ attachments: present([attachment(arn)]) }))]));
    const words =
      "# AWSCompromisedKeyQuarantineV3 contains a leaked key and is not there to stay: take it out of here.";
    expect(files.get("baseline.yml")).toContain(words);
  });

  it("tells of policies and groups that it only names", () => {
    const adoption = adoptAll([ROLE, USER]);
    expect(adoption).toMatchObject({
      entities: [
        { notDescribed: [{ kind: "policy", name: "reader" }] },
        { notDescribed: [{ kind: "group", name: "operators" }] },
      ],
    });
    expect(adoptAll(EVERYTHING)).toMatchObject({ entities: EVERYTHING.map(() => ({ notDescribed: [] })) });
  });
});

describe("adopt, where not everything was read", () => {
  const DENIED = denied("GetRole");

  it("leaves out what was not, and says so in a comment", async () => {
    const observations = [
      reading(
        "worker",
        roleState({ maximumSessionSeconds: NOT_HELD, inlinePolicies: DENIED, permissionsBoundary: DENIED }),
      ),
      reading("machine", userState({ loginProfile: NOT_HELD, groups: DENIED, accessKeys: NOT_HELD })),
      reading("operators", groupState({ attachments: DENIED })),
      reading("reader", { ...policyState(READ), tags: NOT_HELD }),
    ];
    const adoption = adoptAll(observations);
    const files = filesOf(adoption);
    const [role, user, group, policy] = entriesOf(files);
    expect(role).not.toHaveProperty("maximumSessionSeconds");
    expect(role).not.toHaveProperty("inlinePolicies");
    expect(role).not.toHaveProperty("permissionsBoundary");
    expect(user).not.toHaveProperty("console");
    expect(user).not.toHaveProperty("groups");
    expect(group).not.toHaveProperty("attachments");
    expect(policy).not.toHaveProperty("tags");
    const yaml = files.get("baseline.yml");
    expect(yaml).toContain(
      "# Could not be read, and so is not watched: the session length (the snapshot does not hold it).",
    );
    expect(yaml).toContain("# Could not be read, and so is not watched: the inline policies (GetRole: AccessDenied).");
    expect(adoption).toMatchObject({
      entities: [
        {
          leftOut: [
            { aspect: "inlinePolicies" },
            { aspect: "maximumSessionSeconds" },
            { aspect: "permissionsBoundary" },
          ],
        },
        { leftOut: [{ aspect: "groups" }, { aspect: "loginProfile" }] },
        { leftOut: [{ aspect: "attachments" }] },
        { leftOut: [{ aspect: "tags" }] },
      ],
    });
    expect(await checked(files, observations)).toEqual([]);
  });

  it("keeps an error code from leaving its comment", () => {
    const code = "x\n  - kind: root\u2028{{account}}";
    const trust = { status: "unreadable", reason: { call: "GetRole", code, message: "" } } as const;
    const files = filesOf(adoptAll([reading("worker", roleState({ trust }))]));
    expect(entriesOf(files)).toHaveLength(1);
    expect(files.get("baseline.yml")).toContain("(GetRole: x?  - kind: root?{{account}})");
  });
});

const refused = (name: string, state: Exclude<EntityState, { kind: "root" }>) => [reading(name, state)];

describe("adopt refuses, by name", () => {
  it.each<{ name: string; observations: readonly EntityObservation[]; expected: string }>([
    {
      name: "an entity that is not there",
      observations: [{ entity: { kind: "role", name: "gone" }, askedAt: ASKED_AT, observation: ABSENT }],
      expected: "role/gone does not exist.",
    },
    {
      name: "an entity that could not be read",
      observations: [{ entity: { kind: "user", name: "ada" }, askedAt: ASKED_AT, observation: denied("GetUser") }],
      expected: "user/ada could not be read (GetUser: AccessDenied: You may not).",
    },
    {
      name: "a policy whose document could not be read",
      observations: refused("reader", { ...policyState(READ), document: denied("GetPolicyVersion") }),
      expected: "policy/reader cannot be adopted: its default version could not be read (You may not.).",
    },
    {
      name: "a document that is malformed in the answer",
      observations: refused("worker", roleState({ trust: MALFORMED })),
      expected: "role/worker cannot be adopted: its trust policy cannot be understood (the document is missing).",
    },
    {
      name: "a document that is no policy",
      observations: refused(
        "worker",
        roleState({ inlinePolicies: present({ odd: '{"Statement":[{"Effect":"Allow"}]}' }) }),
      ),
      expected: "role/worker cannot be adopted: its inline policy odd is not a policy that can be understood. ",
    },
    {
      name: "a document that is no JSON",
      observations: refused("operators", groupState({ inlinePolicies: present({ odd: "{" }) })),
      expected: "group/operators cannot be adopted: its inline policy odd is not a policy that can be understood. ",
    },
    {
      name: "an aspect that vanished",
      observations: refused("operators", groupState({ attachments: ABSENT })),
      expected: "group/operators lost its attached managed policies while it was read; adopt it again.",
    },
    {
      name: "a role of IAM Identity Center's",
      observations: refused(
        "AWSReservedSSO_Admin_0123",
        roleState({ path: "/aws-reserved/sso.amazonaws.com/eu-west-1/" }),
      ),
      expected: "role/AWSReservedSSO_Admin_0123 cannot be adopted: IAM Identity Center makes it, ",
    },
    {
      name: "a trust policy that names what was deleted, which every check would find",
      observations: refused(
        "worker",
        roleState({
          trust: present(TASKS.replace('{"Service":"ecs-tasks.amazonaws.com"}', '{"AWS":"AROAEXAMPLEEXAMPLE123"}')),
        }),
      ),
      expected: "role/worker cannot be adopted: its trust policy names AROAEXAMPLEEXAMPLE123, ",
    },
    {
      name: "another account's policy, which IAM cannot attach",
      observations: refused(
        "worker",
        roleState({ attachments: present([attachment("arn:aws:iam::210987654321:policy/x")]) }),
      ),
      expected:
        "role/worker cannot be adopted: the managed policy arn:aws:iam::210987654321:policy/x is not of account ",
    },
    {
      name: "braces in a path, which cannot be written there",
      observations: refused("worker", roleState({ path: "/{{account}}/" })),
      expected: "role/worker cannot be adopted: its path /{{account}}/ holds {{, ",
    },
    {
      name: "braces in a tag, which IAM would not take",
      observations: refused("worker", roleState({ tags: present({ team: "{{partition}}" }) })),
      expected: "role/worker cannot be adopted: the value of its tag team holds {{, ",
    },
    {
      name: "a tag whose key YAML would lose",
      observations: refused("worker", roleState({ tags: present(JSON.parse('{"__proto__":"x"}')) })),
      expected: "role/worker cannot be adopted: baseline.yml:",
    },
    {
      name: "what IAM would not take, in a file that was edited",
      observations: refused("no name", roleState()),
      expected: "role/no name cannot be adopted: baseline.yml:",
    },
    {
      name: "a service-linked role by another name",
      observations: refused("impostor", serviceLinkedRoleState()),
      expected: "role/impostor cannot be adopted: baseline.yml:",
    },
  ])("$name", ({ observations, expected }) => {
    const adoption = adoptAll([...observations, POLICY]);
    if (adoption.status === "adopted") throw new Error("It was adopted.");
    expect(adoption.refusals.filter((refusal) => refusal.startsWith(expected))).not.toEqual([]);
  });
});

describe("the files of an adoption", () => {
  it("have names of their own, whatever the entities are called", () => {
    const inline = (...names: readonly string[]) => present(Object.fromEntries(names.map((name) => [name, READ])));
    const observations = [
      reading("a+b", roleState({ inlinePolicies: inline("x", "X", "x=y", "x@y", "__proto__", "..") })),
      reading("a@b", roleState({ inlinePolicies: inline("x") })),
      reading("z".repeat(128), groupState({ inlinePolicies: inline("p".repeat(127), "p".repeat(128)) })),
    ];
    const files = [...filesOf(adoptAll(observations)).keys()];
    expect(new Set(files.map((file) => file.toLowerCase())).size).toBe(files.length);
    expect(files).toHaveLength(12);
    for (const file of files) {
      expect(file).toMatch(/^[\w-][\w.-]*\.(?:json|yml)$/);
      expect(Buffer.byteLength(file)).toBeLessThanOrEqual(255);
    }
  });
});
