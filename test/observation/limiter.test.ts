import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createLimiter } from "../../shared/observation/limiter.ts";

describe("createLimiter", () => {
  it("never has more tasks under way than its maximum, and uses all of it", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 6 }),
        fc.array(fc.nat(3), { maxLength: 30 }),
        async (maximum, tasks) => {
          const limit = createLimiter(maximum);
          let underWay = 0;
          let most = 0;
          const run = (turns: number) =>
            limit(async () => {
              underWay += 1;
              most = Math.max(most, underWay);
              for (let turn = 0; turn <= turns; turn += 1) await Promise.resolve();
              underWay -= 1;
              return turns;
            });
          expect(await Promise.all(tasks.map(run))).toEqual(tasks);
          expect(most).toBe(Math.min(maximum, tasks.length));
        },
      ),
    );
  });

  it("starts tasks in the order they came", async () => {
    const limit = createLimiter(1);
    const started: number[] = [];
    await Promise.all([1, 2, 3].map((each) => limit(async () => started.push(each))));
    expect(started).toEqual([1, 2, 3]);
  });

  it("gives a failed task's place back, and its error to its caller only", async () => {
    const limit = createLimiter(1);
    const failed = limit(async () => {
      throw new Error("broken");
    });
    const other = limit(async () => "done");
    await expect(failed).rejects.toThrow("broken");
    await expect(other).resolves.toBe("done");
  });

  it.each([0, -1, 1.5, Number.NaN])("refuses a maximum of %s", (maximum) => {
    expect(() => createLimiter(maximum)).toThrow(RangeError);
  });
});
