import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ExpectedRole } from "../../shared/baselines/expected-state.ts";
import type { Drift } from "../../shared/drift/drift.ts";
import type { RoleState } from "../../shared/observation/entity-state.ts";
import { canonicalise } from "../../shared/policy/canonicalise.ts";
import { evaluate } from "../../shared/policy/evaluate.ts";
import { loadActionTable } from "../../shared/policy/explain/action-table.ts";
import { onlyDenies } from "../../shared/policy/only-denies.ts";
import { parsePolicy } from "../../shared/policy/parse-policy.ts";
import type { Policy, Statement } from "../../shared/policy/policy.ts";
import type { Request } from "../../shared/policy/request.ts";
import { managedPoliciesToRead, planEntity } from "../../shared/remediation/plan-entity.ts";
import type { EntityPlan } from "../../shared/remediation/remediation-plan.ts";
import {
  ABSENT,
  attachment,
  detect,
  document,
  driftsOf,
  expectedRole,
  managedPoliciesOf,
  NOW,
  present,
  roleState,
} from "../drift/fixtures.ts";
import { applyCall, attachmentsOf, inlineOf, required, type World } from "./plan-world.ts";

const RUNS = 250;
const ACTIONS = ["s3:GetObject", "s3:PutObject", "sqs:SendMessage"] as const;
const RESOURCES = ["arn:aws:s3:::one/x", "arn:aws:s3:::two/x"] as const;
const SERVICES = ["ecs-tasks.amazonaws.com", "ec2.amazonaws.com", "lambda.amazonaws.com"] as const;
const ARNS = ["a", "b", "c", "d"].map((name) => `arn:aws:iam::123456789012:policy/${name}`);

const statements = fc.array(
  fc.record({
    Effect: fc.constantFrom("Allow", "Allow", "Allow", "Deny"),
    Action: fc.oneof(fc.subarray([...ACTIONS], { minLength: 1 }), fc.constant(["s3:*"])),
    Resource: fc.constantFrom("*", ...RESOURCES),
  }),
  { minLength: 1, maxLength: 2 },
);
const text = statements.map((Statement) => JSON.stringify({ Version: "2012-10-17", Statement }));
const trust = fc.subarray([...SERVICES], { minLength: 1 }).map((services) =>
  JSON.stringify({
    Version: "2012-10-17",
    Statement: services.map((Service) => ({ Effect: "Allow", Principal: { Service }, Action: "sts:AssumeRole" })),
  }),
);

const worlds = fc
  .record({
    texts: fc.array(text, { minLength: 3, maxLength: 3 }),
    managed: fc.array(text, { minLength: 4, maxLength: 4 }),
  })
  .chain(({ texts, managed }) => {
    // Few texts, so that the same statements stand now here, now there.
    const one = fc.constantFrom(...texts, ...managed);
    const side = (names: readonly string[]) =>
      fc.record({
        inline: fc
          .array(fc.tuple(fc.constantFrom(...names), one), { maxLength: 3 })
          .map((entries) => Object.fromEntries(entries)),
        attached: fc.subarray(ARNS),
        boundary: fc.constantFrom(undefined, undefined, ...ARNS.slice(2)),
        trust,
      });
    return fc.record({
      managed: fc.constant(Object.fromEntries(ARNS.map((arn, index) => [arn, managed[index] ?? ""]))),
      wanted: side(["work", "play"]),
      found: side(["work", "play", "stray", "other"]),
      mode: fc.constantFrom("full", "full", "narrow"),
    });
  });

type Sample = typeof worlds extends fc.Arbitrary<infer T> ? T : never;

