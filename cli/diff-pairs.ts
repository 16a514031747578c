import { comparePolicyTexts } from "../shared/policy/compare-policy-texts.ts";
import type { PolicyKind, Verdict } from "../shared/policy/comparison.ts";
import { exitWith, unreadableResult } from "./diff-result.ts";
import { type JsonSpan, memberSpans } from "./json-members.ts";
import { type PolicySource, policyAt } from "./policy-source.ts";
import { readPolicies } from "./read-policies.ts";
import type { Terminal } from "./terminal.ts";
import { bytesOf, fileProblem, linesOf } from "./text-file.ts";

const LONGEST_LINE = 16 * 2 ** 20;

/**
 * Compares the pairs of an NDJSON file, one `{"id","canonical","live","as"?}` a line, and prints one line for each as it reads. A line
 * that is no such pair is told with its number, and the rest goes on.
 *
 * @param kind what the policies are for in a pair that does not say it
 */
export async function diffPairs(file: string, kind: PolicyKind, terminal: Terminal): Promise<void> {
  const name = file === "-" ? "stdin" : file;
  let number = 0;
  try {
    for await (const line of linesOf(bytesOf(file), LONGEST_LINE)) {
      number += 1;
      if (line.trim() !== "") await diffLine(line, name, number, kind, terminal);
    }
  } catch (error) {
    terminal.trouble(`${name} ${fileProblem(error)}.`);
  }
}

async function diffLine(text: string, file: string, line: number, kind: PolicyKind, terminal: Terminal): Promise<void> {
  const pair = readPair(text, file, line);
  if ("problem" in pair) {
    terminal.trouble(`${file}:${line}:${pair.offset + 1} ${pair.problem}`);
    return;
  }
  const { verdict, problems } = comparePair(pair, pair.kind ?? kind);
  for (const problem of problems) terminal.trouble(problem);
  exitWith(verdict);
  await terminal.print(`{"id":${pair.id},${JSON.stringify(verdict).slice(1)}\n`);
}

interface Pair {
  /** As it was written, so that no digit of a number is lost. */
  readonly id: string;
  readonly kind: PolicyKind | undefined;
  readonly canonical: PolicySource;
  readonly live: PolicySource;
}

function comparePair({ canonical, live }: Pair, kind: PolicyKind): { verdict: Verdict; problems: readonly string[] } {
  if (canonical.status === "found" && live.status === "found") {
    const compared = comparePolicyTexts([canonical.text], [live.text], kind);
    if (compared.status === "compared") return { verdict: compared.verdict, problems: [] };
  }
  const read = readPolicies(canonical, live, kind);
  const problems = read.status === "unreadable" ? read.problems : [];
  return { verdict: unreadableResult(problems), problems };
}

interface BadLine {
  readonly offset: number;
  /** One plain sentence. */
  readonly problem: string;
}

const MEMBERS = ["id", "canonical", "live"];

/** The documents stay as they are written, so that repeated keys in them are seen. */
function readPair(text: string, file: string, line: number): Pair | BadLine {
  const spans = memberSpans(text);
  if (spans.status === "malformed") return { offset: spans.offset, problem: spans.message };
  const byName = new Map(spans.members.map((member) => [member.name, member]));
  const [id, canonical, live] = MEMBERS.map((name) => byName.get(name));
  if (id === undefined || canonical === undefined || live === undefined) {
    const missing = MEMBERS.filter((name) => !byName.has(name)).map((name) => JSON.stringify(name));
    return { offset: 0, problem: `This pair has no ${missing.join(", no ")}; it needs an id and both documents.` };
  }
  for (const member of spans.members) {
    const problem = member === canonical || member === live ? undefined : problemOf(member, text);
    if (problem !== undefined) return { offset: member.start, problem };
  }
  const as = byName.get("as");
  const document = (label: string, { start, end }: JsonSpan): PolicySource =>
    policyAt(text.slice(start, end), { file, line, column: start + 1, label: `${label}: ` });
  return {
    id: valueText(id, text),
    kind: as && (JSON.parse(valueText(as, text)) as PolicyKind),
    canonical: document("canonical", canonical),
    live: document("live", live),
  };
}

function valueText({ start, end }: JsonSpan, text: string): string {
  return text.slice(start, end);
}

/** What is wrong with a member that is no document; one that is not known is only JSON. */
function problemOf(member: JsonSpan, text: string): string | undefined {
  const value = readJson(valueText(member, text));
  if (value === undefined) return `The value of ${JSON.stringify(member.name)} is not JSON.`;
  if (member.name === "id" && typeof value !== "string" && typeof value !== "number") {
    return '"id" must be a string or a number.';
  }
  if (member.name === "as" && value !== "identity" && value !== "trust") return '"as" must be "identity" or "trust".';
  return undefined;
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (fault) {
    if (fault instanceof SyntaxError) return undefined;
    throw fault;
  }
}
