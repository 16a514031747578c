import type { Drift } from "../drift/drift.ts";
import { expectedBoundary } from "../drift/expected-aspects.ts";
import { formatEntity } from "../iam/entity-reference.ts";
import { onlyDenies } from "../policy/only-denies.ts";
import type { IamCall } from "./iam-call.ts";
import { heldBoundary } from "./plan-permissions.ts";
import { type PlanContext, type Proposal, propose, refuse, refuseUnread } from "./plan-proposal.ts";

/** What a baseline says where there may be no boundary. */
const NONE = "none";

/** Plans to put a permissions boundary in place, or to take one away. */
export function planBoundary(drift: Drift, { expected, input, live }: PlanContext): Proposal {
  const whose = formatEntity(expected.entity);
  const wanted = expectedBoundary(expected);
  const { kind, name } = expected.entity;
  if (wanted === undefined || (kind !== "role" && kind !== "user")) {
    return refuse(`The baseline says nothing of a permissions boundary of ${whose}.`);
  }
  const before = live.boundary;
  if (before !== undefined && before.policy === undefined) {
    return refuseUnread(
      `What the permissions boundary ${before.arn} says could not be read, so it cannot be told whether it is there to contain an incident: let Plumbline read it, or put the boundary right by hand.`,
    );
  }
  if (before?.policy !== undefined && onlyDenies(before.policy)) {
    return refuse(
      `The permissions boundary ${before.arn} only denies, as incident responders do: containment is never undone. Change it by hand once its incident is over.`,
    );
  }
  if (wanted !== NONE && input.managedDocuments.get(wanted)?.status === "absent") {
    return refuse(`There is no managed policy ${wanted} to bound ${whose} by: create it first.`);
  }
  const call = wanted === NONE ? takeCall(kind, name) : putCall(kind, name, wanted);
  const inverse = before === undefined ? takeCall(kind, name) : putCall(kind, name, before.arn);
  const effect = wanted === NONE ? {} : { boundary: heldBoundary(wanted, input) };
  return propose(drift, call, [inverse], { of: "boundary", ...effect });
}

function putCall(kind: "role" | "user", name: string, PermissionsBoundary: string): IamCall {
  return kind === "role"
    ? { action: "PutRolePermissionsBoundary", input: { RoleName: name, PermissionsBoundary } }
    : { action: "PutUserPermissionsBoundary", input: { UserName: name, PermissionsBoundary } };
}

function takeCall(kind: "role" | "user", name: string): IamCall {
  return kind === "role"
    ? { action: "DeleteRolePermissionsBoundary", input: { RoleName: name } }
    : { action: "DeleteUserPermissionsBoundary", input: { UserName: name } };
}
