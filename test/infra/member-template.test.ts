import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parseTemplate } from "../../infra/cloudformation-yaml.ts";
import { type Hub, templateOf } from "../../infra/member-template.ts";
import { remediatorStatements } from "../../infra/remediator-statements.ts";
import type { ExpectedDocument, ExpectedEntity, ExpectedRole } from "../../shared/baselines/expected-state.ts";
import { ACCOUNT_PLACEHOLDER } from "../../shared/baselines/organization.ts";
import type { ConfiguredAccount } from "../../shared/baselines/settings.ts";
import {
  document,
  expectedGroup,
  expectedPolicy,
  expectedRole,
  expectedRoot,
  expectedServiceLinkedRole,
  expectedUser,
  LOGS,
  READ,
  TASKS,
} from "../drift/fixtures.ts";
import { createAccount } from "../lab/account.ts";
import { deploy } from "../lab/stack/deploy.ts";
import { templateStack } from "../lab/stack/stack.ts";
import { memberTarget } from "../lab/stack-target.ts";
import { CASES } from "../remediation/plan-cases.ts";
import { type ProjectStack, readProjectStack } from "./project-stack.ts";

const HUB: Hub = {
  account: "111122223333",
  partition: "aws",
  busArn: "arn:aws:events:us-east-1:111122223333:event-bus/plumbline-members",
};
const MEMBER = "123456789012";
const ROLES = {
  readerRole: `arn:aws:iam::${MEMBER}:role/plumbline-reader`,
  remediatorRole: `arn:aws:iam::${MEMBER}:role/security/plumbline-remediator`,
  externalId: "media-7f3a",
};
const READERS = ["detect-drift", "sweep-account", "report-keys", "remediate-drift"];
const hubRole = (name: string) => `arn:aws:iam::${HUB.account}:role/plumbline-${name}`;

type Json = Readonly<Record<string, never>>;
interface Statement {
  readonly Action: readonly string[] | string;
  readonly Resource: readonly unknown[] | unknown;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

interface TrustStatement {
  readonly Principal: { readonly AWS: string };
  readonly Condition: {
    readonly ArnEquals: Readonly<Record<string, readonly string[]>>;
    readonly StringEquals: Readonly<Record<string, string>>;
  };
}

function memberWith(changes: Partial<ConfiguredAccount>): ConfiguredAccount {
  return { account: MEMBER, partition: "aws", entities: [], ...ROLES, ...changes };
}

function templateWith(...entities: readonly ExpectedEntity[]): string {
  return templateOf(memberWith({ entities }), HUB);
}

/** Pseudo parameters as they are in the member. */
function filledIn(text: string): string {
  const values = { Partition: "aws", AccountId: MEMBER, Region: "us-east-1" };
  return Object.entries(values).reduce((filled, [name, value]) => filled.replaceAll(`\${AWS::${name}}`, value), text);
}

function resourcesOf(text: string): Readonly<Record<string, { readonly Type: string; readonly Properties: Json }>> {
  const { Resources } = unsubstituted(parseTemplate(filledIn(text), "member.yml")) as { readonly Resources: never };
  return Resources;
}

function unsubstituted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(unsubstituted);
  if (typeof value !== "object" || value === null) return value;
  if ("Fn::Sub" in value) return value["Fn::Sub"];
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, unsubstituted(member)]));
}

function statementsOf(text: string, role: "Reader" | "Remediator"): readonly Statement[] {
  const resources = resourcesOf(text);
  const inline = (resources[role]?.Properties.Policies ?? []) as readonly {
    PolicyDocument: { Statement: Statement[] };
  }[];
  const managed = Object.entries(resources).flatMap(([id, { Type, Properties }]) =>
    Type === "AWS::IAM::ManagedPolicy" && id.startsWith(role)
      ? [{ PolicyDocument: Properties.PolicyDocument as unknown as { Statement: Statement[] } }]
      : [],
  );
  return [...inline, ...managed].flatMap(({ PolicyDocument }) => PolicyDocument.Statement);
}

