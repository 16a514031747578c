import { findDeparture } from "./compare-document.ts";
import { aspectRule } from "./rule.ts";
import { atLeast } from "./severity.ts";
import { nameEntity, sentence } from "./wording.ts";

/** A role may be assumed otherwise than its document says. See docs/rules/trust-changed.md. */
export const trustChanged = aspectRule({
  name: "trust-changed",
  aspect: "trust",
  wanted: (expected) =>
    expected.kind === "role" || expected.kind === "service-linked-role" ? expected.trust : undefined,
  judge({ wanted, live, expected }) {
    const departure = findDeparture({ canonical: wanted, liveText: live, kind: "trust", compare: expected.compare });
    if (departure === undefined) return [];
    const { clause, gainedEverything: _, ...compared } = departure;
    const broadened = departure.change === "broadened" || departure.change === "mixed";
    return [
      {
        ...compared,
        subject: "",
        severity: broadened ? atLeast(expected.severity, "critical") : expected.severity,
        summary: sentence(`The trust policy of ${nameEntity(expected)} ${clause}`),
      },
    ];
  },
});
