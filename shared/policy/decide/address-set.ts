import type { AddressRange } from "../condition-values.ts";

type Width = AddressRange["width"];

/** A run of addresses, from the first to the one before `end`. */
export interface AddressRun {
  readonly start: bigint;
  readonly end: bigint;
}

/** The addresses of many blocks, to be asked after one by one. */
export class AddressSet {
  /** In order and apart. */
  readonly #runs: Readonly<Record<Width, readonly AddressRun[]>>;

  constructor(blocks: readonly AddressRange[]) {
    this.#runs = { 32: mergeRuns(runsOf(blocks, 32)), 128: mergeRuns(runsOf(blocks, 128)) };
  }

  has({ width, base }: Pick<AddressRange, "width" | "base">): boolean {
    const runs = this.#runs[width];
    let [low, high] = [0, runs.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      const run = runs[middle];
      if (run !== undefined && run.end <= base) low = middle + 1;
      else high = middle;
    }
    const run = runs[low];
    return run !== undefined && run.start <= base;
  }
}

/** The blocks of one width as runs, in order. */
function runsOf(blocks: readonly AddressRange[], width: Width): readonly AddressRun[] {
  return blocks
    .filter((block) => block.width === width)
    .map(({ base, prefix }) => ({ start: base, end: base + (1n << BigInt(width - prefix)) }))
    .sort((one, other) => (one.start < other.start ? -1 : 1));
}

function mergeRuns(runs: readonly AddressRun[]): readonly AddressRun[] {
  const merged: AddressRun[] = [];
  for (const run of runs) {
    const last = merged.at(-1);
    if (last === undefined || last.end < run.start) merged.push(run);
    else if (last.end < run.end) merged[merged.length - 1] = { start: last.start, end: run.end };
  }
  return merged;
}

/** The addresses of a width in runs that no block divides, in order, where there are blocks of that width. */
export function undividedRuns(blocks: readonly AddressRange[], width: Width): readonly AddressRun[] {
  const runs = runsOf(blocks, width);
  if (runs.length === 0) return [];
  const most = 1n << BigInt(width);
  const bounds = new Set([0n, ...runs.flatMap(({ start, end }) => [start, end]), most]);
  const sorted = [...bounds].sort((a, b) => (a < b ? -1 : 1));
  return sorted.slice(1).map((end, index) => ({ start: sorted[index] ?? 0n, end }));
}
