import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { CompareMode, ExpectedDocument, ExpectedEntity } from "../../shared/baselines/expected-state.ts";
import { detectDrift } from "../../shared/drift/detect-drift.ts";
import { type Drift, RULES } from "../../shared/drift/drift.ts";
import type { AccessKeyState, EntityState } from "../../shared/observation/entity-state.ts";
import type { Observation } from "../../shared/observation/observation.ts";
import { decidePolicies } from "../../shared/policy/decide-policies.ts";
import { parsePolicy } from "../../shared/policy/parse-policy.ts";
import { type RemediationResult, remediateFinding } from "../../shared/remediation/remediate-finding.ts";
import type { IamCall } from "../../shared/remediation/remediation-plan.ts";
import {
  ADMINISTRATOR,
  accessKey,
  DENY_TEXT,
  denied,
  document,
  drift,
  expectedRole,
  expectedServiceLinkedRole,
  expectedUser,
  NARROW_TEXT,
  present,
  QUARANTINE,
  roleState,
  TRUST_TEXT,
  userState,
  WIDE_TEXT,
} from "./fixtures.ts";
import { ABSENT, ACCOUNT, findingOf, NOW, type ScriptedPorts, scriptedPorts } from "./scripted-ports.ts";

const OTHER_TEXT = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"sqs:*","Resource":"*"}]}';
const MIXED_TEXT =
  '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["s3:*","sqs:*"],"Resource":"*"},{"Effect":"Deny","Action":"s3:PutObject","Resource":"*"}]}';
const OLD = "AKIAEXAMPLEEXAMPLOLD";
const NEW = "AKIAEXAMPLEEXAMPLNEW";

const OWN = "arn:aws:iam::000000000000:policy/own";
const MANAGED = { [OWN]: present(OTHER_TEXT) };

// What freezes every repair is rare here, so that repairs are made at all.
const text = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom(NARROW_TEXT, WIDE_TEXT, WIDE_TEXT) },
  { weight: 1, arbitrary: fc.constantFrom(OTHER_TEXT, MIXED_TEXT, DENY_TEXT, "{") },
);
const attached = fc.oneof(
  { weight: 9, arbitrary: fc.subarray([ADMINISTRATOR, OWN]) },
  { weight: 1, arbitrary: fc.constant([QUARANTINE, ADMINISTRATOR]) },
);
const mode = fc.constantFrom("off", "narrow", "full");
const kind = fc.constantFrom("role", "role", "user", "user", "service-linked-role");
const compare = fc.constantFrom<CompareMode>("exact", "at-least", "at-most");

/** Mostly read, sometimes not. */
function aspect<T>(value: fc.Arbitrary<T>): fc.Arbitrary<Observation<T>> {
  return fc.oneof({ weight: 9, arbitrary: value.map(present) }, { weight: 1, arbitrary: fc.constant(denied("Get")) });
}

const inlinePolicies = aspect(
  fc.oneof(
    { weight: 3, arbitrary: fc.record({ work: text }) },
    { weight: 1, arbitrary: fc.dictionary(fc.constantFrom("work", "more"), text, { maxKeys: 2 }) },
  ),
);
const attachments = aspect(attached.map((arns) => arns.map((policyArn) => ({ policyArn, policyName: "x" }))));
const day = fc.integer({ min: 1, max: 89 }).map((days) => new Date(Date.UTC(2026, 0, days)).toISOString());
const accessKeys = aspect(
  fc.tuple(day, day, fc.option(day, { nil: undefined }), fc.option(day, { nil: undefined })).map((days) => {
    const [oldMade, newMade, oldUsed, newUsed] = days;
    return [accessKey(OLD, oldMade, oldUsed), accessKey(NEW, newMade, newUsed)] as readonly AccessKeyState[];
  }),
);
const kept = fc.record({ inlinePolicies, attachments });

const documents: fc.Arbitrary<Record<string, ExpectedDocument>> = fc
  .tuple(
    fc.constantFrom(NARROW_TEXT, NARROW_TEXT, WIDE_TEXT),
    fc.constantFrom("verbatim" as const, "verbatim" as const, "reconstructed" as const),
  )
  .map(([canonical, provenance]) => ({ work: document(canonical, provenance) }));

const AGED = { breachAtDays: 30, breachSource: "plumbline", maximumActive: 1, overlapDays: 7 } as const;

