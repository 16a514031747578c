import type { ExpectedEntity } from "../baselines/expected-state.ts";
import type { EntityState } from "../observation/entity-state.ts";
import type { Observation } from "../observation/observation.ts";
import { type JudgedDrift, NO_DRIFT, type Rule, undecided } from "./rule.ts";
import { isThere } from "./service-linked-path.ts";
import { nameEntity, sentence } from "./wording.ts";

/** An entity that its baseline requires does not exist. See docs/rules/entity-missing.md. */
export const entityMissing: Rule = {
  name: "entity-missing",
  aspectOf: () => undefined,
  judge({ expected, observation }) {
    if (expected.presence !== "required") return NO_DRIFT;
    if (observation.status === "unreadable") return undecided(observation.reason);
    const how = howMissing(expected, observation);
    return how === undefined ? NO_DRIFT : { status: "decided", drifts: [missing(expected, how)] };
  },
};

type Answered = Exclude<Observation<EntityState>, { status: "unreadable" }>;

function howMissing(expected: ExpectedEntity, observation: Answered): string | undefined {
  if (observation.status === "absent") return "does not exist";
  const { state } = observation;
  if (state.kind !== "role" || isThere(expected, state)) return undefined;
  return `does not exist (a role of that name stands under the path ${state.path} instead of ${expected.path})`;
}

function missing(expected: ExpectedEntity, how: string): JudgedDrift {
  const summary = sentence(`${nameEntity(expected)} ${how}, and its baseline ${expected.baseline} requires it`);
  return { subject: "", severity: expected.severity, summary, content: [] };
}