function sidesOf({ wanted, found, mode }: Sample) {
  const expected = expectedRole({
    remediate: mode as ExpectedRole["remediate"],
    trust: document(wanted.trust),
    inlinePolicies: {
      match: "exact",
      documents: Object.fromEntries(Object.entries(wanted.inline).map(([name, each]) => [name, document(each)])),
    },
    attachments: { match: "exact", policyArns: wanted.attached },
    permissionsBoundary: wanted.boundary ?? "none",
  });
  const state = roleState({
    trust: present(found.trust),
    inlinePolicies: present(found.inline),
    attachments: present(found.attached.map(attachment)),
    permissionsBoundary: found.boundary === undefined ? ABSENT : present(found.boundary),
  });
  return { expected, state };
}

async function driftsAt(
  expected: ExpectedRole,
  state: RoleState,
  managed: Sample["managed"],
): Promise<readonly Drift[]> {
  return driftsOf(await detect(expected, state, NOW, loadActionTable, managedPoliciesOf(managed)));
}

/** The states before the first call, after each, and after the last. */
function statesOf(state: RoleState, { plan }: EntityPlan): readonly RoleState[] {
  const states = [state];
  for (const { call } of plan.steps) states.push(applyCall({ state: states.at(-1) ?? state }, call).state as RoleState);
  return states;
}

const parsed = new Map<string, Policy>();
function parse(json: string, kind: "identity" | "trust"): Policy {
  const known = parsed.get(json);
  if (known !== undefined) return known;
  const result = parsePolicy(json, kind);
  if (result.status === "invalid") throw new Error(json);
  parsed.set(json, result.policy);
  return result.policy;
}

const canonical = new Map<string, readonly Statement[]>();
function statementsOf(policy: Policy): readonly Statement[] {
  const known = canonical.get(policy.text) ?? canonicalise([policy]);
  canonical.set(policy.text, known);
  return known;
}

const decide = (policies: readonly Policy[], request: Request) => {
  const evaluation = evaluate(policies.flatMap(statementsOf), request);
  if (evaluation.status === "undecidable") throw new Error(evaluation.reason);
  return evaluation.decision;
};

/** Who is granted what: `ec2.amazonaws.com s3:GetObject arn:…`. */
function grantsOf(state: RoleState, managed: Sample["managed"]): ReadonlySet<string> {
  const read = (arn: string) => parse(managed[arn] ?? "", "identity");
  const policies = [
    ...Object.values(inlineOf(state)).map((each) => parse(each, "identity")),
    ...attachmentsOf(state).map(read),
  ];
  const boundary = state.permissionsBoundary.status === "present" ? [read(state.permissionsBoundary.state)] : undefined;
  const trusted = SERVICES.filter(
    (principal) =>
      decide([parse(required(state.trust), "trust")], {
        principal,
        action: "sts:AssumeRole",
        resource: "*",
        context: {},
      }) === "allow",
  );
  const granted = new Set<string>();
  for (const action of ACTIONS) {
    for (const resource of RESOURCES) {
      const request = { action, resource, context: {} };
      if (decide(policies, request) !== "allow") continue;
      if (boundary !== undefined && decide(boundary, request) !== "allow") continue;
      for (const principal of trusted) granted.add(`${principal} ${action} ${resource}`);
    }
  }
  return granted;
}

function planFor(expected: ExpectedRole, state: RoleState, drifts: readonly Drift[], managed: Sample["managed"]) {
  const observation = present(state);
  const toRead = managedPoliciesToRead({ expected, drifts, observation });
  const managedDocuments = new Map([...toRead].map((arn) => [arn, present(managed[arn] ?? "")] as const));
  return planEntity({ expected, drifts, observation, managedDocuments, approved: false });
}

/** What a sample's plan comes to. */
async function play(sample: Sample) {
  const { managed, mode, wanted } = sample;
  const { expected, state } = sidesOf(sample);
  const drifts = await driftsAt(expected, state, managed);
  const plan = planFor(expected, state, drifts, managed);
  const states = statesOf(state, plan);
  const grants = states.map((each) => grantsOf(each, managed));
  const ideal = grantsOf(sidesOf({ managed, mode, wanted, found: wanted }).state, managed);
  const [before, after] = [grants[0] ?? NOBODY, grants.at(-1) ?? NOBODY];
  return { managed, mode, expected, state, drifts, plan, grants, before, after, ideal, end: states.at(-1) ?? state };
}

