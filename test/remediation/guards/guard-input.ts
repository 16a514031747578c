import type { EntityReference } from "../../../shared/iam/entity-reference.ts";
import { formatEntity } from "../../../shared/iam/entity-reference.ts";
import type { Finding } from "../../../shared/ledger/finding.ts";
import type { EntityState } from "../../../shared/observation/entity-state.ts";
import type { ManagedPolicyReader } from "../../../shared/observation/managed-policy-reader.ts";
import type { Observation } from "../../../shared/observation/observation.ts";
import type { GuardAnswer, GuardInput } from "../../../shared/remediation/guard.ts";
import type { IamCall, RemediationStep, RepairedDrift } from "../../../shared/remediation/remediation-plan.ts";
import { ADMINISTRATOR, drift, expectedRole, present, roleState } from "../fixtures.ts";

export const ACCOUNT = "000000000000";
export const NOW = "2026-04-01T09:00:00.000Z";
export const DETACH: IamCall = {
  action: "DetachRolePolicy",
  input: { RoleName: "worker", PolicyArn: ADMINISTRATOR },
};
export const ATTACHED: RepairedDrift = { rule: "attachment-unexpected", subject: ADMINISTRATOR };

/** A step that makes a call and repairs one drift. */
export function step(call: IamCall, repairs: readonly RepairedDrift[] = [ATTACHED]): RemediationStep {
  return { call, reversal: { reversible: false, why: "this is a test" }, repairs };
}

/** What a guard is asked; where nothing else is said, AdministratorAccess is to be detached from a role that is as it should be. */
export function guardInput(
  given: Partial<Omit<GuardInput, "plan">> & { readonly steps?: readonly RemediationStep[] } = {},
): GuardInput {
  const { steps = [step(DETACH)], expected = expectedRole(), ...others } = given;
  return {
    account: { account: ACCOUNT, partition: "aws" },
    expected,
    finding: finding(expected.entity),
    remediationId: "r-1",
    plan: { plan: { entity: expected.entity, steps }, refused: [], off: [] },
    observation: present<EntityState>(roleState()),
    approved: false,
    now: new Date(NOW),
    ...others,
  };
}

function finding(entity: EntityReference): Finding {
  const of = drift("attachment-unexpected", entity, ADMINISTRATOR);
  return {
    id: "a".repeat(32),
    account: ACCOUNT,
    baseline: of.baseline,
    entity: formatEntity(entity),
    status: "open",
    drift: of,
    openedAt: NOW,
    observedAt: NOW,
    revision: 1,
    news: [{ revision: 1, kind: "IAM Drift Opened", at: NOW, drift: of }],
    version: 1,
  };
}

/** A reader of these managed policies, by ARN; any other is absent. */
export function managedPolicies(held: Readonly<Record<string, Observation<string>>> = {}): ManagedPolicyReader {
  return { readDocument: async (arn) => held[arn] ?? { status: "absent" } };
}

/** `pass`, or what a refusal says. */
export function told(answer: GuardAnswer): string {
  return answer.status === "pass" ? "pass" : answer.reason;
}
