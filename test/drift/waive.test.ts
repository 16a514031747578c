import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Waiver } from "../../shared/baselines/waivers.ts";
import { type Detection, type Drift, RULES, type RuleOutcome } from "../../shared/drift/drift.ts";
import { reviewWaivers, waiverOf } from "../../shared/drift/waive.ts";

const ACCOUNT = "111122223333";
const FINGERPRINT = "a".repeat(64);
const OTHER = "b".repeat(64);
const NOON = new Date("2026-03-15T12:00:00Z");

const drift = (changes: Partial<Drift> = {}): Drift => ({
  rule: "attachment-unexpected",
  baseline: "shop",
  entity: { kind: "role", name: "worker" },
  subject: "arn:aws:iam::aws:policy/ReadOnlyAccess",
  severity: "high",
  summary: "ReadOnlyAccess is attached.",
  deltas: [],
  fingerprint: FINGERPRINT,
  ...changes,
});

const waiver = (changes: Partial<Waiver> = {}): Waiver => ({
  account: ACCOUNT,
  entity: "role/worker",
  fingerprint: FINGERPRINT,
  decidedBy: "Ada",
  reason: "until the migration is over",
  from: "2026-03-01",
  until: "2026-03-31",
  ...changes,
});

describe("waiverOf", () => {
  it.each([
    { name: "the drift that was accepted", input: {}, expected: true },
    {
      name: "with its rule and subject named",
      input: { rule: drift().rule, subject: drift().subject },
      expected: true,
    },
    { name: "another fingerprint", input: { fingerprint: OTHER }, expected: false },
    { name: "another account", input: { account: "222233334444" }, expected: false },
    { name: "another entity", input: { entity: "role/other" }, expected: false },
    { name: "a user of that name", input: { entity: "user/worker" }, expected: false },
    { name: "another rule", input: { rule: "trust-changed" }, expected: false },
    { name: "another subject", input: { subject: "" }, expected: false },
    { name: "on its first day", input: { from: "2026-03-15" }, expected: true },
    { name: "before its first day", input: { from: "2026-03-16" }, expected: false },
    { name: "on its last day", input: { until: "2026-03-15" }, expected: true },
    { name: "after its last day", input: { until: "2026-03-14" }, expected: false },
  ] satisfies readonly { name: string; input: Partial<Waiver>; expected: boolean }[])(
    "$name",
    ({ input, expected }) => {
      const own = waiver(input);
      expect(waiverOf([waiver({ account: "999999999999" }), own], ACCOUNT, drift(), NOON)).toBe(
        expected ? own : undefined,
      );
    },
  );

  it("waives nothing that could not be read", () => {
    expect(waiverOf([waiver()], ACCOUNT, drift({ rule: "unreadable" }), NOON)).toBeUndefined();
  });

  it("begins with its first day and ends with its last, in UTC", () => {
    const holds = (at: string) => waiverOf([waiver()], ACCOUNT, drift(), new Date(at)) !== undefined;
    expect(["2026-02-28T23:59:59.999Z", "2026-03-01T00:00:00Z"].map(holds)).toEqual([false, true]);
    expect(["2026-03-31T23:59:59.999Z", "2026-04-01T00:00:00Z"].map(holds)).toEqual([true, false]);
  });

  it("never waives another fingerprint, account or entity, whatever else it says and whenever it is asked", () => {
    const hex = fc.constantFrom(FINGERPRINT, OTHER, "c".repeat(64));
    const rule = fc.constantFrom(...RULES);
    const subject = fc.constantFrom("", "a", "b");
    const account = fc.constantFrom(ACCOUNT, "222233334444");
    const name = fc.constantFrom("worker", "other");
    const day = fc.constantFrom("2026-03-01", "2026-03-15", "2026-03-31");
    const waivers = fc.array(
      fc
        .record({
          account,
          name,
          fingerprint: hex,
          rule: fc.option(rule, { nil: undefined }),
          subject: fc.option(subject, { nil: undefined }),
          from: day,
          until: day,
        })
        .map(({ name: role, rule: named, subject: about, ...rest }) =>
          waiver({
            ...rest,
            entity: `role/${role}`,
            ...(named !== undefined && { rule: named }),
            ...(about !== undefined && { subject: about }),
          }),
        ),
      { maxLength: 6 },
    );
    let waived = 0;
    fc.assert(
      fc.property(waivers, account, name, hex, rule, subject, day, (all, where, role, fingerprint, by, about, on) => {
        const seen = drift({ entity: { kind: "role", name: role }, fingerprint, rule: by, subject: about });
        const found = waiverOf(all, where, seen, new Date(on));
        if (found === undefined) return;
        waived += 1;
        expect(found).toMatchObject({ fingerprint, account: where, entity: `role/${role}` });
        expect([found.rule ?? by, found.subject ?? about]).toEqual([by, about]);
        expect(found.from <= on && on <= found.until).toBe(true);
        expect(by).not.toBe("unreadable");
      }),
      { numRuns: 2000 },
    );
    expect(waived).toBeGreaterThan(10);
  });
});

