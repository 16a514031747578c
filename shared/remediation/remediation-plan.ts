import type { ExpectedEntity } from "../baselines/expected-state.ts";
import type { Drift, RuleName } from "../drift/drift.ts";
import type { EntityReference } from "../iam/entity-reference.ts";
import type { EntityState } from "../observation/entity-state.ts";
import type { Observation } from "../observation/observation.ts";
import type { AccountQuotas } from "./account-quotas.ts";
import type { IamCall } from "./iam-call.ts";
import type { PolicyVersion } from "./policy-versions.ts";

export { describeCall, type IamCall } from "./iam-call.ts";

/** What takes a step back: the calls, in order, or why there are none, as a clause. */
export type Reversal =
  | { readonly reversible: true; readonly inverse: readonly IamCall[] }
  | { readonly reversible: false; readonly why: string };

/** A drift among those of an entity; as in a finding. */
export interface RepairedDrift {
  readonly rule: RuleName;
  readonly subject: string;
}

/** A call of a plan, with what would take it back. */
export interface RemediationStep {
  readonly call: IamCall;
  readonly reversal: Reversal;
  /** The drifts that it puts right, or helps to. */
  readonly repairs: readonly RepairedDrift[];
}

/** An ordered list of IAM calls that restore the expected state of one entity. */
export interface RemediationPlan {
  readonly entity: EntityReference;
  readonly steps: readonly RemediationStep[];
}

/** A drift that is not repaired, with what is so and what a person should do, in one or two sentences. */
export interface PlanRefusal extends RepairedDrift {
  readonly reason: string;
  /** Something that the plan needs could not be read, which may be otherwise the next time. */
  readonly unread?: true;
}

/** What planning says of each drift of an entity: its steps, why it is refused, or that nobody asked for its repair (`off`). */
export interface EntityPlan {
  readonly plan: RemediationPlan;
  readonly refused: readonly PlanRefusal[];
  readonly off: readonly RepairedDrift[];
}

/** What a plan is made from: one expected entity, its drifts, and the reading in which they were seen. */
export interface EntityPlanInput {
  readonly expected: ExpectedEntity;
  /** Those that may be repaired (a waived one may not), the one that asked first: where not all can be, the first are. */
  readonly drifts: readonly Drift[];
  readonly observation: Observation<EntityState>;
  /** Of a customer managed policy, as {@link PolicyVersionReader} reads them; needed to repair its content. */
  readonly policyVersions?: Observation<readonly PolicyVersion[]>;
  /** The texts of managed policies by their ARNs: see `managedPoliciesToRead`. What is not there was not read. */
  readonly managedDocuments: ReadonlyMap<string, Observation<string>>;
  /** Groups by their names: see `groupsToRead`. Of one that is not there, nothing is known. */
  readonly groups?: ReadonlyMap<string, Observation<EntityState>>;
  /** Whether a person has approved, or is asked to approve, just this plan. */
  readonly approved: boolean;
  /** Read where `mayMeetQuota` says so. Where they are left out or unreadable, IAM's defaults hold, and what these refuse says so. */
  readonly accountQuotas?: Observation<AccountQuotas>;
}
