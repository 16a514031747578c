import { attachedPoliciesPage, attachPolicy, detachPolicy } from "./attachments.ts";
import { deleteInlinePolicy, inlinePolicy, inlinePolicyNames, putInlinePolicy } from "./inline-policies.ts";
import { pathPrefix, policyArn, policyDocument, policyName, roleName } from "./names.ts";
import { type OperationTable, operation } from "./operation.ts";
import { pageParameters } from "./page.ts";
import { editableRole, roleNamed } from "./role-lookup.ts";

/** The operations on a role's inline policies and attachments. */
export const rolePolicyOperations: OperationTable = {
  PutRolePolicy: operation({
    kind: "write",
    parameters: { RoleName: roleName, PolicyName: policyName, PolicyDocument: policyDocument },
    run({ RoleName, PolicyName, PolicyDocument }, { account }) {
      const role = editableRole(account, RoleName);
      putInlinePolicy(role, { kind: "role", name: RoleName }, PolicyName, PolicyDocument);
      return undefined;
    },
  }),

  GetRolePolicy: operation({
    kind: "read",
    parameters: { RoleName: roleName, PolicyName: policyName },
    run({ RoleName, PolicyName }, { account }) {
      return { RoleName, ...inlinePolicy(roleNamed(account, RoleName), "role", PolicyName) };
    },
  }),

  ListRolePolicies: operation({
    kind: "read",
    parameters: { RoleName: roleName, ...pageParameters },
    run(asked, { account }) {
      const { items, more } = inlinePolicyNames(roleNamed(account, asked.RoleName), asked);
      return { PolicyNames: items, ...more };
    },
  }),

  DeleteRolePolicy: operation({
    kind: "write",
    parameters: { RoleName: roleName, PolicyName: policyName },
    run({ RoleName, PolicyName }, { account }) {
      deleteInlinePolicy(editableRole(account, RoleName), "role", PolicyName);
      return undefined;
    },
  }),

  AttachRolePolicy: operation({
    kind: "write",
    parameters: { RoleName: roleName, PolicyArn: policyArn },
    run({ RoleName, PolicyArn }, { account }) {
      attachPolicy(account, editableRole(account, RoleName), "Role", PolicyArn);
      return undefined;
    },
  }),

  DetachRolePolicy: operation({
    kind: "write",
    parameters: { RoleName: roleName, PolicyArn: policyArn },
    run({ RoleName, PolicyArn }, { account }) {
      detachPolicy(account, editableRole(account, RoleName), PolicyArn);
      return undefined;
    },
  }),

  ListAttachedRolePolicies: operation({
    kind: "read",
    parameters: { RoleName: roleName, PathPrefix: pathPrefix, ...pageParameters },
    run(asked, { account }) {
      return attachedPoliciesPage(account, roleNamed(account, asked.RoleName), asked);
    },
  }),
};
