import type { Tag } from "./account.ts";
import { invalidInput, limitExceeded, validationError } from "./errors.ts";

/** Whether the case of a tag's key matters: it does not for roles and users, and does for policies. */
export type TagKeyCase = "case-insensitive" | "case-sensitive";

const allowed = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u;
const allowedText = "[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]+";

/**
 * The tags of an entity after some are added; a key that is there already gets its new value.
 * @throws IamError for tags that break IAM's rules.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_tags.html#id_tags_rules
 */
export function withTags(old: readonly Tag[], added: readonly Tag[], keyCase: TagKeyCase): readonly Tag[] {
  checkTags(added, keyCase);
  const result = new Map(old.map((tag) => [folded(tag.Key, keyCase), tag]));
  for (const tag of added) {
    result.set(folded(tag.Key, keyCase), tag);
  }
  if (result.size > 50) {
    throw limitExceeded("The number of tags has reached the maximum limit.");
  }
  return [...result.values()];
}

/** The tags of an entity without those of the given keys; a key that is not there is passed over. */
export function withoutTags(old: readonly Tag[], keys: readonly string[], keyCase: TagKeyCase): readonly Tag[] {
  checkCount(keys.length, "tagKeys");
  keys.forEach((key, index) => {
    checkKey(key, `tagKeys.${index + 1}.member`);
  });
  const gone = new Set(keys.map((key) => folded(key, keyCase)));
  return old.filter((tag) => !gone.has(folded(tag.Key, keyCase)));
}

function checkTags(tags: readonly Tag[], keyCase: TagKeyCase): void {
  checkCount(tags.length, "tags");
  tags.forEach((tag, index) => {
    const at = `tags.${index + 1}.member`;
    checkKey(tag.Key, `${at}.key`);
    checkText(tag.Value, 256, `${at}.value`);
    if (tag.Key.toLowerCase().startsWith("aws:")) {
      throw invalidInput(`Tag keys that begin with aws: are reserved for AWS; '${tag.Key}' cannot be set.`);
    }
  });
  if (new Set(tags.map((tag) => folded(tag.Key, keyCase))).size < tags.length) {
    throw invalidInput("Duplicate tag keys found. Please note that Tag keys are case insensitive.");
  }
}

function checkKey(key: string, at: string): void {
  if (key.length === 0) {
    throw constraint(key, at, "Member must have length greater than or equal to 1");
  }
  checkText(key, 128, at);
}

function checkText(text: string, maximum: number, at: string): void {
  if (text.length > maximum) {
    throw constraint(text, at, `Member must have length less than or equal to ${maximum}`);
  }
  if (!allowed.test(text)) {
    throw constraint(text, at, `Member must satisfy regular expression pattern: ${allowedText}`);
  }
}

function checkCount(count: number, at: string): void {
  if (count > 50) {
    throw validationError(
      `1 validation error detected: Value at '${at}' failed to satisfy constraint: Member must have length less than or equal to 50`,
    );
  }
}

function constraint(value: string, at: string, text: string) {
  return validationError(
    `1 validation error detected: Value '${value}' at '${at}' failed to satisfy constraint: ${text}`,
  );
}

function folded(key: string, keyCase: TagKeyCase): string {
  return keyCase === "case-insensitive" ? key.toLowerCase() : key;
}