/** The statements of the remediator role by themselves. */
function remediatorMay(...entities: readonly ExpectedEntity[]): readonly Statement[] {
  const statements = remediatorStatements({ account: MEMBER, partition: "aws", entities, ...ROLES });
  return unsubstituted(JSON.parse(filledIn(JSON.stringify(statements)))) as readonly Statement[];
}

const actionsOf = (statements: readonly Statement[]) =>
  [...new Set(statements.flatMap(({ Action }) => Action))].map((action) => action.replace("iam:", "")).sort();

let stack: ProjectStack;
beforeAll(async () => {
  stack = await readProjectStack();
});

describe("a member's roles", () => {
  it("trust the hub's function roles alone, by their ARNs, and ask for the external id", () => {
    const { Reader, Remediator } = resourcesOf(
      templateWith(expectedRole({ remediate: "full", attachments: { match: "exact", policyArns: [] } })),
    );
    const trustFor = (roles: unknown) => ({
      Version: "2012-10-17",
      Statement: [
        {
          Effect: "Allow",
          Principal: { AWS: `arn:aws:iam::${HUB.account}:root` },
          Action: "sts:AssumeRole",
          Condition: {
            ArnEquals: { "aws:PrincipalArn": roles },
            StringEquals: { "sts:ExternalId": "media-7f3a" },
          },
        },
      ],
    });
    expect(Reader?.Properties).toMatchObject({ RoleName: "plumbline-reader", Path: "/" });
    const people = { "Fn::If": ["TrustsReaders", expect.anything(), READERS.map(hubRole)] };
    expect(Reader?.Properties.AssumeRolePolicyDocument).toEqual(trustFor(people));
    expect(Remediator?.Properties).toMatchObject({ RoleName: "plumbline-remediator", Path: "/security/" });
    expect(Remediator?.Properties.AssumeRolePolicyDocument).toEqual(trustFor([hubRole("remediate-drift")]));
  });

  it("that read may do just what the hub's functions may read of their own account", () => {
    const reads = (action: string) => /^(?:iam:(?:Get|List|Generate)|cloudtrail:LookupEvents$)/.test(action);
    const own = stack.functions.flatMap(({ statements }) =>
      (statements as readonly Statement[]).flatMap(({ Action }) => [Action].flat().filter(reads)),
    );
    const may = statementsOf(templateWith(), "Reader");
    expect(may.flatMap(({ Action }) => Action).every(reads)).toBe(true);
    expect(new Set(may.flatMap(({ Action }) => Action))).toEqual(new Set(own));
    const everywhere = may.filter(({ Resource }) => Resource === "*").flatMap(({ Action }) => Action);
    // These know no resource: https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsidentityandaccessmanagementiam.html
    const unbound = [
      "iam:GetAccountSummary",
      "iam:GetAccountAuthorizationDetails",
      "iam:GenerateCredentialReport",
      "iam:GetCredentialReport",
      "cloudtrail:LookupEvents",
    ];
    expect(everywhere.filter((action) => !unbound.includes(action))).toEqual([]);
  });

  it.each([
    { name: "nobody else, where nobody is named", given: undefined, expected: [] },
    {
      name: "the roles by which people check it to read it, and not to repair it",
      given:
        "arn:aws:iam::111122223333:role/security,arn:aws:iam::111122223333:role/aws-reserved/*/AWSReservedSSO_Audit_*",
      expected: [
        "arn:aws:iam::111122223333:role/security",
        "arn:aws:iam::111122223333:role/aws-reserved/*/AWSReservedSSO_Audit_*",
      ],
    },
  ])("trust $name", async ({ given, expected }) => {
    const lab = createAccount(() => "127.0.0.1:1", {}, [
      { id: MEMBER, name: "media", unit: "r-lab0", tags: {}, state: "ACTIVE" },
    ]);
    try {
      const [member] = lab.members;
      if (member === undefined) throw new Error("The lab has no member.");
      const parameters = { KeepUndelivered: "false", ...(given !== undefined && { TrustedReaders: given }) };
      const text = templateWith(expectedPolicy({ remediate: "full" }));
      await deploy(templateStack(text, "member.yml"), parameters, memberTarget(member));
      const trusted = (role: string) =>
        JSON.parse(member.iam.account.roles.get(role)?.trust.document ?? "").Statement.map(
          ({ Principal, Condition }: TrustStatement) => {
            expect(Principal.AWS).toBe(`arn:aws:iam::${HUB.account}:root`);
            expect(Condition.StringEquals).toEqual({ "sts:ExternalId": "media-7f3a" });
            return Condition.ArnEquals["aws:PrincipalArn"];
          },
        );
      expect(trusted("plumbline-reader")).toEqual([[...READERS.map(hubRole), ...expected]]);
      expect(trusted("plumbline-remediator")).toEqual([[hubRole("remediate-drift")]]);
    } finally {
      await lab.messaging.close();
    }
  });

  it("of an organization have each account's own id", () => {
    const listed = memberWith({ externalId: `media-${MEMBER}`, entities: [expectedPolicy({ remediate: "full" })] });
    const account = JSON.parse(JSON.stringify(listed).replaceAll(MEMBER, ACCOUNT_PLACEHOLDER));
    const text = templateOf(account, HUB);
    expect(text).not.toContain(MEMBER);
    expect(text).not.toContain(ACCOUNT_PLACEHOLDER);
    expect(resourcesOf(text).Reader?.Properties.AssumeRolePolicyDocument).toMatchObject({
      Statement: [{ Condition: { StringEquals: { "sts:ExternalId": `media-${MEMBER}` } } }],
    });
  });

  it("are not made for an account without a reader role", () => {
    const { readerRole: _, ...unread } = memberWith({});
    expect(() => templateOf(unread, HUB)).toThrow(`Account ${MEMBER} has no readerRole`);
  });
});

