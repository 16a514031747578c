import { attachedPoliciesPage, attachPolicy, detachPolicy } from "./attachments.ts";
import { groupNamed } from "./groups.ts";
import { deleteInlinePolicy, inlinePolicy, inlinePolicyNames, putInlinePolicy } from "./inline-policies.ts";
import { groupName, pathPrefix, policyArn, policyDocument, policyName } from "./names.ts";
import { type OperationTable, operation } from "./operation.ts";
import { pageParameters } from "./page.ts";

const GroupName = groupName;

/** A group's inline policies and the managed policies attached to it. */
export const groupPolicyOperations: OperationTable = {
  PutGroupPolicy: operation({
    kind: "write",
    parameters: { GroupName, PolicyName: policyName, PolicyDocument: policyDocument },
    run({ GroupName: name, PolicyName, PolicyDocument }, { account }) {
      putInlinePolicy(groupNamed(account, name), { kind: "group", name }, PolicyName, PolicyDocument);
      return undefined;
    },
  }),

  GetGroupPolicy: operation({
    kind: "read",
    parameters: { GroupName, PolicyName: policyName },
    run({ GroupName: name, PolicyName }, { account }) {
      return { GroupName: name, ...inlinePolicy(groupNamed(account, name), "group", PolicyName) };
    },
  }),

  ListGroupPolicies: operation({
    kind: "read",
    parameters: { GroupName, ...pageParameters },
    run({ GroupName: name, ...request }, { account }) {
      const { items, more } = inlinePolicyNames(groupNamed(account, name), request);
      return { PolicyNames: items, ...more };
    },
  }),

  DeleteGroupPolicy: operation({
    kind: "write",
    parameters: { GroupName, PolicyName: policyName },
    run({ GroupName: name, PolicyName }, { account }) {
      deleteInlinePolicy(groupNamed(account, name), "group", PolicyName);
      return undefined;
    },
  }),

  AttachGroupPolicy: operation({
    kind: "write",
    parameters: { GroupName, PolicyArn: policyArn },
    run({ GroupName: name, PolicyArn }, { account }) {
      attachPolicy(account, groupNamed(account, name), "Group", PolicyArn);
      return undefined;
    },
  }),

  DetachGroupPolicy: operation({
    kind: "write",
    parameters: { GroupName, PolicyArn: policyArn },
    run({ GroupName: name, PolicyArn }, { account }) {
      detachPolicy(account, groupNamed(account, name), PolicyArn);
      return undefined;
    },
  }),

  ListAttachedGroupPolicies: operation({
    kind: "read",
    parameters: { GroupName, PathPrefix: pathPrefix, ...pageParameters },
    run({ GroupName: name, ...request }, { account }) {
      return attachedPoliciesPage(account, groupNamed(account, name), request);
    },
  }),
};
