import type { ExpectedEntity } from "../baselines/expected-state.ts";
import type { Tags } from "../observation/entity-state.ts";
import { aspectRule } from "./rule.ts";
import { nameEntity, sentence } from "./wording.ts";

/** A tag that the baseline names is missing, or has another value. See docs/rules/tags-changed.md. */
export const tagsChanged = aspectRule({
  name: "tags-changed",
  aspect: "tags",
  wanted: ({ tags }) => tags,
  judge({ wanted, live, expected }) {
    return Object.entries(wanted).flatMap(([key, value]) => {
      const found = tagValue(key, live, expected);
      if (found === value) return [];
      const tag = `the tag ${JSON.stringify(key)}`;
      const how =
        found === undefined
          ? `lacks ${tag}, which is to be ${JSON.stringify(value)}`
          : `has ${tag} with the value ${JSON.stringify(found)} instead of ${JSON.stringify(value)}`;
      const summary = sentence(`${nameEntity(expected)} ${how}`);
      const content = found === undefined ? [value] : [value, found];
      return [{ subject: key, severity: expected.severity, summary, content }];
    });
  },
});

/**
 * The value of a tag. The case of its key says nothing on roles and users, which cannot have two keys that differ in it alone.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_tags.html#id_tags_rules_creating
 */
function tagValue(key: string, live: Tags, { kind }: ExpectedEntity): string | undefined {
  if (Object.hasOwn(live, key)) return live[key];
  if (kind === "policy") return undefined;
  const folded = key.toLowerCase();
  return Object.entries(live).find(([other]) => other.toLowerCase() === folded)?.[1];
}
