import { formatEntity } from "../../iam/entity-reference.ts";
import { type Guard, type GuardInput, type GuardRefusal, PASS } from "../guard.ts";
import { CREATES, DELETES, type IamAction } from "../iam-call.ts";

/**
 * Makes nothing anew without a person's approval, since deleting a role or a user is how customers revoke a vendor, and deletes no
 * entity at all. Keys and passwords are never made: a plan has no call for it.
 */
export function createMissingEntityGuard(): Guard {
  return {
    name: "missing-entity",
    beforeEachWrite: false,
    check: async (input) => deletion(input) ?? creation(input) ?? PASS,
  };
}

function deletion(input: GuardInput): GuardRefusal | undefined {
  const deleted = firstOf(input, DELETES);
  if (deleted === undefined) return undefined;
  return refuse(
    `The repair of ${formatEntity(input.expected.entity)} holds ${deleted}, and no repair deletes an entity.`,
    "Delete it by hand if nobody needs it.",
  );
}

function creation(input: GuardInput): GuardRefusal | undefined {
  const created = firstOf(input, CREATES);
  if (created === undefined) return undefined;
  const whose = formatEntity(input.expected.entity);
  if (!input.approved) {
    return refuse(
      `${whose} is gone, and may have been deleted to revoke what it gave: it is created again only with a person's approval.`,
      "If its removal was not meant, approve the plan that creates it.",
    );
  }
  if (input.observation.status === "absent") return undefined;
  return refuse(
    `Whether ${whose} is still gone is not certain, so ${created} is not called.`,
    "Plan anew from what is there now.",
  );
}

function firstOf({ plan }: GuardInput, actions: ReadonlySet<IamAction>): IamAction | undefined {
  return plan.plan.steps.find(({ call }) => actions.has(call.action))?.call.action;
}

function refuse(reason: string, clear: string): GuardRefusal {
  return { status: "refuse", guard: "missing-entity", reason, clear };
}
