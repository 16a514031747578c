import { describe, expect, it } from "vitest";
import { detectDrift } from "../../shared/drift/detect-drift.ts";
import { loadActionTable } from "../../shared/policy/explain/action-table.ts";
import type { IamCall } from "../../shared/remediation/iam-call.ts";
import { changesOf, type PlannedChange } from "../../shared/remediation/plan-changes.ts";
import { groupsToRead, managedPoliciesToRead, planEntity } from "../../shared/remediation/plan-entity.ts";
import { ACCOUNT, ASKED_AT, driftsOf, managedPoliciesOf, NOW } from "../drift/fixtures.ts";
import { ADMINISTRATOR, NARROW_TEXT, present, roleState, TRUST_TEXT, userState, WIDE_TEXT } from "./fixtures.ts";
import { CASES, GROUPS, MANAGED, type PlanCase } from "./plan-cases.ts";

/** The plan of a case, and what it was made of. */
async function planOf({ expected: asItIs, live, versions, remembered, approved }: PlanCase) {
  const expected = { ...asItIs, remediate: "full" } as const;
  const observation = "kind" in live ? present(live) : live;
  const detection = await detectDrift({
    account: ACCOUNT,
    expected,
    observation: { entity: expected.entity, askedAt: ASKED_AT, observation },
    now: NOW,
    loadTable: loadActionTable,
    managedPolicies: managedPoliciesOf(MANAGED),
    ...(remembered && { remembered }),
  });
  const drifts = driftsOf(detection);
  const held = [...groupsToRead({ drifts })].map((name) => [name, GROUPS.get(name)] as const);
  const groups = new Map(held.flatMap(([name, group]) => (group === undefined ? [] : [[name, group] as const])));
  const arns = [...managedPoliciesToRead({ expected, drifts, observation, groups })];
  const managedDocuments = new Map(arns.map((arn) => [arn, present(MANAGED[arn] ?? WIDE_TEXT)] as const));
  const policyVersions = versions && { policyVersions: present(versions) };
  const { plan } = planEntity({
    expected,
    drifts,
    observation,
    groups,
    managedDocuments,
    approved: approved === true,
    ...policyVersions,
  });
  return { steps: plan.steps, from: { observation, ...policyVersions } };
}

const role = { RoleName: "worker" };
const from = { observation: present(roleState({ tags: present({ Team: "till" }) })) };

describe("what a plan changes", () => {
  const planned = CASES.filter(({ full }) => typeof full !== "string");
  it.each(planned)("is told of every call: $rule, $name", async (given) => {
    const { steps, from } = await planOf(given);
    expect(steps.length).toBeGreaterThan(0);
    for (const changes of changesOf(steps, from)) {
      expect(changes.length).toBeGreaterThan(0);
      for (const { before, after } of changes) expect(before).not.toBe(after);
    }
  });

  const cases: readonly { name: string; call: IamCall; change: PlannedChange }[] = [
    {
      name: "an inline policy",
      call: { action: "PutRolePolicy", input: { ...role, PolicyName: "work", PolicyDocument: WIDE_TEXT } },
      change: { what: "inline policy work", as: "identity", before: NARROW_TEXT, after: WIDE_TEXT },
    },
    {
      name: "an inline policy that is not there, though every object has a member of its name",
      call: { action: "PutRolePolicy", input: { ...role, PolicyName: "toString", PolicyDocument: WIDE_TEXT } },
      change: { what: "inline policy toString", as: "identity", after: WIDE_TEXT },
    },
    {
      name: "a trust policy",
      call: { action: "UpdateAssumeRolePolicy", input: { ...role, PolicyDocument: "{}" } },
      change: { what: "trust policy", as: "trust", before: TRUST_TEXT, after: "{}" },
    },
    {
      name: "an attachment",
      call: { action: "DetachRolePolicy", input: { ...role, PolicyArn: ADMINISTRATOR } },
      change: { what: `managed policy ${ADMINISTRATOR}`, as: "value", before: "attached" },
    },
    {
      name: "a tag whose key is spelt otherwise",
      call: { action: "TagRole", input: { ...role, Tags: [{ Key: "team", Value: "bank" }] } },
      change: { what: "tag team", as: "value", before: "till", after: "bank" },
    },
    {
      name: "how long a session may be",
      call: { action: "UpdateRole", input: { ...role, MaxSessionDuration: 7_200 } },
      change: { what: "maximum session", as: "value", before: "3600 seconds", after: "7200 seconds" },
    },
    {
      name: "a boundary",
      call: { action: "PutRolePermissionsBoundary", input: { ...role, PermissionsBoundary: ADMINISTRATOR } },
      change: { what: "permissions boundary", as: "value", after: ADMINISTRATOR },
    },
  ];
  it.each(cases)("says what it is before and after: $name", ({ call, change }) => {
    expect(changesOf([{ call }], from)).toEqual([[change]]);
  });

  it("shows a key by its last characters alone", () => {
    const AccessKeyId = "AKIAEXAMPLEEXAMPLOLD";
    const observation = present(
      userState(
        present([{ accessKeyId: AccessKeyId, status: "Active", createdAt: "", lastUsed: { status: "absent" } }]),
      ),
    );
    const call: IamCall = {
      action: "UpdateAccessKey",
      input: { UserName: "machine", AccessKeyId, Status: "Inactive" },
    };
    expect(changesOf([{ call }], { observation })).toEqual([
      [{ what: "access key …LOLD", as: "value", before: "Active", after: "Inactive" }],
    ]);
  });

  it("finds in a later call what an earlier one has left", () => {
    const put = (PolicyDocument: string): IamCall => ({
      action: "PutRolePolicy",
      input: { ...role, PolicyName: "work", PolicyDocument },
    });
    const changes = changesOf([{ call: put(WIDE_TEXT) }, { call: put("{}") }], from).flat();
    expect(changes.map(({ before, after }) => [before, after])).toEqual([
      [NARROW_TEXT, WIDE_TEXT],
      [WIDE_TEXT, "{}"],
    ]);
  });
});