/** A call as `describeCall` writes it, as IAM's authorization sees it. */
function requestOf(call: string, { path }: Pick<ExpectedEntity, "path">) {
  const [action = "", first = "", second = ""] = call.split(" ");
  const arn = (entity: string) => `arn:aws:iam::${MEMBER}:${entity.replace("/", path)}`;
  const keys: Record<string, string> = {};
  if (/^(?:Attach|Detach)/.test(action)) keys["iam:PolicyARN"] = second;
  if (/^Put\w+PermissionsBoundary$/.test(action)) keys["iam:PermissionsBoundary"] = second;
  if (/^(?:Tag|Untag)/.test(action)) keys["aws:TagKeys"] = second;
  if (action === "CreateServiceLinkedRole") keys["iam:AWSServiceName"] = first;
  if (/Group$/.test(action)) return { action, resource: arn(second), keys };
  if (action === "CreateServiceLinkedRole") return { action, resource: undefined, keys };
  return { action, resource: first.startsWith("arn:") ? first : arn(first), keys };
}

const glob = (pattern: string) =>
  new RegExp(`^${pattern.replaceAll(/[.+?^${}()|[\]\\]/g, "\\$&").replaceAll("*", ".*")}$`);

const TESTS: Readonly<Record<string, (value: string, wanted: readonly string[]) => boolean>> = {
  ArnEquals: (value, wanted) => wanted.some((each) => glob(each).test(value)),
  ArnNotLike: (value, wanted) => wanted.every((each) => !glob(each).test(value)),
  StringEquals: (value, wanted) => wanted.includes(value),
  "ForAllValues:StringEquals": (value, wanted) => value.split(",").every((each) => wanted.includes(each)),
};

function isAllowed(
  statements: readonly Statement[],
  { action, resource, keys }: ReturnType<typeof requestOf>,
): boolean {
  return statements.some(
    ({ Action, Resource, Condition = {} }) =>
      [Action].flat().includes(`iam:${action}`) &&
      (resource === undefined || ([Resource].flat() as string[]).some((each) => glob(each).test(resource))) &&
      Object.entries(Condition).every(([operator, wanted]) => {
        const test = TESTS[operator];
        if (test === undefined) throw new Error(`The test does not know ${operator}.`);
        return Object.entries(wanted).every(([key, values]) => test(keys[key] ?? "", [values].flat() as string[]));
      }),
  );
}

