import { findContainment } from "../../drift/containment.ts";
import { formatEntity } from "../../iam/entity-reference.ts";
import type { ManagedPolicyReader } from "../../observation/managed-policy-reader.ts";
import { type Guard, type GuardRefusal, PASS } from "../guard.ts";

/**
 * Freezes an entity that somebody is containing: what only denies was put there in an incident, by AWS or by a person, and a repair
 * could undo what they do. It is asked before each write, since an incident does not wait for a plan to end.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_revoke-sessions.html
 */
export function createContainmentGuard(managedPolicies: ManagedPolicyReader): Guard {
  return {
    name: "containment",
    beforeEachWrite: true,
    async check({ expected, observation }) {
      const whose = formatEntity(expected.entity);
      if (observation.status === "absent") return PASS;
      if (observation.status === "unreadable") {
        const { call, code } = observation.reason;
        return refuse(
          `Whether ${whose} is contained cannot be told: it could not be read (${call}: ${code}).`,
          GIVE_RIGHT,
        );
      }
      const containment = await findContainment(expected, observation.state, managedPolicies);
      switch (containment.status) {
        case "none":
          return PASS;
        case "contained":
          return refuse(
            `${whose} is contained by ${containment.by}; nothing on it is repaired until a person has removed that.`,
            "When the incident is over, take away what contains it.",
          );
        case "unclear":
          return refuse(`Whether ${whose} is contained cannot be told: ${containment.reason}.`, GIVE_RIGHT);
      }
    },
  };
}

const GIVE_RIGHT =
  "Give Plumbline's role the right to read it and the policies on it, or look at them and put it right by hand.";

function refuse(reason: string, clear: string): GuardRefusal {
  return { status: "refuse", guard: "containment", reason, clear };
}
