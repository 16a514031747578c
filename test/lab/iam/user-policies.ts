import { attachedPoliciesPage, attachPolicy, detachPolicy } from "./attachments.ts";
import { deleteInlinePolicy, inlinePolicy, inlinePolicyNames, putInlinePolicy } from "./inline-policies.ts";
import { pathPrefix, policyArn, policyDocument, policyName } from "./names.ts";
import { type OperationTable, operation } from "./operation.ts";
import { page, pageParameters } from "./page.ts";
import type { StringsParameter, TagsParameter } from "./parameters.ts";
import { withoutTags, withTags } from "./tags.ts";
import { existingUserName, userNamed } from "./users.ts";

const UserName = existingUserName;

/** A user's inline policies and the managed policies attached to it. */
export const userPolicyOperations: OperationTable = {
  PutUserPolicy: operation({
    kind: "write",
    parameters: { UserName, PolicyName: policyName, PolicyDocument: policyDocument },
    run({ UserName: name, PolicyName, PolicyDocument }, { account }) {
      putInlinePolicy(userNamed(account, name), { kind: "user", name }, PolicyName, PolicyDocument);
      return undefined;
    },
  }),

  GetUserPolicy: operation({
    kind: "read",
    parameters: { UserName, PolicyName: policyName },
    run({ UserName: name, PolicyName }, { account }) {
      return { UserName: name, ...inlinePolicy(userNamed(account, name), "user", PolicyName) };
    },
  }),

  ListUserPolicies: operation({
    kind: "read",
    parameters: { UserName, ...pageParameters },
    run({ UserName: name, ...request }, { account }) {
      const { items, more } = inlinePolicyNames(userNamed(account, name), request);
      return { PolicyNames: items, ...more };
    },
  }),

  DeleteUserPolicy: operation({
    kind: "write",
    parameters: { UserName, PolicyName: policyName },
    run({ UserName: name, PolicyName }, { account }) {
      deleteInlinePolicy(userNamed(account, name), "user", PolicyName);
      return undefined;
    },
  }),

  AttachUserPolicy: operation({
    kind: "write",
    parameters: { UserName, PolicyArn: policyArn },
    run({ UserName: name, PolicyArn }, { account }) {
      attachPolicy(account, userNamed(account, name), "User", PolicyArn);
      return undefined;
    },
  }),

  DetachUserPolicy: operation({
    kind: "write",
    parameters: { UserName, PolicyArn: policyArn },
    run({ UserName: name, PolicyArn }, { account }) {
      detachPolicy(account, userNamed(account, name), PolicyArn);
      return undefined;
    },
  }),

  ListAttachedUserPolicies: operation({
    kind: "read",
    parameters: { UserName, PathPrefix: pathPrefix, ...pageParameters },
    run({ UserName: name, ...request }, { account }) {
      return attachedPoliciesPage(account, userNamed(account, name), request);
    },
  }),
};

/** A user's tags. */
export const userTagOperations: OperationTable = {
  TagUser: operation({
    kind: "write",
    parameters: { UserName, Tags: { type: "tags", required: true } satisfies TagsParameter },
    run({ UserName: name, Tags }, { account }) {
      const user = userNamed(account, name);
      user.tags = withTags(user.tags, Tags, "case-insensitive");
      return undefined;
    },
  }),

  UntagUser: operation({
    kind: "write",
    parameters: { UserName, TagKeys: { type: "strings", required: true } satisfies StringsParameter },
    run({ UserName: name, TagKeys }, { account }) {
      const user = userNamed(account, name);
      user.tags = withoutTags(user.tags, TagKeys, "case-insensitive");
      return undefined;
    },
  }),

  ListUserTags: operation({
    kind: "read",
    parameters: { UserName, ...pageParameters },
    run({ UserName: name, ...request }, { account }) {
      const { items, more } = page(userNamed(account, name).tags, request, (tag) => tag.Key);
      return { Tags: items.map(({ Key, Value }) => ({ Key, Value })), ...more };
    },
  }),
};
