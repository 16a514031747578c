import type { CompareMode, ExpectedDocument } from "../baselines/expected-state.ts";
import { PlumblineError } from "../iam/errors.ts";
import { comparePolicies } from "../policy/compare-policies.ts";
import type { Change, Comparison, PolicyKind } from "../policy/comparison.ts";
import { parsePolicy } from "../policy/parse-policy.ts";
import type { Policy } from "../policy/policy.ts";
import { documentFingerprint, textFingerprint } from "./fingerprint.ts";
import type { JudgedDrift } from "./rule.ts";
import { grantsEverything } from "./severity.ts";
import { describeDeltas } from "./wording.ts";

/** How a live document departs from its canonical one. */
export interface Departure
  extends Pick<JudgedDrift, "verdict" | "change" | "deltas" | "witness" | "reason" | "content"> {
  /** What to say after naming the document: `allows more than its document: gained …`. */
  readonly clause: string;
  /** Whether every action on every resource is allowed now and was not meant to be. */
  readonly gainedEverything: boolean;
}

/** A document, canonical and live, to be held against one another. */
interface DocumentPair {
  readonly canonical: ExpectedDocument;
  readonly liveText: string;
  readonly kind: PolicyKind;
  readonly compare: CompareMode;
}

/**
 * Holds a live document to its canonical one. What cannot be compared departs too, with verdict `unknown`: it is never
 * folded into equal.
 * @returns `undefined` where they decide alike, or differ only in the direction that `compare` tolerates.
 * @throws PlumblineError `InvalidPolicy` where the canonical document, which a configuration is refused for, is no policy.
 */
export function findDeparture({ canonical, liveText, kind, compare }: DocumentPair): Departure | undefined {
  const canonicalPolicy = parseCanonical(canonical, kind);
  const canonicalContent = documentFingerprint(canonicalPolicy);
  const live = parseLive(liveText, kind);
  if (live.status === "invalid") {
    return notCompared(live.reason, [canonicalContent, textFingerprint(liveText)], false);
  }
  const content = [canonicalContent, documentFingerprint(live.policy)];
  const gainedEverything = grantsEverything(live.policy) && !grantsEverything(canonicalPolicy);
  const comparison = comparePolicies([canonicalPolicy], [live.policy], kind);
  if (comparison.verdict === "equal") return undefined;
  if (comparison.verdict === "unknown") return notCompared(comparison.reason, content, gainedEverything);
  if (tolerates(compare, comparison.change)) return undefined;
  return { ...comparison, content, gainedEverything, clause: differenceClause(comparison) };
}

/** Reads a live document; of several things wrong with it the first is told. */
export function parseLive(
  text: string,
  kind: PolicyKind,
): { readonly status: "parsed"; readonly policy: Policy } | { readonly status: "invalid"; readonly reason: string } {
  const live = parsePolicy(text, kind);
  if (live.status === "parsed") return live;
  const [problem] = live.problems;
  const where = problem === undefined ? "" : ` (line ${problem.line}, column ${problem.column}: ${problem.message})`;
  return { status: "invalid", reason: `the live document could not be understood${where}` };
}

function parseCanonical({ source, text }: ExpectedDocument, kind: PolicyKind): Policy {
  const canonical = parsePolicy(text, kind);
  if (canonical.status === "parsed") return canonical.policy;
  const [problem] = canonical.problems;
  const where = problem === undefined ? source : `${source}:${problem.line}:${problem.column}`;
  const why = problem?.message ?? "it is not a policy.";
  throw new PlumblineError("InvalidPolicy", `The canonical document ${where} cannot be compared with: ${why}`, {
    retryable: false,
  });
}

function notCompared(reason: string, content: readonly string[], gainedEverything: boolean): Departure {
  const clause = `could not be compared with its document: ${reason}`;
  return { verdict: "unknown", reason, deltas: [], content, gainedEverything, clause };
}

function tolerates(compare: CompareMode, change: Change): boolean {
  switch (compare) {
    case "exact":
      return false;
    case "at-most":
      return change === "narrowed";
    case "at-least":
      return change === "broadened";
  }
}

const CHANGE_WORDS = {
  broadened: "allows more than its document",
  narrowed: "allows less than its document",
  mixed: "allows both more and less than its document",
} as const;

function differenceClause({ change, deltas }: Extract<Comparison, { verdict: "different" }>): string {
  const named = describeDeltas(deltas);
  return named === "" ? CHANGE_WORDS[change] : `${CHANGE_WORDS[change]}: ${named}`;
}
