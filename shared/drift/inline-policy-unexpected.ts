import type { ExpectedEntity } from "../baselines/expected-state.ts";
import type { Comparison } from "../policy/comparison.ts";
import { decidePolicies } from "../policy/decide-policies.ts";
import { explainVerdict } from "../policy/explain/explain-verdict.ts";
import { onlyDenies } from "../policy/only-denies.ts";
import type { Policy } from "../policy/policy.ts";
import { parseLive } from "./compare-document.ts";
import { expectedInlinePolicies, onlyIfExact } from "./expected-aspects.ts";
import { documentFingerprint, textFingerprint } from "./fingerprint.ts";
import { aspectRule, type JudgedDrift, type LoadActionTable } from "./rule.ts";
import { gainOf, grantsEverything, severityOf } from "./severity.ts";
import { describeDifference, nameEntity, sentence } from "./wording.ts";

/** There is an inline policy that the baseline does not name. See docs/rules/inline-policy-unexpected.md. */
export const inlinePolicyUnexpected = aspectRule({
  name: "inline-policy-unexpected",
  aspect: "inlinePolicies",
  wanted: (expected) => onlyIfExact(expectedInlinePolicies(expected)),
  async judge({ wanted, live, expected, loadTable }) {
    const unexpected = Object.entries(live).filter(([name]) => !Object.hasOwn(wanted.documents, name));
    const drifts: JudgedDrift[] = [];
    for (const [name, text] of unexpected) drifts.push(await judgeUnexpected(expected, name, text, loadTable));
    return drifts;
  },
});

async function judgeUnexpected(
  expected: ExpectedEntity,
  name: string,
  text: string,
  loadTable: LoadActionTable,
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
  const comparison = await explainVerdict(decidePolicies([], [policy], "identity"), sides, loadTable);
  const isEqual = comparison.verdict === "equal";
  return {
    ...(isEqual ? {} : comparison),
    subject: name,
    severity: severityOf(expected.severity, isEqual ? "nothing" : gainOf(comparison, grantsEverything(policy))),
    summary: sentence(`${found}${describeComparison(comparison, policy)}`),
    content: [documentFingerprint(policy)],
  };
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
