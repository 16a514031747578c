import type { Problem } from "./problem.ts";
import type { ConfiguredAccount } from "./settings.ts";
import type { KeyPath, YamlSource } from "./yaml-source.ts";

/**
 * A warning for an account that is entered by a role, and has something that Plumbline is to repair by itself and no role to do it by: every
 * attempt would fail.
 */
export function withoutRemediator(
  path: KeyPath,
  { account, entities, readerRole, remediatorRole }: ConfiguredAccount,
  source: YamlSource,
): readonly Problem[] {
  const isRepaired = entities.some(({ remediate, approval }) => remediate !== "off" && approval === undefined);
  if (readerRole === undefined || remediatorRole !== undefined || !isRepaired) return [];
  const message = `Account ${account} has no remediatorRole, so nothing of what remediate asks for is repaired there.`;
  return [{ ...source.keyProblem([...path, "readerRole"], message), severity: "warning" }];
}
