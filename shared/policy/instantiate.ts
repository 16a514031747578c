import { type Glob, type GlobStep, readGlob } from "./glob.ts";

/** Words that stand for a `*`, tried in turn so that a name can be found that another pattern does not match. */
const FILLERS = ["example", "another-example", ""] as const;

/** By place in an ARN: partition, service, region, account. A `*` that is a whole segment stands for one of these. */
const SEGMENTS = ["arn", "aws", "s3", "us-east-1", "123456789012"];

/** The value a policy variable has in every sample request that sets it. */
function sampleVariable(key: string): string {
  if (key.endsWith("account") || key.endsWith("accountid")) return "123456789012";
  return `example-${key.slice(key.search(/[^:/]*$/)) || "value"}`;
}

/** One ARN that the pattern matches, each `*` filled according to its segment, with at least five colons. */
function instantiateArn(glob: Glob, filler: string): string {
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

/** IAM's own limit on the length of an ARN. */
const LONGEST_SAMPLE = 2048;

/**
 * ARNs that a resource pattern matches, one for each filler, and one with its variables' defaults where it has any; none for a
 * pattern longer than an ARN can be.
 */
export function instances(pattern: string, variables: boolean): readonly string[] {
  if (pattern.length > LONGEST_SAMPLE) return [];
  const glob = readGlob(pattern, { variables });
  const byDefault = glob.map((step) => {
    return step.type === "variable" && step.fallback !== undefined ? plainStep(step.fallback) : step;
  });
  return [...new Set([...FILLERS.map((filler) => instantiateArn(glob, filler)), instantiateArn(byDefault, "example")])];
}

function plainStep(text: string): GlobStep {
  return { type: "character", text };
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