const decided = (...drifts: readonly Drift[]): RuleOutcome => ({
  rule: "attachment-unexpected",
  status: "decided",
  drifts,
});
const undecided: RuleOutcome = { rule: "trust-changed", status: "undecided", reason: "AccessDenied" };
const detection = (...outcomes: readonly RuleOutcome[]): Detection => ({
  account: ACCOUNT,
  baseline: "shop",
  entity: { kind: "role", name: "worker" },
  askedAt: NOON.toISOString(),
  outcomes,
});

describe("reviewWaivers", () => {
  const review = (waivers: readonly Waiver[], ...outcomes: readonly RuleOutcome[]) =>
    reviewWaivers({ detections: [detection(...outcomes)], waivers, now: NOON, daysAhead: 14 });
  const NOTHING = { waived: [], expiring: [], expired: [], unmatched: [] };

  it("pairs each drift that is waived with its waiver, and leaves the others", () => {
    const other = drift({ fingerprint: OTHER, subject: "other" });
    expect(review([waiver()], decided(drift(), other))).toEqual({
      ...NOTHING,
      waived: [{ drift: drift(), waiver: waiver() }],
    });
  });

  it.each([
    { name: "ends within the days asked for", input: { until: "2026-03-29" }, expected: ["waived", "expiring"] },
    { name: "ends today", input: { until: "2026-03-15" }, expected: ["waived", "expiring"] },
    { name: "ends a day later than asked for", input: { until: "2026-03-30" }, expected: ["waived"] },
    { name: "is over", input: { until: "2026-03-14" }, expected: ["expired"] },
    { name: "has not begun", input: { from: "2026-03-16" }, expected: [] },
    { name: "is of a drift that is not there", input: { fingerprint: OTHER }, expected: ["unmatched"] },
    { name: "is of a rule that there is not", input: { rule: "no-such-rule" }, expected: ["unmatched"] },
    { name: "is another entity's", input: { entity: "role/other", fingerprint: OTHER }, expected: [] },
    { name: "is another account's", input: { account: "222233334444", fingerprint: OTHER }, expected: [] },
  ] satisfies readonly { name: string; input: Partial<Waiver>; expected: readonly string[] }[])(
    "tells of a waiver that $name",
    ({ input, expected }) => {
      const found = review([waiver(input)], decided(drift()));
      expect(Object.entries(found).flatMap(([key, list]) => (list.length > 0 ? [key] : []))).toEqual(expected);
    },
  );

  it("does not call a waiver unmatched whose rule could not decide", () => {
    expect(review([waiver()], decided(), undecided)).toEqual(NOTHING);
    expect(review([waiver({ rule: "trust-changed" })], decided(), undecided)).toEqual(NOTHING);
    const named = waiver({ rule: "attachment-unexpected" });
    expect(review([named], decided(), undecided)).toEqual({ ...NOTHING, unmatched: [named] });
  });

  it("takes a drift under any baseline of the entity for a match", () => {
    const detections = [detection(decided()), { ...detection(decided(drift())), baseline: "mart" }] as const;
    expect(reviewWaivers({ detections, waivers: [waiver()], now: NOON, daysAhead: 14 }).unmatched).toEqual([]);
  });
});
