import { type OperatorFamily, parseOperator } from "./condition-operators.ts";
import { formatAddressRange, parseAddressRange, parseInstant } from "./condition-values.ts";
import { readGlob } from "./glob.ts";
import { FILLERS, instances, instantiate, LONGEST_SAMPLE } from "./instantiate.ts";
import { lowerAscii } from "./lower-ascii.ts";
import type { ConditionTest } from "./policy.ts";

const DAY = 86_400_000;

/** Values of a condition key that a value of a test may match, or just miss. */
export function sampleValues({ operator }: ConditionTest, value: string, variables: boolean): readonly string[] {
  if (value.length > LONGEST_SAMPLE) return [];
  const family = parseOperator(operator)?.base.family ?? "string";
  switch (family) {
    case "string":
    case "string-ignore-case":
      return [value, lowerAscii(value)].map((text) => instantiate(readGlob(text, { variables, wildcards: false }), ""));
    case "string-like":
      // The last crosses colons, as an ARN operator's wildcard would not.
      return [
        ...FILLERS.map((filler) => instantiate(readGlob(value, { variables }), filler)),
        ...(value.startsWith("arn:") ? instances(value, variables) : []),
        instantiate(readGlob(value, { variables }), "example:example"),
      ];
    case "arn":
      return instances(value, variables);
    case "numeric":
      return [value, ...[-1, 1].map((step) => String(Number(value) + step))];
    case "date":
      return [value, ...nearbyDates(value)];
    case "ip":
      return addressesOf(value);
    default:
      return family === "null" ? [] : [value];
  }
}

/** Values of the family's type that a policy is unlikely to name. */
export function strangerValues(family: OperatorFamily): readonly string[] {
  const strangers: Partial<Record<OperatorFamily, readonly string[]>> = {
    numeric: ["1", "1000000"],
    date: ["2001-01-01T00:00:00Z", "2099-01-01T00:00:00Z"],
    bool: ["true", "false"],
    binary: ["ZXhhbXBsZQ=="],
    ip: ["198.51.100.7", "203.0.113.7", "2001:db8:0:0:0:0:0:7"],
    arn: ["arn:aws:iam::111122223333:role/another-example"],
  };
  return strangers[family] ?? ["another-example"];
}

function nearbyDates(value: string): readonly string[] {
  const instant = parseInstant(value);
  if (instant === undefined) return [];
  const times = [instant.earliest - DAY, instant.latest + DAY];
  return times.map((time) => new Date(time).toISOString().replace(".000Z", "Z"));
}

/** The second address of a block and the last but one, which are hosts'; a block of one is its own. */
function addressesOf(value: string): readonly string[] {
  const range = parseAddressRange(value);
  if (range === undefined) return [];
  const size = 1n << BigInt(range.width - range.prefix);
  const hosts = size > 2n ? [range.base + 1n, range.base + size - 2n] : [range.base];
  return hosts.map((base) => formatAddressRange({ ...range, base, prefix: range.width }).replace(/\/\d+$/, ""));
}
