import type { Comparison } from "../policy/comparison.ts";
import { decidePolicies } from "../policy/decide-policies.ts";
import { onlyDenies } from "../policy/only-denies.ts";
import type { Policy } from "../policy/policy.ts";
import { parseLive } from "./compare-document.ts";
import { CONTAINMENT_FLOOR } from "./containment.ts";
import type { DriftDelta } from "./drift.ts";
import { tellEffect } from "./effective-words.ts";
import { expectedInlinePolicies, onlyIfExact } from "./expected-aspects.ts";
import { explainVerdictOnce } from "./explain-verdict.ts";
import { documentFingerprint, textFingerprint } from "./fingerprint.ts";
import { aspectRule, type JudgedDrift, type RuleInput } from "./rule.ts";
import { atLeast, gainOf, grantsEverything, severityOf } from "./severity.ts";
import { describeDifference, nameEntity, sentence } from "./wording.ts";

/** There is an inline policy that the baseline does not name. See docs/rules/inline-policy-unexpected.md. */
export const inlinePolicyUnexpected = aspectRule({
  name: "inline-policy-unexpected",
  aspect: "inlinePolicies",
  wanted: (expected) => onlyIfExact(expectedInlinePolicies(expected)),
  async judge({ wanted, live, ...input }) {
    const unexpected = Object.entries(live).filter(([name]) => !Object.hasOwn(wanted.documents, name));
    const drifts: JudgedDrift[] = [];
    for (const [name, text] of unexpected) drifts.push(await judgeUnexpected(input, name, text));
    return drifts;
  },
});

async function judgeUnexpected(
  { expected, loadTable, effects }: Pick<RuleInput, "expected" | "loadTable" | "effects">,
  name: string,
  text: string,
): Promise<JudgedDrift> {
  const found = `${nameEntity(expected)} has an inline policy ${name} that its baseline does not name`;
  const live = parseLive(text, "identity");
  if (live.status === "invalid") {
    const summary = sentence(`${found}, and what it decides could not be told: ${live.reason}`);
    const { severity } = expected;
    return {
      subject: name,
      severity,
      summary,
      verdict: "unknown",
      reason: live.reason,
      content: [textFingerprint(text)],
    };
  }
  const { policy } = live;
  // What it decides by itself is told as its difference from no policy at all.
  const sides = { canonical: [], live: [policy] };
  const comparison = await explainVerdictOnce(decidePolicies([], [policy], "identity"), sides, loadTable);
  const content = [documentFingerprint(policy)];
  if (comparison.verdict === "equal" || onlyDenies(policy)) {
    return {
      ...(comparison.verdict === "equal" ? {} : comparison),
      subject: name,
      severity: onlyDenies(policy) ? atLeast(expected.severity, CONTAINMENT_FLOOR) : expected.severity,
      summary: sentence(`${found}${describeComparison(comparison, policy)}`),
      content,
    };
  }
  const gainedAlone = gainOf(comparison, grantsEverything(policy));
  const effect = await effects.ofInlinePolicy(name, comparison.verdict === "different" ? comparison : {});
  const { remark, ...told } = tellEffect(effect, {
    expected,
    severity: (gained = gainedAlone) => severityOf(expected.severity, gained),
    alone: comparison.verdict === "unknown" ? "unknown" : "told",
  });
  const { deltas } = effect;
  return {
    ...comparison,
    ...told,
    deltas,
    subject: name,
    summary: sentence(`${found}${describeComparison(withDeltas(comparison, deltas), policy)}${remark}`),
    content: [...content, ...told.content],
  };
}

function withDeltas(comparison: Comparison, deltas: readonly DriftDelta[]): Comparison {
  return comparison.verdict === "different" ? { ...comparison, deltas } : comparison;
}

function describeComparison(comparison: Comparison, policy: Policy): string {
  if (onlyDenies(policy)) {
    return '; it only denies, as incident responders and AWS\'s "revoke sessions" do, and grants nothing';
  }
  switch (comparison.verdict) {
    case "equal":
      return "; it decides nothing";
    case "unknown":
      return `, and what it decides could not be told: ${comparison.reason}`;
    case "different":
      return describeDifference(comparison);
  }
}