describe("what a remediator role may do", () => {
  const ofFunction = CASES.filter(
    ({ approved, expected }) => approved === undefined && expected.approval === undefined,
  );

  it.each(["full", "narrow"] as const)("is at least what any plan in %s mode holds", (remediate) => {
    const calls = ofFunction.flatMap((given) => {
      const wanted = remediate === "full" ? given.full : (given.narrow ?? given.full);
      return typeof wanted === "string" ? [] : wanted.map((call) => ({ call, expected: given.expected }));
    });
    expect(calls.length).toBeGreaterThan(20);
    const denied = calls.filter(({ call, expected }) => {
      const statements = remediatorMay({ ...expected, remediate });
      return !isAllowed(statements, requestOf(call, expected));
    });
    expect(denied.map(({ call }) => call)).toEqual([]);
  });

  const GRANTING = [
    "AddUserToGroup",
    "CreateServiceLinkedRole",
    "DeleteRolePermissionsBoundary",
    "TagRole",
    "TagUser",
    "TagPolicy",
  ];
  it("holds no attachment, membership, tag or role to give in narrow mode", () => {
    const entities = CASES.map(({ expected }) => ({ ...expected, remediate: "narrow" }) as const);
    const actions = actionsOf(remediatorMay(...entities));
    expect(actions.filter((action) => action.startsWith("Attach") || GRANTING.includes(action))).toEqual([]);
    expect(actions.length).toBeGreaterThan(5);
  });

  const RECONSTRUCTED = { ...document(READ), provenance: "reconstructed" } as const;
  const inline = (match: "exact" | "at-least", written: ExpectedDocument): ExpectedEntity =>
    bareRole({ inlinePolicies: { match, documents: { work: written } } });
  const documents: readonly { name: string; entity: ExpectedEntity; expected: readonly string[] }[] = [
    {
      name: "puts a document of the vendor's, and takes it away again",
      entity: inline("at-least", document(READ)),
      expected: ["DeleteRolePolicy", "PutRolePolicy"],
    },
    { name: "puts no reconstructed document", entity: inline("at-least", RECONSTRUCTED), expected: [] },
    {
      name: "deletes what is unexpected beside a reconstructed document, and puts nothing",
      entity: inline("exact", RECONSTRUCTED),
      expected: ["DeleteRolePolicy"],
    },
    {
      name: "deletes what is unexpected where no inline policy is expected, and puts nothing",
      entity: bareRole({ inlinePolicies: { match: "exact", documents: {} } }),
      expected: ["DeleteRolePolicy"],
    },
    {
      name: "writes a trust policy of the vendor's",
      entity: bareRole({ trust: document(TASKS) }),
      expected: ["UpdateAssumeRolePolicy"],
    },
    {
      name: "writes no reconstructed trust policy",
      entity: bareRole({ trust: { ...document(TASKS), provenance: "reconstructed" } }),
      expected: [],
    },
  ];
  it.each(documents)("$name", ({ entity, expected }) => {
    expect(actionsOf(remediatorMay(entity))).toEqual(expected);
  });

  const LIKE_IT: Partial<ExpectedEntity> = { remediate: "full" };
  const named = (name: string, path = "/") => expectedRole({ entity: { kind: "role", name }, path, remediate: "full" });
  const none: readonly { name: string; entity: ExpectedEntity }[] = [
    { name: "is off", entity: expectedPolicy({ remediate: "off" }) },
    { name: "needs approval", entity: expectedPolicy({ remediate: "full", approval: "required" }) },
    { name: "is Terraform's", entity: expectedPolicy({ remediate: "full", owner: "terraform" }) },
    { name: "is retired", entity: expectedPolicy({ remediate: "full", presence: "retired" }) },
    { name: "is Plumbline's own", entity: named("Plumbline-sweep-account", "/hub/") },
    {
      name: "is a user that is called as Plumbline's are",
      entity: expectedUser({ entity: { kind: "user", name: "plumbline-ci" }, remediate: "full" }),
    },
    { name: "is the reader role", entity: named("Hub-Reads") },
    { name: "is the remediator role", entity: named("hub-repairs", "/elsewhere/") },
    { name: "is a permission set of Identity Center", entity: named("AWSReservedSSO_Admin_0123456789abcdef") },
    {
      name: "is on Identity Center's path",
      entity: named("Admin", "/aws-reserved/sso.amazonaws.com/"),
    },
    { name: "is on the services' path", entity: named("AWSServiceRoleForIVS", "/aws-service-role/ivs.amazonaws.com/") },
    { name: "is the root user", entity: expectedRoot({ ...LIKE_IT } as never) },
    {
      name: "is reconstructed",
      entity: expectedPolicy({ remediate: "full", document: { ...document(READ), provenance: "reconstructed" } }),
    },
  ];
  it.each(none)("is nothing, and there is no such role, where all there is $name", ({ entity }) => {
    const roles = {
      readerRole: `arn:aws:iam::${MEMBER}:role/security/hub-reads`,
      remediatorRole: `arn:aws:iam::${MEMBER}:role/security/Hub-Repairs`,
    };
    const text = templateOf(memberWith({ ...roles, entities: [entity] }), HUB);
    expect(resourcesOf(text).Remediator).toBeUndefined();
  });

  it("creates a service-linked role, and makes nothing else of it", () => {
    const may = remediatorMay(expectedServiceLinkedRole({ remediate: "full" }));
    expect(actionsOf(may)).toEqual(["CreateServiceLinkedRole"]);
  });

  const bound: readonly { name: string; entity: ExpectedEntity; call: string; expected: boolean }[] = [
    {
      name: "attaches what the baseline names",
      entity: withPolicies([LOGS]),
      call: `AttachRolePolicy role/worker ${LOGS}`,
      expected: true,
    },
    {
      name: "attaches nothing else",
      entity: withPolicies([LOGS]),
      call: "AttachRolePolicy role/worker arn:aws:iam::aws:policy/AdministratorAccess",
      expected: false,
    },
    {
      name: "detaches anything",
      entity: withPolicies([]),
      call: "DetachRolePolicy role/worker arn:aws:iam::aws:policy/AdministratorAccess",
      expected: true,
    },
    {
      name: "detaches no quarantine",
      entity: withPolicies([]),
      call: "DetachRolePolicy role/worker arn:aws:iam::aws:policy/AWSCompromisedKeyQuarantineV3",
      expected: false,
    },
    {
      name: "touches no other role",
      entity: withPolicies([LOGS]),
      call: `AttachRolePolicy role/other ${LOGS}`,
      expected: false,
    },
    {
      name: "bounds by the boundary alone",
      entity: expectedUser({ remediate: "narrow", permissionsBoundary: LOGS }),
      call: "PutUserPermissionsBoundary user/machine arn:aws:iam::aws:policy/AdministratorAccess",
      expected: false,
    },
    {
      name: "takes no boundary away",
      entity: expectedUser({ remediate: "full", permissionsBoundary: LOGS }),
      call: "DeleteUserPermissionsBoundary user/machine",
      expected: false,
    },
    {
      name: "adds to no other group",
      entity: expectedUser({ remediate: "full", groups: { match: "exact", names: ["readers"] } }),
      call: "AddUserToGroup user/machine group/admins",
      expected: false,
    },
    {
      name: "makes no other service's role",
      entity: expectedServiceLinkedRole({ remediate: "full" }),
      call: "CreateServiceLinkedRole ec2.amazonaws.com",
      expected: false,
    },
    {
      name: "sets no other tag",
      entity: expectedGroup({ remediate: "full" }),
      call: "TagRole role/worker admin",
      expected: false,
    },
  ];
  it.each(bound)("$name", ({ entity, call, expected }) => {
    const statements = remediatorMay(entity);
    expect(isAllowed(statements, requestOf(call, entity))).toBe(expected);
  });

  function bareRole(aspects: Partial<ExpectedRole>): ExpectedEntity {
    const { trust: _, inlinePolicies: __, attachments: ___, ...bare } = expectedRole({ remediate: "full" });
    return { ...bare, ...aspects };
  }

  function withPolicies(policyArns: readonly string[]): ExpectedEntity {
    return expectedRole({ remediate: "full", attachments: { match: "exact", policyArns } });
  }

  it("is divided into managed policies once it is too large for a role's own", () => {
    const entities = Array.from({ length: 60 }, (_, index) =>
      expectedRole({
        entity: { kind: "role", name: `worker-with-a-long-name-${index}` },
        remediate: "full",
        attachments: { match: "exact", policyArns: [`arn:aws:iam::${MEMBER}:policy/work-${index}`] },
      }),
    );
    const resources = resourcesOf(templateWith(...entities));
    const managed = Object.entries(resources).flatMap(([id, resource]) =>
      resource.Type === "AWS::IAM::ManagedPolicy" && id.startsWith("Remediator") ? [resource] : [],
    );
    expect(managed.length).toBeGreaterThan(1);
    for (const { Properties } of managed) expect(JSON.stringify(Properties.PolicyDocument).length).toBeLessThan(6144);
    expect(resources.Remediator?.Properties.ManagedPolicyArns).toHaveLength(managed.length);
    expect(resources.Remediator?.Properties.Policies).toBeUndefined();
  });
});

