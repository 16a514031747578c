import type { CompareMode, ExpectedDocument } from "../baselines/expected-state.ts";
import { matchRevision, type RevisionMatch } from "../baselines/match-revision.ts";
import { PlumblineError } from "../iam/errors.ts";
import type { Change, PolicyKind } from "../policy/comparison.ts";
import { decidePolicies } from "../policy/decide-policies.ts";
import { parsePolicy } from "../policy/parse-policy.ts";
import type { Policy } from "../policy/policy.ts";
import type { DriftDelta } from "./drift.ts";
import { explainVerdictOnce } from "./explain-verdict.ts";
import { documentFingerprint, textFingerprint } from "./fingerprint.ts";
import type { JudgedDrift, LoadActionTable } from "./rule.ts";
import { type Gain, gainOf, grantsEverything } from "./severity.ts";
import { CHANGE_WORDS, describeDifference, describeOutdated } from "./wording.ts";

/** How a live document departs from its canonical one. */
export interface Departure
  extends Pick<JudgedDrift, "verdict" | "change" | "deltas" | "witness" | "reason" | "content"> {
  /** What to say after naming the document, by its deltas: `allows more than its document: gained …`. */
  readonly clause: (deltas: readonly DriftDelta[]) => string;
  /** The most that it permits beyond its document. */
  readonly gained: Gain;
  /** Whether it decides as an earlier version of its document did. */
  readonly isOutdated: boolean;
}

/** A document, canonical and live, to be held against one another. */
interface DocumentPair {
  readonly canonical: ExpectedDocument;
  readonly liveText: string;
  readonly kind: PolicyKind;
  readonly compare: CompareMode;
  readonly loadTable: LoadActionTable;
}

/**
 * Holds a live document to its canonical one. What cannot be compared departs too, with verdict `unknown`: it is never
 * folded into equal.
 * @returns `undefined` where they decide alike, or differ only in the direction that `compare` tolerates.
 * @throws PlumblineError `InvalidPolicy` where the canonical document, which a configuration is refused for, is no policy.
 */
export async function findDeparture(pair: DocumentPair): Promise<Departure | undefined> {
  const { canonical, liveText, kind, compare, loadTable } = pair;
  const canonicalPolicy = parseCanonical(canonical, kind);
  const canonicalContent = documentFingerprint(canonicalPolicy);
  const live = parseLive(liveText, kind);
  if (live.status === "invalid") {
    return notCompared(live.reason, [canonicalContent, textFingerprint(liveText)], "nothing");
  }
  const policies = { canonical: [canonicalPolicy], live: [live.policy] };
  const verdict = decidePolicies(policies.canonical, policies.live, kind);
  if (verdict.verdict === "different" && tolerates(compare, verdict.change)) return undefined;
  const comparison = await explainVerdictOnce(verdict, policies, loadTable);
  if (comparison.verdict === "equal") return undefined;
  const content = [canonicalContent, documentFingerprint(live.policy)];
  const everything = grantsEverything(live.policy) && !grantsEverything(canonicalPolicy);
  const gained = gainOf(comparison, everything);
  if (comparison.verdict === "unknown") return notCompared(comparison.reason, content, gained);
  const revision = matchRevision(canonical, liveText, kind);
  const isOutdated = revision.status === "outdated";
  const clause = (deltas: readonly DriftDelta[]) => {
    const seen = { ...comparison, deltas };
    return isOutdated ? describeOutdated(revision, seen) : describeChange(seen, revision);
  };
  return { ...comparison, content, gained, isOutdated, clause };
}

function describeChange(comparison: Parameters<typeof describeDifference>[0], revision: RevisionMatch): string {
  const changed = `${CHANGE_WORDS[comparison.change]}${describeDifference(comparison)}`;
  if (revision.status !== "unknown") return changed;
  return `${changed}; whether it is an earlier version of it could not be told (${revision.reason})`;
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

/**
 * Reads a canonical document.
 * @throws PlumblineError `InvalidPolicy` where it is no policy: a configuration is refused for that.
 */
export function parseCanonical({ source, text }: ExpectedDocument, kind: PolicyKind): Policy {
  const canonical = parsePolicy(text, kind);
  if (canonical.status === "parsed") return canonical.policy;
  const [problem] = canonical.problems;
  const where = problem === undefined ? source : `${source}:${problem.line}:${problem.column}`;
  const why = problem?.message ?? "it is not a policy.";
  throw new PlumblineError("InvalidPolicy", `The canonical document ${where} cannot be compared with: ${why}`, {
    retryable: false,
  });
}

function notCompared(reason: string, content: readonly string[], gained: Gain): Departure {
  const clause = () => `could not be compared with its document: ${reason}`;
  return { verdict: "unknown", reason, deltas: [], content, gained, isOutdated: false, clause };
}

/** Whether what live did to its document is in the direction that `compare` tolerates. */
export function tolerates(compare: CompareMode, change: Change): boolean {
  switch (compare) {
    case "exact":
      return false;
    case "at-most":
      return change === "narrowed";
    case "at-least":
      return change === "broadened";
  }
}
