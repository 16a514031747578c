import { spawnSync } from "node:child_process";
import { mkdtemp, rm, stat } from "node:fs/promises";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { loadConfiguration } from "../../cli/load-configuration.ts";
import { bundleFunctions } from "../../infra/bundle.ts";
import { readStackFiles } from "../../infra/stack-files.ts";
import type { Bench, Figure } from "../bench.ts";
import { figureOf, type Line } from "../figures.ts";
import { median } from "../statistics.ts";
import { bundleAlone, sdkPartsOf } from "./clients-alone.ts";

const PROJECT = fileURLToPath(new URL("../..", import.meta.url));
const CONFIGURATION = join(PROJECT, "test/lab/plumbline.yml");
const IMPORT_TIME = fileURLToPath(new URL("import-time.ts", import.meta.url));
/** How often each module is imported in a round. */
const IMPORTS = 7;

/** What a function may weigh, and how long its import may take, beside the SDK's clients alone. */
const BYTES_OVER = 200 * 1_024;
const TIMES_AS_LONG = 1.3;

const kilobytes = (bytes: number): string => `${Math.round(bytes / 1_024)} KB`;
const ratio = (value: number): string => `${value.toFixed(2)}×`;

/** A function beside the same calls made with the SDK alone. */
interface Pair {
  readonly name: string;
  readonly bundle: string;
  readonly alone: string;
  /** Bytes of what is loaded when it starts. */
  readonly size: number;
  /** Bytes of what is loaded when it is needed. */
  readonly sizeLater: number;
  readonly sizeAlone: number;
  readonly environment: Readonly<Record<string, string>>;
}

/** Bundles every function with the lab's configuration, and its clients alone. */
async function bundlePairs(outdir: string): Promise<readonly Pair[]> {
  const compilation = await loadConfiguration(CONFIGURATION);
  if (compilation.status === "invalid") throw new Error(`${CONFIGURATION} is not valid.`);
  const { configuration } = compilation;
  const { functions } = await readStackFiles(PROJECT);
  const names = functions.map(({ folder }) => folder);
  const bundles = await bundleFunctions({ project: PROJECT, names, configuration, outdir, minify: true });
  return await Promise.all(
    bundles.map(async ({ name, file, size, sizeLater, loadedAtStart }) => {
      const alone = join(outdir, name, "alone.mjs");
      await bundleAlone(PROJECT, await sdkPartsOf(loadedAtStart), alone);
      const variables = functions.find(({ folder }) => folder === name)?.function.environment ?? {};
      const environment = Object.fromEntries(Object.entries(variables).map(([key, value]) => [key, made(key, value)]));
      return { name, bundle: file, alone, size, sizeLater, sizeAlone: (await stat(alone)).size, environment };
    }),
  );
}

/** A value that a function takes: it asks for its environment when it is imported. */
function made(name: string, value: unknown): string {
  if (typeof value === "string") return value;
  if (name === "ACCOUNT_ID") return "000000000000";
  if (name.endsWith("_URL")) return "https://sqs.us-east-1.amazonaws.com/000000000000/queue";
  if (name.endsWith("_ARN")) return "arn:aws:sns:us-east-1:000000000000:topic";
  return name.endsWith("_SECONDS") ? "60" : "plumbline";
}

/** Milliseconds, in a process of its own. */
function importTime(file: string, environment: Readonly<Record<string, string>>): number {
  const env = { PATH: process.env.PATH, AWS_REGION: "us-east-1", ...environment };
  const { status, stdout, stderr } = spawnSync(process.execPath, [IMPORT_TIME, file], { encoding: "utf8", env });
  if (status !== 0) throw new Error(`${file} could not be imported: ${stderr}`);
  return Number(stdout);
}

/** One after the other and in turn, so that both meet the same machine. */
function timesAsLong({ bundle, alone, environment }: Pair): number {
  const turns = Array.from({ length: IMPORTS }, () => ({
    whole: importTime(bundle, environment),
    alone: importTime(alone, environment),
  }));
  return median(turns.map(({ whole }) => whole)) / median(turns.map((turn) => turn.alone));
}

function figuresOf(pair: Pair, rounds: readonly number[]): readonly Figure[] {
  const size: Line<Pair> = {
    name: `${pair.name}: beyond its clients`,
    of: (each) => each.size - each.sizeAlone,
    show: kilobytes,
    atMost: BYTES_OVER,
  };
  const time: Line<number> = {
    name: "… import, times as long",
    of: (each) => each,
    show: ratio,
    atMost: TIMES_AS_LONG,
  };
  return [figureOf(size, [pair]), figureOf(time, rounds)];
}

/** What each function weighs and how long its import takes, beside a module of nothing but its SDK clients. */
export const bundles: Bench = {
  name: "bundles",
  title: "Bundles",
  async run({ rounds }) {
    const outdir = await mkdtemp(join(tmpdir(), "plumbline-bundles-"));
    try {
      const pairs = await bundlePairs(outdir);
      const figures = pairs.flatMap((pair) =>
        figuresOf(
          pair,
          Array.from({ length: rounds }, () => timesAsLong(pair)),
        ),
      );
      const sizes = pairs.map(({ name, size, sizeAlone, sizeLater }) => {
        return `${name} ${kilobytes(size)} of ${kilobytes(sizeAlone)}, later ${kilobytes(sizeLater)}`;
      });
      return {
        subject: `What each function loads when it starts, minified and with the lab's configuration, beside one of the same SDK clients and commands alone; ${rounds} rounds, in each the middle of ${IMPORTS} imports, every one in a process of its own; Node ${process.version}, ${cpus()[0]?.model.trim()}.`,
        figures,
        remarks: [
          `What is loaded at the start, its clients alone, and what is loaded when it is needed: ${sizes.join("; ")}.`,
        ],
      };
    } finally {
      await rm(outdir, { recursive: true });
    }
  },
};
