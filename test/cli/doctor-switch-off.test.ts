import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { hasDetour } from "../../cli/doctor-detours.ts";
import type { LivePolicies } from "../../cli/doctor-live-policies.ts";
import { judgeSwitchOff } from "../../cli/doctor-switch-off.ts";
import {
  BUS_POLICY_ACTIONS,
  NO_RESOURCES,
  SWITCH_OFF_ACTIONS,
  switchOffCalls,
} from "../../cli/doctor-switch-off-calls.ts";

const RULE = "arn:aws:events:us-east-1:111122223333:rule/plumbline-detect-drift";
const AGENT = "arn:aws:iam::111122223333:role/agent";
const ROLE = "arn:aws:iam::111122223333:role/plumbline-detect-drift";
const CALLS = switchOffCalls({ ...NO_RESOURCES, rules: [RULE], roles: [ROLE] });

const policy = (...statements: readonly object[]) => JSON.stringify({ Version: "2012-10-17", Statement: statements });
const allow = (Action: string, more: object = {}) => ({ Effect: "Allow", Action, Resource: "*", ...more });
const deny = (Action: string, more: object = {}) => ({ Effect: "Deny", Action, Resource: "*", ...more });
const onRole = { Condition: { StringEquals: { "aws:ResourceTag/team": "media" } } };

function live(texts: readonly string[], more: Partial<LivePolicies> = {}): LivePolicies {
  return {
    arn: AGENT,
    policies: texts.map((text, index) => ({ name: `inline policy p${index}`, text })),
    unread: [],
    ...more,
  };
}

const BOUNDARY = "arn:aws:iam::111122223333:policy/b";
const boundary = (text: string, arn = BOUNDARY) => ({ boundary: { arn, name: `permissions boundary ${arn}`, text } });

const cases: readonly {
  name: string;
  live: LivePolicies;
  expected: { status: "warning" | "unknown"; says: string } | undefined;
}[] = [
  { name: "no policy", live: live([]), expected: undefined },
  { name: "other rights", live: live([policy(allow("s3:*"), allow("events:PutEvents"))]), expected: undefined },
  {
    name: "the right by name",
    live: live([policy(allow("s3:*")), policy(allow("events:DisableRule"))]),
    expected: {
      status: "warning",
      says: `It can switch Plumbline off: events:DisableRule (such as on ${RULE}), by its inline policy p1.`,
    },
  },
  {
    name: "everything",
    live: live([policy(allow("*"))]),
    expected: {
      status: "warning",
      says: "events:DisableRule, events:DeleteRule, events:RemoveTargets, events:PutRule and 8 more",
    },
  },
  {
    name: "the right on other rules",
    live: live([policy({ ...allow("events:*"), Resource: "arn:aws:events:*:*:rule/other-*" })]),
    expected: undefined,
  },
  { name: "denied", live: live([policy(allow("*"), deny("*"))]), expected: undefined },
  {
    name: "all but what is denied",
    live: live([policy(allow("*"), deny("events:*"))]),
    expected: { status: "warning", says: "can switch Plumbline off: iam:DeleteRole," },
  },
  {
    name: "a condition that holds",
    live: live([policy(allow("events:*", { Condition: { StringEquals: { "aws:RequestedRegion": "us-east-1" } } }))]),
    expected: { status: "warning", says: "It can switch Plumbline off: events:DisableRule" },
  },
  {
    name: "a condition that holds nowhere near",
    live: live([policy(allow("events:*", onRole))]),
    expected: {
      status: "warning",
      says: "Where the conditions of its policies hold, it can switch Plumbline off: events:DisableRule",
    },
  },
  {
    name: "denied under a condition",
    live: live([
      policy(allow("events:*"), deny("events:*", { Condition: { StringNotEquals: { "aws:ResourceTag/a": "b" } } })),
    ]),
    expected: { status: "warning", says: "Where the conditions of its policies hold" },
  },
  {
    name: "a boundary that leaves it out",
    live: live([policy(allow("*"))], boundary(policy(allow("s3:*")))),
    expected: undefined,
  },
  {
    name: "a boundary that its bearer can take off",
    live: live([policy(allow("*"))], boundary(policy(allow("*"), deny("events:*"), deny("iam:*", { Resource: ROLE })))),
    expected: {
      status: "warning",
      says: "It can take off its permissions boundary (iam:DeleteRolePermissionsBoundary, iam:PutRolePermissionsBoundary, iam:CreatePolicyVersion, iam:SetDefaultPolicyVersion), and then switch Plumbline off: events:DisableRule,",
    },
  },
  {
    name: "a boundary that its bearer could take off, who then can do no more",
    live: live([policy({ ...allow("iam:*Boundary"), Resource: AGENT })], boundary(policy(allow("*")))),
    expected: undefined,
  },
  {
    name: "a condition on what is known that does not hold",
    live: live([policy(allow("events:*", { Condition: { StringEquals: { "aws:RequestedRegion": "eu-west-1" } } }))]),
    expected: undefined,
  },
  {
    name: "a boundary that has it",
    live: live([policy(allow("events:*"))], boundary(policy(allow("*")))),
    expected: { status: "warning", says: "It can switch Plumbline off" },
  },
  {
    name: "a boundary that is no policy",
    live: live([policy(allow("events:*"))], boundary("{}")),
    expected: { status: "unknown", says: "its permissions boundary is no policy" },
  },
  {
    name: "a boundary that could not be read",
    live: live([policy(allow("events:*"))], { boundary: "unread", unread: ["permissions boundary b"] }),
    expected: { status: "unknown", says: "not known whether it can switch Plumbline off: permissions boundary b" },
  },
  {
    name: "a policy that could not be read",
    live: live([], { unread: ["managed policy arn:x (iam:GetPolicy: AccessDenied: No.)"] }),
    expected: { status: "unknown", says: "not known whether it can switch Plumbline off: managed policy arn:x" },
  },
  {
    name: "a policy that could not be read beside one that is enough",
    live: live([policy(allow("events:*"))], { unread: ["managed policy arn:x"] }),
    expected: { status: "warning", says: "It can switch Plumbline off" },
  },
  {
    name: "a text that is no policy",
    live: live(["{}"]),
    expected: { status: "unknown", says: "inline policy p0 is no policy" },
  },
  {
    name: "what AWS does not document",
    live: live([policy({ Effect: "Allow", NotAction: [], Resource: "*" })]),
    expected: { status: "unknown", says: "not known" },
  },
];

