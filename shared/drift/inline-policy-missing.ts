import { tellEffect } from "./effective-words.ts";
import { expectedInlinePolicies } from "./expected-aspects.ts";
import { aspectRule, type JudgedDrift } from "./rule.ts";
import { severityOf } from "./severity.ts";
import { nameEntity, sentence } from "./wording.ts";

/** An inline policy that the baseline names is not there. See docs/rules/inline-policy-missing.md. */
export const inlinePolicyMissing = aspectRule({
  name: "inline-policy-missing",
  aspect: "inlinePolicies",
  wanted: expectedInlinePolicies,
  async judge({ wanted, live, expected, effects }) {
    const missing = Object.keys(wanted.documents).filter((name) => !Object.hasOwn(live, name));
    const drifts: JudgedDrift[] = [];
    for (const name of missing) {
      const effect = await effects.ofInlinePolicy(name, {});
      const { remark, ...told } = tellEffect(effect, {
        expected,
        severity: (gained = "nothing") => severityOf(expected.severity, gained),
        alone: "untold",
      });
      const summary = sentence(`${nameEntity(expected)} lacks its inline policy ${name}${remark}`);
      drifts.push({ ...told, subject: name, summary });
    }
    return drifts;
  },
});
