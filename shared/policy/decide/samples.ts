import type { Glob, GlobStep } from "../glob.ts";
import { sampleArn } from "./sample-arn.ts";

/** Words that stand for a `*`, tried in turn so that a text can be found that another pattern does not match. */
const FILLERS = ["example", "another-example", ""] as const;

/** The value a policy variable has in sample requests that set it. */
export function sampleVariable(key: string, number: 1 | 2 = 1): string {
  if (key.endsWith("account") || key.endsWith("accountid")) return number === 1 ? "123456789012" : "210987654321";
  return `example-${key.slice(key.search(/[^:/]*$/)) || "value"}${number === 1 ? "" : "-2"}`;
}

const known = new WeakMap<Glob, readonly string[]>();

/** Texts that the pattern matches, which a person recognises. They only save work: nothing rests on there being enough of them. */
export function sampleTexts(glob: Glob): readonly string[] {
  const before = known.get(glob);
  if (before !== undefined) return before;
  const samples = makeSamples(glob);
  known.set(glob, samples);
  return samples;
}

function makeSamples(glob: Glob): readonly string[] {
  if (glob.every(({ type }) => type === "character")) return [];
  const beginning = glob
    .slice(0, 4)
    .map((step) => ("text" in step ? step.text : ""))
    .join("");
  const samples = FILLERS.map((filler, choice) => {
    const fillStep = (step: GlobStep): string => fill(step, filler);
    return beginning === "arn:" ? sampleArn(glob, choice, fillStep) : glob.map(fillStep).join("");
  });
  return [...new Set(samples)];
}

function fill(step: GlobStep, filler: string): string {
  switch (step.type) {
    case "many":
      return filler;
    case "one":
      return "x";
    case "variable":
      return sampleVariable(step.key);
    default:
      return step.text;
  }
}
