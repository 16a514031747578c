import type { PolicyKind } from "../policy/comparison.ts";
import { parsePolicy } from "../policy/parse-policy.ts";
import { type Problem, positionAt } from "./problem.ts";
import { fillIn } from "./template.ts";

/** A document's text before it is filled in, and the file it stands in. */
export interface DocumentText {
  readonly file: string;
  readonly text: string;
}

/** A document filled in and read: its JSON without layout, or what is wrong with it, placed in its own file. */
export type DocumentReading =
  | { readonly status: "read"; readonly text: string }
  | { readonly status: "invalid"; readonly problems: readonly Problem[] };

/**
 * Fills in a document and reads it as IAM's policy language.
 * @param kinds what it is used for; a document that nothing uses is held to what both kinds have in common
 */
export function readDocument(
  document: DocumentText,
  values: ReadonlyMap<string, string>,
  kinds: ReadonlySet<PolicyKind>,
): DocumentReading {
  const filled = fillIn(document.text, values);
  const problems = new Map<string, Problem>();
  let compact: string | undefined;
  for (const kind of kinds.size === 0 ? [undefined] : kinds) {
    const parsed = parsePolicy(filled.text, kind);
    if (parsed.status === "parsed") {
      compact = parsed.policy.text;
      continue;
    }
    for (const { line, column, message } of parsed.problems) {
      const place = positionAt(document.text, filled.origin(offsetAt(filled.text, line, column)));
      problems.set(`${line}:${column} ${message}`, { file: document.file, ...place, message });
    }
  }
  if (problems.size > 0 || compact === undefined) return { status: "invalid", problems: [...problems.values()] };
  return { status: "read", text: compact };
}

function offsetAt(text: string, line: number, column: number): number {
  let start = 0;
  for (let passed = 1; passed < line; passed += 1) start = text.indexOf("\n", start) + 1;
  return start + column - 1;
}

/**
 * IAM's limits in characters, white space not counted. For trust policies it is the highest that an account can be
 * granted; an account that was not granted it takes 2,048.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
 */
export const SIZE_LIMITS = {
  trust: 4096,
  managedPolicy: 6144,
  roleInlinePolicies: 10_240,
  userInlinePolicies: 2048,
} as const;

/** A document's size as IAM counts it. */
export function policySize(text: string): number {
  return text.replace(/\s/gu, "").length;
}
