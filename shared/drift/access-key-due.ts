import type { AccessKeyRules, ExpectedEntity, Severity } from "../baselines/expected-state.ts";
import { ageInDays } from "./key-age.ts";
import { ownerOfKeys } from "./key-owner.ts";
import { type KeyWarning, keyWarnings } from "./key-warnings.ts";
import { aspectRule } from "./rule.ts";
import { atMost } from "./severity.ts";
import { lastFour, nameEntity, sentence } from "./wording.ts";

/** An active access key is to be replaced before it is too old. See docs/rules/access-key-due.md. */
export const accessKeyDue = aspectRule({
  name: "access-key-due",
  aspect: "accessKeys",
  wanted: warnedOf,
  judge({ wanted: { breachAtDays, warnings }, live, state, expected, now }) {
    return live.flatMap(({ accessKeyId, createdAt, status }) => {
      const age = ageInDays(createdAt, now);
      const warning = warnings.findLast((each) => age >= each.age);
      // From the limit on it is another rule's.
      if (status !== "Active" || warning === undefined || age >= breachAtDays) return [];
      const left = breachAtDays - age;
      const key = `Access key ${lastFour(accessKeyId)} of ${nameEntity(expected)}`;
      const summary = sentence(
        `${key} is ${age} days old, and is to be replaced before it is ${breachAtDays} days old, in ${left} ${left === 1 ? "day" : "days"}`,
      );
      // Not its age: only the next warning is news.
      const content = warning === warnings[0] ? [] : [`${warning.daysAhead}`];
      const severity = atMost(expected.severity, severityOf(warning));
      return [{ subject: accessKeyId, severity, summary, ...ownerOfKeys(state), content }];
    });
  },
});

/** It rises as the breach comes near, and is never worse than the breach itself. */
function severityOf({ daysAhead }: KeyWarning): Severity {
  if (daysAhead <= 1) return "high";
  return daysAhead <= 7 ? "medium" : "low";
}

function warnedOf(
  expected: ExpectedEntity,
): (AccessKeyRules & { readonly warnings: readonly KeyWarning[] }) | undefined {
  if (expected.kind !== "user" || expected.accessKeys === undefined) return undefined;
  const warnings = keyWarnings(expected.accessKeys);
  return warnings.length === 0 ? undefined : { ...expected.accessKeys, warnings };
}
