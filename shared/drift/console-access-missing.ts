import { aspectRule } from "./rule.ts";
import { nameEntity, sentence } from "./wording.ts";

/** A user has no console password where its baseline asks for one. See docs/rules/console-access-missing.md. */
export const consoleAccessMissing = aspectRule({
  name: "console-access-missing",
  aspect: "loginProfile",
  wanted: (expected) => (expected.kind === "user" && expected.console === "required" ? expected.console : undefined),
  judge({ live, expected }) {
    if (live !== undefined) return [];
    const summary = sentence(`${nameEntity(expected)} has no console password, and its baseline requires one`);
    return [{ subject: "", severity: expected.severity, summary, content: [] }];
  },
});
