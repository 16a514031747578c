import type { ExpectedEntity, ExpectedGroups } from "../baselines/expected-state.ts";

/** What a baseline says of the groups a user is in; `undefined`: nothing. */
export function expectedGroups(expected: ExpectedEntity): ExpectedGroups | undefined {
  return expected.kind === "user" ? expected.groups : undefined;
}

/**
 * Those of `names`, each once, that are not among `others`. Names that differ in case alone are one group's.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html
 */
export function groupsBeyond(names: readonly string[], others: readonly string[]): readonly string[] {
  const known = new Set(others.map((name) => name.toLowerCase()));
  return [...new Map(names.map((name) => [name.toLowerCase(), name]))]
    .filter(([folded]) => !known.has(folded))
    .map(([, name]) => name);
}
