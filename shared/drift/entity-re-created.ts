import type { ExpectedEntity } from "../baselines/expected-state.ts";
import { uniqueIdOf } from "./identity.ts";
import { NO_DRIFT, type Rule, undecided } from "./rule.ts";
import { atLeast, atMost } from "./severity.ts";
import { nameEntity, sentence } from "./wording.ts";

/** An entity bears the name of one that was there before, and is another. See docs/rules/entity-re-created.md. */
export const entityReCreated: Rule = {
  name: "entity-re-created",
  aspectOf: () => undefined,
  judge({ expected, observation, remembered }) {
    // What its vendor withdrew should not be there, whoever made it: entity-retired tells that.
    if (remembered === undefined || expected.presence === "retired") return NO_DRIFT;
    if (observation.status === "absent") return NO_DRIFT;
    if (observation.status === "unreadable") return undecided(observation.reason);
    const id = uniqueIdOf(expected, observation.state);
    if (id === undefined || id === remembered.id) return NO_DRIFT;
    const known = `${remembered.id}, known since ${remembered.since.slice(0, 10)}`;
    const summary = sentence(
      `${nameEntity(expected)} is another than before, under the same name: its id is ${id} instead of ${known}; ${consequenceOf(expected)}`,
    );
    return { status: "decided", drifts: [{ subject: "", severity: severityOf(expected), summary, content: [id] }] };
  },
};

/** A service-linked role can be made by its service alone; any other entity may be somebody else's now. */
function severityOf({ kind, severity }: ExpectedEntity) {
  return kind === "service-linked-role" ? atMost(severity, "medium") : atLeast(severity, "medium");
}

function consequenceOf({ kind }: ExpectedEntity): string {
  switch (kind) {
    case "role":
      return "policies that named the one before as a principal do not let this one in";
    case "service-linked-role":
      return "policies that named the one before as a principal do not let this one in, and inline policies that its service had added to it may be lacking";
    case "user":
      return "policies that named the one before as a principal do not let this one in, and its keys, password and groups are others";
    case "group":
      return "those who were in the one before are in this one only if somebody put them there";
    default:
      return "whatever the one before was attached to has it only if somebody attached it anew";
  }
}
