import { findDeparture } from "./compare-document.ts";
import { aspectRule } from "./rule.ts";
import { atLeast } from "./severity.ts";
import { nameEntity, sentence } from "./wording.ts";

/** A customer managed policy's default version does not decide as its document does. See docs/rules/policy-version-changed.md. */
export const policyVersionChanged = aspectRule({
  name: "policy-version-changed",
  aspect: "document",
  wanted: (expected) => (expected.kind === "policy" ? expected.document : undefined),
  judge({ wanted, live, expected, state }) {
    const departure = findDeparture({ canonical: wanted, liveText: live, kind: "identity", compare: expected.compare });
    if (departure === undefined) return [];
    const { clause, gainedEverything, ...compared } = departure;
    const version = state.kind === "policy" ? state.defaultVersionId : "";
    const subject = `The default version ${version} of ${nameEntity(expected)}`;
    const doubt = "whether that is a new version or a rollback to an older one cannot be known from its content";
    return [
      {
        ...compared,
        subject: "",
        severity: gainedEverything ? atLeast(expected.severity, "critical") : expected.severity,
        summary: sentence(`${subject} ${clause}; ${doubt}`),
      },
    ];
  },
});
