import type { IAMClient } from "@aws-sdk/client-iam";
import { createLimiter } from "../observation/limiter.ts";
import type { ManagedPolicyReader } from "../remediation/containment.ts";
import { createAsk, malformed } from "./iam-answer.ts";
import { readPolicy } from "./read-policy.ts";

/** Reads any managed policy's default version by its ARN, AWS's own included: GetPolicy and GetPolicyVersion. */
export function createManagedPolicyReader(client: IAMClient): ManagedPolicyReader {
  return {
    async readDocument(policyArn) {
      const policy = await readPolicy(client, createAsk(createLimiter(1)), policyArn);
      if (policy === "vanished") return malformed("GetPolicyVersion", "the default version vanished between two calls");
      return policy.status === "present" ? policy.state.document : policy;
    },
  };
}
