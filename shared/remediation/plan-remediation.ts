import type { ExpectedEntity, ExpectedInlinePolicies } from "../baselines/expected-state.ts";
import type { Drift, RuleName } from "../drift/drift.ts";
import { formatEntity } from "../iam/entity-reference.ts";
import type { EntityState } from "../observation/entity-state.ts";
import type { Observation } from "../observation/observation.ts";
import { planKeyDeactivation } from "./plan-key-deactivation.ts";
import type { IamCall, PlanResult, RemediationStep } from "./remediation-plan.ts";

/** What a plan is made from: one expected entity, one drift of it, and the reading in which the drift was seen. */
export interface PlanInput {
  readonly expected: ExpectedEntity;
  readonly drift: Drift;
  readonly observation: Observation<EntityState>;
}

/** The rules of which some drifts are repaired. */
type RepairedRule =
  | "entity-missing"
  | "inline-policy-missing"
  | "inline-policy-changed"
  | "attachment-unexpected"
  | "access-key-too-old";

/** The rules that only announce: nothing is wrong yet, or it is not for Plumbline to undo; there is nothing to put right, nor to refuse. */
type AnnouncingRule = "access-key-due" | "entity-contained" | "service-linked-role-being-deleted";

/** What a person has to do where this version does not repair; the key is the rule. */
const BY_HAND: Readonly<Record<Exclude<RuleName, RepairedRule | AnnouncingRule>, string>> = {
  "entity-retired": "see that nothing uses it any more, then delete it by hand",
  "entity-moved":
    "move a user or group with `aws iam update-user --new-path` or `update-group --new-path`; a role or policy stays under its path until it is made anew",
  "entity-re-created":
    "find out who made it anew and why, see what had named the one before, and have a waiver accept this one if it is meant to be there",
  "trust-changed": "put the trust policy back with `aws iam update-assume-role-policy`",
  "trust-outdated":
    "read what has changed since, then put today's trust policy with `aws iam update-assume-role-policy`",
  "trust-dangling-principal":
    "decide who takes the place of what was deleted, and write the trust policy without its id: IAM refuses one that holds it",
  "inline-policy-unexpected": "read the inline policy, then delete it by hand if nobody needs it",
  "inline-policy-outdated": "read what has changed since, then put today's document by hand",
  "attachment-missing": "attach the policy again by hand",
  "policies-not-separate": "give each policy a role of its own, then detach them here by hand",
  "policy-version-changed": "set the right default version with `aws iam set-default-policy-version`",
  "policy-version-outdated":
    "read what has changed since, then make today's document the default with `aws iam create-policy-version --set-as-default`",
  "permissions-boundary-changed":
    "put the boundary right by hand, with `aws iam put-role-permissions-boundary` or `put-user-permissions-boundary`",
  "session-length-changed": "put it back by hand, with `aws iam update-role --max-session-duration`",
  "tags-changed": "put the tag back by hand, after asking who relies on it as it is now",
  "group-membership-missing": "add the user to the group again by hand, with `aws iam add-user-to-group`",
  "group-membership-unexpected":
    "take the user out of the group by hand, with `aws iam remove-user-from-group`, and look at what was done meanwhile",
  "access-key-unused": "make sure that nobody needs the key, then deactivate it by hand",
  "access-keys-too-many": "find out which key is not in use and deactivate it by hand",
  "root-access-key": "sign in as root and delete its access key",
  "console-access-missing":
    "set a password with `aws iam create-login-profile`, unless somebody has taken it away to contain an incident",
  "console-access-forbidden": "delete the login profile by hand: a password cannot be put back once it is gone",
  unreadable: "give Plumbline's reader the right to read it",
};

/**
 * Plans the repair of one drift. Pure: what it cannot prove safe from what it is given, it refuses with one sentence.
 *
 * A missing role, user or policy is never re-created (that is how customers revoke a vendor); a reconstructed document is never
 * written; `narrow` only ever takes away.
 */
export function planRemediation(input: PlanInput): PlanResult {
  const { expected, drift } = input;
  if (expected.remediate === "off") return { status: "off" };
  if (drift.entity.name.startsWith("AWSReservedSSO_")) {
    return refused(`${formatEntity(drift.entity)} belongs to IAM Identity Center; change its permission set there.`);
  }
  const someoneElse = leftToOthers(expected);
  const { rule } = drift;
  const onlyAnnounces =
    rule === "access-key-due" || rule === "entity-contained" || rule === "service-linked-role-being-deleted";
  if (onlyAnnounces) return { status: "off" };
  if (someoneElse !== undefined) return refused(someoneElse);
  if (expected.kind === "group") {
    return refused(`Plumbline does not repair groups by itself; a person puts ${formatEntity(expected.entity)} right.`);
  }
  switch (rule) {
    case "entity-missing":
      return planMissingEntity(input);
    case "inline-policy-missing":
    case "inline-policy-changed":
      return planInlinePolicy(input);
    case "attachment-unexpected":
      return planDetachment(drift);
    case "access-key-too-old":
      return planKeyDeactivation(drift, input.observation);
    default:
      return refused(`Plumbline does not repair "${rule}" by itself; ${BY_HAND[rule]}.`);
  }
}

