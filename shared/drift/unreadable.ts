import type { ExpectedEntity } from "../baselines/expected-state.ts";
import type { EntityState } from "../observation/entity-state.ts";
import type { Unreadable } from "../observation/observation.ts";
import { ASPECT_WORDS, type AspectName, readAspect } from "./aspects.ts";
import { aspectsOf, describeUnreadable, type JudgedDrift, NO_DRIFT, type Rule } from "./rule.ts";
import { nameEntity, sentence } from "./wording.ts";

/**
 * Makes the rule that tells what could not be read: the entity, or each aspect of it that one of `rules` needs. What no rule
 * needs may be unreadable without anybody being told. See docs/rules/unreadable.md.
 */
export function unreadableRule(rules: readonly Rule[]): Rule {
  return {
    name: "unreadable",
    aspectOf: () => undefined,
    judge({ expected, observation }) {
      if (observation.status === "absent") return NO_DRIFT;
      if (observation.status === "unreadable") {
        const drift = unreadable(expected, "", nameEntity(expected), observation.reason);
        return { status: "decided", drifts: [drift] };
      }
      const { state } = observation;
      const drifts = [...aspectsOf(rules, expected)].flatMap((aspect) => {
        const reading = readAspect(state, aspect);
        if (reading.status === "read" || isToldOfKeys(state, aspect)) return [];
        return [unreadable(expected, aspect, `the ${ASPECT_WORDS[aspect]} of ${nameEntity(expected)}`, reading.reason)];
      });
      return { status: "decided", drifts };
    },
  };
}

/** Where the keys are unknown nobody misses their last uses, and one alert tells of both. */
function isToldOfKeys(state: EntityState, aspect: AspectName): boolean {
  return aspect === "accessKeyUse" && readAspect(state, "accessKeys").status === "unreadable";
}

function unreadable(expected: ExpectedEntity, subject: AspectName | "", what: string, reason: Unreadable): JudgedDrift {
  const why = describeUnreadable(reason);
  return {
    subject,
    severity: expected.severity,
    summary: sentence(`${what} could not be read, and what depends on it is not judged (${why.replace(/\.+$/, "")})`),
    reason: why,
    // Not the message: it may hold a request id, which is another one each time.
    content: [reason.call, reason.code],
  };
}