describe("what can switch Plumbline off", () => {
  it.each(cases)("$name", ({ live: given, expected }) => {
    const line = judgeSwitchOff("role/agent", given, CALLS, "us-east-1");
    if (expected === undefined) {
      expect(line).toBeUndefined();
      return;
    }
    expect(line).toMatchObject({ check: "switch-off", subject: "role/agent", status: expected.status });
    expect(line?.says).toContain(expected.says);
    expect(line?.remedy).toBeDefined();
  });

  it("fills in the user's own name", () => {
    const own = policy({ ...allow("iam:*"), Resource: `arn:aws:iam::111122223333:role/\${aws:username}` });
    const given = { ...live([own]), arn: "arn:aws:iam::111122223333:user/x/plumbline-detect-drift" };
    expect(judgeSwitchOff("user/plumbline-detect-drift", given, CALLS, "us-east-1")?.status).toBe("warning");
    const other = { ...given, arn: "arn:aws:iam::111122223333:user/jane" };
    expect(judgeSwitchOff("user/jane", other, CALLS, "us-east-1")).toBeUndefined();
  });

  const PROTECTION = "arn:aws:iam::111122223333:policy/plumbline-protection";
  const everything = policy(allow("*"));
  it.each([
    {
      name: "to set the boundary that the stack has",
      given: live([everything]),
      expected: `Run aws iam put-role-permissions-boundary --role-name agent --permissions-boundary ${PROTECTION};`,
    },
    {
      name: "to set it on a user",
      given: { ...live([everything]), arn: "arn:aws:iam::111122223333:user/jane" },
      entity: "user/jane",
      expected: `aws iam put-user-permissions-boundary --user-name jane --permissions-boundary ${PROTECTION};`,
    },
    {
      name: "to add to the boundary that there is, which another would replace",
      given: live([everything], boundary(everything)),
      expected: `Add to its permissions boundary what ${PROTECTION} denies`,
    },
    {
      name: "to deploy again where the boundary itself is not the stack's",
      given: live([everything], boundary(everything, PROTECTION)),
      expected: "deploy the stack again",
    },
  ])("is told $name", ({ given, entity = "role/agent", expected }) => {
    expect(judgeSwitchOff(entity, given, CALLS, "us-east-1")?.remedy).toContain(expected);
  });

  it("is not known where it is not known whether a boundary can be taken off", () => {
    const odd = { Effect: "Deny", NotAction: [], Resource: AGENT };
    const bounded = boundary(
      policy(allow("*"), deny("events:*"), deny("iam:*", { NotResource: AGENT, Resource: undefined }), odd),
    );
    const line = judgeSwitchOff("role/agent", live([everything], bounded), CALLS, "us-east-1");
    expect(line).toMatchObject({
      status: "unknown",
      says: expect.stringContaining("iam:DeleteRolePermissionsBoundary"),
    });
  });
});

