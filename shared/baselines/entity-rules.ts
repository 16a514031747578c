import type { EntityEntry } from "./entity-schema.ts";
import type { Problem } from "./problem.ts";
import type { KeyPath, YamlSource } from "./yaml-source.ts";

/**
 * Everything that is wrong with what one entity's keys say of each other.
 * @param path where the entity stands in its baseline.yml
 */
export function checkEntityRules(entity: EntityEntry, path: KeyPath, source: YamlSource): readonly Problem[] {
  if (entity.kind === "root") return [];
  return [...checkRetirement(entity, path, source), ...checkKeyAges(entity, path, source)];
}

function checkRetirement(
  { presence, retiredSince }: Exclude<EntityEntry, { kind: "root" }>,
  path: KeyPath,
  source: YamlSource,
): readonly Problem[] {
  if (presence === "retired" && retiredSince === undefined) {
    const message = "presence: retired needs the day since when; add retiredSince: YYYY-MM-DD.";
    return [source.problem([...path, "presence"], message)];
  }
  if (presence !== "retired" && retiredSince !== undefined) {
    const message = `retiredSince belongs to presence: retired, not to presence: ${presence}; remove one of the two.`;
    return [source.keyProblem([...path, "retiredSince"], message)];
  }
  return [];
}

function checkKeyAges(entity: EntityEntry, path: KeyPath, source: YamlSource): readonly Problem[] {
  if (entity.kind !== "user" || entity.accessKeys?.warnAtDays === undefined) return [];
  const { warnAtDays, breachAtDays } = entity.accessKeys;
  if (warnAtDays < breachAtDays) return [];
  const message = `warnAtDays: ${warnAtDays} must be less than breachAtDays: ${breachAtDays}, or nobody is warned in time.`;
  return [source.problem([...path, "accessKeys", "warnAtDays"], message)];
}
