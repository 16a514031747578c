import type { AccountState } from "./account.ts";
import { managedPolicy } from "./managed-policy-lookup.ts";
import { pathPrefix, policyArn } from "./names.ts";
import { type OperationTable, operation } from "./operation.ts";
import { page, pageParameters } from "./page.ts";

interface Entity {
  readonly kind: "Group" | "User" | "Role";
  readonly name: string;
  readonly id: string;
  readonly path: string;
  readonly attachedPolicies: ReadonlySet<string>;
  readonly permissionsBoundary: string | undefined;
}

/** What has a managed policy, attached or as its boundary. */
export const policyEntityOperations: OperationTable = {
  ListEntitiesForPolicy: operation({
    kind: "read",
    parameters: {
      PolicyArn: policyArn,
      EntityFilter: { type: "string", oneOf: ["Role", "User", "Group", "LocalManagedPolicy", "AWSManagedPolicy"] },
      PathPrefix: pathPrefix,
      PolicyUsageFilter: { type: "string", oneOf: ["PermissionsPolicy", "PermissionsBoundary"] },
      ...pageParameters,
    },
    run(asked, { account }) {
      const { arn } = managedPolicy(account, asked.PolicyArn);
      const uses = ({ attachedPolicies, permissionsBoundary }: Entity): boolean =>
        (asked.PolicyUsageFilter !== "PermissionsBoundary" && attachedPolicies.has(arn)) ||
        (asked.PolicyUsageFilter !== "PermissionsPolicy" && permissionsBoundary === arn);
      const using = entities(account).filter(
        (entity) =>
          uses(entity) &&
          (asked.EntityFilter === undefined || asked.EntityFilter === entity.kind) &&
          entity.path.startsWith(asked.PathPrefix ?? "/"),
      );
      const { items, more } = page(using, asked, ({ kind, name }) => `${kind} ${name}`);
      const of = (kind: Entity["kind"]) =>
        items
          .filter((item) => item.kind === kind)
          .map(({ name, id }) => ({ [`${kind}Name`]: name, [`${kind}Id`]: id }));
      return { PolicyGroups: of("Group"), PolicyUsers: of("User"), PolicyRoles: of("Role"), ...more };
    },
  }),
};

function entities(account: AccountState): Entity[] {
  return [
    ...[...account.groups.values()].map((group): Entity => {
      const { groupName: name, groupId: id, path, attachedPolicies } = group;
      return { kind: "Group", name, id, path, attachedPolicies, permissionsBoundary: undefined };
    }),
    ...[...account.users.values()].map((user): Entity => {
      const { userName: name, userId: id, path, attachedPolicies, permissionsBoundary } = user;
      return { kind: "User", name, id, path, attachedPolicies, permissionsBoundary };
    }),
    ...[...account.roles.values()].map((role): Entity => {
      const { roleName: name, roleId: id, path, attachedPolicies, permissionsBoundary } = role;
      return { kind: "Role", name, id, path, attachedPolicies, permissionsBoundary };
    }),
  ];
}
