import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { CompareMode, ExpectedDocument, ExpectedEntity } from "../../shared/baselines/expected-state.ts";
import { detectDrift } from "../../shared/drift/detect-drift.ts";
import { type Drift, RULES } from "../../shared/drift/drift.ts";
import type { AccessKeyState, EntityState } from "../../shared/observation/entity-state.ts";
import type { Observation } from "../../shared/observation/observation.ts";
import { comparePolicies } from "../../shared/policy/compare-policies.ts";
import { parsePolicy } from "../../shared/policy/parse-policy.ts";
import { type RemediationResult, remediateFinding } from "../../shared/remediation/remediate-finding.ts";
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

const text = fc.constantFrom(NARROW_TEXT, WIDE_TEXT, OTHER_TEXT, MIXED_TEXT, DENY_TEXT, "{");
const policyArn = fc.constantFrom(ADMINISTRATOR, QUARANTINE, "arn:aws:iam::000000000000:policy/own");
const mode = fc.constantFrom("off", "narrow", "full");
const compare = fc.constantFrom<CompareMode>("exact", "at-least", "at-most");

/** Mostly read, sometimes not. */
function aspect<T>(value: fc.Arbitrary<T>): fc.Arbitrary<Observation<T>> {
  return fc.oneof({ weight: 9, arbitrary: value.map(present) }, { weight: 1, arbitrary: fc.constant(denied("Get")) });
}

const inlinePolicies = aspect(fc.dictionary(fc.constantFrom("work", "more"), text, { maxKeys: 2 }));
const attachments = aspect(
  fc.uniqueArray(policyArn).map((arns) => arns.map((each) => ({ policyArn: each, policyName: "x" }))),
);
const day = fc.integer({ min: 1, max: 89 }).map((days) => new Date(Date.UTC(2026, 0, days)).toISOString());
const accessKeys = aspect(
  fc.tuple(day, day, fc.option(day, { nil: undefined }), fc.option(day, { nil: undefined })).map((days) => {
    const [oldMade, newMade, oldUsed, newUsed] = days;
    return [accessKey(OLD, oldMade, oldUsed), accessKey(NEW, newMade, newUsed)] as readonly AccessKeyState[];
  }),
);
const kept = fc.record({ inlinePolicies, attachments });

const documents: fc.Arbitrary<Record<string, ExpectedDocument>> = fc
  .tuple(fc.constantFrom(NARROW_TEXT, WIDE_TEXT), fc.constantFrom("verbatim" as const, "reconstructed" as const))
  .map(([canonical, provenance]) => ({ work: document(canonical, provenance) }));

interface World {
  readonly expected: ExpectedEntity;
  readonly finding: Drift;
  readonly readings: readonly Observation<EntityState>[];
  readonly claim: "claimed" | "taken";
}

/** The same reading a few times over, then another: mostly they agree, as they do in life. */
function readingsOf(state: fc.Arbitrary<EntityState>): fc.Arbitrary<readonly Observation<EntityState>[]> {
  const reading = fc.oneof(
    { weight: 8, arbitrary: state.map((each): Observation<EntityState> => present(each)) },
    { weight: 1, arbitrary: fc.constant(ABSENT) },
    { weight: 1, arbitrary: fc.constant(denied("Get")) },
  );
  return fc
    .tuple(reading, fc.integer({ min: 1, max: 4 }), reading)
    .map(([first, times, then]) => [...Array.from({ length: times }, () => first), then]);
}

const expectedOf: fc.Arbitrary<ExpectedEntity> = fc
  .record({ remediate: mode, compare, documents, which: fc.constantFrom("role", "user", "service-linked-role") })
  .map(({ which, documents: own, ...rest }) => {
    const policies = { inlinePolicies: { match: "exact", documents: own } as const };
    if (which === "service-linked-role") return expectedServiceLinkedRole(rest);
    return which === "role"
      ? expectedRole({ ...rest, ...policies, trust: document(TRUST_TEXT) })
      : expectedUser({ ...rest, ...policies, attachments: { match: "exact", policyArns: [] } });
  });

