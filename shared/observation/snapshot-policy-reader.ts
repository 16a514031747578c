import { parsePolicyArn } from "../iam/arn.ts";
import { arnOf, type HeldEntity } from "./held-entity.ts";
import type { ManagedPolicyReader } from "./managed-policy-reader.ts";
import { type Details, nameKey } from "./read-snapshot-details.ts";
import { notHeld } from "./snapshot-not-held.ts";

/**
 * The {@link ManagedPolicyReader} of a snapshot: the account's managed policies, and those of AWS that are attached to something in it.
 * A policy that the files lack is unreadable, never absent: AWS's own stand in them only where they are attached.
 */
export function createSnapshotPolicyReader(details: Details): ManagedPolicyReader {
  return {
    async readDocument(policyArn) {
      const found = heldPolicy(details, policyArn);
      if (found?.state?.kind === "policy") return found.state.document;
      return notHeld(details, `${details.files} lacks the policy ${policyArn}`);
    },
  };
}

function heldPolicy({ held, awsPolicies }: Details, policyArn: string): HeldEntity | undefined {
  const own = held.policy.get(nameKey(parsePolicyArn(policyArn)?.name ?? ""));
  return own !== undefined && arnOf(own) === policyArn ? own : awsPolicies.get(policyArn);
}
