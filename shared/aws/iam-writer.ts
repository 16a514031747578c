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
      try {
        await send(client, call);
        return { status: "done" };
      } catch (cause) {
        const reason = unreadableReason(call.action, cause);
        if (reason === undefined) throw cause;
        const { code, message } = reason;
        return { status: "failed", code, message, retryable: RETRYABLE.has(code) || isNoVerdict(cause) };
      }
    },
  };
}

/** Whether IAM has not judged the call: no answer came, or one that tells of a fault of IAM's own. */
function isNoVerdict(cause: unknown): boolean {
  return !(cause instanceof IAMServiceException) || (cause.$metadata.httpStatusCode ?? 500) >= 500;
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
