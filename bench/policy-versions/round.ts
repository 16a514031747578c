import { comparePolicyTexts } from "../../shared/policy/compare-policy-texts.ts";
import { median, percentile } from "../statistics.ts";
import { type VersionPair, versionPairs } from "./corpus.ts";

/** What one round measured, in a process of its own whose caches were empty. Times are in milliseconds, memory in bytes. */
export interface Round {
  readonly pairs: number;
  readonly characters: number;
  /** JSON.parse of all the texts, once, as they are compared: the unit. */
  readonly parse: number;
  readonly total: number;
  readonly p50: number;
  readonly p99: number;
  readonly worst: number;
  readonly worstName: string;
  /** How often each verdict was given: `different broadened`. */
  readonly verdicts: Readonly<Record<string, number>>;
  readonly unknown: readonly string[];
  /** Comparisons a second of texts that were compared before: of the whole corpus, and of the same few again and again. */
  readonly seenAll: number;
  readonly seenFew: number;
  /** What comparing left in memory: after the corpus once, and after three times as many texts that were never seen again. */
  readonly held: number;
  readonly heldLater: number;
}

const FEW = 100;
const AGAIN = 1_000;
const MORE_TEXTS = 3;

type Verdict = Extract<ReturnType<typeof comparePolicyTexts>, { status: "compared" }>["verdict"];

function compare({ name, canonical, live }: VersionPair): Verdict {
  const compared = comparePolicyTexts([canonical], [live], "identity");
  if (compared.status === "compared") return compared.verdict;
  throw new Error(`${name} is no policy: ${compared.problems[0]?.message}`);
}

function timeParse(pairs: readonly VersionPair[]): number {
  const start = performance.now();
  for (const { canonical, live } of pairs) {
    JSON.parse(canonical);
    JSON.parse(live);
  }
  return performance.now() - start;
}

function heldBytes(): number {
  if (globalThis.gc === undefined) throw new Error("A round needs node --expose-gc to see what is held in memory.");
  globalThis.gc();
  return process.memoryUsage().heapUsed;
}

/** Comparisons a second, going through the pairs until a second has passed. */
function comparisonsASecond(pairs: readonly VersionPair[]): number {
  let count = 0;
  const start = performance.now();
  let elapsed = 0;
  while (elapsed < AGAIN) {
    for (const pair of pairs) compare(pair);
    count += pairs.length;
    elapsed = performance.now() - start;
  }
  return (count / elapsed) * 1_000;
}

/** The pairs with other texts that decide the same: an Id that no text had before. */
function renamed(pairs: readonly VersionPair[], id: string): readonly VersionPair[] {
  const rename = (text: string): string => `{"Id":"${id}",${text.slice(1)}`;
  return pairs.map(({ name, canonical, live }) => ({ name, canonical: rename(canonical), live: rename(live) }));
}

function measure(): Round {
  const pairs = versionPairs();
  const parse = timeParse(pairs);
  const times = new Float64Array(pairs.length);
  const verdicts: Record<string, number> = {};
  const unknown: string[] = [];
  const before = heldBytes();
  const start = performance.now();
  pairs.forEach((pair, index) => {
    const from = performance.now();
    const verdict = compare(pair);
    times[index] = performance.now() - from;
    const name = verdict.verdict === "unknown" ? "unknown" : `${verdict.verdict} ${verdict.change}`;
    verdicts[name] = (verdicts[name] ?? 0) + 1;
    if (verdict.verdict === "unknown") unknown.push(`${pair.name}: ${verdict.reason}`);
  });
  const total = performance.now() - start;
  const held = heldBytes() - before;
  const worst = times.reduce((most, time) => Math.max(most, time), 0);
  const seenAll = comparisonsASecond(pairs);
  const seenFew = comparisonsASecond(pairs.slice(0, FEW));
  for (let more = 0; more < MORE_TEXTS; more += 1) for (const pair of renamed(pairs, `again-${more}`)) compare(pair);
  return {
    pairs: pairs.length,
    characters: pairs.reduce((sum, { canonical, live }) => sum + canonical.length + live.length, 0),
    parse,
    total,
    p50: median(times),
    p99: percentile(times, 0.99),
    worst,
    worstName: pairs[times.indexOf(worst)]?.name ?? "",
    verdicts,
    unknown,
    seenAll,
    seenFew,
    held,
    heldLater: heldBytes() - before,
  };
}

process.stdout.write(JSON.stringify(measure()));
