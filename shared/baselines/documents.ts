import type { PolicyKind } from "../policy/comparison.ts";
import { parsePolicy } from "../policy/parse-policy.ts";
import type { DocumentText } from "./baseline.ts";
import { fillDocument } from "./fill-document.ts";
import type { ParameterValues } from "./parameters.ts";
import { type Problem, positionAt } from "./problem.ts";

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
  values: ParameterValues,
  kinds: ReadonlySet<PolicyKind>,
): DocumentReading {
  const at = (offset: number, message: string): Problem => {
    return { file: document.file, ...positionAt(document.text, offset), message };
  };
  const filled = fillDocument(document.text, values);
  if (filled.status === "invalid") {
    return { status: "invalid", problems: filled.faults.map(({ offset, message }) => at(offset, message)) };
  }
  const problems = new Map<string, Problem>();
  for (const kind of kinds.size === 0 ? [undefined] : kinds) {
    const parsed = parsePolicy(filled.text, kind);
    if (parsed.status === "parsed") continue;
    for (const { line, column, message } of parsed.problems) {
      // The filled text has no layout, so all of it is one line.
      problems.set(`${line}:${column} ${message}`, at(filled.origin(column - 1), message));
    }
  }
  if (problems.size > 0) return { status: "invalid", problems: [...problems.values()] };
  return { status: "read", text: filled.text };
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
  groupInlinePolicies: 5120,
} as const;

/** A document's size as IAM counts it. */
export function policySize(text: string): number {
  return text.replace(/\s/gu, "").length;
}
