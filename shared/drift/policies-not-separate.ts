import { aspectRule } from "./rule.ts";
import { listInWords, nameEntity, sentence } from "./wording.ts";

/** A role holds two policies that belong on separate roles. See docs/rules/policies-not-separate.md. */
export const policiesNotSeparate = aspectRule({
  name: "policies-not-separate",
  aspect: "attachments",
  wanted: (expected) => (expected.kind === "role" ? expected.separatePolicies : undefined),
  judge({ wanted, live, expected }) {
    const attached = new Set(live.map(({ policyArn }) => policyArn));
    const together = wanted
      .map((set) => [...new Set(set)].filter((policyArn) => attached.has(policyArn)).toSorted())
      .filter((held) => held.length > 1)
      .map(listInWords)
      .toSorted();
    if (together.length === 0) return [];
    const held = [...new Set(together)];
    const summary = sentence(`${nameEntity(expected)} holds ${held.join("; and ")}, which belong on separate roles`);
    return [{ subject: "", severity: expected.severity, summary, content: held }];
  },
});
