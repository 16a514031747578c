import { type AccountState, entityArn, type ManagedPolicy, nameTaken } from "./account.ts";
import { deleteConflict, entityAlreadyExists } from "./errors.ts";
import { uniqueId } from "./ids.ts";
import { attachmentCount, boundaryUsageCount, managedPolicy, ownPolicy } from "./managed-policy-lookup.ts";
import { description, newTags, path, pathPrefix, policyArn, policyDocument, policyName } from "./names.ts";
import { type OperationTable, operation, type ResultTree } from "./operation.ts";
import { page, pageParameters } from "./page.ts";
import { checkManagedPolicy } from "./policy-versions.ts";
import { withTags } from "./tags.ts";

/** The operations on managed policies themselves. */
export const managedPolicyOperations: OperationTable = {
  CreatePolicy: operation({
    kind: "write",
    parameters: {
      PolicyName: policyName,
      Path: path,
      PolicyDocument: policyDocument,
      Description: description,
      Tags: newTags,
    },
    run(asked, { account, now, ids }) {
      const policyPath = asked.Path ?? "/";
      const names = [...account.policies.values()].map((policy) => policy.policyName);
      if (nameTaken(names, asked.PolicyName)) {
        throw entityAlreadyExists(
          `A policy called ${asked.PolicyName} already exists. Duplicate names are not allowed.`,
        );
      }
      checkManagedPolicy(asked.PolicyDocument);
      const policy: ManagedPolicy = {
        path: policyPath,
        policyName: asked.PolicyName,
        policyId: uniqueId(ids, "ANPA"),
        arn: entityArn(account, "policy", policyPath, asked.PolicyName),
        createDate: now,
        updateDate: now,
        description: asked.Description,
        defaultVersionId: "v1",
        versions: [{ versionId: "v1", document: asked.PolicyDocument, createDate: now }],
        nextVersion: 2,
        tags: withTags([], asked.Tags ?? [], "case-sensitive"),
      };
      account.policies.set(policy.arn, policy);
      return {
        Policy: { ...listedPolicy(account, policy), ...(policy.tags.length === 0 ? {} : { Tags: policy.tags }) },
      };
    },
  }),

  GetPolicy: operation({
    kind: "read",
    parameters: { PolicyArn: policyArn },
    run({ PolicyArn }, { account }) {
      const policy = managedPolicy(account, PolicyArn);
      return { Policy: { ...listedPolicy(account, policy), Description: policy.description, Tags: policy.tags } };
    },
  }),

  ListPolicies: operation({
    kind: "read",
    parameters: {
      Scope: { type: "string", oneOf: ["All", "AWS", "Local"] },
      OnlyAttached: { type: "boolean" },
      PathPrefix: pathPrefix,
      ...pageParameters,
    },
    run(asked, { account }) {
      const scope = asked.Scope ?? "All";
      const policies = [
        ...(scope === "AWS" ? [] : account.policies.values()),
        ...(scope === "Local" ? [] : account.awsPolicies.values()),
      ].filter((policy) => policy.path.startsWith(asked.PathPrefix ?? "/"));
      const wanted = policies.filter(({ arn }) => asked.OnlyAttached !== true || attachmentCount(account, arn) > 0);
      const { items, more } = page(wanted, asked, (policy) => `${policy.policyName} ${policy.arn}`);
      return { Policies: items.map((policy) => listedPolicy(account, policy)), ...more };
    },
  }),

  DeletePolicy: operation({
    kind: "write",
    parameters: { PolicyArn: policyArn },
    run({ PolicyArn }, context) {
      const policy = ownPolicy(context, "DeletePolicy", PolicyArn);
      if (attachmentCount(context.account, PolicyArn) + boundaryUsageCount(context.account, PolicyArn) > 0) {
        throw deleteConflict("Cannot delete a policy attached to entities.");
      }
      if (policy.versions.length > 1) {
        throw deleteConflict(
          "This policy has more than one version. Before you delete a policy, you must delete the policy's versions. The default version is deleted with the policy.",
        );
      }
      context.account.policies.delete(PolicyArn);
      return undefined;
    },
  }),
};

/** A managed policy as ListPolicies answers it: without description and tags. */
function listedPolicy(account: AccountState, policy: ManagedPolicy): ResultTree {
  return {
    PolicyName: policy.policyName,
    PolicyId: policy.policyId,
    Arn: policy.arn,
    Path: policy.path,
    DefaultVersionId: policy.defaultVersionId,
    AttachmentCount: attachmentCount(account, policy.arn),
    PermissionsBoundaryUsageCount: boundaryUsageCount(account, policy.arn),
    IsAttachable: true,
    CreateDate: policy.createDate,
    UpdateDate: policy.updateDate,
  };
}
