import type { Drift, RuleName } from "../drift/drift.ts";
import { formatEntity } from "../iam/entity-reference.ts";
import { describeCall } from "./iam-call.ts";
import { type LeftBecause, selectMoves } from "./order-selection.ts";
import type { PermissionMove } from "./order-steps.ts";
import { planAttachment, planDetachment, planSeparation } from "./plan-attachments.ts";
import { planBoundary } from "./plan-boundary.ts";
import { planPasswordDeletion } from "./plan-console-access.ts";
import { planInlineDeletion, planInlinePolicy } from "./plan-inline-policies.ts";
import { planFewerKeys, planKeyDeactivation } from "./plan-key-deactivation.ts";
import { planAddition, planRemoval } from "./plan-membership.ts";
import { grantsNothing } from "./plan-narrow.ts";
import { neededPermissions } from "./plan-needed.ts";
import { type AnnouncingRule, BY_HAND, isAnnouncing, obstacleTo } from "./plan-obstacles.ts";
import { livePermissions, type Permissions } from "./plan-permissions.ts";
import { planPolicyVersion } from "./plan-policy-version.ts";
import { type Move, type PlanContext, type PlanDrift, type Proposal, refuse, refuseUnread } from "./plan-proposal.ts";
import { planReCreation } from "./plan-re-creation.ts";
import { planSessionLength } from "./plan-session-length.ts";
import { planTag } from "./plan-tags.ts";
import { planDanglingPrincipal, planTrust } from "./plan-trust.ts";
import { driftKey } from "./record-steps.ts";
import type { EntityPlan, EntityPlanInput, PlanRefusal, RemediationStep } from "./remediation-plan.ts";

/** Every rule that is not only announced, and what plans its repair. */
const PLANNERS: Readonly<Record<Exclude<RuleName, AnnouncingRule | "entity-missing">, PlanDrift>> = {
  "entity-retired": byHand,
  "entity-moved": byHand,
  "entity-re-created": byHand,
  "trust-changed": planTrust,
  "trust-outdated": planTrust,
  "trust-dangling-principal": planDanglingPrincipal,
  "inline-policy-missing": planInlinePolicy,
  "inline-policy-unexpected": planInlineDeletion,
  "inline-policy-changed": planInlinePolicy,
  "inline-policy-outdated": planInlinePolicy,
  "attachment-missing": planAttachment,
  "attachment-unexpected": planDetachment,
  "policies-not-separate": planSeparation,
  "policy-version-changed": planPolicyVersion,
  "policy-version-outdated": planPolicyVersion,
  "permissions-boundary-changed": planBoundary,
  "session-length-changed": planSessionLength,
  "tags-changed": planTag,
  "group-membership-missing": planAddition,
  "group-membership-unexpected": planRemoval,
  "access-key-too-old": planKeyDeactivation,
  "access-key-unused": planKeyDeactivation,
  "access-keys-too-many": planFewerKeys,
  "root-access-key": byHand,
  "console-access-missing": byHand,
  "console-access-forbidden": planPasswordDeletion,
  unreadable: byHand,
  "account-unreadable": byHand,
};

/** What IAM lets nobody edit of a service-linked role. */
const UNEDITABLE = /^(?:trust|inline-policy|attachment)-/;

/**
 * Plans the repair of an entity: of all of its drifts together, in an order that at no moment grants what was not granted before and is not
 * after, nor lacks what is needed. Pure: what it cannot prove safe from what it is given, it refuses with one sentence that says what a
 * person should do.
 *
 * `narrow` makes no call that could grant anything. A reconstructed document is never written, containment never undone, a key never deleted,
 * and a deleted role, user or policy never made anew without approval.
 */
export function planEntity(input: EntityPlanInput): EntityPlan {
  const { expected, drifts, observation } = input;
  const { entity, remediate } = expected;
  const nothing = { entity, steps: [] };
  if (remediate === "off") return { plan: nothing, refused: [], off: drifts.map(named) };
  const off = drifts.filter(({ rule }) => isAnnouncing(rule)).map(named);
  const open = drifts.filter(({ rule }) => !isAnnouncing(rule));
  const obstacle = obstacleTo(input);
  if (obstacle !== undefined) {
    return { plan: nothing, refused: open.map((drift) => ({ ...named(drift), reason: obstacle })), off };
  }
  const live: Permissions =
    observation.status === "present" ? livePermissions(observation.state, input) : { policies: new Map() };
  const proposals = open.map((drift) => ({ drift, proposal: inMode(plan(drift, live, input), live, input) }));
  const refused = proposals.flatMap(({ drift, proposal }) =>
    proposal.status === "refused" ? [refusal(drift, proposal)] : [],
  );
  const moves = merge(proposals.flatMap(({ proposal }) => (proposal.status === "proposed" ? proposal.moves : [])));
  const { moves: ordered, left } = selectMoves(moves.filter(changesPermissions), {
    before: live,
    needed: neededPermissions(live, input),
    kind: entity.kind,
    quotas: input.accountQuotas?.status === "present" ? input.accountQuotas.state : {},
  });
  const all = [
    ...moves.filter(({ effect }) => effect === "takes"),
    ...ordered,
    ...moves.filter(({ effect }) => effect === "gives"),
  ];
  const plannedSteps = all.flatMap(({ steps }) => steps);
  return {
    plan: { entity, steps: plannedSteps },
    refused: [...refused, ...left.flatMap(({ move, because }) => refusals(move, because, input))],
    off,
  };
}

