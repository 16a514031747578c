import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import * as z from "zod";
import { parseTemplate } from "../../infra/cloudformation-yaml.ts";
import type { Bench, Figure, Measured } from "../bench.ts";
import { count, figureOf, type Line, mebibytes, milliseconds } from "../figures.ts";
import type { Taken } from "../large-account/peak.ts";
import {
  ACCOUNT,
  COUNTS,
  expectedEntities,
  OLD_KEYS,
  SESSION_LENGTHS,
  serveAccount,
  YOUNG_MADE_AT,
} from "./lab-account.ts";
import type { SweepOutput } from "./sweep.ts";

const here = (file: string): string => fileURLToPath(new URL(file, import.meta.url));
const PEAK = here("../large-account/peak.ts");
const SWEEP = here("sweep.ts");

/** How many of a hundred entities a baseline expects. */
const FEW = 5;
const ALL = 100;
const PAGE = 1_000;
/** What confirming a suspect takes: GetUser, ListAccessKeys and GetLoginProfile. */
const CONFIRMATION = 3;
/** The budget of the design page for a sweep of 10,000 entities. */
const MEMORY = 256 * 2 ** 20;

/** One sweep, in a process of its own. */
type Swept = Taken & SweepOutput;

interface Round {
  readonly few: Swept;
  readonly all: Swept;
}

const LINES: readonly Line<Round>[] = [
  { name: "a sweep, 500 entities expected: peak memory", of: ({ few }) => few.peak, show: mebibytes, atMost: MEMORY },
  { name: "… time", of: ({ few }) => few.milliseconds, show: milliseconds },
  { name: "a sweep, all expected: peak memory", of: ({ all }) => all.peak, show: mebibytes, atMost: MEMORY },
  { name: "… time", of: ({ all }) => all.milliseconds, show: milliseconds },
];

const run = promisify(execFile);

const functionFile = z.looseObject({
  function: z.looseObject({ environment: z.looseObject({ NODE_OPTIONS: z.string() }) }),
});

/** What Node.js is told where the function runs. */
function nodeOptions(): string {
  const file = here("../../functions/sweep-account/function.yml");
  return functionFile.parse(parseTemplate(readFileSync(file, "utf8"), file)).function.environment.NODE_OPTIONS;
}

/** @throws where the sweep does not end, or does not find just the keys that are too old */
async function sweep(directory: string, endpoint: string, share: number): Promise<Swept> {
  const [file, taken] = ["account.json", "taken.json"].map((name) => join(directory, name)) as [string, string];
  const entities = expectedEntities(share);
  writeFileSync(file, JSON.stringify({ account: ACCOUNT, partition: "aws", entities }));
  const env = { PATH: process.env.PATH, NODE_OPTIONS: nodeOptions(), PLUMBLINE_BENCH_TAKEN: taken };
  const { stdout } = await run(
    process.execPath,
    ["--import", PEAK, SWEEP, endpoint, file, YOUNG_MADE_AT.toISOString()],
    {
      env,
      maxBuffer: 2 ** 26,
    },
  );
  const swept = { ...JSON.parse(readFileSync(taken, "utf8")), ...JSON.parse(stdout) } as Swept;
  const { status, counts } = swept;
  if (status === "swept" && counts.entities === entities.length && counts.opened === OLD_KEYS) return swept;
  throw new Error(`The sweep ended otherwise than expected: ${JSON.stringify({ status, counts })}`);
}

/** Calls do not differ between rounds. */
function callFigure(name: string, { calls }: Swept): Figure {
  // The entities, and the one policy of AWS's that is attached.
  const entities = Object.values(COUNTS).reduce<number>((sum, each) => sum + each, 1);
  const pages = Math.ceil(entities / PAGE);
  const atMost = pages + 3 + SESSION_LENGTHS + CONFIRMATION * OLD_KEYS;
  const text = `≤ ${pages} + 3 + ${SESSION_LENGTHS} + ${CONFIRMATION} × ${OLD_KEYS} = ${atMost}`;
  return {
    name,
    best: count(calls.length),
    median: count(calls.length),
    budget: { text, kept: calls.length <= atMost },
  };
}

function counted(calls: readonly string[]): string {
  const groups = Map.groupBy(calls, (call) => call);
  return [...groups].map(([call, { length }]) => (length === 1 ? call : `${length} ${call}`)).join(", ");
}

async function measure(directory: string, endpoint: string, wanted: number): Promise<Measured> {
  const rounds: Round[] = [];
  while (rounds.length < wanted) {
    rounds.push({
      few: await sweep(directory, endpoint, FEW),
      all: await sweep(directory, endpoint, ALL),
    });
  }
  const [first] = rounds;
  if (first === undefined) throw new Error("Nothing was measured.");
  return {
    subject:
      `A sweep of a lab account of ${count(Object.values(COUNTS).reduce<number>((sum, each) => sum + each, 0))} entities over HTTP, ${wanted} rounds, ` +
      `each sweep a fresh process with the NODE_OPTIONS of the function and a ledger that takes no memory; ${SESSION_LENGTHS} expected roles have a session length, and ${OLD_KEYS} expected users a key that is too old.`,
    figures: [
      callFigure("calls to IAM, 500 entities expected", first.few),
      callFigure("calls to IAM, all expected", first.all),
      ...LINES.map((line) => figureOf(line, rounds)),
    ],
    remarks: [`The calls with all expected: ${counted(first.all.calls)}.`],
  };
}

/** What a sweep takes of an account of 10,000 entities. */
export const accountSweep: Bench = {
  name: "account-sweep",
  title: "Sweeping a large account",
  async run({ rounds }) {
    const directory = mkdtempSync(join(tmpdir(), "plumbline-bench-"));
    const served = await serveAccount();
    try {
      return await measure(directory, served.endpoint, rounds);
    } finally {
      await served.stop();
      rmSync(directory, { recursive: true });
    }
  },
};
