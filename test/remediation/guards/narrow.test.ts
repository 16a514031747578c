import { describe, expect, it } from "vitest";
import type { EntityState, RoleState } from "../../../shared/observation/entity-state.ts";
import type { Observation } from "../../../shared/observation/observation.ts";
import { createNarrowGuard } from "../../../shared/remediation/guards/narrow.ts";
import type { PolicyVersion } from "../../../shared/remediation/policy-versions.ts";
import type { IamCall } from "../../../shared/remediation/remediation-plan.ts";
import {
  ADMINISTRATOR,
  DENY_TEXT,
  denied,
  expectedRole,
  NARROW_TEXT,
  present,
  QUARANTINE,
  roleState,
  TRUST_TEXT,
  WIDE_TEXT,
} from "../fixtures.ts";
import { DETACH, guardInput, managedPolicies, step, told } from "./guard-input.ts";

const RoleName = "worker";
const PolicyArn = "arn:aws:iam::000000000000:policy/shared";
const MIXED_TEXT =
  '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"*"},{"Effect":"Deny","Action":"s3:DeleteBucket","Resource":"*"}]}';
const OTHER_TRUST = TRUST_TEXT.replace("ecs-tasks", "lambda");
const BOTH_TRUST = TRUST_TEXT.replace(
  '"ecs-tasks.amazonaws.com"',
  '["ecs-tasks.amazonaws.com","lambda.amazonaws.com"]',
);
const managed = managedPolicies({
  [ADMINISTRATOR]: present(WIDE_TEXT),
  [QUARANTINE]: present(DENY_TEXT),
  "arn:mixed": present(MIXED_TEXT),
  "arn:narrow": present(NARROW_TEXT),
  "arn:unread": denied("GetPolicyVersion"),
});

const role = (overrides: Partial<RoleState>): Observation<EntityState> => present(roleState(overrides));
const policy = (text: string): Observation<EntityState> =>
  present({
    kind: "policy",
    arn: PolicyArn,
    policyId: "ANPAEXAMPLEEXAMPLE000",
    path: "/",
    defaultVersionId: "v2",
    document: present(text),
    tags: present({}),
  });
const versions = (document: Observation<string>): Observation<readonly PolicyVersion[]> =>
  present([{ versionId: "v1", isDefault: false, document }]);

const put = (PolicyDocument: string): IamCall => ({
  action: "PutRolePolicy",
  input: { RoleName, PolicyName: "work", PolicyDocument },
});
const remove: IamCall = { action: "DeleteRolePolicy", input: { RoleName, PolicyName: "work" } };
const detach = (arn: string): IamCall => ({ action: "DetachRolePolicy", input: { RoleName, PolicyArn: arn } });
const trust = (PolicyDocument: string): IamCall => ({
  action: "UpdateAssumeRolePolicy",
  input: { RoleName, PolicyDocument },
});
const bound = (PermissionsBoundary: string): IamCall => ({
  action: "PutRolePermissionsBoundary",
  input: { RoleName, PermissionsBoundary },
});
const revise = (PolicyDocument: string): IamCall => ({
  action: "CreatePolicyVersion",
  input: { PolicyArn, PolicyDocument, SetAsDefault: true },
});
const backTo: IamCall = { action: "SetDefaultPolicyVersion", input: { PolicyArn, VersionId: "v1" } };
const work = (text: string) => role({ inlinePolicies: present({ work: text }) });
const session = (MaxSessionDuration: number): IamCall => ({
  action: "UpdateRole",
  input: { RoleName, MaxSessionDuration },
});

interface Case {
  readonly name: string;
  readonly call: IamCall;
  readonly observation?: Observation<EntityState>;
  readonly policyVersions?: Observation<readonly PolicyVersion[]>;
  readonly expected: string;
}

