import type { Policy } from "../policy/policy.ts";
import { parseLive } from "./compare-document.ts";
import { expectedTrust } from "./expected-aspects.ts";
import { aspectRule } from "./rule.ts";
import { atMost } from "./severity.ts";
import { listInWords, nameEntity, sentence } from "./wording.ts";

/** A trust policy names a role or user that was deleted. See docs/rules/trust-dangling-principal.md. */
export const trustDanglingPrincipal = aspectRule({
  name: "trust-dangling-principal",
  aspect: "trust",
  wanted: expectedTrust,
  judge({ live, expected }) {
    const trust = parseLive(live, "trust");
    if (trust.status === "invalid") return { status: "undecided", reason: trust.reason };
    const ids = uniqueIds(trust.policy);
    if (ids.length === 0) return [];
    const named = ids.length === 1 ? "the id of a role or user" : "the ids of roles or users";
    const summary = sentence(
      `the trust policy of ${nameEntity(expected)} names ${listInWords(ids)}, ${named} that IAM knows by no name any more`,
    );
    return [{ subject: "", severity: atMost(expected.severity, "medium"), summary, content: ids }];
  },
});

/**
 * IAM keeps the ids of the roles and users that a trust policy names, and shows them where there is no ARN to be shown: of one that was
 * deleted, also where another was made by its name since.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
 */
const UNIQUE_ID = /^A(?:IDA|ROA)[A-Z0-9]+$/;

function uniqueIds({ statements }: Policy): readonly string[] {
  const principals = statements.flatMap((statement) => statement.principals?.principals ?? []);
  const ids = principals.filter(({ type, value }) => type === "AWS" && UNIQUE_ID.test(value)).map(({ value }) => value);
  return [...new Set(ids)].toSorted();
}
