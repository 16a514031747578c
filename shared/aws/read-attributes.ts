import type { AttachedPermissionsBoundary, Tag } from "@aws-sdk/client-iam";
import type { Tags } from "../observation/entity-state.ts";
import type { Observation } from "../observation/observation.ts";
import { malformed } from "./iam-answer.ts";

/**
 * The tags of a role, user or policy, from the Get call that returns all of them (50 at most, so there are no pages; the List calls
 * return none). IAM leaves the element out where there are no tags.
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_Tag.html
 */
export function tagsOf(call: string, answered: readonly Tag[] | undefined): Observation<Tags> {
  const tags = new Map<string, string>();
  for (const { Key, Value } of answered ?? []) {
    if (Key === undefined || Value === undefined) return malformed(call, "a tag's key or value is missing");
    if (tags.has(Key)) return malformed(call, `the tag ${JSON.stringify(Key)} stands twice`);
    tags.set(Key, Value);
  }
  // fromEntries defines own properties, so that a tag called `__proto__` is kept like any other.
  return { status: "present", state: Object.fromEntries(tags) };
}

/**
 * The ARN of a role's or user's permissions boundary; `absent` where its Get call gives none. The type beside it is not asked: only
 * a policy can be a boundary.
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_AttachedPermissionsBoundary.html
 */
export function permissionsBoundaryOf(
  call: string,
  answered: AttachedPermissionsBoundary | undefined,
): Observation<string> {
  if (answered === undefined) return { status: "absent" };
  const arn = answered.PermissionsBoundaryArn;
  if (arn === undefined || arn === "") return malformed(call, "the ARN of the permissions boundary is missing");
  return { status: "present", state: arn };
}