interface Drawn {
  readonly expected: ExpectedEntity;
  /** What is to be repaired where the first reading shows no drift, or none of those is chosen. */
  readonly any: Drift;
  /** Which of the drifts of the first reading is to be repaired, counted round. */
  readonly chosen: number | undefined;
  readonly readings: readonly Observation<EntityState>[];
  readonly claim: "claimed" | "taken";
}

interface World extends Drawn {
  readonly finding: Drift;
}

/** The same reading a few times over, then another: mostly they agree, as they do in life. */
function readingsOf(state: fc.Arbitrary<EntityState>): fc.Arbitrary<readonly Observation<EntityState>[]> {
  const reading = fc.oneof(
    { weight: 18, arbitrary: state.map((each): Observation<EntityState> => present(each)) },
    { weight: 1, arbitrary: fc.constant(ABSENT) },
    { weight: 1, arbitrary: fc.constant(denied("Get")) },
  );
  return fc
    .tuple(reading, fc.constantFrom(1, 2, 2, 2, 3), reading)
    .map(([first, times, then]) => [...Array.from({ length: times }, () => first), then]);
}

const expectedOf: fc.Arbitrary<ExpectedEntity> = fc
  .record({ remediate: mode, compare, documents, which: kind })
  .map(({ which, documents: own, ...rest }) => {
    const policies = { inlinePolicies: { match: "exact", documents: own } as const };
    if (which === "service-linked-role") return expectedServiceLinkedRole(rest);
    return which === "role"
      ? expectedRole({ ...rest, ...policies, trust: document(TRUST_TEXT) })
      : expectedUser({ ...rest, ...policies, attachments: { match: "exact", policyArns: [] }, accessKeys: AGED });
  });

const subject = fc.constantFrom("", "work", "more", ADMINISTRATOR, QUARANTINE, OLD, NEW);

const world: fc.Arbitrary<Drawn> = expectedOf.chain((expected) => {
  const { entity, baseline } = expected;
  const state =
    expected.kind === "user"
      ? fc.tuple(kept, accessKeys).map(([policies, keys]): EntityState => ({ ...userState(keys), ...policies }))
      : kept.map((policies): EntityState => roleState(policies));
  const any = fc
    .tuple(fc.constantFrom(...RULES), subject)
    .map(([rule, about]) => drift(rule, entity, about, { baseline }));
  // Mostly a drift that is there to be repaired; a finding drawn at random seldom is.
  const chosen = fc.option(fc.nat(11), { nil: undefined, freq: 9 });
  const claim = fc.constantFrom("claimed" as const, "claimed" as const, "taken" as const);
  return fc.record({ expected: fc.constant(expected), readings: readingsOf(state), any, chosen, claim });
});

async function withFinding(drawn: Drawn): Promise<World> {
  const { expected, readings, any, chosen } = drawn;
  const seen = await driftsOf(expected, readings[0] ?? ABSENT);
  const finding = chosen === undefined ? undefined : seen[chosen % seen.length];
  return { ...drawn, finding: finding ?? any };
}

async function driftsOf(expected: ExpectedEntity, observation: Observation<EntityState>): Promise<readonly Drift[]> {
  const reading = { entity: expected.entity, askedAt: NOW, observation };
  const { loadTable, managedPolicies } = scriptedPorts({ observations: [observation], managed: MANAGED });
  const input = { account: ACCOUNT, expected, observation: reading, now: new Date(NOW), loadTable, managedPolicies };
  const { outcomes } = await detectDrift(input);
  return outcomes.flatMap((outcome) => (outcome.status === "decided" ? outcome.drifts : []));
}

async function run({ expected, finding, readings, claim }: World): Promise<[RemediationResult, ScriptedPorts]> {
  const ports = scriptedPorts({ observations: readings, claim, managed: MANAGED });
  return [await remediateFinding(findingOf(finding), expected, ports), ports];
}

/** Whether a live document allows more than its canonical one, and nothing less. */
function isBroadened(canonical: string, live: string): boolean {
  const [left, right] = [canonical, live].map((each) => parsePolicy(each, "identity"));
  if (left?.status !== "parsed" || right?.status !== "parsed") return false;
  const comparison = decidePolicies([left.policy], [right.policy], "identity");
  return comparison.verdict === "different" && comparison.change === "broadened";
}

