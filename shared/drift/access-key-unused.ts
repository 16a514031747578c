import { ageInDays } from "./key-age.ts";
import { ownerOfKeys } from "./key-owner.ts";
import { aspectRule } from "./rule.ts";
import { lastFour, nameEntity, sentence } from "./wording.ts";

/** Nobody has used an active access key for as long as its baseline allows. See docs/rules/access-key-unused.md. */
export const accessKeyUnused = aspectRule({
  name: "access-key-unused",
  aspect: "accessKeyUse",
  wanted: (expected) => (expected.kind === "user" ? expected.accessKeys?.unusedDays : undefined),
  judge({ wanted, live, state, expected, now }) {
    return live.flatMap(({ accessKeyId, createdAt, lastUsed }) => {
      const days = ageInDays(lastUsed ?? createdAt, now);
      if (days < wanted) return [];
      const how =
        lastUsed === undefined
          ? `was never used in the ${days} days since it was made`
          : `was last used ${days} days ago`;
      const key = `Access key ${lastFour(accessKeyId)} of ${nameEntity(expected)}`;
      const summary = sentence(`${key} ${how}; its baseline allows less than ${wanted} days without use`);
      // Not for how long: a key that stays unused is not news each day.
      return [{ subject: accessKeyId, severity: expected.severity, summary, ...ownerOfKeys(state), content: [] }];
    });
  },
});
