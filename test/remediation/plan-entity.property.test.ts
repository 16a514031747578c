import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { denialsOf, deniedBy, driftsAt, exchanges, NOBODY, nameOf, play, within, worlds } from "./plan-play.ts";
import { applyCall, type World } from "./plan-world.ts";

const RUNS = 250;

describe("plans from random states towards random baselines", () => {
  it("grant at no moment what is granted neither before nor after, and lack at none what is granted at both", async () => {
    const seen = { long: 0, granting: 0, groups: 0 };
    await fc.assert(
      fc.asyncProperty(worlds, async (sample) => {
        const { plan, grants, before, after } = await play(sample);
        if (plan.plan.steps.some(({ call }) => "GroupName" in call.input)) seen.groups += 1;
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
    expect(seen.groups).toBeGreaterThan(RUNS / 20);
  });

  it("put texts back that have changed places, and nothing is gained or lacking at any moment", async () => {
    let exchanged = 0;
    await fc.assert(
      fc.asyncProperty(exchanges, async (sample) => {
        const { plan, grants, before, after } = await play(sample);
        const puts = plan.plan.steps.map(({ call }) => (call.action === "PutRolePolicy" ? call.input.PolicyName : ""));
        if (new Set(puts).size < puts.length) exchanged += 1;
        expect([...after].toSorted()).toEqual([...before].toSorted());
        for (const granted of grants) expect([...granted].toSorted()).toEqual([...before].toSorted());
        const denies = Object.values(sample.wanted.inline).some((each) => each.includes('"Deny"'));
        if (!denies) expect(plan.refused).toEqual([]);
      }),
      { numRuns: RUNS / 2 },
    );
    expect(exchanged).toBeGreaterThan(RUNS / 10);
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

  it("take away or weaken nothing that only denies", async () => {
    let kept = 0;
    await fc.assert(
      fc.asyncProperty(worlds, async (sample) => {
        const { state, end, managed } = await play(sample);
        const denials = denialsOf(state, managed);
        const left = denialsOf(end, managed);
        for (const [held, text] of denials) {
          kept += 1;
          const now = left.get(held);
          expect(now === undefined ? [held] : within(deniedBy(text), deniedBy(now))).toEqual([]);
        }
      }),
      { numRuns: RUNS },
    );
    expect(kept).toBeGreaterThan(RUNS / 10);
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
        const told = new Set([...repaired, ...[...plan.refused, ...plan.off].map(nameOf)]);
        expect([...told].toSorted()).toEqual(drifts.map(nameOf).toSorted());
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
