import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Agenda } from "./agenda.ts";
import { LabClock } from "./clock.ts";
import { timeAfter } from "./duration.ts";

const from = new Date("2024-01-31T12:00:00.000Z");

describe("timeAfter", () => {
  it.each([
    ["P91D", "2024-05-01T12:00:00.000Z"],
    ["P1W", "2024-02-07T12:00:00.000Z"],
    ["P1Y", "2025-01-31T12:00:00.000Z"],
    ["P1Y2M10DT2H30M", "2025-04-10T14:30:00.000Z"],
    ["PT36H", "2024-02-02T00:00:00.000Z"],
    ["PT0S", "2024-01-31T12:00:00.000Z"],
    ["PT1.5S", "2024-01-31T12:00:01.500Z"],
  ])("%s", (text, expected) => {
    expect(timeAfter(from, text)?.toISOString()).toBe(expected);
  });

  it.each(["", "P", "PT", "P1", "1D", "P1D ", "P-1D", "-P1D", "P1DT", "P1H", "P1S", "91 days", "P99999999Y"])(
    "refuses %j",
    (text) => {
      expect(timeAfter(from, text)).toBeUndefined();
    },
  );
});

describe("Agenda", () => {
  it("runs what is due, earliest first, and in the order of entry within a moment", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(20)), fc.nat(20), async (dues, now) => {
        const agenda = new Agenda();
        const ran: [number, number][] = [];
        for (const [index, due] of dues.entries()) {
          agenda.at(due, async () => {
            ran.push([due, index]);
          });
        }
        for (let run = agenda.takeDue(now); run !== undefined; run = agenda.takeDue(now)) await run();
        const expected = [...dues.entries()].filter(([, due]) => due <= now).sort(([i, a], [j, b]) => a - b || i - j);
        expect(ran).toEqual(expected.map(([index, due]) => [due, index]));
        expect(agenda.nextDue()).toBe(dues.filter((due) => due > now).sort((a, b) => a - b)[0]);
      }),
    );
  });

  it("forgets what is cancelled", () => {
    const agenda = new Agenda();
    agenda.at(1, async () => undefined)();
    expect(agenda.nextDue()).toBeUndefined();
  });
});

describe("LabClock", () => {
  const HOUR = 3_600_000;

  it("stands at each due time while what is due then runs, and settles before the next", async () => {
    const told: string[] = [];
    const clock = new LabClock(async () => {
      told.push("settled");
    });
    const start = clock.now();
    for (const hours of [2, 1, 5]) {
      clock.agenda.at(start + hours * HOUR, async () => {
        told.push(`${hours} at ${Math.floor((clock.now() - start) / HOUR)}`);
      });
    }
    await clock.advanceTo(start + 3 * HOUR);
    expect(told).toEqual(["settled", "1 at 1", "settled", "2 at 2", "settled", "settled"]);
    expect(Math.floor((clock.now() - start) / HOUR)).toBe(3);
  });

  it("runs what something due adds before its target", async () => {
    const clock = new LabClock(async () => undefined);
    const start = clock.now();
    const ran: number[] = [];
    const again = (due: number): void => {
      clock.agenda.at(due, async () => {
        ran.push(due - start);
        again(due + HOUR);
      });
    };
    again(start + HOUR);
    await clock.advanceTo(start + 3 * HOUR);
    expect(ran).toEqual([HOUR, 2 * HOUR, 3 * HOUR]);
  });

  it("never goes back, and moves once at a time", async () => {
    const clock = new LabClock(async () => undefined);
    const start = clock.now();
    await Promise.all([
      clock.advanceTo(start + 2 * HOUR),
      clock.advanceTo(start + HOUR),
      clock.advanceTo(start - HOUR),
    ]);
    expect(clock.now() - start).toBeGreaterThanOrEqual(2 * HOUR);
    expect(clock.offset()).toBe(Number(new BigInt64Array(clock.shared)[0]));
  });
});
