import { type AccountState, entityArn, nameTaken, type Role } from "./account.ts";
import { deleteConflict, entityAlreadyExists, invalidInput } from "./errors.ts";
import { uniqueId } from "./ids.ts";
import { description, maxSessionDuration, newTags, path, pathPrefix, policyDocument, roleName } from "./names.ts";
import { type OperationTable, operation, type ResultTree } from "./operation.ts";
import { page, pageParameters } from "./page.ts";
import { acceptPermissionsBoundary, boundaryResult, newPermissionsBoundary } from "./permissions-boundary.ts";
import { encodedDocument } from "./policy-document.ts";
import { editableRole, roleNamed } from "./role-lookup.ts";
import { withTags } from "./tags.ts";
import { acceptTrustPolicy, shownTrustPolicy } from "./trust-policy.ts";

/** The operations on roles themselves. */
export const roleOperations: OperationTable = {
  CreateRole: operation({
    kind: "write",
    parameters: {
      RoleName: roleName,
      AssumeRolePolicyDocument: policyDocument,
      Path: path,
      Description: description,
      MaxSessionDuration: maxSessionDuration,
      PermissionsBoundary: newPermissionsBoundary,
      Tags: newTags,
    },
    run(asked, { account, now, ids }) {
      const rolePath = asked.Path ?? "/";
      if (rolePath.startsWith("/aws-service-role/") || rolePath.startsWith("/aws-reserved/")) {
        throw invalidInput(`The path ${rolePath} is reserved for roles that AWS makes.`);
      }
      if (nameTaken(account.roles.keys(), asked.RoleName)) {
        throw entityAlreadyExists(`Role with name ${asked.RoleName} already exists.`);
      }
      const tags = withTags([], asked.Tags ?? [], "case-insensitive");
      const role: Role = {
        path: rolePath,
        roleName: asked.RoleName,
        roleId: uniqueId(ids, "AROA"),
        arn: entityArn(account, "role", rolePath, asked.RoleName),
        createDate: now,
        trust: acceptTrustPolicy(account, asked.AssumeRolePolicyDocument),
        description: asked.Description,
        maxSessionDuration: asked.MaxSessionDuration ?? 3600,
        permissionsBoundary: acceptPermissionsBoundary(account, asked.PermissionsBoundary),
        tags,
        lastUsed: undefined,
        linkedService: undefined,
        inlinePolicies: new Map(),
        attachedPolicies: new Set(),
      };
      account.roles.set(role.roleName, role);
      return { Role: newRoleResult(account, role) };
    },
  }),

  GetRole: operation({
    kind: "read",
    parameters: { RoleName: roleName },
    run({ RoleName }, { account }) {
      const role = roleNamed(account, RoleName);
      const alone = { ...boundaryResult(role), ...tagList(role), RoleLastUsed: roleLastUsed(role) };
      return { Role: { ...listedRole(account, role), ...alone } };
    },
  }),

  ListRoles: operation({
    kind: "read",
    parameters: { PathPrefix: pathPrefix, ...pageParameters },
    run(asked, { account }) {
      const roles = [...account.roles.values()].filter((role) => role.path.startsWith(asked.PathPrefix ?? "/"));
      const { items, more } = page(roles, asked, (role) => role.roleName);
      return { Roles: items.map((role) => listedRole(account, role)), ...more };
    },
  }),

  UpdateRole: operation({
    kind: "write",
    parameters: { RoleName: roleName, Description: description, MaxSessionDuration: maxSessionDuration },
    run({ RoleName, Description, MaxSessionDuration }, { account }) {
      // Of a service-linked role the description alone may be edited.
      const role = MaxSessionDuration === undefined ? roleNamed(account, RoleName) : editableRole(account, RoleName);
      role.description = Description ?? role.description;
      role.maxSessionDuration = MaxSessionDuration ?? role.maxSessionDuration;
      return {};
    },
  }),

  UpdateRoleDescription: operation({
    kind: "write",
    parameters: { RoleName: roleName, Description: { ...description, required: true } },
    run({ RoleName, Description }, { account }) {
      const role = roleNamed(account, RoleName);
      role.description = Description;
      return { Role: listedRole(account, role) };
    },
  }),

  UpdateAssumeRolePolicy: operation({
    kind: "write",
    parameters: { RoleName: roleName, PolicyDocument: policyDocument },
    run({ RoleName, PolicyDocument }, { account }) {
      const role = editableRole(account, RoleName);
      role.trust = acceptTrustPolicy(account, PolicyDocument);
      return undefined;
    },
  }),

  DeleteRole: operation({
    kind: "write",
    parameters: { RoleName: roleName },
    run({ RoleName }, { account }) {
      const role = editableRole(account, RoleName);
      if (role.attachedPolicies.size > 0) {
        throw deleteConflict("Cannot delete entity, must detach all policies first.");
      }
      if (role.inlinePolicies.size > 0) {
        throw deleteConflict("Cannot delete entity, must delete policies first.");
      }
      account.roles.delete(RoleName);
      return undefined;
    },
  }),
};

/** A role as CreateRole and CreateServiceLinkedRole answer it: without its description and session length. */
export function newRoleResult(account: AccountState, role: Role): ResultTree {
  return {
    Path: role.path,
    RoleName: role.roleName,
    RoleId: role.roleId,
    Arn: role.arn,
    CreateDate: role.createDate,
    AssumeRolePolicyDocument: encodedDocument(shownTrustPolicy(account, role)),
    ...boundaryResult(role),
    ...tagList(role),
  };
}

/** When and where a role was last used; empty when it never was. */
function roleLastUsed(role: Role): ResultTree {
  return role.lastUsed === undefined ? {} : { LastUsedDate: role.lastUsed.at, Region: role.lastUsed.region };
}

/** A role as ListRoles answers it: without boundary, tags and last use. */
function listedRole(account: AccountState, role: Role): ResultTree {
  return {
    Path: role.path,
    RoleName: role.roleName,
    RoleId: role.roleId,
    Arn: role.arn,
    CreateDate: role.createDate,
    AssumeRolePolicyDocument: encodedDocument(shownTrustPolicy(account, role)),
    Description: role.description,
    MaxSessionDuration: role.maxSessionDuration,
  };
}

function tagList(role: Role): ResultTree {
  return role.tags.length === 0 ? {} : { Tags: role.tags };
}
