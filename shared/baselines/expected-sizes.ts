import { policySize, SIZE_LIMITS } from "./documents.ts";
import type { ExpectedDocument, ExpectedEntity } from "./expected-state.ts";

/** A document, or an entity's inline policies together, beyond what IAM takes. */
export interface Excess {
  readonly source: string;
  readonly message: string;
}

/** Everything about an expected entity that is over IAM's size limits. */
export function checkSizes(entity: ExpectedEntity): readonly Excess[] {
  if (entity.kind === "root") return [];
  if (entity.kind === "policy") {
    return excess([entity.document], SIZE_LIMITS.managedPolicy, "a customer managed policy");
  }
  const trust = "trust" in entity && entity.trust !== undefined ? [entity.trust] : [];
  const inline = Object.values(entity.inlinePolicies?.documents ?? {});
  return [
    ...excess(trust, SIZE_LIMITS.trust, "a trust policy"),
    ...(entity.kind === "user"
      ? excess(inline, SIZE_LIMITS.userInlinePolicies, "a user's inline policies together")
      : excess(inline, SIZE_LIMITS.roleInlinePolicies, "a role's inline policies together")),
  ];
}

function excess(documents: readonly ExpectedDocument[], limit: number, what: string): readonly Excess[] {
  const size = documents.reduce((sum, { text }) => sum + policySize(text), 0);
  const [first] = documents;
  if (first === undefined || size <= limit) return [];
  const counted = `${size.toLocaleString("en-GB")} characters without white space`;
  const message = `${counted}, more than the ${limit.toLocaleString("en-GB")} that IAM takes in ${what}; shorten it.`;
  return [{ source: first.source, message }];
}
