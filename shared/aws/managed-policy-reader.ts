import { GetPolicyCommand, type IAMClient } from "@aws-sdk/client-iam";
import { createLimiter } from "../observation/limiter.ts";
import type { ManagedPolicyReader } from "../observation/managed-policy-reader.ts";
import { createAsk, malformed } from "./iam-answer.ts";
import { vanished } from "./read-policies-of-principal.ts";
import { readVersion } from "./read-policy.ts";

/** How many versions are kept: a customer managed policy has 6,144 characters at most, and few of AWS's own have more. */
const MOST_KEPT = 200;

/**
 * Reads any managed policy's default version by its ARN, AWS's own included: GetPolicy, and GetPolicyVersion for a version that was not
 * read before. A version never changes and its id is never given again, but a policy that was deleted may be made anew under its ARN:
 * versions are kept by the policy's own id.
 */
export function createManagedPolicyReader(client: IAMClient): ManagedPolicyReader {
  const ask = createAsk(createLimiter(1));
  const kept = new Map<string, string>();
  return {
    async readDocument(PolicyArn) {
      const answer = await ask("GetPolicy", () => client.send(new GetPolicyCommand({ PolicyArn })));
      if (answer.status !== "present") return answer;
      const { PolicyId, DefaultVersionId } = answer.state.Policy ?? {};
      if (PolicyId === undefined || DefaultVersionId === undefined) {
        return malformed("GetPolicy", "the policy's id or default version is missing");
      }
      const key = `${PolicyId} ${DefaultVersionId}`;
      const known = kept.get(key);
      if (known !== undefined) return { status: "present", state: known };
      const document = await readVersion(client, ask, PolicyArn, DefaultVersionId);
      if (vanished(document)) return malformed("GetPolicyVersion", "the default version vanished between two calls");
      if (document.status === "present") keep(kept, key, document.state);
      return document;
    },
  };
}

/** Lets the version go that has been kept the longest, where there are too many. */
function keep(kept: Map<string, string>, key: string, document: string): void {
  const [oldest] = kept.keys();
  if (kept.size >= MOST_KEPT && oldest !== undefined) kept.delete(oldest);
  kept.set(key, document);
}
