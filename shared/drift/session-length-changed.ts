import { aspectRule } from "./rule.ts";
import { nameEntity, sentence } from "./wording.ts";

/** Sessions of a role may last longer or less long than expected. See docs/rules/session-length-changed.md. */
export const sessionLengthChanged = aspectRule({
  name: "session-length-changed",
  aspect: "maximumSessionSeconds",
  wanted: (expected) => (expected.kind === "role" ? expected.maximumSessionSeconds : undefined),
  judge({ wanted, live, expected }) {
    if (live === wanted) return [];
    const summary = sentence(`Sessions of ${nameEntity(expected)} may last ${live} seconds instead of ${wanted}`);
    return [{ subject: "", severity: expected.severity, summary, content: [`${wanted}`, `${live}`] }];
  },
});
