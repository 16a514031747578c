import { aspectRule } from "./rule.ts";
import { nameEntity, sentence } from "./wording.ts";

/** A user has a console password where there should be none. See docs/rules/console-access-forbidden.md. */
export const consoleAccessForbidden = aspectRule({
  name: "console-access-forbidden",
  aspect: "loginProfile",
  wanted: (expected) => (expected.kind === "user" && expected.console === "forbidden" ? expected.console : undefined),
  judge({ live, expected }) {
    if (live === undefined) return [];
    const password = `a console password (created ${live})`;
    const summary = sentence(`${nameEntity(expected)} has ${password}, and its baseline forbids console access`);
    // A password that was deleted and set again is another one.
    return [{ subject: "", severity: expected.severity, summary, content: [live] }];
  },
});
