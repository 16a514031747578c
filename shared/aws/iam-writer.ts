import {
  AddUserToGroupCommand,
  AttachGroupPolicyCommand,
  AttachRolePolicyCommand,
  AttachUserPolicyCommand,
  CreatePolicyCommand,
  CreatePolicyVersionCommand,
  CreateRoleCommand,
  CreateServiceLinkedRoleCommand,
  CreateUserCommand,
  DeleteGroupPolicyCommand,
  DeleteLoginProfileCommand,
  DeletePolicyCommand,
  DeletePolicyVersionCommand,
  DeleteRoleCommand,
  DeleteRolePermissionsBoundaryCommand,
  DeleteRolePolicyCommand,
  DeleteUserCommand,
  DeleteUserPermissionsBoundaryCommand,
  DeleteUserPolicyCommand,
  DetachGroupPolicyCommand,
  DetachRolePolicyCommand,
  DetachUserPolicyCommand,
  GetRoleCommand,
  type IAMClient,
  IAMServiceException,
  PutGroupPolicyCommand,
  PutRolePermissionsBoundaryCommand,
  PutRolePolicyCommand,
  PutUserPermissionsBoundaryCommand,
  PutUserPolicyCommand,
  RemoveUserFromGroupCommand,
  SetDefaultPolicyVersionCommand,
  TagPolicyCommand,
  TagRoleCommand,
  TagUserCommand,
  UntagPolicyCommand,
  UntagRoleCommand,
  UntagUserCommand,
  UpdateAccessKeyCommand,
  UpdateAssumeRolePolicyCommand,
  UpdateRoleCommand,
} from "@aws-sdk/client-iam";
import type { IamCall, IamTag } from "../remediation/iam-call.ts";
import type { IamWriter, WriteResult } from "../remediation/iam-writer.ts";
import { unreadableReason } from "./iam-answer.ts";

/** What IAM asks to be tried again later rather than reported. */
const RETRYABLE = new Set([
  "ConcurrentModification",
  "EntityTemporarilyUnmodifiable",
  "RequestLimitExceeded",
  "Throttling",
  "ThrottlingException",
]);

/**
 * The one adapter that writes to IAM. What IAM answers is returned, by the code it sent; a fault of the connection or of IAM itself
 * is `retryable`. A fault of the program is thrown.
 */
export function createIamWriter(client: IAMClient): IamWriter {
  return {
    async apply(call): Promise<WriteResult> {
      const description = call.action === "UpdateRole" ? await descriptionOf(client, call.input) : {};
      if ("status" in description) return description;
      try {
        await send(client, call, description);
        return { status: "done" };
      } catch (cause) {
        const reason = unreadableReason(call.action, cause);
        if (reason === undefined) throw cause;
        const { code, message } = reason;
        if (isNoVerdict(cause)) return { status: "failed", code, message, retryable: true, unanswered: true };
        return { status: "failed", code, message, retryable: RETRYABLE.has(code) };
      }
    },
  };
}

/** Whether IAM has not judged the call: no answer came, or one that tells of a fault of IAM's own. */
function isNoVerdict(cause: unknown): boolean {
  return !(cause instanceof IAMServiceException) || (cause.$metadata.httpStatusCode ?? 500) >= 500;
}