/** Why a repair is not Plumbline's to make by itself, whatever it would be; `undefined` where it is. */
function leftToOthers({ entity, approval, owner }: ExpectedEntity): string | undefined {
  const name = formatEntity(entity);
  if (owner === "cloudformation" || owner === "terraform") {
    const tool = owner === "terraform" ? "Terraform" : "CloudFormation";
    return `${name} is made by ${tool}, which would find a repair to be a drift of its own: put it right there.`;
  }
  if (approval === undefined) return undefined;
  return `A repair of ${name} needs a person's approval, which cannot be given to Plumbline yet: a person puts it right.`;
}

function planMissingEntity({ expected, observation }: PlanInput): PlanResult {
  if (expected.kind !== "service-linked-role") {
    return refused(
      `${formatEntity(expected.entity)} is gone, and a deleted ${expected.kind} is never re-created without a person's decision: create it again only if its removal was not meant.`,
    );
  }
  if (observation.status !== "absent") {
    return refused(
      `Another role stands under the name of ${formatEntity(expected.entity)}, which only a person can take away; then the service-linked role can be created.`,
    );
  }
  if (expected.remediate !== "full") return refused(grantsInNarrowMode(`creating ${formatEntity(expected.entity)}`));
  return planned(expected, {
    call: { action: "CreateServiceLinkedRole", input: { AWSServiceName: expected.service } },
    inverse: `DeleteServiceLinkedRole ${formatEntity(expected.entity)}`,
  });
}

function planInlinePolicy({ expected, drift }: PlanInput): PlanResult {
  const document = inlinePoliciesOf(expected)?.documents[drift.subject];
  if (document === undefined) {
    return refused(`The baseline names no inline policy "${drift.subject}" for ${formatEntity(expected.entity)}.`);
  }
  if (document.provenance === "reconstructed") {
    return refused(
      `${document.source} is reconstructed from the vendor's page, and a reconstructed document is never written to an account: put the vendor's own text in its place first.`,
    );
  }
  if (drift.verdict === "unknown") {
    return refused(
      `The two policies could not be compared (${drift.reason ?? "no reason given"}), so nothing is written.`,
    );
  }
  if (expected.remediate === "narrow" && drift.change !== "broadened") {
    return refused(grantsInNarrowMode(`putting ${drift.subject} back`));
  }
  const call = putInlinePolicy(expected, drift.subject, document.text);
  if (call === undefined) return refused(`${formatEntity(expected.entity)} has no inline policies.`);
  return planned(expected, {
    call,
    inverse: `${call.action} ${formatEntity(expected.entity)} ${drift.subject} (the text before)`,
  });
}

function putInlinePolicy(expected: ExpectedEntity, PolicyName: string, PolicyDocument: string): IamCall | undefined {
  switch (expected.entity.kind) {
    case "role":
      return { action: "PutRolePolicy", input: { RoleName: expected.entity.name, PolicyName, PolicyDocument } };
    case "user":
      return { action: "PutUserPolicy", input: { UserName: expected.entity.name, PolicyName, PolicyDocument } };
    default:
      return undefined;
  }
}

function inlinePoliciesOf(expected: ExpectedEntity): ExpectedInlinePolicies | undefined {
  return "inlinePolicies" in expected ? expected.inlinePolicies : undefined;
}

function planDetachment(drift: Drift): PlanResult {
  const PolicyArn = drift.subject;
  switch (drift.entity.kind) {
    case "role":
      return planned(drift, {
        call: { action: "DetachRolePolicy", input: { RoleName: drift.entity.name, PolicyArn } },
        inverse: `AttachRolePolicy ${formatEntity(drift.entity)} ${PolicyArn}`,
      });
    case "user":
      return planned(drift, {
        call: { action: "DetachUserPolicy", input: { UserName: drift.entity.name, PolicyArn } },
        inverse: `AttachUserPolicy ${formatEntity(drift.entity)} ${PolicyArn}`,
      });
    default:
      return refused(`A policy cannot be detached from ${formatEntity(drift.entity)}.`);
  }
}

function grantsInNarrowMode(what: string): string {
  return `Repair is set to \`narrow\`, which never grants, and ${what} could grant something.`;
}

function planned(of: Pick<ExpectedEntity, "entity">, step: RemediationStep): PlanResult {
  return { status: "planned", plan: { entity: of.entity, steps: [step] } };
}

function refused(reason: string): PlanResult {
  return { status: "refused", reason };
}
