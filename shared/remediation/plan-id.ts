import { createHash } from "node:crypto";
import type { EntityState } from "../observation/entity-state.ts";
import type { Observation } from "../observation/observation.ts";
import type { PolicyVersion } from "./policy-versions.ts";
import type { EntityPlan } from "./remediation-plan.ts";

/** For how long after it was made a plan may be applied, in milliseconds. */
const PLAN_HOLDS = 60 * 60 * 1000;

/** How far two clocks that go by AWS's own are apart at most, in milliseconds: a plan made further ahead was not made yet. */
const CLOCKS_APART = 60 * 1000;

/** What a plan's id tells. */
export interface PlanId {
  /** The finding whose repair was planned, and with it what else of its entity drifts. */
  readonly findingId: string;
  /** To the second. */
  readonly madeAt: Date;
}

/** What a plan was made of: what it does, and what it was to be done to. */
export interface PlannedSight {
  readonly reading: { readonly observation: Observation<EntityState> };
  readonly policyVersions?: Observation<readonly PolicyVersion[]>;
  readonly plan: Pick<EntityPlan, "plan">;
}

/**
 * The id of a plan, `FINDING-MADE-DIGEST`: over the entity as it was read, the calls with what takes each back, and the second of its
 * making. Whoever makes the same plan of the same state at the same second has the same id, so that nothing has to be remembered of a plan;
 * of another state, other calls or another second it is another id. It is no secret and gives nobody a right.
 */
export function planIdOf(findingId: string, madeAt: Date, sight: PlannedSight): string {
  const made = secondOf(madeAt);
  const { reading, policyVersions, plan } = sight;
  const state = [withoutUse(reading.observation), policyVersions ?? null];
  const content = JSON.stringify([findingId, made, state, plan.plan.entity, plan.plan.steps]);
  return `${findingId}-${made}-${createHash("sha256").update(content).digest("hex").slice(0, DIGITS)}`;
}

/** 128 bits: whoever can shape the entity must not find two states whose plans have the same id. */
const DIGITS = 32;

/** `20260401T090000Z`. */
function secondOf(at: Date): string {
  return at
    .toISOString()
    .replace(/\.\d+Z$/, "Z")
    .replaceAll(/[-:]/g, "");
}

/** A key's use is no change of the entity; the guard of keys looks at it live. */
function withoutUse(observation: Observation<EntityState>): unknown {
  if (observation.status !== "present" || observation.state.kind !== "user") return observation;
  const { accessKeys, ...user } = observation.state;
  if (accessKeys.status !== "present") return observation;
  return { ...user, keys: accessKeys.state.map(({ lastUsed: _, lastUsedFor: __, ...key }) => key) };
}

/** What a plan's id tells; `undefined` where a text is none. */
export function parsePlanId(text: string): PlanId | undefined {
  const [, findingId, day, time] = PLAN_ID.exec(text) ?? [];
  if (findingId === undefined || day === undefined || time === undefined) return undefined;
  const madeAt = new Date(`${day.replace(/(....)(..)(..)/, "$1-$2-$3")}T${time.replace(/(..)(..)(..)/, "$1:$2:$3")}Z`);
  // What the calendar does not have, such as 31 June, is read as another day.
  return Number.isNaN(madeAt.getTime()) || secondOf(madeAt) !== `${day}T${time}Z` ? undefined : { findingId, madeAt };
}

const PLAN_ID = /^([0-9a-f]{32})-(\d{8})T(\d{6})Z-[0-9a-f]{32}$/;

/** When a plan is made that is made now: to the second, as its id tells it. */
export function planTime(now: Date): Date {
  return new Date(Math.floor(now.getTime() / 1000) * 1000);
}

/** Until when a plan may be applied that was made at a time. */
export function planHoldsUntil(madeAt: Date): Date {
  return new Date(madeAt.getTime() + PLAN_HOLDS);
}

/** Why the time is not one at which a plan may be applied, as one sentence; `undefined` where it is. */
export function untimely(planId: string, now: Date): string | undefined {
  const id = parsePlanId(planId);
  if (id === undefined) return `${planId} is no plan's id.`;
  const made = `Plan ${planId} was made at ${id.madeAt.toISOString()}`;
  if (id.madeAt.getTime() - now.getTime() > CLOCKS_APART) {
    return `${made}, which is still to come by the clock here (${now.toISOString()}): see to the clock.`;
  }
  return now < planHoldsUntil(id.madeAt) ? undefined : `${made}, and a plan holds for one hour.`;
}