const GRANTS = "could grant something";
const cases: readonly Case[] = [
  { name: "a narrower inline policy", call: put(NARROW_TEXT), observation: work(WIDE_TEXT), expected: "pass" },
  { name: "the same inline policy", call: put(NARROW_TEXT), observation: work(NARROW_TEXT), expected: "pass" },
  {
    name: "a wider inline policy",
    call: put(WIDE_TEXT),
    observation: work(NARROW_TEXT),
    expected: "PutRolePolicy role/worker work would grant something, such as s3:PutObject on ",
  },
  {
    name: "an inline policy where there is none",
    call: put(NARROW_TEXT),
    observation: role({ inlinePolicies: present({}) }),
    expected: "would grant something",
  },
  {
    name: "an inline policy where that could not be read",
    call: put(NARROW_TEXT),
    observation: role({ inlinePolicies: denied("ListRolePolicies") }),
    expected: "could not be compared with what stands there, which could not be read (ListRolePolicies: AccessDenied)",
  },
  {
    name: "an inline policy where there is no policy but some text",
    call: put(NARROW_TEXT),
    observation: work("{}"),
    expected: "one is no policy",
  },
  { name: "taking an inline policy away", call: remove, observation: work(WIDE_TEXT), expected: "pass" },
  { name: "taking a denial away", call: remove, observation: work(DENY_TEXT), expected: "would grant something" },
  {
    name: "taking an inline policy away that denies, too",
    call: remove,
    observation: work(MIXED_TEXT),
    expected: "would grant something",
  },
  { name: "detaching a policy", call: DETACH, expected: "pass" },
  { name: "detaching a policy that only denies", call: detach(QUARANTINE), expected: "would grant something" },
  { name: "detaching a policy that denies, too", call: detach("arn:mixed"), expected: "would grant something" },
  {
    name: "detaching a policy that could not be read",
    call: detach("arn:unread"),
    expected: "could not be read (GetPolicyVersion: AccessDenied)",
  },
  {
    name: "letting fewer principals in",
    call: trust(TRUST_TEXT),
    observation: role({ trust: present(BOTH_TRUST) }),
    expected: "pass",
  },
  {
    name: "letting another principal in",
    call: trust(TRUST_TEXT),
    observation: role({ trust: present(OTHER_TRUST) }),
    expected: "UpdateAssumeRolePolicy role/worker would grant something, such as sts:AssumeRole on *",
  },
  { name: "a first boundary", call: bound("arn:narrow"), expected: "pass" },
  {
    name: "a tighter boundary",
    call: bound("arn:narrow"),
    observation: role({ permissionsBoundary: present(ADMINISTRATOR) }),
    expected: "pass",
  },
  {
    name: "a looser boundary",
    call: bound(ADMINISTRATOR),
    observation: role({ permissionsBoundary: present("arn:narrow") }),
    expected: "would grant something",
  },
  {
    name: "a boundary that could not be read",
    call: bound("arn:unread"),
    observation: role({ permissionsBoundary: present(ADMINISTRATOR) }),
    expected: GRANTS,
  },
  {
    name: "a boundary where what there is could not be read",
    call: bound("arn:narrow"),
    observation: role({ permissionsBoundary: denied("GetRole") }),
    expected: GRANTS,
  },
  {
    name: "taking the boundary away",
    call: { action: "DeleteRolePermissionsBoundary", input: { RoleName } },
    expected: GRANTS,
  },
  { name: "a narrower version", call: revise(NARROW_TEXT), observation: policy(WIDE_TEXT), expected: "pass" },
  {
    name: "a wider version",
    call: revise(WIDE_TEXT),
    observation: policy(NARROW_TEXT),
    expected: "would grant something",
  },
  {
    name: "going back to a narrower version",
    call: backTo,
    observation: policy(WIDE_TEXT),
    policyVersions: versions(present(NARROW_TEXT)),
    expected: "pass",
  },
  {
    name: "going back to a wider version",
    call: backTo,
    observation: policy(NARROW_TEXT),
    policyVersions: versions(present(WIDE_TEXT)),
    expected: "would grant something",
  },
  {
    name: "going back to a version that could not be read",
    call: backTo,
    observation: policy(WIDE_TEXT),
    policyVersions: versions(denied("GetPolicyVersion")),
    expected: GRANTS,
  },
  { name: "going back to an unknown version", call: backTo, observation: policy(WIDE_TEXT), expected: GRANTS },
  {
    name: "shorter sessions",
    call: session(3_600),
    observation: role({ maximumSessionSeconds: present(7_200) }),
    expected: "pass",
  },
  {
    name: "longer sessions",
    call: session(7_200),
    observation: role({ maximumSessionSeconds: present(3_600) }),
    expected: "could let its sessions last longer",
  },
  {
    name: "sessions whose length could not be read",
    call: session(3_600),
    observation: role({ maximumSessionSeconds: denied("GetRole") }),
    expected: "could let its sessions last longer",
  },
  {
    name: "attaching a policy",
    call: { action: "AttachRolePolicy", input: { RoleName, PolicyArn } },
    expected: GRANTS,
  },
  {
    name: "a tag, which a condition may ask for",
    call: { action: "TagRole", input: { RoleName, Tags: [{ Key: "team", Value: "data" }] } },
    expected: GRANTS,
  },
  {
    name: "joining a group",
    call: { action: "AddUserToGroup", input: { UserName: "u", GroupName: "g" } },
    expected: GRANTS,
  },
  {
    name: "taking a password away",
    call: { action: "DeleteLoginProfile", input: { UserName: "u" } },
    expected: "pass",
  },
];

describe("the guard of narrow mode", () => {
  const guard = createNarrowGuard(managed);

  it.each(cases)("answers of $name", async ({ name: _, call, expected, ...given }) => {
    const input = guardInput({ expected: expectedRole({ remediate: "narrow" }), steps: [step(call)], ...given });
    expect(told(await guard.check(input))).toContain(expected);
  });

  it("looks at every call", async () => {
    const steps = [step(DETACH), step(put(WIDE_TEXT))];
    const input = guardInput({
      expected: expectedRole({ remediate: "narrow" }),
      steps,
      observation: work(NARROW_TEXT),
    });
    expect(told(await guard.check(input))).toContain("PutRolePolicy role/worker work would grant");
  });

  it("lets full mode grant, and holds what is off to no less than narrow", async () => {
    const steps = [step(put(WIDE_TEXT))];
    const observation = work(NARROW_TEXT);
    expect(told(await guard.check(guardInput({ steps, observation })))).toBe("pass");
    const off = guardInput({ expected: expectedRole({ remediate: "off" }), steps, observation });
    expect(told(await guard.check(off))).toContain("would grant something");
  });
});