async function drifts(
  { expected, finding }: World,
  observation: Observation<EntityState> | undefined,
): Promise<boolean> {
  if (observation === undefined) throw new Error("Nothing was read.");
  return (await driftsOf(expected, observation)).some(
    ({ rule, subject: about }) => rule === finding.rule && about === finding.subject,
  );
}

type PutCall = Extract<IamCall, { readonly action: "PutRolePolicy" | "PutUserPolicy" }>;

function putsOf(ports: ScriptedPorts): readonly PutCall[] {
  return ports.written.filter(
    (call): call is PutCall => call.action === "PutRolePolicy" || call.action === "PutUserPolicy",
  );
}

/** The inline policy of that name in a reading. */
function inlineText(observation: Observation<EntityState> | undefined, name: string): string {
  if (observation?.status !== "present" || !("inlinePolicies" in observation.state))
    throw new Error("Nothing was there.");
  const live = observation.state.inlinePolicies;
  if (live.status !== "present") throw new Error("It was not read.");
  return live.state[name] ?? "";
}

const laws = { numRuns: 1_000 };

describe("whatever drifts, and whatever is read", () => {
  it("nothing is written, or even read, where repair is off", async () => {
    const off = world.map((each) => ({ ...each, expected: { ...each.expected, remediate: "off" as const } }));
    await fc.assert(
      fc.asyncProperty(off, async (drawn) => {
        const each = await withFinding(drawn);
        const [result, ports] = await run(each);
        expect(result).toEqual({ status: "off" });
        expect(ports.written).toEqual([]);
        expect(ports.reads()).toBe(0);
      }),
      laws,
    );
  });

  it("narrow never grants: no role is created, and a document is put back only where live is broader", async () => {
    let put = 0;
    const narrow = world.map((each) => ({ ...each, expected: { ...each.expected, remediate: "narrow" as const } }));
    await fc.assert(
      fc.asyncProperty(narrow, async (drawn) => {
        const each = await withFinding(drawn);
        const [, ports] = await run(each);
        expect(ports.written.map(({ action }) => action)).not.toContain("CreateServiceLinkedRole");
        for (const { input } of putsOf(ports)) {
          const live = inlineText(ports.readingsBefore.at(-1), input.PolicyName);
          expect(isBroadened(input.PolicyDocument, live)).toBe(true);
          put += 1;
        }
      }),
      laws,
    );
    expect(put).toBeGreaterThan(0);
  });

  it("each call is made once at most, in the order of its plan, only once claimed, only for a drift that two equal readings showed", async () => {
    let wrote = 0;
    await fc.assert(
      fc.asyncProperty(world, async (drawn) => {
        const each = await withFinding(drawn);
        const [result, ports] = await run(each);
        expect(new Set(ports.calls()).size).toBe(ports.written.length);
        if (ports.written.length === 0) {
          expect(["remediated", "failed"]).not.toContain(result.status);
          return;
        }
        wrote += 1;
        expect(each.claim).toBe("claimed");
        expect(ports.claims.map((claim) => claim.slice(0, ports.written.length))).toEqual([ports.calls()]);
        const [last, ...earlier] = ports.readingsBefore.toReversed();
        expect(last).toEqual(earlier[0]);
        expect(await drifts(each, last)).toBe(true);
      }),
      laws,
    );
    expect(wrote).toBeGreaterThan(0);
  });

  it("no reconstructed document is written, and no key is activated", async () => {
    await fc.assert(
      fc.asyncProperty(world, async (drawn) => {
        const each = await withFinding(drawn);
        const [, ports] = await run(each);
        const documents = "inlinePolicies" in each.expected ? (each.expected.inlinePolicies?.documents ?? {}) : {};
        for (const { input } of putsOf(ports)) {
          expect(documents[input.PolicyName]).toMatchObject({ provenance: "verbatim", text: input.PolicyDocument });
        }
        const statuses = ports.written.map(({ input }) => ("Status" in input ? input.Status : "Inactive"));
        expect(statuses).not.toContain("Active");
      }),
      laws,
    );
  });

  it("nothing is called done that still drifts", async () => {
    let done = 0;
    await fc.assert(
      fc.asyncProperty(world, async (drawn) => {
        const each = await withFinding(drawn);
        const [result, ports] = await run(each);
        if (result.status !== "remediated") return;
        done += 1;
        expect(await drifts(each, each.readings[Math.min(ports.reads(), each.readings.length) - 1])).toBe(false);
      }),
      laws,
    );
    expect(done).toBeGreaterThan(0);
  });
});
