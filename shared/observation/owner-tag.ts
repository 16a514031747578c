import type { Tags } from "./entity-state.ts";

const OWNER = "owner";

/**
 * Whose an entity is: the value of its tag `owner`, whatever the case of the key, which IAM holds unique whatever its case. Space around it
 * is no part of it, and `undefined` means that there is no such tag or nothing in it. It is what somebody wrote into the account: whoever
 * shows it makes it harmless for where it is shown.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_tags.html#id_tags_rules_creating
 */
export function ownerOf(tags: Tags): string | undefined {
  const owner = Object.entries(tags)
    .find(([key]) => key.toLowerCase() === OWNER)?.[1]
    .trim();
  return owner === "" ? undefined : owner;
}
