import { type AccountState, type DeletionTask, entityArn, nameTaken, type Role } from "./account.ts";
import { invalidInput, noSuchEntity } from "./errors.ts";
import { uniqueId } from "./ids.ts";
import { description, roleName } from "./names.ts";
import { type OperationTable, operation } from "./operation.ts";
import { roleNamed } from "./role-lookup.ts";
import { newRoleResult } from "./roles.ts";
import { type LinkedService, linkedServices } from "./service-linked-services.ts";
import { acceptTrustPolicy } from "./trust-policy.ts";

/** The operations on service-linked roles. */
export const serviceLinkedRoleOperations: OperationTable = {
  CreateServiceLinkedRole: operation({
    kind: "write",
    parameters: {
      AWSServiceName: { type: "string", required: true, minimum: 1, maximum: 128 },
      Description: description,
      CustomSuffix: { type: "string", minimum: 1, maximum: 64 },
    },
    run({ AWSServiceName, Description, CustomSuffix }, { account, now, ids }) {
      const service = linkedServices.get(AWSServiceName);
      if (service === undefined) {
        throw invalidInput(`Service ${AWSServiceName} has no service-linked role that the lab knows.`);
      }
      const name = linkedRoleName(AWSServiceName, service, CustomSuffix);
      if (nameTaken(account.roles.keys(), name)) {
        throw invalidInput(`Service role name ${name} has been taken in this account, please try a different suffix.`);
      }
      const path = `/aws-service-role/${AWSServiceName}/`;
      const role: Role = {
        path,
        roleName: name,
        roleId: uniqueId(ids, "AROA"),
        arn: entityArn(account, "role", path, name),
        createDate: now,
        trust: acceptTrustPolicy(account, trustOf(AWSServiceName)),
        description: Description,
        maxSessionDuration: 3600,
        permissionsBoundary: undefined,
        tags: [],
        lastUsed: undefined,
        linkedService: AWSServiceName,
        inlinePolicies: new Map(),
        attachedPolicies: new Set([`arn:${account.partition}:iam::aws:policy/aws-service-role/${service.policyName}`]),
      };
      account.roles.set(name, role);
      return { Role: newRoleResult(account, role) };
    },
  }),

  DeleteServiceLinkedRole: operation({
    kind: "write",
    parameters: { RoleName: roleName },
    run({ RoleName }, { account, now, ids }) {
      const role = roleNamed(account, RoleName);
      if (role.linkedService === undefined) {
        throw noSuchEntity(`The role with name ${RoleName} is not a service-linked role.`);
      }
      // Asked again while the deletion is under way, IAM gives the same task.
      const task = runningDeletion(account, role) ?? {
        deletionTaskId: `task${role.path}${RoleName}/${ids.uuid()}`,
        roleId: role.roleId,
        completesAt: new Date(now.getTime() + account.deletionSeconds * 1000),
        status: "IN_PROGRESS",
      };
      account.deletionTasks.set(task.deletionTaskId, task);
      return { DeletionTaskId: task.deletionTaskId };
    },
  }),

  GetServiceLinkedRoleDeletionStatus: operation({
    kind: "read",
    parameters: { DeletionTaskId: { type: "string", required: true, minimum: 1, maximum: 1000 } },
    run({ DeletionTaskId }, { account }) {
      const task = account.deletionTasks.get(DeletionTaskId);
      if (task === undefined) {
        throw noSuchEntity(`Deletion task ${DeletionTaskId} cannot be found.`);
      }
      return { Status: task.status };
    },
  }),
};

function linkedRoleName(serviceName: string, service: LinkedService, suffix: string | undefined): string {
  if (suffix !== undefined && !service.suffix) {
    throw invalidInput(`Custom suffix is not allowed for ${serviceName}`);
  }
  return suffix === undefined ? service.roleName : `${service.roleName}_${suffix}`;
}

function trustOf(serviceName: string): string {
  return JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Principal: { Service: serviceName }, Action: "sts:AssumeRole" }],
  });
}

function runningDeletion(account: AccountState, role: Role): DeletionTask | undefined {
  return [...account.deletionTasks.values()].find(
    (task) => task.roleId === role.roleId && task.status === "IN_PROGRESS",
  );
}
