import type { EntityState } from "../observation/entity-state.ts";
import { ownerOf } from "../observation/owner-tag.ts";
import { visibleText } from "./visible-text.ts";

/** The most that IAM takes as the value of a tag. */
const VALUE_LENGTH = 256;

/**
 * Whose a user's keys are, by its tag `owner`: one line, nothing invisible, at most 256 characters. Nothing where no such tag was read.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_tags.html#id_tags_rules_creating
 */
export function ownerOfKeys(state: EntityState): { readonly owner?: string } {
  if (state.kind !== "user" || state.tags.status !== "present") return {};
  const owner = ownerOf(state.tags.state);
  return owner === undefined ? {} : { owner: visibleText(owner.slice(0, VALUE_LENGTH)).slice(0, VALUE_LENGTH) };
}
