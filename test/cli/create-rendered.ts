import {
  AddUserToGroupCommand,
  AttachGroupPolicyCommand,
  AttachRolePolicyCommand,
  AttachUserPolicyCommand,
  CreateGroupCommand,
  CreatePolicyCommand,
  CreateRoleCommand,
  CreateServiceLinkedRoleCommand,
  CreateUserCommand,
  type IAMClient,
  PutGroupPolicyCommand,
  PutRolePolicyCommand,
  PutUserPolicyCommand,
} from "@aws-sdk/client-iam";
import type * as z from "zod";
import type { renderResultSchema } from "../../cli/render-schema.ts";

/** What `render --json` printed. */
export type PrintedRendering = z.infer<typeof renderResultSchema>;
type PrintedEntity = PrintedRendering["entities"][number];

/** Makes everything that `render --json` printed, in the order printed, as a script of its reader's would. */
export async function createRendered(iam: IAMClient, { entities }: PrintedRendering): Promise<void> {
  for (const entity of entities) await create(iam, entity);
}

async function create(iam: IAMClient, entity: PrintedEntity): Promise<void> {
  switch (entity.kind) {
    case "policy": {
      const PolicyDocument = JSON.stringify(entity.document?.document);
      await iam.send(
        new CreatePolicyCommand({ PolicyName: entity.name, Path: entity.path, PolicyDocument, Tags: tagsOf(entity) }),
      );
      return;
    }
    case "group":
      return createGroup(iam, entity);
    case "role":
      return createRole(iam, entity);
    case "service-linked-role":
      await iam.send(new CreateServiceLinkedRoleCommand({ AWSServiceName: entity.service }));
      return;
    case "user":
      return createUser(iam, entity);
    case "root":
      return; // Every account has it, and a new one has no access keys.
  }
}

function tagsOf({ tags }: PrintedEntity): { Key: string; Value: string }[] {
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
}

/** What whoever makes a role has to know for themselves where the baseline does not say it. */
const NOBODY = {
  Version: "2012-10-17",
  Statement: [{ Effect: "Deny", Principal: { AWS: "*" }, Action: "sts:AssumeRole" }],
};

async function createRole(iam: IAMClient, entity: PrintedEntity): Promise<void> {
  const { name: RoleName, permissionsBoundary, maximumSessionSeconds } = entity;
  await iam.send(
    new CreateRoleCommand({
      RoleName,
      Path: entity.path,
      AssumeRolePolicyDocument: JSON.stringify(entity.trust?.document ?? NOBODY),
      Tags: tagsOf(entity),
      ...(permissionsBoundary !== undefined && { PermissionsBoundary: permissionsBoundary }),
      ...(maximumSessionSeconds !== undefined && { MaxSessionDuration: maximumSessionSeconds }),
    }),
  );
  for (const { name: PolicyName, document } of entity.inlinePolicies) {
    await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName, PolicyDocument: JSON.stringify(document) }));
  }
  for (const PolicyArn of entity.attachments) await iam.send(new AttachRolePolicyCommand({ RoleName, PolicyArn }));
}

async function createUser(iam: IAMClient, entity: PrintedEntity): Promise<void> {
  const { name: UserName, permissionsBoundary } = entity;
  await iam.send(
    new CreateUserCommand({
      UserName,
      Path: entity.path,
      Tags: tagsOf(entity),
      ...(permissionsBoundary !== undefined && { PermissionsBoundary: permissionsBoundary }),
    }),
  );
  for (const { name: PolicyName, document } of entity.inlinePolicies) {
    await iam.send(new PutUserPolicyCommand({ UserName, PolicyName, PolicyDocument: JSON.stringify(document) }));
  }
  for (const PolicyArn of entity.attachments) await iam.send(new AttachUserPolicyCommand({ UserName, PolicyArn }));
  for (const GroupName of entity.groups) await iam.send(new AddUserToGroupCommand({ UserName, GroupName }));
}

async function createGroup(iam: IAMClient, entity: PrintedEntity): Promise<void> {
  const { name: GroupName } = entity;
  await iam.send(new CreateGroupCommand({ GroupName, Path: entity.path }));
  for (const { name: PolicyName, document } of entity.inlinePolicies) {
    await iam.send(new PutGroupPolicyCommand({ GroupName, PolicyName, PolicyDocument: JSON.stringify(document) }));
  }
  for (const PolicyArn of entity.attachments) await iam.send(new AttachGroupPolicyCommand({ GroupName, PolicyArn }));
}
