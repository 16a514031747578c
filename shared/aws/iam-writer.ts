import {
  CreateServiceLinkedRoleCommand,
  DetachRolePolicyCommand,
  DetachUserPolicyCommand,
  type IAMClient,
  IAMServiceException,
  PutRolePolicyCommand,
  PutUserPolicyCommand,
  UpdateAccessKeyCommand,
} from "@aws-sdk/client-iam";
import type { IamWriter, WriteResult } from "../remediation/iam-writer.ts";
import type { IamCall } from "../remediation/remediation-plan.ts";

/** What IAM asks to be tried again later rather than reported. */
const RETRYABLE = new Set([
  "ConcurrentModificationException",
  "ConcurrentModification",
  "Throttling",
  "ThrottlingException",
  "ServiceFailure",
]);

/** The one adapter that writes to IAM. What IAM answers is returned; a fault of the connection is `retryable`. */
export function createIamWriter(client: IAMClient): IamWriter {
  return {
    async apply(call): Promise<WriteResult> {
      try {
        await send(client, call);
        return { status: "done" };
      } catch (cause) {
        if (!(cause instanceof Error)) throw cause;
        const code = cause.name;
        const retryable = RETRYABLE.has(code) || !(cause instanceof IAMServiceException);
        return { status: "failed", code, message: cause.message, retryable };
      }
    },
  };
}

async function send(client: IAMClient, call: IamCall): Promise<void> {
  switch (call.action) {
    case "CreateServiceLinkedRole":
      await client.send(new CreateServiceLinkedRoleCommand(call.input));
      return;
    case "PutRolePolicy":
      await client.send(new PutRolePolicyCommand(call.input));
      return;
    case "PutUserPolicy":
      await client.send(new PutUserPolicyCommand(call.input));
      return;
    case "DetachRolePolicy":
      await client.send(new DetachRolePolicyCommand(call.input));
      return;
    case "DetachUserPolicy":
      await client.send(new DetachUserPolicyCommand(call.input));
      return;
    case "UpdateAccessKey":
      await client.send(new UpdateAccessKeyCommand(call.input));
  }
}
