import { parseArgs } from "node:util";
import type { Bench, Measured } from "./bench.ts";
import { benches } from "./benches.ts";
import { markdownTable, plainTable } from "./table.ts";

/*
 * npm run bench [-- NAME… --rounds N --markdown --enforce]
 *
 * Measures what the design page has budgets for, and prints each figure beside its budget. A budget that is missed fails the run only with
 * --enforce: timings on a busy machine say little.
 */

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rounds: { type: "string", default: "5" },
    markdown: { type: "boolean", default: false },
    enforce: { type: "boolean", default: false },
  },
});

function chosen(names: readonly string[]): readonly Bench[] {
  const unknown = names.find((name) => !benches.some((bench) => bench.name === name));
  if (unknown !== undefined) {
    throw new Error(`There is no bench ${unknown}; there are ${benches.map(({ name }) => name).join(", ")}.`);
  }
  return names.length === 0 ? benches : benches.filter(({ name }) => names.includes(name));
}

function keepsBudgets({ figures }: Measured): boolean {
  return figures.every(({ budget }) => budget?.kept ?? true);
}

const rounds = Number(values.rounds);
if (!Number.isInteger(rounds) || rounds < 1)
  throw new Error(`--rounds must be a whole number from 1, not ${values.rounds}.`);
for (const bench of chosen(positionals)) {
  const measured = await bench.run({ rounds });
  const table = values.markdown ? markdownTable(bench, measured) : plainTable(bench, measured);
  process.stdout.write(`${table}\n`);
  if (values.enforce && !keepsBudgets(measured)) process.exitCode = 1;
}