describe("a way around by other roles and users", () => {
  const unbounded = { Condition: { StringNotEquals: { "iam:PermissionsBoundary": BOUNDARY } } };
  const strict = deny("iam:*", unbounded);
  it.each([
    { name: "is open to who may make a role", live: live([policy(allow("iam:CreateRole"))]), expected: true },
    { name: "is open to who may pass one", live: live([policy(allow("iam:PassRole"))]), expected: true },
    {
      name: "is open to who may take keys of a user",
      live: live([policy(allow("iam:CreateAccessKey"))]),
      expected: true,
    },
    { name: "is closed to who may read", live: live([policy(allow("iam:Get*"), allow("s3:*"))]), expected: false },
    {
      name: "is closed where whatever is made or changed has to have a boundary",
      live: live([policy(allow("iam:*"))], boundary(policy(allow("*"), strict))),
      expected: false,
    },
    {
      name: "is not known to be closed where a policy is not known",
      live: live([policy(allow("iam:*"))], { boundary: "unread", unread: ["b"] }),
      expected: true,
    },
  ])("$name", ({ live: given, expected }) => {
    expect(hasDetour(given, "us-east-1")).toBe(expected);
  });
});

/** What the policy denies and doctor does not look for, with the reason. */
const LEFT_OUT: Readonly<Record<string, string>> = {
  "cloudformation:CreateChangeSet": "changes nothing before it is executed",
  "cloudformation:SetStackPolicy": "keeps others from changes, and changes nothing",
  "cloudformation:UpdateTerminationProtection": "changes nothing before the stack is deleted",
  "cloudwatch:DeleteAlarms": "alarms tell of Plumbline's faults; it works without",
  "cloudwatch:DisableAlarmActions": "as above",
  "cloudwatch:PutAlarmMuteRule": "as above",
  "cloudwatch:PutMetricAlarm": "as above",
  "cloudwatch:SetAlarmState": "as above",
  "iam:CreateRole": "a role that is there cannot be created",
  "iam:UpdateRole*": "the length of sessions, and the description",
  "lambda:AddPermission": "lets others in, and nobody out",
  "logs:DeleteLog*": "logs tell of what was done; it works without",
  "logs:PutRetentionPolicy": "as above",
  "s3:DeleteBucket*": "the reports in the bucket are for people; nothing reads them",
  "s3:DeleteObject*": "as above",
  "s3:PutBucket*": "as above",
  "s3:PutEncryptionConfiguration": "as above",
  "s3:PutLifecycleConfiguration": "as above",
  "sns:AddPermission": "lets others in, and nobody out",
};

describe("the calls that switch Plumbline off", () => {
  const listed = [...Object.values(SWITCH_OFF_ACTIONS).flat(), ...BUS_POLICY_ACTIONS];
  const file = new URL("../../infra/protect-plumbline.scp.json", import.meta.url);
  const { Statement } = JSON.parse(readFileSync(file, "utf8")) as {
    Statement: readonly { Action: readonly string[] }[];
  };
  const denied = Statement.flatMap(({ Action }) => Action);
  const covers = (pattern: string, action: string) =>
    pattern.endsWith("*") ? action.startsWith(pattern.slice(0, -1)) : action === pattern;

  it("are those that the service control policy denies, but for what is left out with its reason", () => {
    const missing = denied.filter((pattern) => !listed.some((action) => covers(pattern, action)));
    expect(missing.toSorted()).toEqual(Object.keys(LEFT_OUT).toSorted());
  });

  it("are each listed once", () => {
    expect(new Set(listed).size).toBe(listed.length);
  });
});
