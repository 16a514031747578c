import type { Problem } from "./problem.ts";
import type { KeyPath, YamlSource } from "./yaml-source.ts";

/** What plumbline.yml may say at its top and nothing obeys yet, and what that means. */
const AT_THE_TOP: Readonly<Record<string, string>> = {
  organization: "accounts that AWS Organizations lists are not read",
  schedules: "the sweep is daily, and no key-rotation report is made",
};

/** The same of its thresholds. */
const OF_THRESHOLDS: Readonly<Record<string, string>> = {
  warnDaysAhead: "no key's breach is told ahead by it",
};

/** The same of an account. */
const OF_AN_ACCOUNT: Readonly<Record<string, string>> = {
  readerRole: "only plumbline check assumes it; the functions read just the account that Plumbline runs in",
  remediatorRole: "no role is assumed, so only the account that Plumbline runs in is repaired",
};

/**
 * A warning for each key of plumbline.yml that is checked and compiled and that no function obeys yet: whoever writes one would otherwise
 * believe that it protects something.
 */
export function notInForce(source: YamlSource): readonly Problem[] {
  const accounts = memberOf(source.value, "accounts");
  return [
    ...warnings(source, [], AT_THE_TOP),
    ...warnings(source, ["thresholds"], OF_THRESHOLDS),
    ...(Array.isArray(accounts)
      ? accounts.flatMap((_, index) => warnings(source, ["accounts", index], OF_AN_ACCOUNT))
      : []),
  ];
}

function warnings(source: YamlSource, path: KeyPath, keys: Readonly<Record<string, string>>): readonly Problem[] {
  const value = path.reduce<unknown>((parent, key) => memberOf(parent, key), source.value);
  return Object.entries(keys).flatMap(([key, meaning]) => {
    if (memberOf(value, key) === undefined) return [];
    const message = `${key} is checked, and no function obeys it yet: ${meaning}.`;
    return [{ ...source.keyProblem([...path, key], message), severity: "warning" as const }];
  });
}

function memberOf(parent: unknown, key: PropertyKey): unknown {
  return typeof parent === "object" && parent !== null && Object.hasOwn(parent, key)
    ? (parent as Readonly<Record<PropertyKey, unknown>>)[key]
    : undefined;
}
