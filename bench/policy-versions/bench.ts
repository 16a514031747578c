import { execFile } from "node:child_process";
import { cpus } from "node:os";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { Bench, Measured } from "../bench.ts";
import { count, figureOf, type Line, mebibytes, milliseconds, perSecond, times } from "../figures.ts";
import { corpusRelease } from "./corpus.ts";
import type { Round } from "./round.ts";

const ROUND = fileURLToPath(new URL("round.ts", import.meta.url));

/** A round has a process of its own: then nothing is cached or compiled yet, as in a Lambda's first invocation. */
async function runRound(): Promise<Round> {
  const run = promisify(execFile);
  const { stdout } = await run(process.execPath, ["--expose-gc", ROUND], { maxBuffer: 2 ** 26 });
  return JSON.parse(stdout) as Round;
}

/** The budgets are those of the design page. */
const LINES: readonly Line<Round>[] = [
  { name: "JSON.parse of the same texts", of: ({ parse }) => parse, show: milliseconds },
  { name: "all comparisons", of: ({ total }) => total, show: milliseconds },
  { name: "… as a multiple of JSON.parse", of: ({ total, parse }) => total / parse, show: times, atMost: 8 },
  { name: "one comparison: p50", of: ({ p50 }) => p50, show: milliseconds, atMost: 0.1 },
  { name: "… p99", of: ({ p99 }) => p99, show: milliseconds, atMost: 4 },
  { name: "… worst", of: ({ worst }) => worst, show: milliseconds, atMost: 100 },
  { name: "unknown verdicts", of: ({ unknown }) => unknown.length, show: count, atMost: 0 },
  { name: "texts seen before: the same 100 pairs", of: ({ seenFew }) => seenFew, show: perSecond, atLeast: 200_000 },
  { name: "… the whole corpus again", of: ({ seenAll }) => seenAll, show: perSecond, atLeast: 200_000 },
  { name: "held in memory after the corpus", of: ({ held }) => held, show: mebibytes },
  { name: "… after three times as many other texts", of: ({ heldLater }) => heldLater, show: mebibytes },
];

function remarks(rounds: readonly Round[]): readonly string[] {
  const [first] = rounds;
  if (first === undefined) return [];
  const verdicts = Object.entries(first.verdicts).toSorted();
  const worst = [...new Set(rounds.map(({ worstName }) => worstName))];
  const alike = rounds.every(
    (round) => JSON.stringify(Object.entries(round.verdicts).toSorted()) === JSON.stringify(verdicts),
  );
  return [
    `Verdicts: ${verdicts.map(([verdict, times]) => `${count(times)} ${verdict}`).join(", ")}.`,
    ...(alike ? [] : ["The rounds did not give the same verdicts, which is a fault."]),
    `Worst: ${worst.join("; ")}.`,
    ...first.unknown.map((each) => `Unknown: ${each}.`),
  ];
}

/** How long it takes to compare each version of AWS's managed policies with the one before. */
export const policyVersions: Bench = {
  name: "policy-versions",
  title: "Comparing policies",
  async run({ rounds: wanted }): Promise<Measured> {
    const rounds: Round[] = [];
    while (rounds.length < wanted) rounds.push(await runRound());
    const [first] = rounds;
    const subject =
      `${count(first?.pairs ?? 0)} pairs of adjacent versions in ${corpusRelease()}, ` +
      `${((first?.characters ?? 0) / 1e6).toFixed(1)} million characters; ${wanted} rounds, each in a fresh process; ` +
      `Node ${process.version}, ${cpus()[0]?.model.trim()}.`;
    return { subject, figures: LINES.map((line) => figureOf(line, rounds)), remarks: remarks(rounds) };
  },
};
