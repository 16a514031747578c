import type { ExpectedEntity } from "../baselines/expected-state.ts";
import { comparePolicies } from "../policy/compare-policies.ts";
import type { Comparison } from "../policy/comparison.ts";
import { onlyDenies } from "../policy/only-denies.ts";
import type { Policy } from "../policy/policy.ts";
import { parseLive } from "./compare-document.ts";
import { expectedInlinePolicies, onlyIfExact } from "./expected-aspects.ts";
import { documentFingerprint, textFingerprint } from "./fingerprint.ts";
import { aspectRule, type JudgedDrift } from "./rule.ts";
import { atLeast, grantsEverything } from "./severity.ts";
import { describeDeltas, nameEntity, sentence } from "./wording.ts";

/** There is an inline policy that the baseline does not name. See docs/rules/inline-policy-unexpected.md. */
export const inlinePolicyUnexpected = aspectRule({
  name: "inline-policy-unexpected",
  aspect: "inlinePolicies",
  wanted: (expected) => onlyIfExact(expectedInlinePolicies(expected)),
  judge({ wanted, live, expected }) {
    const unexpected = Object.entries(live).filter(([name]) => !Object.hasOwn(wanted.documents, name));
    return unexpected.map(([name, text]) => judgeUnexpected(expected, name, text));
  },
});

function judgeUnexpected(expected: ExpectedEntity, name: string, text: string): JudgedDrift {
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
  const what = describePolicy(policy);
  return {
    ...what.compared,
    subject: name,
    severity: grantsEverything(policy) ? atLeast(expected.severity, "critical") : expected.severity,
    summary: sentence(`${found}${what.clause}`),
    content: [documentFingerprint(policy)],
  };
}

/** What the policy decides by itself, which is told as its difference from no policy at all. */
function describePolicy(policy: Policy): { clause: string; compared: Partial<JudgedDrift> } {
  const comparison = comparePolicies([], [policy], "identity");
  const compared = comparison.verdict === "equal" ? {} : comparison;
  if (onlyDenies(policy)) {
    const clause = '; it only denies, as incident responders and AWS\'s "revoke sessions" do, and grants nothing';
    return { clause, compared };
  }
  return { clause: describeComparison(comparison), compared };
}

function describeComparison(comparison: Comparison): string {
  switch (comparison.verdict) {
    case "equal":
      return "; it decides nothing";
    case "unknown":
      return `, and what it decides could not be told: ${comparison.reason}`;
    case "different":
      return comparison.deltas.length === 0 ? "" : `: ${describeDeltas(comparison.deltas)}`;
  }
}
