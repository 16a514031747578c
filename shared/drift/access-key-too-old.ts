import type { AccessKeyRules } from "../baselines/expected-state.ts";
import { ageInDays } from "./key-age.ts";
import { ownerOfKeys } from "./key-owner.ts";
import { aspectRule } from "./rule.ts";
import { lastFour, nameEntity, sentence } from "./wording.ts";

/** An active access key has reached the age at which it must have been replaced. See docs/rules/access-key-too-old.md. */
export const accessKeyTooOld = aspectRule({
  name: "access-key-too-old",
  aspect: "accessKeys",
  wanted: (expected) => (expected.kind === "user" ? expected.accessKeys : undefined),
  judge({ wanted, live, state, expected, now }) {
    // An inactive key opens nothing, whatever its age; and deactivating is how one that is too old is dealt with.
    const active = live.filter(({ status }) => status === "Active");
    const old = active.filter(({ createdAt }) => ageInDays(createdAt, now) >= wanted.breachAtDays);
    return old.map(({ accessKeyId, createdAt }) => ({
      subject: accessKeyId,
      severity: expected.severity,
      summary: sentence(
        `Access key ${lastFour(accessKeyId)} of ${nameEntity(expected)} is ${ageInDays(createdAt, now)} days old; ${limit(wanted)}`,
      ),
      ...ownerOfKeys(state),
      // Not its age: a key that grows older each day is not news each day.
      content: [],
    }));
  },
});

function limit({ breachAtDays, breachSource }: AccessKeyRules): string {
  const source =
    breachSource === "vendor" ? "the vendor's figure" : "Plumbline's own figure: the vendor's page names none";
  return `the limit is ${breachAtDays} days (${source})`;
}
