import { GetPolicyCommand, GetPolicyVersionCommand, type IAMClient } from "@aws-sdk/client-iam";
import type { PolicyState } from "../observation/entity-state.ts";
import type { Observation } from "../observation/observation.ts";
import { type Ask, decodeDocument, malformed } from "./iam-answer.ts";
import { tagsOf } from "./read-attributes.ts";
import { type Vanished, vanished } from "./read-policies-of-principal.ts";

/** Reads a managed policy and its default version: two calls. Customer managed or AWS's own, it is found by its ARN. */
export async function readPolicy(
  client: IAMClient,
  ask: Ask,
  PolicyArn: string,
): Promise<Observation<PolicyState> | Vanished> {
  const answer = await ask("GetPolicy", () => client.send(new GetPolicyCommand({ PolicyArn })));
  if (answer.status !== "present") return answer;
  const { Arn, PolicyId, Path, DefaultVersionId, Tags } = answer.state.Policy ?? {};
  if (Arn === undefined || PolicyId === undefined || Path === undefined || DefaultVersionId === undefined) {
    return malformed("GetPolicy", "the policy's ARN, id, path or default version is missing");
  }
  const document = await readVersion(client, ask, PolicyArn, DefaultVersionId);
  // The default version of a moment ago was deleted: another one is the default now.
  if (vanished(document)) return "vanished";
  const state: PolicyState = {
    kind: "policy",
    arn: Arn,
    policyId: PolicyId,
    path: Path,
    defaultVersionId: DefaultVersionId,
    document,
    tags: tagsOf("GetPolicy", Tags),
  };
  return { status: "present", state };
}

/** Reads one version of a managed policy: one call. `absent` where that version, or the policy, is gone. */
export async function readVersion(
  client: IAMClient,
  ask: Ask,
  PolicyArn: string,
  VersionId: string,
): Promise<Observation<string>> {
  const call = "GetPolicyVersion";
  const answer = await ask(call, () => client.send(new GetPolicyVersionCommand({ PolicyArn, VersionId })));
  return answer.status === "present" ? decodeDocument(call, answer.state.PolicyVersion?.Document) : answer;
}
