import type { Drift } from "../drift/drift.ts";
import { formatEntity } from "../iam/entity-reference.ts";
import type { EntityState, Tags } from "../observation/entity-state.ts";
import type { IamCall, IamTag } from "./iam-call.ts";
import { type PlanContext, type Proposal, propose, refuse, refuseUnread } from "./plan-proposal.ts";

/** Plans to put one tag in place. A policy's conditions may go by it, so that it may grant something. */
export function planTag(drift: Drift, { expected, state }: PlanContext): Proposal {
  const { subject: Key } = drift;
  const Value = expected.tags?.[Key];
  const whose = formatEntity(expected.entity);
  if (Value === undefined) return refuse(`The baseline names no tag "${Key}" for ${whose}.`);
  if (!("tags" in state) || state.tags.status !== "present")
    return refuseUnread(`The tags of ${whose} could not be read.`);
  const call = tagCall(state, expected.entity.name, { Key, Value });
  const before = heldTag(Key, state.tags.state, state.kind);
  const inverse =
    before === undefined ? untagCall(state, expected.entity.name, Key) : tagCall(state, expected.entity.name, before);
  if (call === undefined || inverse === undefined) return refuse(`${whose} cannot have tags.`);
  return propose(drift, call, [inverse], "gives");
}

/** The tag as it is; a role's and a user's keys are the same whatever their case. */
function heldTag(key: string, tags: Tags, kind: EntityState["kind"]): IamTag | undefined {
  const folded = key.toLowerCase();
  const found = Object.entries(tags).find(
    ([other]) => other === key || (kind !== "policy" && other.toLowerCase() === folded),
  );
  return found && { Key: found[0], Value: found[1] };
}

function tagCall(state: EntityState, name: string, tag: IamTag): IamCall | undefined {
  const Tags = [tag];
  switch (state.kind) {
    case "role":
      return { action: "TagRole", input: { RoleName: name, Tags } };
    case "user":
      return { action: "TagUser", input: { UserName: name, Tags } };
    case "policy":
      return { action: "TagPolicy", input: { PolicyArn: state.arn, Tags } };
    default:
      return undefined;
  }
}

function untagCall(state: EntityState, name: string, key: string): IamCall | undefined {
  const TagKeys = [key];
  switch (state.kind) {
    case "role":
      return { action: "UntagRole", input: { RoleName: name, TagKeys } };
    case "user":
      return { action: "UntagUser", input: { UserName: name, TagKeys } };
    case "policy":
      return { action: "UntagPolicy", input: { PolicyArn: state.arn, TagKeys } };
    default:
      return undefined;
  }
}
