import { expectedInlinePolicies } from "./expected-aspects.ts";
import { aspectRule } from "./rule.ts";
import { nameEntity, sentence } from "./wording.ts";

/** An inline policy that the baseline names is not there. See docs/rules/inline-policy-missing.md. */
export const inlinePolicyMissing = aspectRule({
  name: "inline-policy-missing",
  aspect: "inlinePolicies",
  wanted: expectedInlinePolicies,
  judge({ wanted, live, expected }) {
    const missing = Object.keys(wanted.documents).filter((name) => !Object.hasOwn(live, name));
    return missing.map((name) => ({
      subject: name,
      severity: expected.severity,
      summary: sentence(`${nameEntity(expected)} lacks its inline policy ${name}`),
      content: [],
    }));
  },
});
