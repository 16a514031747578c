import type { AccessKeyRules } from "../baselines/expected-state.ts";
import { ageInDays } from "./key-age.ts";
import { ownerOfKeys } from "./key-owner.ts";
import { aspectRule } from "./rule.ts";
import { lastFour, listInWords, nameEntity, sentence } from "./wording.ts";

/** A user has more active access keys than its baseline allows. See docs/rules/access-keys-too-many.md. */
export const accessKeysTooMany = aspectRule({
  name: "access-keys-too-many",
  aspect: "accessKeys",
  wanted: (expected) => (expected.kind === "user" ? expected.accessKeys : undefined),
  judge({ wanted, live, state, expected, now }) {
    const active = live.filter(({ status }) => status === "Active");
    const youngest = Math.min(...active.map(({ createdAt }) => ageInDays(createdAt, now)));
    const rotating = youngest < wanted.overlapDays;
    if (active.length <= wanted.maximumActive + (rotating ? 1 : 0)) return [];
    const ids = active.map(({ accessKeyId }) => accessKeyId).toSorted();
    const keys = `${ids.length} active access ${ids.length === 1 ? "key" : "keys"}`;
    return [
      {
        subject: "",
        severity: expected.severity,
        summary: sentence(
          `${nameEntity(expected)} has ${keys} (${listInWords(ids.map(lastFour))}); its baseline allows ${allowance(wanted)}`,
        ),
        ...ownerOfKeys(state),
        content: ids,
      },
    ];
  },
});

function allowance({ maximumActive, overlapDays }: AccessKeyRules): string {
  if (overlapDays <= 0) return `${maximumActive}`;
  return `${maximumActive}, and one more only while the newest is younger than ${overlapDays} days`;
}
