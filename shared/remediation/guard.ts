import type { ExpectedEntity } from "../baselines/expected-state.ts";
import type { AccountAddress } from "../iam/arn.ts";
import { PlumblineError } from "../iam/errors.ts";
import type { Finding } from "../ledger/finding.ts";
import type { EntityState } from "../observation/entity-state.ts";
import type { Observation } from "../observation/observation.ts";
import type { PolicyVersion } from "./policy-versions.ts";
import type { EntityPlan } from "./remediation-plan.ts";

/** Every guard's name, in the order in which they are asked; one file each in `guards/`, one section each in docs/guards.md. */
export const GUARD_NAMES = [
  "kill-switch",
  "protected-entity",
  "ownership",
  "missing-entity",
  "containment",
  "access-key",
  "narrow",
  "fight",
  "hourly-budget",
] as const;
export type GuardName = (typeof GUARD_NAMES)[number];

/** What a guard judges: one plan for one entity, and all that is known of both. */
export interface GuardInput {
  readonly account: AccountAddress;
  readonly expected: ExpectedEntity;
  /** The finding whose event asked. */
  readonly finding: Finding;
  /** The same for every try at the same repair: what is counted is counted once. */
  readonly remediationId: string;
  readonly plan: EntityPlan;
  /** The latest reading of the entity; for a guard that is asked before each write, one taken since the write before. */
  readonly observation: Observation<EntityState>;
  /** Of a customer managed policy; where it is left out, no older version of it is made the default in narrow mode. */
  readonly policyVersions?: Observation<readonly PolicyVersion[]>;
  /** Whether a person has approved just this plan. */
  readonly approved: boolean;
  readonly now: Date;
}

/** That a guard lets nothing be written. */
export interface GuardRefusal {
  readonly status: "refuse";
  readonly guard: GuardName;
  /** One plain sentence: what is so. */
  readonly reason: string;
  /** One plain sentence: what a person does so that it lets the repair go on. */
  readonly clear: string;
  /** `true` where it was announced when it first refused, and is not to be announced again. */
  readonly told?: true;
}

/** What a guard says. There is no third answer: one that cannot tell refuses. */
export type GuardAnswer = { readonly status: "pass" } | GuardRefusal;

/** Something that may keep a repair from being made. */
export interface Guard {
  readonly name: GuardName;
  /** Whether it is asked again before each write, and not only before the first. */
  readonly beforeEachWrite: boolean;
  /** May throw a `PlumblineError` where what it asks does not answer; that refuses. */
  check(input: GuardInput): Promise<GuardAnswer>;
}

/** A guard's leave. */
export const PASS: GuardAnswer = { status: "pass" };

/**
 * Asks guards one after the other, in the order given; the first that refuses is the answer, and those after it are not asked. A guard
 * that fails refuses, with its reason.
 *
 * @throws what is no `PlumblineError`: a fault of the program is not a guard's answer
 */
export async function runGuards(guards: readonly Guard[], input: GuardInput): Promise<GuardAnswer> {
  for (const guard of guards) {
    const answer = await ask(guard, input);
    if (answer.status === "refuse") return answer;
  }
  return PASS;
}

async function ask(guard: Guard, input: GuardInput): Promise<GuardAnswer> {
  try {
    return await guard.check(input);
  } catch (fault) {
    if (!(fault instanceof PlumblineError)) throw fault;
    return {
      status: "refuse",
      guard: guard.name,
      reason: `The guard "${guard.name}" could not answer: ${fault.message}`,
      clear: "Put right what it names; a guard that cannot answer lets nothing be written.",
    };
  }
}
