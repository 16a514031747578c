import { NO_DRIFT, type Rule, undecided } from "./rule.ts";
import { atMost } from "./severity.ts";
import { nameEntity, sentence } from "./wording.ts";

/** An entity stands under another path than its baseline says. See docs/rules/entity-moved.md. */
export const entityMoved: Rule = {
  name: "entity-moved",
  aspectOf: () => undefined,
  judge({ expected, observation }) {
    // Under another path a service-linked role is not there at all: entity-missing tells that.
    if (expected.kind === "root" || expected.kind === "service-linked-role") return NO_DRIFT;
    if (observation.status === "absent") return NO_DRIFT;
    if (observation.status === "unreadable") return undecided(observation.reason);
    const { state } = observation;
    if (state.kind === "root" || state.path === expected.path) return NO_DRIFT;
    const summary = sentence(
      `${nameEntity(expected)} stands under the path ${state.path} instead of ${expected.path}, and so has another ARN`,
    );
    const severity = atMost(expected.severity, "medium");
    return {
      status: "decided",
      drifts: [{ subject: "", severity, summary, content: [expected.path, state.path] }],
    };
  },
};
