import type { PolicyHolder } from "./account.ts";
import { managedPolicy } from "./managed-policy-lookup.ts";
import { pathPrefix, policyArn } from "./names.ts";
import { type OperationTable, operation } from "./operation.ts";
import { page, pageParameters } from "./page.ts";

interface Attached {
  readonly kind: "Group" | "User" | "Role";
  readonly name: string;
  readonly id: string;
  readonly path: string;
  readonly holder: PolicyHolder;
}

/** What a managed policy is attached to. */
export const policyEntityOperations: OperationTable = {
  ListEntitiesForPolicy: operation({
    kind: "read",
    parameters: {
      PolicyArn: policyArn,
      EntityFilter: { type: "string", oneOf: ["Role", "User", "Group", "LocalManagedPolicy", "AWSManagedPolicy"] },
      PathPrefix: pathPrefix,
      ...pageParameters,
    },
    run(asked, { account }) {
      const policy = managedPolicy(account, asked.PolicyArn);
      const all: Attached[] = [
        ...[...account.groups.values()].map(
          (group): Attached => ({
            kind: "Group",
            name: group.groupName,
            id: group.groupId,
            path: group.path,
            holder: group,
          }),
        ),
        ...[...account.users.values()].map(
          (user): Attached => ({ kind: "User", name: user.userName, id: user.userId, path: user.path, holder: user }),
        ),
        ...[...account.roles.values()].map(
          (role): Attached => ({ kind: "Role", name: role.roleName, id: role.roleId, path: role.path, holder: role }),
        ),
      ];
      const attached = all.filter(
        ({ kind, path, holder }) =>
          holder.attachedPolicies.has(policy.arn) &&
          (asked.EntityFilter === undefined || asked.EntityFilter === kind) &&
          path.startsWith(asked.PathPrefix ?? "/"),
      );
      const { items, more } = page(attached, asked, ({ kind, name }) => `${kind} ${name}`);
      const of = (kind: Attached["kind"]) =>
        items
          .filter((item) => item.kind === kind)
          .map(({ name, id }) => ({ [`${kind}Name`]: name, [`${kind}Id`]: id }));
      return { PolicyGroups: of("Group"), PolicyUsers: of("User"), PolicyRoles: of("Role"), ...more };
    },
  }),
};