/** What of the managed policies has to be read for a plan: those that come, go, or bound the entity, and what its groups hold. */
export function managedPoliciesToRead({
  expected,
  drifts,
  observation,
  groups,
}: Pick<EntityPlanInput, "expected" | "drifts" | "observation" | "groups">): ReadonlySet<string> {
  const subjects = drifts.flatMap(({ rule, subject }) =>
    rule === "attachment-missing" || rule === "attachment-unexpected" ? [subject] : [],
  );
  const state = observation.status === "present" ? observation.state : undefined;
  const isBoundaryOff = drifts.some(({ rule }) => rule === "permissions-boundary-changed");
  const wanted = "permissionsBoundary" in expected ? expected.permissionsBoundary : undefined;
  const bounds = isBoundaryOff && wanted !== undefined && wanted !== "none" ? [wanted] : [];
  const bounded =
    drifts.length > 0 &&
    state !== undefined &&
    "permissionsBoundary" in state &&
    state.permissionsBoundary.status === "present"
      ? [state.permissionsBoundary.state]
      : [];
  const inGroups = [...(groups?.values() ?? [])].flatMap((group) =>
    group.status === "present" && group.state.kind === "group" && group.state.attachments.status === "present"
      ? group.state.attachments.state.map(({ policyArn }) => policyArn)
      : [],
  );
  return new Set([...subjects, ...bounds, ...bounded, ...inGroups]);
}

/** The names of the groups that have to be read for a plan: those that a user is to be added to, or taken out of. */
export function groupsToRead({ drifts }: Pick<EntityPlanInput, "drifts">): ReadonlySet<string> {
  return new Set(
    drifts.flatMap(({ rule, subject }) =>
      rule === "group-membership-missing" || rule === "group-membership-unexpected" ? [subject] : [],
    ),
  );
}

function refusal(drift: Drift, { reason, unread }: Extract<Proposal, { status: "refused" }>): PlanRefusal {
  return { ...named(drift), reason, ...(unread === undefined ? {} : { unread }) };
}

function named({ rule, subject }: Drift) {
  return { rule, subject };
}

function plan(drift: Drift, live: Permissions, input: EntityPlanInput): Proposal {
  const { expected, observation } = input;
  const { rule } = drift;
  if (rule === "entity-missing") return planReCreation(drift, input);
  if (isAnnouncing(rule)) throw new TypeError(`"${rule}" is only announced.`);
  const planner = PLANNERS[rule];
  if (planner === byHand) return byHand(drift);
  if (observation.status !== "present") {
    return refuseUnread(`${formatEntity(expected.entity)} could not be read, so nothing is written.`);
  }
  if (expected.kind === "service-linked-role" && UNEDITABLE.test(rule)) {
    return refuse(
      `IAM lets nobody edit ${formatEntity(expected.entity)}, which is ${expected.service}'s own: ask that service's page, or AWS, why it is not as its baseline has it.`,
    );
  }
  const context: PlanContext = { input, expected, state: observation.state, live };
  return planner(drift, context);
}

function byHand({ rule }: Drift): Proposal {
  const known: Partial<Record<RuleName, string>> = BY_HAND;
  return refuse(`Plumbline does not repair "${rule}" by itself; ${known[rule] ?? "a person puts it right"}.`);
}

function inMode(proposal: Proposal, live: Permissions, { expected }: EntityPlanInput): Proposal {
  if (proposal.status === "refused" || expected.remediate === "full") return proposal;
  const granting = proposal.moves.find((move) => !grantsNothing(move, live));
  if (granting === undefined) return proposal;
  return refuse(
    `Repair is set to \`narrow\`, which never grants, and ${describe(granting)} could grant something: put it right by hand, or set \`remediate: full\`.`,
  );
}

function describe({ steps }: Move): string {
  return steps.map(({ call }) => describeCall(call)).join("; ");
}

/** The same calls that several drifts ask for are made once. */
function merge(moves: readonly Move[]): readonly Move[] {
  const merged = new Map<string, Move>();
  for (const move of moves) {
    const key = JSON.stringify(move.steps.map(({ call }) => call));
    const known = merged.get(key);
    merged.set(
      key,
      known === undefined ? move : { ...known, steps: known.steps.map((step, index) => both(step, move.steps[index])) },
    );
  }
  return [...merged.values()];
}

function both(step: RemediationStep, other: RemediationStep | undefined): RemediationStep {
  return { ...step, repairs: [...step.repairs, ...(other?.repairs ?? [])] };
}

function changesPermissions(move: Move): move is PermissionMove {
  return move.effect !== "takes" && move.effect !== "gives";
}

function refusals(
  move: PermissionMove,
  because: LeftBecause,
  { accountQuotas }: EntityPlanInput,
): readonly PlanRefusal[] {
  const unread = because === "quota" && accountQuotas?.status === "unreadable" ? accountQuotas.reason : undefined;
  const reason =
    unread === undefined
      ? `${describe(move)} ${WHY_LEFT[because]}`
      : `${describe(move)} ${WHY_LEFT[because]} The account's own quotas could not be read (${unread.call}: ${unread.code}), so that IAM's defaults were taken.`;
  const repairs = move.steps.flatMap((step) => step.repairs);
  const unique = new Map(repairs.map((drift) => [driftKey(drift), drift]));
  return [...unique.values()].map((drift) => ({ ...drift, reason, ...(unread === undefined ? {} : { unread: true }) }));
}

const WHY_LEFT: Readonly<Record<LeftBecause, string>> = {
  lacks:
    "would take away what the baseline needs and nothing else gives yet, or that cannot be told: a statement was moved, so put it back where it belongs first.",
  quota:
    "has no place in an order of calls that keeps what is needed without exceeding a quota of IAM's in between: make room by hand, or put it right by hand.",
  order:
    "has no place in an order of calls without a moment in which more is granted than before or after, or something needed is lacking; or that cannot be told: put it right by hand.",
};
