import { describe, expect, it } from "vitest";
import { detectDrift } from "../../shared/drift/detect-drift.ts";
import { type Drift, RULES } from "../../shared/drift/drift.ts";
import { loadActionTable } from "../../shared/policy/explain/action-table.ts";
import { groupsToRead, managedPoliciesToRead, planEntity } from "../../shared/remediation/plan-entity.ts";
import { describeCall, type EntityPlan } from "../../shared/remediation/remediation-plan.ts";
import {
  ACCOUNT,
  ASKED_AT,
  attachment,
  driftsOf,
  expectedRole,
  expectedServiceLinkedRole,
  LOGS,
  managedPoliciesOf,
  NOW,
  present,
  READ,
  roleState,
  serviceLinkedRoleState,
  statement,
} from "../drift/fixtures.ts";
import { CASES, GROUPS, MANAGED, type PlanCase, type Wanted } from "./plan-cases.ts";
import { applyCall, inOrder, type World } from "./plan-world.ts";

const ANNOUNCING = ["access-key-due", "entity-contained", "service-linked-role-being-deleted"];

type Given = Pick<PlanCase, "expected" | "live" | "versions" | "remembered" | "approved">;

async function driftsIn({ expected, live, remembered }: Given): Promise<readonly Drift[]> {
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
  return driftsOf(detection);
}

async function plan(given: Given, only?: (drift: Drift) => boolean): Promise<EntityPlan> {
  const { expected, live, versions, approved = false } = given;
  const observation = "kind" in live ? present(live) : live;
  const drifts = (await driftsIn(given)).filter(only ?? (() => true));
  const groups = new Map(
    [...groupsToRead({ drifts })].flatMap((name) => {
      const group = GROUPS.get(name);
      return group === undefined ? [] : [[name, group] as const];
    }),
  );
  const managedDocuments = new Map(
    [...managedPoliciesToRead({ expected, drifts, observation, groups })].flatMap((arn) => {
      const text = MANAGED[arn];
      return text === undefined ? [] : [[arn, present(text)] as const];
    }),
  );
  const policyVersions = versions && { policyVersions: present(versions) };
  return planEntity({ expected, drifts, observation, managedDocuments, groups, approved, ...policyVersions });
}

const inMode = (given: PlanCase, remediate: "off" | "narrow" | "full"): PlanCase => ({
  ...given,
  expected: { ...given.expected, remediate },
});

const callsOf = ({ plan: { steps } }: EntityPlan) => steps.map(({ call }) => describeCall(call));

function expectPlan(result: EntityPlan, { rule }: PlanCase, wanted: Wanted): void {
  const reasons = result.refused.filter((each) => each.rule === rule).map(({ reason }) => reason);
  if (typeof wanted === "string") {
    expect(reasons.join("\n")).toContain(wanted);
    expect(reasons.every((reason) => /^.{30,}\.$/.test(reason))).toBe(true);
    expect(
      result.plan.steps.flatMap(({ repairs }) => repairs).some((each) => each.rule === rule && reasons.length === 1),
    ).toBe(false);
    return;
  }
  expect(reasons).toEqual([]);
  expect(callsOf(result)).toEqual(wanted);
  expect(result.plan.steps.some(({ repairs }) => repairs.some((each) => each.rule === rule))).toBe(true);
}

