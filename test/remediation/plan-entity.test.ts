import { describe, expect, it } from "vitest";
import type { ExpectedRole } from "../../shared/baselines/expected-state.ts";
import { detectDrift } from "../../shared/drift/detect-drift.ts";
import { type Drift, ENTITY_RULES } from "../../shared/drift/drift.ts";
import type { Observation } from "../../shared/observation/observation.ts";
import { loadActionTable } from "../../shared/policy/explain/action-table.ts";
import type { AccountQuotas } from "../../shared/remediation/account-quotas.ts";
import { groupsToRead, managedPoliciesToRead, planEntity } from "../../shared/remediation/plan-entity.ts";
import { describeCall, type EntityPlan } from "../../shared/remediation/remediation-plan.ts";
import {
  ACCOUNT,
  ASKED_AT,
  attachment,
  document,
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

async function plan(
  given: Given,
  only?: (drift: Drift) => boolean,
  accountQuotas?: Observation<AccountQuotas>,
): Promise<EntityPlan> {
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
  const quotas = accountQuotas && { accountQuotas };
  return planEntity({
    expected,
    drifts,
    observation,
    managedDocuments,
    groups,
    approved,
    ...policyVersions,
    ...quotas,
  });
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
    expect(ENTITY_RULES.filter((rule) => !covered.has(rule))).toEqual([]);
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

  const allows = (action: string, bytes: number, Version = "2012-10-17") =>
    JSON.stringify({
      Version,
      Statement: [{ Sid: "One", Effect: "Allow", Action: action, Resource: `arn:aws:s3:::${"x".repeat(bytes)}` }],
    });
  const exchanges = [
    {
      name: "by way of a text that says both, where there is room for it",
      texts: [allows("s3:GetObject", 2_000), allows("s3:PutObject", 2_000)],
      calls: ["play", "work", "play"],
    },
    {
      name: "in one round where three have changed places",
      texts: [allows("s3:GetObject", 9), allows("s3:PutObject", 9), allows("s3:DeleteObject", 9)],
      calls: ["play", "work", "rest", "play"],
    },
    {
      name: "not at all where there is no room for both",
      texts: [allows("s3:GetObject", 4_800), allows("s3:PutObject", 4_800)],
      calls: [],
      says: "without exceeding a quota of IAM's in between",
    },
    {
      name: "not at all where they are of different versions of the language",
      texts: [allows("s3:GetObject", 9), allows("s3:PutObject", 9, "2008-10-17")],
      calls: [],
      says: "would take away what the baseline needs",
    },
  ];
  it.each(exchanges)("puts inline policies back that have each other's texts $name", async ({ texts, calls, says }) => {
    const names = ["work", "play", "rest"].slice(0, texts.length);
    const policies = (of: readonly string[]) =>
      Object.fromEntries(names.map((policy, index) => [policy, of[index] ?? ""]));
    const documents = Object.entries(policies(texts)).map(([policy, text]) => [policy, document(text)] as const);
    const expected = expectedRole({
      remediate: "full",
      inlinePolicies: { match: "exact", documents: Object.fromEntries(documents) },
    });
    const [first = "", ...others] = texts;
    const live = roleState({ inlinePolicies: present(policies([...others, first])) });
    const result = await plan({ expected, live });
    expect(callsOf(result)).toEqual(calls.map((policy) => `PutRolePolicy role/worker ${policy}`));
    expect(result.refused.map(({ reason }) => reason)).toEqual(
      says === undefined ? [] : names.map(() => expect.stringContaining(says)),
    );
  });

  it("goes by the account's own quota of attachments, and by IAM's where that could not be read", async () => {
    const expected = expectedRole({ remediate: "full", attachments: { match: "at-least", policyArns: [LOGS] } });
    const roomy = await planBesideTen(expected, present({ attachmentsPerRole: 11 }));
    expect(callsOf(roomy)).toEqual([`AttachRolePolicy role/worker ${LOGS}`]);
    const refused = { rule: "attachment-missing", reason: expect.stringContaining("a quota of IAM's") };
    for (const quotas of [undefined, present({}), present({ attachmentsPerRole: 10, attachmentsPerUser: 20 })]) {
      const result = await planBesideTen(expected, quotas);
      expect([result.plan.steps, result.refused]).toEqual([[], [expect.objectContaining(refused)]]);
      expect(result.refused[0]?.unread).toBeUndefined();
    }
    expect((await planBesideTen(expected, UNREAD)).refused).toEqual([
      expect.objectContaining({
        unread: true,
        reason: expect.stringContaining("own quotas could not be read (GetAccountSummary: AccessDenied)"),
      }),
    ]);
  });

  it("deletes no version of a policy to make room where how many it may have could not be read", async () => {
    const full = CASES.find(({ name }) => name.endsWith("with as many versions as there can be"));
    if (full === undefined) throw new Error("There is no such case.");
    const given = inMode(full, "full");
    expect(callsOf(await plan(given, undefined, present({ versionsPerPolicy: 6 })))).toEqual([
      expect.stringMatching(/^CreatePolicyVersion /),
    ]);
    const { plan: planned, refused } = await plan(given, undefined, UNREAD);
    expect(planned.steps).toEqual([]);
    expect(refused).toMatchObject([{ unread: true, reason: expect.stringContaining("none is deleted to make room") }]);
  });

  it("detaches first where there is room for no more attachments, and nothing needed is lost by it", async () => {
    const expected = expectedRole({ remediate: "full" });
    const calls = callsOf(await planBesideTen(expected, undefined));
    expect(calls).toHaveLength(11);
    expect(calls.findIndex((call) => call.includes(LOGS))).toBe(1);
    const roomy = callsOf(await planBesideTen(expected, present({ attachmentsPerRole: 20 })));
    expect(roomy.findIndex((call) => call.includes(LOGS))).toBe(0);
  });
});

const UNREAD = {
  status: "unreadable",
  reason: { call: "GetAccountSummary", code: "AccessDenied", message: "You may not." },
} as const;

/** The plan for a role to which ten policies are attached that its baseline does not name. */
async function planBesideTen(expected: ExpectedRole, accountQuotas: Observation<AccountQuotas> | undefined) {
  const arns = Array.from({ length: 10 }, (_, index) => `arn:aws:iam::${ACCOUNT}:policy/stray-${index}`);
  const strays = Object.fromEntries(arns.map((arn, index) => [arn, statement("Allow", `sqs:Send${index}`)]));
  const texts = { ...MANAGED, ...strays };
  const observation = present(roleState({ attachments: present(arns.map(attachment)) }));
  const reading = { entity: expected.entity, askedAt: ASKED_AT, observation };
  const managedPolicies = managedPoliciesOf(texts);
  const given = { account: ACCOUNT, expected, observation: reading, now: NOW, loadTable: loadActionTable };
  const drifts = driftsOf(await detectDrift({ ...given, managedPolicies }));
  const managedDocuments = new Map(Object.entries(texts).map(([arn, text]) => [arn, present(text)]));
  const quotas = accountQuotas && { accountQuotas };
  return planEntity({ expected, drifts, observation, managedDocuments, approved: false, ...quotas });
}