async function send(
  client: IAMClient,
  call: IamCall,
  description: { readonly Description?: string },
): Promise<unknown> {
  switch (call.action) {
    case "PutRolePolicy":
      return await client.send(new PutRolePolicyCommand(call.input));
    case "PutUserPolicy":
      return await client.send(new PutUserPolicyCommand(call.input));
    case "PutGroupPolicy":
      return await client.send(new PutGroupPolicyCommand(call.input));
    case "DeleteRolePolicy":
      return await client.send(new DeleteRolePolicyCommand(call.input));
    case "DeleteUserPolicy":
      return await client.send(new DeleteUserPolicyCommand(call.input));
    case "DeleteGroupPolicy":
      return await client.send(new DeleteGroupPolicyCommand(call.input));
    case "AttachRolePolicy":
      return await client.send(new AttachRolePolicyCommand(call.input));
    case "AttachUserPolicy":
      return await client.send(new AttachUserPolicyCommand(call.input));
    case "AttachGroupPolicy":
      return await client.send(new AttachGroupPolicyCommand(call.input));
    case "DetachRolePolicy":
      return await client.send(new DetachRolePolicyCommand(call.input));
    case "DetachUserPolicy":
      return await client.send(new DetachUserPolicyCommand(call.input));
    case "DetachGroupPolicy":
      return await client.send(new DetachGroupPolicyCommand(call.input));
    case "CreatePolicyVersion":
      return await client.send(new CreatePolicyVersionCommand(call.input));
    case "SetDefaultPolicyVersion":
      return await client.send(new SetDefaultPolicyVersionCommand(call.input));
    case "DeletePolicyVersion":
      return await client.send(new DeletePolicyVersionCommand(call.input));
    case "PutRolePermissionsBoundary":
      return await client.send(new PutRolePermissionsBoundaryCommand(call.input));
    case "PutUserPermissionsBoundary":
      return await client.send(new PutUserPermissionsBoundaryCommand(call.input));
    case "DeleteRolePermissionsBoundary":
      return await client.send(new DeleteRolePermissionsBoundaryCommand(call.input));
    case "DeleteUserPermissionsBoundary":
      return await client.send(new DeleteUserPermissionsBoundaryCommand(call.input));
    case "AddUserToGroup":
      return await client.send(new AddUserToGroupCommand(call.input));
    case "RemoveUserFromGroup":
      return await client.send(new RemoveUserFromGroupCommand(call.input));
    case "CreateServiceLinkedRole":
      return await client.send(new CreateServiceLinkedRoleCommand(call.input));
    case "DeleteRole":
      return await client.send(new DeleteRoleCommand(call.input));
    case "DeleteUser":
      return await client.send(new DeleteUserCommand(call.input));
    case "DeletePolicy":
      return await client.send(new DeletePolicyCommand(call.input));
    case "UpdateAccessKey":
      return await client.send(new UpdateAccessKeyCommand(call.input));
    case "DeleteLoginProfile":
      return await client.send(new DeleteLoginProfileCommand(call.input));
    case "TagRole":
      return await client.send(new TagRoleCommand({ ...call.input, Tags: [...call.input.Tags] }));
    case "TagUser":
      return await client.send(new TagUserCommand({ ...call.input, Tags: [...call.input.Tags] }));
    case "TagPolicy":
      return await client.send(new TagPolicyCommand({ ...call.input, Tags: [...call.input.Tags] }));
    case "CreateRole":
      return await client.send(new CreateRoleCommand(withTags(call.input)));
    case "CreateUser":
      return await client.send(new CreateUserCommand(withTags(call.input)));
    case "CreatePolicy":
      return await client.send(new CreatePolicyCommand(withTags(call.input)));
    case "UntagRole":
      return await client.send(new UntagRoleCommand({ ...call.input, TagKeys: [...call.input.TagKeys] }));
    case "UntagUser":
      return await client.send(new UntagUserCommand({ ...call.input, TagKeys: [...call.input.TagKeys] }));
    case "UntagPolicy":
      return await client.send(new UntagPolicyCommand({ ...call.input, TagKeys: [...call.input.TagKeys] }));
    case "UpdateAssumeRolePolicy":
      return await client.send(new UpdateAssumeRolePolicyCommand(call.input));
    case "UpdateRole":
      return await client.send(new UpdateRoleCommand({ ...call.input, ...description }));
  }
}

/** The SDK takes no list that it may not change, and sends an empty one as if it were a tag. */
function withTags<Input extends { readonly Tags?: readonly IamTag[] }>(
  input: Input,
): Omit<Input, "Tags"> & { Tags?: IamTag[] } {
  const { Tags, ...rest } = input;
  return Tags === undefined ? rest : { ...rest, Tags: [...Tags] };
}

/**
 * UpdateRole sets the description too. IAM is said to keep one that is left out, which its page does not promise, and moto takes it away:
 * it is sent along as it is.
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateRole.html
 */
async function descriptionOf(
  client: IAMClient,
  { RoleName }: { readonly RoleName: string },
): Promise<{ readonly Description?: string } | Extract<WriteResult, { status: "failed" }>> {
  try {
    const { Role } = await client.send(new GetRoleCommand({ RoleName }));
    if (Role !== undefined) return Role.Description === undefined ? {} : { Description: Role.Description };
    const message = `GetRole of ${RoleName} was answered without the role, so its description is not known.`;
    return { status: "failed", code: "MalformedAnswer", message, retryable: true };
  } catch (cause) {
    const reason = unreadableReason("GetRole", cause);
    if (reason === undefined) throw cause;
    const message = `GetRole, which tells the description to keep: ${reason.message}`;
    return {
      status: "failed",
      code: reason.code,
      message,
      retryable: RETRYABLE.has(reason.code) || isNoVerdict(cause),
    };
  }
}
