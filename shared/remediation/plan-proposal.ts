import type { ExpectedEntity } from "../baselines/expected-state.ts";
import type { Drift, RuleName } from "../drift/drift.ts";
import type { EntityState } from "../observation/entity-state.ts";
import type { IamCall } from "./iam-call.ts";
import type { PermissionChange, Permissions } from "./plan-permissions.ts";
import type { EntityPlanInput, RemediationStep, RepairedDrift, Reversal } from "./remediation-plan.ts";

/** What planning one drift has to go by: the entity is there, and may be repaired. */
export interface PlanContext {
  readonly input: EntityPlanInput;
  readonly expected: ExpectedEntity;
  readonly state: EntityState;
  /** Of the entity as it was read. */
  readonly live: Permissions;
}

/**
 * Calls that belong together, in their order, with what they do to the entity's permissions. `takes`, `gives`: nothing of what its policies
 * say; the first grants nothing, the second may.
 */
export interface Move {
  readonly steps: readonly RemediationStep[];
  readonly effect: PermissionChange | "takes" | "gives";
}

/** What planning one drift says. */
export type Proposal =
  | { readonly status: "proposed"; readonly moves: readonly Move[] }
  | {
      readonly status: "refused";
      readonly reason: string;
      /** Something it needs could not be read, which may be otherwise the next time. */
      readonly unread?: true;
    };

/** Plans the repair of one drift. */
export type PlanDrift = (drift: Drift, context: PlanContext) => Proposal;

/** A proposal of one call. */
export function propose(
  drift: RepairedDrift,
  call: IamCall,
  reversal: Reversal | readonly IamCall[],
  effect: Move["effect"],
): Proposal {
  return { status: "proposed", moves: [{ steps: [stepOf(drift, call, reversal)], effect }] };
}

/** A step that repairs one drift; a list of calls takes it back. */
export function stepOf(
  { rule, subject }: { readonly rule: RuleName; readonly subject: string },
  call: IamCall,
  reversal: Reversal | readonly IamCall[],
): RemediationStep {
  const repairs = [{ rule, subject }];
  return { call, repairs, reversal: "reversible" in reversal ? reversal : { reversible: true, inverse: reversal } };
}

/** A proposal of nothing, with the reason: one or two sentences. */
export function refuse(reason: string): Proposal {
  return { status: "refused", reason };
}

/** A proposal of nothing because something could not be read. */
export function refuseUnread(reason: string): Proposal {
  return { status: "refused", reason, unread: true };
}