describe("a member's events", () => {
  it("are those that detect-drift looks at in its own account, and go to the hub's bus by a role of the rule's own", () => {
    const { EventRule, EventSender } = resourcesOf(templateWith());
    expect(EventRule?.Properties.EventPattern).toEqual(stack.resources.get("DetectDriftRule")?.Properties.EventPattern);
    expect(EventRule?.Properties.Targets).toMatchObject([
      { Arn: HUB.busArn, RoleArn: { "Fn::GetAtt": ["EventSender", "Arn"] } },
    ]);
    expect(EventSender?.Properties.Policies).toMatchObject([
      { PolicyDocument: { Statement: [{ Action: "events:PutEvents", Resource: HUB.busArn }] } },
    ]);
  });

  it("are taken from the bus by the same pattern, whatever their account", () => {
    const { account, ...pattern } = (stack.resources.get("DetectDriftRule")?.Properties.EventPattern ?? {}) as Json;
    expect(account).toBeDefined();
    expect(stack.resources.get("DetectMembersRule")?.Properties.EventPattern).toEqual(pattern);
  });

  it("are nothing that a stack without members makes a bus for", () => {
    const conditions = [...stack.resources].filter(([, { file }]) => file.endsWith("member-bus.yml"));
    expect(conditions.length).toBe(4);
    expect(conditions.filter(([, { Condition }]) => Condition === undefined)).toEqual([]);
  });
});

describe("the template as a whole", () => {
  const directory = mkdtempSync(join(tmpdir(), "plumbline-member-"));
  afterAll(() => rmSync(directory, { recursive: true }));

  it("is one that the lab can deploy", () => {
    expect(() => templateStack(templateWith(...CASES.map(({ expected }) => expected)), "member.yml")).not.toThrow();
  });

  it("satisfies cfn-lint, where that is installed", () => {
    const file = join(directory, "member.yml");
    writeFileSync(file, templateWith(...CASES.map(({ expected }) => ({ ...expected, remediate: "full" }) as const)));
    const linted = spawnSync("python3", ["-c", "from cfnlint.runner import main; main()", file], { encoding: "utf8" });
    if (linted.error !== undefined || linted.stderr.includes("No module named 'cfnlint'")) {
      process.stderr.write("The member's template was not checked by cfn-lint, which is not installed.\n");
      return;
    }
    expect(linted).toMatchObject({ status: 0, stdout: "", stderr: "" });
  });
});
