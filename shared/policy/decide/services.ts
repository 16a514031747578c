import { lowerAscii } from "../lower-ascii.ts";
import type { PatternList } from "../policy.ts";

/** The service prefixes of a list of actions, in lower case and each with its colon; `any` where they cannot be told. */
export type Services = ReadonlySet<string> | "any";

/** The service prefixes of a list of actions, however they are spelt. */
export function servicesOf({ not, patterns }: PatternList): Services {
  if (not) return "any";
  const services = new Set<string>();
  let last = "";
  for (const pattern of patterns) {
    if (last !== "" && pattern.startsWith(last)) continue;
    last = servicePrefix(pattern);
    if (last === "" || last.includes("*") || last.includes("?")) return "any";
    services.add(lowerAscii(last));
  }
  return services;
}

/** What stands before an action's name, with the colon. */
export function servicePrefix(action: string): string {
  return action.slice(0, action.indexOf(":") + 1);
}

/** Whether two lists of actions may have an action in common, going by their service prefixes alone. */
export function shareService(left: Services, right: Services): boolean {
  if (left === "any" || right === "any") return true;
  const [few, many] = left.size < right.size ? [left, right] : [right, left];
  for (const service of few) if (many.has(service)) return true;
  return false;
}
