import { NO_DRIFT, type Rule, undecided } from "./rule.ts";
import { isThere } from "./service-linked-path.ts";
import { nameEntity, sentence } from "./wording.ts";

/** An entity that its vendor has withdrawn is still there. See docs/rules/entity-retired.md. */
export const entityRetired: Rule = {
  name: "entity-retired",
  aspectOf: () => undefined,
  judge({ expected, observation }) {
    if (expected.presence !== "retired") return NO_DRIFT;
    if (observation.status === "unreadable") return undecided(observation.reason);
    if (observation.status === "absent" || !isThere(expected, observation.state)) return NO_DRIFT;
    const { baseline, retiredSince, severity } = expected;
    const when = retiredSince === undefined ? "" : ` on ${retiredSince}`;
    const found = `${nameEntity(expected)} is still there`;
    const summary = sentence(`${found}, and its baseline ${baseline} says that the vendor withdrew it${when}`);
    return { status: "decided", drifts: [{ subject: "", severity, summary, content: [] }] };
  },
};
