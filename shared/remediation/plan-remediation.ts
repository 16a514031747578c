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

/** What a person has to do where this version does not repair; the key is the rule. */
const BY_HAND: Partial<Record<RuleName, string>> = {
  "trust-changed": "put the trust policy back with `aws iam update-assume-role-policy`",
  "inline-policy-unexpected": "read the inline policy, then delete it by hand if nobody needs it",
  "attachment-missing": "attach the policy again by hand",
  "policy-version-changed": "set the right default version with `aws iam set-default-policy-version`",
  "access-keys-too-many": "find out which key is not in use and deactivate it by hand",
  "root-access-key": "sign in as root and delete its access key",
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
  switch (drift.rule) {
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
      return refused(
        `Plumbline does not repair "${drift.rule}" by itself; ${BY_HAND[drift.rule] ?? "put it right by hand"}.`,
      );
  }
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
