import type { RuleName } from "../drift/drift.ts";
import { inlineId } from "../drift/effective-policies.ts";
import { expectedAttachments, expectedInlinePolicies } from "../drift/expected-aspects.ts";
import { expectedGroups } from "../drift/expected-groups.ts";
import { changed, groupId, heldAttached, heldGroup, heldInline, type Permissions } from "./plan-permissions.ts";
import type { EntityPlanInput } from "./remediation-plan.ts";

/**
 * What the baseline wants an entity's policies to say: as they are where nothing of them drifts, or what drifts was accepted, else as its
 * documents say. What it does not name is not needed.
 */
export function neededPermissions(live: Permissions, input: EntityPlanInput): Permissions {
  const { expected } = input;
  const drifts = (subject: string, ...rules: readonly RuleName[]) =>
    input.drifts.some((drift) => drift.subject === subject && rules.includes(drift.rule));
  let needed: Permissions = { policies: new Map() };
  const put = (id: string, held = live.policies.get(id)) => {
    if (held !== undefined) needed = changed(needed, { of: "policy", id, held });
  };
  for (const [name, { text }] of Object.entries(expectedInlinePolicies(expected)?.documents ?? {})) {
    const isOff = drifts(name, "inline-policy-missing", "inline-policy-changed", "inline-policy-outdated");
    put(inlineId(name), isOff ? heldInline(text) : undefined);
  }
  for (const policyArn of expectedAttachments(expected)?.policyArns ?? []) {
    put(policyArn, drifts(policyArn, "attachment-missing") ? heldAttached(policyArn, input) : undefined);
  }
  for (const name of expectedGroups(expected)?.names ?? []) {
    put(groupId(name), drifts(name, "group-membership-missing") ? heldGroup(name, input) : undefined);
  }
  return needed;
}
