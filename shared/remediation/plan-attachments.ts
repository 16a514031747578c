import { isQuarantine } from "../drift/containment.ts";
import type { Drift } from "../drift/drift.ts";
import { type EntityReference, formatEntity } from "../iam/entity-reference.ts";
import { onlyDenies } from "../policy/only-denies.ts";
import type { IamCall } from "./iam-call.ts";
import { heldAttached } from "./plan-permissions.ts";
import { type PlanContext, type Proposal, propose, refuse, refuseUnread, stepOf } from "./plan-proposal.ts";

/** Plans to attach a managed policy that the baseline names. */
export function planAttachment(drift: Drift, { expected, input }: PlanContext): Proposal {
  const { subject } = drift;
  if (input.managedDocuments.get(subject)?.status === "absent") {
    return refuse(`There is no managed policy ${subject} to be attached: create it first.`);
  }
  const [call, inverse] = [attachCall(expected.entity, subject), detachCall(expected.entity, subject)];
  if (call === undefined || inverse === undefined) return refuse(NOT_ATTACHABLE(expected.entity));
  return propose(drift, call, [inverse], { of: "policy", id: subject, held: heldAttached(subject, input) });
}

/** Plans to detach a managed policy that the baseline does not name. */
export function planDetachment(drift: Drift, { expected, live }: PlanContext): Proposal {
  const { subject } = drift;
  const held = live.policies.get(subject);
  const [policy] = held?.policies ?? [];
  if (isQuarantine(subject) || drift.change === "narrowed" || (policy !== undefined && onlyDenies(policy))) {
    return refuse(
      `The managed policy ${subject} only denies, as what AWS and incident responders attach does: containment is never undone. Detach it by hand once its incident is over.`,
    );
  }
  if (policy === undefined) {
    return refuseUnread(
      `What the managed policy ${subject} says could not be read, so it cannot be told whether it only denies: let Plumbline read it, or detach it by hand.`,
    );
  }
  const [call, inverse] = [detachCall(expected.entity, subject), attachCall(expected.entity, subject)];
  if (call === undefined || inverse === undefined) return refuse(NOT_ATTACHABLE(expected.entity));
  return propose(drift, call, [inverse], { of: "policy", id: subject });
}

/**
 * Plans to separate policies that belong on separate roles: only where detaching what the baseline does not name does it. Which of two
 * that it names goes elsewhere, only a person can say.
 */
export function planSeparation(drift: Drift, context: PlanContext): Proposal {
  const { expected, input, live } = context;
  const unexpected = input.drifts.filter(({ rule }) => rule === "attachment-unexpected");
  const detached = new Set(unexpected.map(({ subject }) => subject));
  const held = (expected.kind === "role" ? (expected.separatePolicies ?? []) : []).map((set) =>
    [...new Set(set)].filter((arn) => live.policies.has(arn)),
  );
  const together = held.filter(({ length }) => length > 1);
  if (together.some((arns) => arns.filter((arn) => !detached.has(arn)).length > 1)) return refuse(SEPARATE_BY_HAND);
  const involved = unexpected.filter(({ subject }) => together.some((arns) => arns.includes(subject)));
  const moves = involved.flatMap((each) => {
    const proposal = planDetachment(each, context);
    if (proposal.status === "refused") return [];
    return proposal.moves.map(({ steps, effect }) => ({
      steps: steps.map(({ call, reversal }) => stepOf(drift, call, reversal)),
      effect,
    }));
  });
  return moves.length < involved.length || moves.length === 0
    ? refuse(SEPARATE_BY_HAND)
    : { status: "proposed", moves };
}

const SEPARATE_BY_HAND =
  "Which of the policies belongs on another role only a person can say: give each a role of its own, then detach them here by hand.";

const NOT_ATTACHABLE = (entity: EntityReference) => `Managed policies cannot be attached to ${formatEntity(entity)}.`;

/** The call that attaches a managed policy; `undefined` for what has none. */
export function attachCall({ kind, name }: EntityReference, PolicyArn: string): IamCall | undefined {
  switch (kind) {
    case "role":
      return { action: "AttachRolePolicy", input: { RoleName: name, PolicyArn } };
    case "user":
      return { action: "AttachUserPolicy", input: { UserName: name, PolicyArn } };
    case "group":
      return { action: "AttachGroupPolicy", input: { GroupName: name, PolicyArn } };
    default:
      return undefined;
  }
}

/** The call that detaches a managed policy; `undefined` for what has none. */
export function detachCall({ kind, name }: EntityReference, PolicyArn: string): IamCall | undefined {
  switch (kind) {
    case "role":
      return { action: "DetachRolePolicy", input: { RoleName: name, PolicyArn } };
    case "user":
      return { action: "DetachUserPolicy", input: { UserName: name, PolicyArn } };
    case "group":
      return { action: "DetachGroupPolicy", input: { GroupName: name, PolicyArn } };
    default:
      return undefined;
  }
}
