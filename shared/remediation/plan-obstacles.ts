import type { ExpectedEntity } from "../baselines/expected-state.ts";
import type { RuleName } from "../drift/drift.ts";
import { formatEntity } from "../iam/entity-reference.ts";
import { keeperOf } from "./guards/protected-entity.ts";
import type { EntityPlanInput } from "./remediation-plan.ts";

/** Why nothing of an entity is repaired by itself, whatever it would be; `undefined` where it may be. */
export function obstacleTo({ expected, drifts, approved }: EntityPlanInput): string | undefined {
  const name = formatEntity(expected.entity);
  const has = (rule: RuleName) => drifts.some((drift) => drift.rule === rule);
  if (keeperOf(expected.entity.name, expected.path) === "identity-center") {
    return `${name} belongs to IAM Identity Center; change its permission set there.`;
  }
  if (has("entity-contained")) {
    return `${name} is contained, or that cannot be told: nothing on it is repaired until its incident is over and a person has taken the containment away.`;
  }
  if (has("entity-re-created")) {
    return `${name} is another than before, under the same name, and may be somebody else's: find out who made it anew and why, see what had named the one before, and have a waiver accept this one if it is meant to be there.`;
  }
  return leftToOthers(expected, approved);
}

function leftToOthers({ entity, baseline, approval, owner }: ExpectedEntity, approved: boolean): string | undefined {
  const name = formatEntity(entity);
  if (owner === "cloudformation" || owner === "terraform") {
    const tool = owner === "terraform" ? "Terraform" : "CloudFormation";
    return `${name} is made by ${tool}, which would find a repair to be a drift of its own: put it right there, with what \`plumbline render ${baseline}\` prints.`;
  }
  if (approval === undefined || approved) return undefined;
  return `A repair of ${name} needs a person's approval: \`plumbline remediate --plan ID --apply\`, by somebody other than who made the change.`;
}

/** The rules that only announce: nothing is wrong yet, or it is not for Plumbline to undo; there is nothing to put right, nor to refuse. */
const ANNOUNCING = ["access-key-due", "entity-contained", "service-linked-role-being-deleted"] as const;
export type AnnouncingRule = (typeof ANNOUNCING)[number];

/** Whether a drift of a rule is only announced. */
export function isAnnouncing(rule: RuleName): rule is AnnouncingRule {
  return ANNOUNCING.some((each) => each === rule);
}

/** What a person has to do where nothing is ever repaired; the key is the rule. */
export const BY_HAND = {
  "entity-retired": "see that nothing uses it any more, then delete it by hand",
  "entity-moved":
    "move a user or group with `aws iam update-user --new-path` or `update-group --new-path`; a role or policy stays under its path until it is made anew",
  "entity-re-created":
    "find out who made it anew and why, see what had named the one before, and have a waiver accept this one if it is meant to be there",
  "root-access-key": "sign in as root and delete its access key",
  "console-access-missing":
    "set a password with `aws iam create-login-profile`, unless somebody has taken it away to contain an incident",
  unreadable: "give Plumbline's reader the right to read it",
  "account-unreadable": "let Plumbline's roles assume the account's reader role",
} as const satisfies Partial<Record<RuleName, string>>;
