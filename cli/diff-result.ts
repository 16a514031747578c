import type { Comparison, Verdict } from "../shared/policy/comparison.ts";
import { TROUBLE } from "./terminal.ts";

/** The exit code for a difference: something was found. */
const FOUND = 1;

/** What `diff --json` prints of two documents that could not both be read: whether they differ is unknown. */
export function unreadableResult(problems: readonly string[]): Verdict {
  const [first, ...others] = problems;
  const more = others.length === 0 ? "" : `, and ${others.length} more`;
  return { verdict: "unknown", reason: `the documents could not both be read: ${first?.replace(/\.$/, "")}${more}` };
}

/** Makes the process end with the code for a verdict, unless something worse was met before. */
export function exitWith({ verdict }: Verdict | Comparison): void {
  const code = { equal: 0, different: FOUND, unknown: TROUBLE }[verdict];
  process.exitCode = Math.max(Number(process.exitCode ?? 0), code);
}
