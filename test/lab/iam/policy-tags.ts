import { managedPolicy, ownPolicy } from "./managed-policy-lookup.ts";
import { newTags, policyArn } from "./names.ts";
import { type OperationTable, operation } from "./operation.ts";
import { page, pageParameters } from "./page.ts";
import { withoutTags, withTags } from "./tags.ts";

/** The operations on the tags of a customer managed policy. */
export const policyTagOperations: OperationTable = {
  TagPolicy: operation({
    kind: "write",
    parameters: { PolicyArn: policyArn, Tags: { ...newTags, required: true } },
    run({ PolicyArn, Tags }, context) {
      const policy = ownPolicy(context, "TagPolicy", PolicyArn);
      policy.tags = withTags(policy.tags, Tags, "case-sensitive");
      return undefined;
    },
  }),

  UntagPolicy: operation({
    kind: "write",
    parameters: { PolicyArn: policyArn, TagKeys: { type: "strings", required: true } },
    run({ PolicyArn, TagKeys }, context) {
      const policy = ownPolicy(context, "UntagPolicy", PolicyArn);
      policy.tags = withoutTags(policy.tags, TagKeys, "case-sensitive");
      return undefined;
    },
  }),

  ListPolicyTags: operation({
    kind: "read",
    parameters: { PolicyArn: policyArn, ...pageParameters },
    run(asked, { account }) {
      const { items, more } = page(managedPolicy(account, asked.PolicyArn).tags, asked, (tag) => tag.Key);
      return { Tags: items, ...more };
    },
  }),
};
