import type { Policy, Statement } from "../policy.ts";
import { type CompiledStatement, compileStatement } from "./compiled-statement.ts";

/** Numbers for what statements say: the same for statements that say the same. */
export type Identities = Map<string, number>;

/**
 * The statements of a set of policies, taken as one union.
 *
 * @param partition the one that account ids written without an ARN belong to
 * @param identities shared by all that is compared
 * @param role what a path begins with, to tell one set from another (`Boundary.`)
 */
export function compilePolicies(
  policies: readonly Policy[],
  partition: string,
  identities: Identities,
  role = "",
): readonly CompiledStatement[] {
  return policies.flatMap((policy, index) =>
    policy.statements.map((statement) => {
      const path = `${role}${policies.length === 1 ? "" : `Policy[${index}].`}${statement.path}`;
      const placed = { ...withRootArns(statement, partition), path };
      const { effect, actions, resources, principals, conditions, variables } = placed;
      const text = JSON.stringify([effect, actions, resources, principals, conditions, variables]);
      const identity = identities.get(text) ?? identities.size;
      identities.set(text, identity);
      return compileStatement(placed, identity);
    }),
  );
}

/** An account id among the principals is short for the ARN of its root. */
function withRootArns(statement: Statement, partition: string): Statement {
  const { principals } = statement;
  if (principals === undefined) return statement;
  const spelt = principals.principals.map((principal) => {
    const { type, value } = principal;
    return type === "AWS" && /^\d{12}$/.test(value)
      ? { type, value: `arn:${partition}:iam::${value}:root` }
      : principal;
  });
  return { ...statement, principals: { ...principals, principals: spelt } };
}
