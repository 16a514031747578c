import { aspectRule } from "./rule.ts";
import { atLeast } from "./severity.ts";
import { nameEntity, sentence } from "./wording.ts";

/** What a baseline says where there may be no boundary. */
const NONE = "none";

/** A role or user is bounded by another policy than expected, or by none. See docs/rules/permissions-boundary-changed.md. */
export const permissionsBoundaryChanged = aspectRule({
  name: "permissions-boundary-changed",
  aspect: "permissionsBoundary",
  wanted: (expected) => ("permissionsBoundary" in expected ? expected.permissionsBoundary : undefined),
  judge({ wanted, live = NONE, expected }) {
    if (live === wanted) return [];
    // A boundary only takes away, so one too many grants nothing; what another one leaves is not looked at.
    const severity = wanted === NONE ? expected.severity : atLeast(expected.severity, "high");
    const summary = sentence(`${nameEntity(expected)} ${howChanged(wanted, live)}`);
    return [{ subject: "", severity, summary, content: [wanted, live] }];
  },
});

function howChanged(wanted: string, live: string): string {
  if (live === NONE) return `has no permissions boundary, and its baseline bounds it by ${wanted}`;
  if (wanted === NONE) return `is bounded by ${live}, and its baseline gives it no permissions boundary`;
  return `is bounded by ${live} instead of ${wanted}`;
}
