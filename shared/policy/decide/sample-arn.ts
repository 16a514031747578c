import { acrossColons, type Glob, type GlobStep, matchGlob } from "../glob.ts";
import { plausibleServices } from "../plausible-names.ts";
import { Work } from "../work.ts";

const ACCOUNTS = ["123456789012", "210987654321"];
const REGIONS = [
  "us-east-1",
  "us-west-2",
  "eu-west-1",
  "eu-central-1",
  "ap-southeast-2",
  "ap-northeast-1",
  "ca-central-1",
  "sa-east-1",
  "us-gov-west-1",
  "cn-north-1",
];

/** By place in an ARN, what a person expects there: `arn`, partition, service, region, account. */
const PARTS: readonly (readonly string[])[] = [
  ["arn"],
  ["aws", "aws-us-gov", "aws-cn"],
  ["s3", ...plausibleServices()],
  REGIONS,
  ACCOUNTS,
];
const [SERVICE, ACCOUNT] = [2, 4];

const ANYTHING: Glob = [{ type: "many", free: true }];

/** What matching one short part of an ARN may cost. */
const STEPS = 10_000;

/**
 * A text with at least five colons that a pattern beginning with `arn:` matches, of the shape that ARNs have.
 *
 * @param choice which one, counted from 0, where there are several
 * @param fill what a step stands for after the fifth colon
 */
export function sampleArn(glob: Glob, choice: number, fill: (step: GlobStep) => string): string {
  const parts = partsOf(glob);
  const last = parts.length - 1;
  const filled = parts.map((part, place) =>
    place < PARTS.length ? fillPart(part, place, choice, fill) : part.map(fill).join(""),
  );
  // A star at the end stands for the parts that are not written, too.
  const open = last < PARTS.length && parts[last]?.at(-1)?.type === "many";
  const missing = open
    ? PARTS.slice(last + 1).map((_, index) => fillPart(ANYTHING, last + 1 + index, choice, fill))
    : [];
  return [...filled, ...missing, ...(open ? ["example"] : [])].join(":");
}

/** The steps between the first five colons, and all that comes after. */
function partsOf(glob: Glob): readonly Glob[] {
  const parts: GlobStep[][] = [[]];
  for (const step of glob) {
    if (parts.length <= PARTS.length && step.type === "character" && step.text === ":") parts.push([]);
    else parts.at(-1)?.push(step);
  }
  return parts;
}

function fillPart(part: Glob, place: number, choice: number, fill: (step: GlobStep) => string): string {
  if (part.every(({ type }) => type === "character" || type === "variable")) return part.map(fill).join("");
  const known = PARTS[place] ?? [];
  if (part.every(({ type }) => type === "many")) {
    // Some services leave the region and the account out.
    return choice > 1 && place > SERVICE ? "" : (known[choice] ?? known[0] ?? "");
  }
  const glob = acrossColons(part);
  const fitting = known.find((text) => matchGlob(glob, text, new Work(STEPS)) === true);
  if (fitting !== undefined) return fitting;
  return place === ACCOUNT ? fillAccount(part, fill) : part.map(fill).join("");
}

/** Twelve digits, where that can be. */
function fillAccount(part: Glob, fill: (step: GlobStep) => string): string {
  const [digits = ""] = ACCOUNTS;
  let missing = Math.max(0, digits.length - part.filter(({ type }) => type !== "many").length);
  let text = "";
  for (const step of part) {
    if (step.type === "many") {
      text += digits.slice(text.length, text.length + missing);
      missing = 0;
    } else {
      text += step.type === "one" ? (digits[text.length] ?? "0") : fill(step);
    }
  }
  return text;
}
