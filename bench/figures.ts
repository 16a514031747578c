import type { Figure } from "./bench.ts";
import { median } from "./statistics.ts";

export const milliseconds = (value: number): string =>
  value >= 1_000 ? `${(value / 1_000).toFixed(2)} s` : `${value.toPrecision(3)} ms`;
export const times = (value: number): string => `${value.toFixed(1)}×`;
export const perSecond = (value: number): string => `${Math.round(value).toLocaleString("en")}/s`;
export const mebibytes = (value: number): string => `${(value / 2 ** 20).toFixed(1)} MiB`;
export const count = (value: number): string => value.toLocaleString("en");

/** A figure that every round gives anew, and what it may be. */
export interface Line<Round> {
  readonly name: string;
  readonly of: (round: Round) => number;
  readonly show: (value: number) => string;
  readonly atMost?: number;
  readonly atLeast?: number;
}

/** The best and the middle value of the rounds, held against the budget. */
export function figureOf<Round>({ name, of, show, atMost, atLeast }: Line<Round>, rounds: readonly Round[]): Figure {
  const values = rounds.map(of);
  const middle = median(values);
  const best = atLeast === undefined ? Math.min(...values) : Math.max(...values);
  const bound = atMost ?? atLeast;
  const kept = (atMost === undefined || middle <= atMost) && (atLeast === undefined || middle >= atLeast);
  const budget =
    bound === undefined ? {} : { budget: { text: `${atMost === undefined ? "≥" : "≤"} ${show(bound)}`, kept } };
  return { name, best: show(best), median: show(middle), ...budget };
}
