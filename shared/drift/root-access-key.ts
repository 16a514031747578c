import { aspectRule } from "./rule.ts";
import { nameEntity, sentence } from "./wording.ts";

/** The account's root user has an access key. See docs/rules/root-access-key.md. */
export const rootAccessKey = aspectRule({
  name: "root-access-key",
  aspect: "accessKeysPresent",
  wanted: (expected) => (expected.kind === "root" ? expected.accessKeys : undefined),
  judge({ live, expected }) {
    if (!live) return [];
    const summary = sentence(`${nameEntity(expected)} has an access key, and its baseline forbids one`);
    return [{ subject: "", severity: expected.severity, summary, content: [] }];
  },
});
