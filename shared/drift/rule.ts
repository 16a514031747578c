import type { ExpectedEntity } from "../baselines/expected-state.ts";
import type { EntityState } from "../observation/entity-state.ts";
import type { ManagedPolicyReader } from "../observation/managed-policy-reader.ts";
import type { Observation, Unreadable } from "../observation/observation.ts";
import type { ActionTable } from "../policy/explain/action-table.ts";
import { type AspectName, type AspectValue, readAspect } from "./aspects.ts";
import type { Drift, RuleName } from "./drift.ts";
import type { Effects } from "./effects.ts";
import type { RememberedIdentity } from "./identity.ts";

/** A drift as its rule tells it: without what every drift of the entity has in common. */
export interface JudgedDrift extends Omit<Drift, "rule" | "baseline" | "entity" | "deltas" | "fingerprint"> {
  readonly deltas?: Drift["deltas"];
  /** What the fingerprint is taken over, beside rule and subject: never a time of reading, nor an age. */
  readonly content: readonly string[];
}

/** What a rule has to go by. */
export interface RuleInput {
  readonly expected: ExpectedEntity;
  readonly observation: Observation<EntityState>;
  /** Which entity is known to bear the name; left out where nothing is remembered. */
  readonly remembered?: RememberedIdentity;
  readonly now: Date;
  /** Asked for only by a rule that has found two documents to decide differently. */
  readonly loadTable: LoadActionTable;
  /** Asked only by a rule that has found a policy that its baseline does not name, or by the comparison of effective permissions. */
  readonly managedPolicies: ManagedPolicyReader;
  /** What changes of the entity's policies come to as a whole. Asked only by a rule that has found one. */
  readonly effects: Effects;
}

/** Loads what differences are put into words with: large, and needed only once there is one. The same table every time. */
export type LoadActionTable = () => Promise<ActionTable>;

/** What a rule says that lacks what it needs: it could not be read, or not be understood. */
export interface Undecided {
  readonly status: "undecided";
  readonly reason: string;
}

/** What a rule says. */
export type Judgement = { readonly status: "decided"; readonly drifts: readonly JudgedDrift[] } | Undecided;

/** One rule: total over every expected entity, and silent where a baseline does not ask for what it judges. */
export interface Rule {
  readonly name: RuleName;
  /** The aspect it reads of such an entity, if any. */
  readonly aspectOf: (expected: ExpectedEntity) => AspectName | undefined;
  readonly judge: (input: RuleInput) => Judgement | Promise<Judgement>;
}

/** A rule about one aspect, as its own file writes it. */
interface AspectRule<Name extends AspectName, Wanted> {
  readonly name: RuleName;
  readonly aspect: Name;
  /** What the baseline asks for; `undefined` where it does not ask. */
  readonly wanted: (expected: ExpectedEntity) => Wanted | undefined;
  readonly judge: (input: AspectInput<Name, Wanted>) => AspectJudgement | Promise<AspectJudgement>;
}

type AspectJudgement = readonly JudgedDrift[] | Undecided;

interface AspectInput<Name extends AspectName, Wanted>
  extends Pick<RuleInput, "expected" | "now" | "loadTable" | "managedPolicies" | "effects"> {
  readonly wanted: Wanted;
  readonly live: AspectValue<Name>;
  readonly state: EntityState;
}

/** Nothing to tell. */
export const NO_DRIFT: Judgement = { status: "decided", drifts: [] };

/**
 * Makes a {@link Rule} of what is particular to it. What all such rules share stands here once: an entity that is absent has
 * nothing that could differ, and an aspect that could not be read decides nothing.
 */
export function aspectRule<Name extends AspectName, Wanted>(rule: AspectRule<Name, Wanted>): Rule {
  return {
    name: rule.name,
    aspectOf: (expected) => (rule.wanted(expected) === undefined ? undefined : rule.aspect),
    async judge({ expected, observation, ...ports }) {
      const wanted = rule.wanted(expected);
      if (wanted === undefined || observation.status === "absent") return NO_DRIFT;
      if (observation.status === "unreadable") return undecided(observation.reason);
      const reading = readAspect(observation.state, rule.aspect);
      if (reading.status === "unreadable") return undecided(reading.reason);
      const { state } = observation;
      const judged = await rule.judge({ wanted, live: reading.value, expected, state, ...ports });
      return "status" in judged ? judged : { status: "decided", drifts: judged };
    },
  };
}

/** The aspects of such an entity that one of `rules` reads. */
export function aspectsOf(rules: readonly Rule[], expected: ExpectedEntity): ReadonlySet<AspectName> {
  return new Set(rules.map((rule) => rule.aspectOf(expected)).filter((aspect) => aspect !== undefined));
}

/** The judgement of a rule that lacks what it needs. */
export function undecided(reason: Unreadable): Undecided {
  return { status: "undecided", reason: describeUnreadable(reason) };
}

/** `ListRolePolicies: AccessDenied: User … is not authorized …` */
export function describeUnreadable({ call, code, message }: Unreadable): string {
  return `${call}: ${code}: ${message}`;
}
