import type { Drift } from "../drift/drift.ts";
import { onlyDenies } from "../policy/only-denies.ts";
import { groupId, heldGroup } from "./plan-permissions.ts";
import { type PlanContext, type Proposal, propose, refuse, refuseUnread } from "./plan-proposal.ts";

/** Plans to add a user to a group that its baseline names. */
export function planAddition(drift: Drift, { expected, input }: PlanContext): Proposal {
  const { subject } = drift;
  if (input.groups?.get(subject)?.status === "absent") {
    return refuse(`There is no group ${subject} to add the user to: create it first.`);
  }
  const membership = { UserName: expected.entity.name, GroupName: subject };
  return propose(
    drift,
    { action: "AddUserToGroup", input: membership },
    [{ action: "RemoveUserFromGroup", input: membership }],
    { of: "policy", id: groupId(subject), held: heldGroup(subject, input) },
  );
}

/** Plans to take a user out of a group that its baseline does not name, unless it may be there to be contained. */
export function planRemoval(drift: Drift, { expected, live }: PlanContext): Proposal {
  const { subject } = drift;
  const policies = live.policies.get(groupId(subject))?.policies;
  if (policies === undefined) {
    return refuseUnread(
      `What the group ${subject} grants and denies could not be read, so it cannot be told whether the user is in it to be contained: let Plumbline read the group, or take the user out by hand.`,
    );
  }
  if (policies.some(onlyDenies)) {
    return refuse(
      `The group ${subject} has a policy that only denies, as incident responders put on users: containment is never undone. Take the user out by hand once its incident is over.`,
    );
  }
  const membership = { UserName: expected.entity.name, GroupName: subject };
  return propose(
    drift,
    { action: "RemoveUserFromGroup", input: membership },
    [{ action: "AddUserToGroup", input: membership }],
    { of: "policy", id: groupId(subject) },
  );
}
