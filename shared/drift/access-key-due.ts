import type { AccessKeyRules, ExpectedEntity } from "../baselines/expected-state.ts";
import { ageInDays } from "./key-age.ts";
import { aspectRule } from "./rule.ts";
import { lastFour, nameEntity, sentence } from "./wording.ts";

/** An active access key is to be replaced before it is too old. See docs/rules/access-key-due.md. */
export const accessKeyDue = aspectRule({
  name: "access-key-due",
  aspect: "accessKeys",
  wanted: warnedOf,
  judge({ wanted: { warnAtDays, breachAtDays }, live, expected, now }) {
    return live.flatMap(({ accessKeyId, createdAt, status }) => {
      const age = ageInDays(createdAt, now);
      // From the limit on it is another rule's.
      if (status !== "Active" || age < warnAtDays || age >= breachAtDays) return [];
      const key = `Access key ${lastFour(accessKeyId)} of ${nameEntity(expected)}`;
      const summary = sentence(
        `${key} is ${age} days old, and is to be replaced before it is ${breachAtDays} days old`,
      );
      return [{ subject: accessKeyId, severity: "low", summary, content: [] }];
    });
  },
});

function warnedOf(expected: ExpectedEntity): (AccessKeyRules & { readonly warnAtDays: number }) | undefined {
  if (expected.kind !== "user" || expected.accessKeys?.warnAtDays === undefined) return undefined;
  return { ...expected.accessKeys, warnAtDays: expected.accessKeys.warnAtDays };
}
