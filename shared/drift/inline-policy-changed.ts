import { findDeparture } from "./compare-document.ts";
import { expectedInlinePolicies } from "./expected-aspects.ts";
import { aspectRule } from "./rule.ts";
import { atLeast } from "./severity.ts";
import { nameEntity, sentence } from "./wording.ts";

/** An inline policy does not decide as its document does. See docs/rules/inline-policy-changed.md. */
export const inlinePolicyChanged = aspectRule({
  name: "inline-policy-changed",
  aspect: "inlinePolicies",
  wanted: expectedInlinePolicies,
  judge({ wanted, live, expected }) {
    return Object.entries(wanted.documents).flatMap(([name, canonical]) => {
      // A policy that is not there is another rule's: nothing of it can have changed.
      const liveText = Object.hasOwn(live, name) ? live[name] : undefined;
      if (liveText === undefined) return [];
      const departure = findDeparture({ canonical, liveText, kind: "identity", compare: expected.compare });
      if (departure === undefined) return [];
      const { clause, gainedEverything, ...compared } = departure;
      return [
        {
          ...compared,
          subject: name,
          severity: gainedEverything ? atLeast(expected.severity, "critical") : expected.severity,
          summary: sentence(`Inline policy ${name} of ${nameEntity(expected)} ${clause}`),
        },
      ];
    });
  },
});