const world: fc.Arbitrary<World> = expectedOf.chain((expected) => {
  const { entity, baseline } = expected;
  const subject = fc.constantFrom("", "work", "more", ADMINISTRATOR, QUARANTINE, OLD, NEW);
  const state =
    expected.kind === "user"
      ? fc.tuple(kept, accessKeys).map(([policies, keys]): EntityState => ({ ...userState(keys), ...policies }))
      : kept.map((policies): EntityState => roleState(policies));
  return fc.record({
    expected: fc.constant(expected),
    finding: fc
      .tuple(fc.constantFrom(...RULES), subject)
      .map(([rule, about]) => drift(rule, entity, about, { baseline })),
    readings: readingsOf(state),
    claim: fc.constantFrom("claimed", "taken"),
  });
});

async function run({ expected, finding, readings, claim }: World): Promise<[RemediationResult, ScriptedPorts]> {
  const managed = { "arn:aws:iam::000000000000:policy/own": present(OTHER_TEXT) };
  const ports = scriptedPorts({ observations: readings, claim, managed });
  return [await remediateFinding(findingOf(finding), expected, ports), ports];
}

/** Whether a live document allows more than its canonical one, and nothing less. */
function isBroadened(canonical: string, live: string): boolean {
  const [left, right] = [canonical, live].map((each) => parsePolicy(each, "identity"));
  if (left?.status !== "parsed" || right?.status !== "parsed") return false;
  const comparison = comparePolicies([left.policy], [right.policy], "identity");
  return comparison.verdict === "different" && comparison.change === "broadened";
}

function drifts({ expected, finding }: World, observation: Observation<EntityState>): boolean {
  const reading = { entity: expected.entity, askedAt: NOW, observation };
  const { outcomes } = detectDrift({ account: ACCOUNT, expected, observation: reading, now: new Date(NOW) });
  const outcome = outcomes.find(({ rule }) => rule === finding.rule);
  return outcome?.status === "decided" && outcome.drifts.some(({ subject }) => subject === finding.subject);
}

const laws = { numRuns: 2_000 };

describe("whatever drifts, and whatever is read", () => {
  it("nothing is written, or even read, where repair is off", async () => {
    const off = world.map((each) => ({ ...each, expected: { ...each.expected, remediate: "off" as const } }));
    await fc.assert(
      fc.asyncProperty(off, async (each) => {
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
      fc.asyncProperty(narrow, async (each) => {
        const [, ports] = await run(each);
        for (const { action, input } of ports.written) {
          expect(action).not.toBe("CreateServiceLinkedRole");
          if (action !== "PutRolePolicy" && action !== "PutUserPolicy") continue;
          const [first] = each.readings;
          if (first?.status !== "present" || !("inlinePolicies" in first.state)) throw new Error("Nothing was there.");
          const live = first.state.inlinePolicies;
          if (live.status !== "present") throw new Error("It was not read.");
          expect(isBroadened(input.PolicyDocument, live.state[input.PolicyName] ?? "")).toBe(true);
          put += 1;
        }
      }),
      laws,
    );
    expect(put).toBeGreaterThan(0);
  });

  it("one write at most, only once claimed, only for a drift that two equal readings showed", async () => {
    let wrote = 0;
    await fc.assert(
      fc.asyncProperty(world, async (each) => {
        const [result, ports] = await run(each);
        expect(ports.written.length).toBeLessThanOrEqual(1);
        if (ports.written.length === 0) {
          expect(["remediated", "failed"]).not.toContain(result.status);
          return;
        }
        wrote += 1;
        const [first, second] = each.readings;
        expect(each.claim).toBe("claimed");
        expect(ports.claims).toEqual([ports.calls()]);
        expect(first).toEqual(second);
        expect(first !== undefined && drifts(each, first)).toBe(true);
      }),
      laws,
    );
    expect(wrote).toBeGreaterThan(0);
  });

  it("no reconstructed document is written, no key is activated, and nothing is called done that still drifts", async () => {
    await fc.assert(
      fc.asyncProperty(world, async (each) => {
        const [result, ports] = await run(each);
        for (const { action, input } of ports.written) {
          if (action === "UpdateAccessKey") expect(input.Status).toBe("Inactive");
          if (action !== "PutRolePolicy" && action !== "PutUserPolicy") continue;
          const owned = "inlinePolicies" in each.expected ? each.expected.inlinePolicies : undefined;
          expect(owned?.documents[input.PolicyName]).toMatchObject({
            provenance: "verbatim",
            text: input.PolicyDocument,
          });
        }
        const last = each.readings[Math.min(ports.reads(), each.readings.length) - 1];
        if (result.status === "remediated") expect(last !== undefined && drifts(each, last)).toBe(false);
      }),
      laws,
    );
  });
});