const NOBODY: ReadonlySet<string> = new Set();
const nameOf = ({ rule, subject }: Pick<Drift, "rule" | "subject">) => `${rule} ${subject}`;
const within = (some: ReadonlySet<string>, ...others: readonly ReadonlySet<string>[]) =>
  [...some].filter((each) => !others.some((other) => other.has(each)));

describe("plans from random states towards random baselines", () => {
  it("grant at no moment what is granted neither before nor after, and lack at none what is granted at both", async () => {
    const seen = { long: 0, granting: 0 };
    await fc.assert(
      fc.asyncProperty(worlds, async (sample) => {
        const { grants, before, after } = await play(sample);
        if (grants.length > 3) seen.long += 1;
        if (before.size > 0 && after.size > 0) seen.granting += 1;
        const atBoth = new Set([...before].filter((each) => after.has(each)));
        for (const granted of grants) {
          expect(within(granted, before, after)).toEqual([]);
          expect(within(atBoth, granted)).toEqual([]);
        }
      }),
      { numRuns: RUNS },
    );
    expect(seen.long).toBeGreaterThan(RUNS / 10);
    expect(seen.granting).toBeGreaterThan(RUNS / 10);
  });

  it("only ever take away in narrow mode", async () => {
    await fc.assert(
      fc.asyncProperty(worlds, async (sample) => {
        const { grants } = await play({ ...sample, mode: "narrow" });
        for (const [index, granted] of grants.slice(1).entries()) {
          expect(within(granted, grants[index] ?? NOBODY)).toEqual([]);
        }
      }),
      { numRuns: RUNS },
    );
  });

  it("take away no policy that only denies", async () => {
    await fc.assert(
      fc.asyncProperty(worlds, async (sample) => {
        const { plan, state, managed } = await play(sample);
        const taken = plan.plan.steps.flatMap(({ call }) => {
          if (call.action === "DeleteRolePolicy") return [inlineOf(state)[call.input.PolicyName] ?? ""];
          return call.action === "DetachRolePolicy" ? [managed[call.input.PolicyArn] ?? ""] : [];
        });
        expect(taken.filter((each) => onlyDenies(parse(each, "identity")))).toEqual([]);
      }),
      { numRuns: RUNS },
    );
  });

  it("end as the baseline has it where nothing is refused", async () => {
    let whole = 0;
    await fc.assert(
      fc.asyncProperty(worlds, async (sample) => {
        const { plan, after, ideal } = await play(sample);
        if (plan.refused.length > 0) return;
        whole += 1;
        expect([...after].toSorted()).toEqual([...ideal].toSorted());
      }),
      { numRuns: RUNS },
    );
    expect(whole).toBeGreaterThan(RUNS / 10);
  });

  it("leave none of the drifts that they repair, and are taken back by their inverses in reverse", async () => {
    await fc.assert(
      fc.asyncProperty(worlds, async (sample) => {
        const { plan, drifts, expected, managed, state, end } = await play(sample);
        const repaired = plan.plan.steps.flatMap(({ repairs }) => repairs.map(nameOf));
        const told = [...repaired, ...[...plan.refused, ...plan.off].map(nameOf)];
        expect(told.toSorted()).toEqual(drifts.map(nameOf).toSorted());
        const left = (await driftsAt(expected, end, managed)).map(nameOf);
        expect(left.filter((each) => repaired.includes(each))).toEqual([]);
        const inverses = plan.plan.steps.toReversed().flatMap(({ reversal }) => {
          if (!reversal.reversible) throw new Error(reversal.why);
          return reversal.inverse;
        });
        expect(inverses.reduce<World>(applyCall, { state: end }).state).toEqual(state);
      }),
      { numRuns: RUNS },
    );
  });
});
