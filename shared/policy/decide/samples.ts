import type { Glob, GlobStep } from "../glob.ts";

/** Words that stand for a `*`, tried in turn so that a text can be found that another pattern does not match. */
const FILLERS = ["example", "another-example", ""] as const;

/** By place in an ARN: partition, service, region, account. A `*` that is a whole segment stands for one of these. */
const SEGMENTS = ["arn", "aws", "s3", "us-east-1", "123456789012"];

/** The value a policy variable has in sample requests that set it. */
export function sampleVariable(key: string): string {
  if (key.endsWith("account") || key.endsWith("accountid")) return "123456789012";
  return `example-${key.slice(key.search(/[^:/]*$/)) || "value"}`;
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
  const sample = (filler: string): string =>
    beginning === "arn:" ? sampleArn(glob, filler) : glob.map((step) => fill(step, filler)).join("");
  return [...new Set(FILLERS.map(sample))];
}

/** An ARN with at least five colons, each `*` filled according to its segment. */
function sampleArn(glob: Glob, filler: string): string {
  let arn = "";
  for (const [index, step] of glob.entries()) {
    const segment = step.type === "many" ? arn.split(":").length - 1 : 0;
    const whole = arn.endsWith(":") && (glob[index + 1] === undefined || isColon(glob[index + 1]));
    const standing = step.type === "many" && whole && filler !== "" ? SEGMENTS[segment] : undefined;
    arn += standing ?? fill(step, filler);
  }
  const missing = 5 - (arn.split(":").length - 1);
  return missing > 0 && glob.at(-1)?.type === "many" ? `${arn}${":example".repeat(missing)}` : arn;
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

function isColon(step: GlobStep | undefined): boolean {
  return step?.type === "character" && step.text === ":";
}
