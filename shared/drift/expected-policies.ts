import type { ExpectedAccount, ExpectedDocument } from "../baselines/expected-state.ts";
import { customerPolicyArn } from "../iam/arn.ts";

/** What an account's baselines say of a managed policy, by its ARN; `undefined`: nothing. */
export type ExpectedPolicyLookup = (policyArn: string) => ExpectedDocument | undefined;

/** The documents of the customer managed policies that an account's baselines describe; of several for one, the first baseline's. */
export function expectedPoliciesOf({
  account,
  partition,
  entities,
}: Pick<ExpectedAccount, "account" | "partition" | "entities">): ExpectedPolicyLookup {
  return (policyArn) =>
    entities
      .filter((entity) => entity.kind === "policy")
      .find(({ path, entity }) => customerPolicyArn({ account, partition }, path, entity.name) === policyArn)?.document;
}
