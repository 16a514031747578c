import { positionAt } from "../shared/baselines/problem.ts";
import type { PolicyProblem } from "../shared/policy/policy.ts";
import { type JsonSpan, memberSpans } from "./json-members.ts";

/** The text of one policy document out of what a person handed in, or the line that says why there is none. */
export type PolicySource =
  | {
      readonly status: "found";
      readonly text: string;
      /** A problem of the document as `file:line:column message`, where it stands in what was handed in. */
      report(problem: PolicyProblem): string;
    }
  | { readonly status: "unreadable"; readonly problem: string };

/** Where a value starts. Lines and columns count from 1. */
export interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** What the value is called there, put before each message: `canonical: `. */
  readonly label: string;
}

/**
 * The policy in a file: the document itself, or what `aws iam get-role-policy`, `get-user-policy`, `get-group-policy`,
 * `get-policy-version` and `get-role` print around it.
 */
export function policyInFile(file: string, text: string): PolicySource {
  const whole = { start: 0, end: text.length };
  const { start, end } = documentWithin(text, whole) ?? whole;
  return policyAt(text.slice(start, end), { file, ...positionAt(text, start), label: "" });
}

/**
 * A policy from a JSON value as it was written: an object, or a string that holds the document as JSON or, as IAM sends it, URL-encoded.
 */
export function policyAt(value: string, place: Place): PolicySource {
  const { file, line, column, label } = place;
  const here = `${file}:${line}:${column} ${label}`;
  if (!value.startsWith('"')) {
    return {
      status: "found",
      text: value,
      report: (problem) => {
        const from = problem.line === 1 ? column + problem.column - 1 : problem.column;
        return `${file}:${line + problem.line - 1}:${from} ${label}${problem.message}`;
      },
    };
  }
  const text = readString(value);
  if (text === undefined) return { status: "unreadable", problem: `${here}This is neither JSON nor URL-encoded JSON.` };
  const report = (problem: PolicyProblem): string =>
    `${here}line ${problem.line}, column ${problem.column} of the text there: ${problem.message}`;
  return { status: "found", text, report };
}

/** The members that the answers of IAM hold a document in, and those that they hold such an answer in. */
const DOCUMENTS = ["PolicyDocument", "AssumeRolePolicyDocument", "Document"];
const ENVELOPES = ["PolicyVersion", "Role"];

function documentWithin(
  text: string,
  { start, end }: Pick<JsonSpan, "start" | "end">,
  envelopes: readonly string[] = ENVELOPES,
): JsonSpan | undefined {
  const spans = memberSpans(text, start, end);
  // What is wrong with a text that is no object is told by whoever reads it as a policy.
  if (spans.status === "malformed" || spans.members.some(({ name }) => name === "Statement")) return undefined;
  const document = spans.members.find(({ name }) => DOCUMENTS.includes(name));
  if (document !== undefined) return document;
  const envelope = spans.members.find(({ name }) => envelopes.includes(name));
  return envelope && documentWithin(text, envelope, []);
}

function readString(quoted: string): string | undefined {
  try {
    const text = JSON.parse(quoted) as string;
    return text.startsWith("%") ? decodeURIComponent(text) : text;
  } catch (fault) {
    if (fault instanceof SyntaxError || fault instanceof URIError) return undefined;
    throw fault;
  }
}
