import type { Severity } from "../baselines/expected-state.ts";
import { tellEffect } from "./effective-words.ts";
import { expectedBoundary } from "./expected-aspects.ts";
import { aspectRule } from "./rule.ts";
import { atLeast, type Gain, severityOf } from "./severity.ts";
import { nameEntity, sentence } from "./wording.ts";

/** What a baseline says where there may be no boundary. */
const NONE = "none";

/** A role or user is bounded by another policy than expected, or by none. See docs/rules/permissions-boundary-changed.md. */
export const permissionsBoundaryChanged = aspectRule({
  name: "permissions-boundary-changed",
  aspect: "permissionsBoundary",
  wanted: expectedBoundary,
  async judge({ wanted, live = NONE, expected, effects }) {
    if (live === wanted) return [];
    const { remark, content, ...told } = tellEffect(await effects.ofBoundary(), {
      expected,
      severity: (gained) => severityOfBoundary(expected.severity, wanted, gained),
      alone: "untold",
    });
    const summary = sentence(`${nameEntity(expected)} ${howChanged(wanted, live)}${remark}`);
    return [{ ...told, subject: "", summary, content: [wanted, live, ...content] }];
  },
});

/** A boundary only takes away, so one too many grants nothing; one too few, or another, is no small matter where anything comes of it. */
function severityOfBoundary(own: Severity, wanted: string, gained: Gain | undefined): Severity {
  if (wanted === NONE || gained === "nothing") return own;
  return atLeast(severityOf(own, gained ?? "something"), "high");
}

function howChanged(wanted: string, live: string): string {
  if (live === NONE) return `has no permissions boundary, and its baseline bounds it by ${wanted}`;
  if (wanted === NONE) return `is bounded by ${live}, and its baseline gives it no permissions boundary`;
  return `is bounded by ${live} instead of ${wanted}`;
}
