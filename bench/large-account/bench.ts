import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { Bench, Measured } from "../bench.ts";
import { count, figureOf, type Line, mebibytes, milliseconds, times } from "../figures.ts";
import { type MadeUpAccount, writeAccount } from "./made-up-account.ts";
import type { Taken } from "./peak.ts";

const here = (file: string): string => fileURLToPath(new URL(file, import.meta.url));
const PEAK = here("peak.ts");
/** Reads a file and parses it, which is what a check's time is held against. */
const PARSE = 'JSON.parse(require("node:fs").readFileSync(process.argv[1], "utf8"))';
const CLI = here("../../cli/plumbline.ts");

/** How many of a hundred entities a baseline expects. */
const FEW = 5;
const ALL = 100;

/** The budget of the design page for an account of 10,000 entities. */
const MEMORY = 256 * 2 ** 20;

/** One round: each program in a process of its own. */
interface Round {
  readonly parse: Taken;
  readonly few: Taken;
  readonly all: Taken;
}

const LINES: readonly Line<Round>[] = [
  { name: "reading the file and JSON.parse: time", of: ({ parse }) => parse.milliseconds, show: milliseconds },
  { name: "… peak memory", of: ({ parse }) => parse.peak, show: mebibytes },
  { name: "check, 500 entities expected: peak memory", of: ({ few }) => few.peak, show: mebibytes, atMost: MEMORY },
  { name: "… time", of: ({ few }) => few.milliseconds, show: milliseconds },
  { name: "… as a multiple of JSON.parse", of: ({ few, parse }) => few.milliseconds / parse.milliseconds, show: times },
  { name: "check, all expected: peak memory", of: ({ all }) => all.peak, show: mebibytes, atMost: MEMORY },
  { name: "… time", of: ({ all }) => all.milliseconds, show: milliseconds },
  { name: "… as a multiple of JSON.parse", of: ({ all, parse }) => all.milliseconds / parse.milliseconds, show: times },
];

const run = promisify(execFile);

/** @throws where the program does not end with 0: a check of what is as it should be finds nothing, and nothing is unreadable */
async function take(directory: string, program: readonly string[]): Promise<Taken> {
  const file = join(directory, "taken.json");
  const env = { PATH: process.env.PATH, PLUMBLINE_BENCH_TAKEN: file };
  await run(process.execPath, ["--import", PEAK, ...program], { env, maxBuffer: 2 ** 26 });
  return JSON.parse(readFileSync(file, "utf8")) as Taken;
}

const check = ({ details, baseline, configuration }: MadeUpAccount): readonly string[] => {
  const options = ["--config", configuration, "--baseline", baseline, "--snapshot", details];
  return [CLI, "check", ...options, "--format", "json"];
};

function writeIn(directory: string, share: number): MadeUpAccount {
  mkdirSync(directory);
  return writeAccount(directory, share);
}

async function measure(directory: string, wanted: number): Promise<Measured> {
  const few = writeIn(join(directory, "few"), FEW);
  const all = writeIn(join(directory, "all"), ALL);
  const rounds: Round[] = [];
  while (rounds.length < wanted) {
    rounds.push({
      parse: await take(directory, ["--eval", PARSE, few.details]),
      few: await take(directory, check(few)),
      all: await take(directory, check(all)),
    });
  }
  const subject =
    `A made-up account of ${count(few.entities)} entities, ${(statSync(few.details).size / 1e6).toFixed(1)} MB as ` +
    `aws iam get-account-authorization-details prints it; ${wanted} rounds, each check a fresh process; ` +
    `Node ${process.version}, ${cpus()[0]?.model.trim()}.`;
  const remarks = [
    `Expected are ${count(few.expected)} and ${count(all.expected)} entities; all are as they should be.`,
  ];
  return { subject, figures: LINES.map((line) => figureOf(line, rounds)), remarks };
}

/** What `plumbline check --snapshot` takes of an account of 10,000 entities. */
export const largeAccount: Bench = {
  name: "large-account",
  title: "Checking a large account",
  async run({ rounds }) {
    const directory = mkdtempSync(join(tmpdir(), "plumbline-bench-"));
    try {
      return await measure(directory, rounds);
    } finally {
      rmSync(directory, { recursive: true });
    }
  },
};