describe("planEntity", () => {
  it.each(CASES)("$rule in full mode: $name", async (given) => {
    expectPlan(await plan(inMode(given, "full")), given, given.full);
  });

  it.each(CASES)("$rule in narrow mode: $name", async (given) => {
    expectPlan(await plan(inMode(given, "narrow")), given, given.narrow ?? given.full);
  });

  it.each(CASES)("$rule while nobody asks for a repair: $name", async (given) => {
    const off = inMode(given, "off");
    const { plan: planned, refused, off: left } = await plan(off);
    expect({ steps: planned.steps, refused }).toEqual({ steps: [], refused: [] });
    expect(left).toEqual((await driftsIn(off)).map(({ rule, subject }) => ({ rule, subject })));
  });

  const changing = CASES.filter(({ full, live }) => typeof full !== "string" && "kind" in live);
  it.each(changing)("$rule is gone after the calls, and back after their inverses: $name", async (given) => {
    const { expected, live, versions } = inMode(given, "full");
    if (!("kind" in live)) throw new Error("The case has lost its state.");
    const { plan: planned } = await plan(inMode(given, "full"));
    const start: World = { state: live, ...(versions && { versions }) };
    const end = planned.steps.reduce<World>((world, { call }) => applyCall(world, call), start);
    const left = await driftsIn({ expected, live: end.state });
    const repaired = planned.steps.flatMap(({ repairs }) => repairs.map(({ rule, subject }) => `${rule} ${subject}`));
    expect(left.map(({ rule, subject }) => `${rule} ${subject}`).filter((each) => repaired.includes(each))).toEqual([]);
    const inverses = planned.steps
      .toReversed()
      .flatMap(({ reversal }) => (reversal.reversible ? reversal.inverse : []));
    const isWhole = planned.steps.every(({ reversal }) => reversal.reversible);
    const back = inverses.reduce<World>(applyCall, end);
    // A version that was made stays; it is not the default any more.
    if (isWhole) expect(inOrder(back.state)).toEqual(inOrder(live));
  });

  it("has a case for every rule that is more than announced", () => {
    const covered = new Set([...CASES.map(({ rule }) => rule), ...ANNOUNCING]);
    expect(RULES.filter((rule) => !covered.has(rule))).toEqual([]);
    expect(new Set(CASES.map(({ name }) => name)).size).toBe(CASES.length);
  });

  it("names what cannot be undone, and why", async () => {
    const irreversible = new Map<string, string>();
    for (const each of CASES.filter(({ full }) => typeof full !== "string")) {
      for (const { call, reversal } of (await plan(inMode(each, "full"))).plan.steps) {
        if (!reversal.reversible) irreversible.set(call.action, reversal.why);
      }
    }
    expect([...irreversible.keys()].toSorted()).toEqual([
      "CreatePolicy",
      "CreateServiceLinkedRole",
      "DeleteLoginProfile",
      "DeletePolicyVersion",
      "UpdateAssumeRolePolicy",
    ]);
  });

  it("has nothing to put right, and nothing to refuse, while a service-linked role is being deleted", async () => {
    const taskId = "task/aws-service-role/ivs.amazonaws.com/AWSServiceRoleForIVSRecordToS3/4ba0ee4b";
    const tasks = [{ taskId, status: "IN_PROGRESS" }] as const;
    const expected = expectedServiceLinkedRole({ remediate: "full" });
    const result = await plan({ expected, live: serviceLinkedRoleState({ deletionTasks: present(tasks) }) });
    expect(result).toMatchObject({ plan: { steps: [] }, refused: [], off: [{ subject: taskId }] });
  });

  it("writes the canonical text itself", async () => {
    const expected = expectedRole({ remediate: "full" });
    const { plan: planned } = await plan({ expected, live: roleState({ inlinePolicies: present({}) }) });
    expect(planned.steps[0]?.call.input).toEqual({ RoleName: "worker", PolicyName: "work", PolicyDocument: READ });
  });

  it("does not put first what would exceed the room for inline policies", async () => {
    const long = JSON.stringify({
      Version: "2012-10-17",
      Statement: Array.from({ length: 90 }, (_, index) => ({
        Effect: "Allow",
        Action: "s3:GetObject",
        Resource: `arn:aws:s3:::bucket-${index}/*`,
      })),
    });
    const expected = expectedRole({
      remediate: "full",
      inlinePolicies: { match: "exact", documents: { work: { source: "w.json", provenance: "verbatim", text: long } } },
    });
    const live = roleState({ inlinePolicies: present({ stray: long }) });
    const result = await plan({ expected, live });
    // Without the deletion, which alone would leave it without what it needs, the document does not fit.
    expect(result.plan.steps).toEqual([]);
    expect(result.refused.map(({ reason }) => reason).join("\n")).toContain("a quota of IAM's");
  });

  it("detaches first where there is room for no more attachments, and nothing needed is lost by it", async () => {
    const strays = Array.from({ length: 10 }, (_, index) => `arn:aws:iam::${ACCOUNT}:policy/stray-${index}`);
    const texts = Object.fromEntries(strays.map((arn, index) => [arn, statement("Allow", `sqs:Send${index}`)]));
    const expected = expectedRole({ remediate: "full" });
    const observation = present(roleState({ attachments: present(strays.map(attachment)) }));
    const drifts = driftsOf(
      await detectDrift({
        account: ACCOUNT,
        expected,
        observation: { entity: expected.entity, askedAt: ASKED_AT, observation },
        now: NOW,
        loadTable: loadActionTable,
        managedPolicies: managedPoliciesOf({ ...MANAGED, ...texts }),
      }),
    );
    const managedDocuments = new Map(
      Object.entries({ ...MANAGED, ...texts }).map(([arn, text]) => [arn, present(text)]),
    );
    const given = { expected, drifts, observation, managedDocuments, approved: false };
    const calls = callsOf(planEntity(given));
    expect(calls).toHaveLength(11);
    expect(calls.findIndex((call) => call.includes(LOGS))).toBe(1);
    const roomy = callsOf(planEntity({ ...given, accountQuotas: { attachmentsPerRole: 20 } }));
    expect(roomy.findIndex((call) => call.includes(LOGS))).toBe(0);
  });
});
