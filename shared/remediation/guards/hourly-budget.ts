import type { Settings } from "../../baselines/settings.ts";
import { formatEntity } from "../../iam/entity-reference.ts";
import { type Guard, type GuardInput, type GuardRefusal, PASS } from "../guard.ts";
import { driftKey } from "../record-steps.ts";
import {
  amendCount,
  type BegunRepair,
  begunWithin,
  COUNTED_HOURS,
  type RemediationBudgetStore,
  WHOLE_ACCOUNT,
} from "./remediation-budget.ts";

/**
 * Lets no more than so many repairs of one entity, and in one account, be begun within an hour. A repair that it lets through is counted,
 * in one conditional write, before anything is written to IAM: remediators at work at once cannot exceed it together. One that is tried
 * again within the hour counts once. What a person has approved is no part of what Plumbline does by itself, so it neither is counted nor kept back.
 */
export function createHourlyBudgetGuard(
  store: RemediationBudgetStore,
  maximum: Settings["thresholds"]["maximumRemediationsPerHour"],
): Guard {
  return {
    name: "hourly-budget",
    beforeEachWrite: false,
    async check(input) {
      if (input.approved) return PASS;
      const whose = formatEntity(input.expected.entity);
      const drifts = input.plan.plan.steps.flatMap(({ repairs }) => repairs.map(driftKey));
      if (!(await begin(store, input, { scope: whose, maximum: maximum.entity, drifts: [...new Set(drifts)] }))) {
        return refuse(whose, maximum.entity, "entity");
      }
      if (await begin(store, input, { scope: WHOLE_ACCOUNT, maximum: maximum.account, drifts: [] })) return PASS;
      // Nothing is repaired then: left in the entity's count, such tries would be taken for a fight over it.
      await takeBack(store, input, whose);
      return refuse(`account ${input.account.account}`, maximum.account, "account");
    },
  };
}

interface Beginning {
  readonly scope: string;
  readonly maximum: number;
  readonly drifts: readonly string[];
}

/** Counts the repair; `false` where there were so many already. */
async function begin(store: RemediationBudgetStore, input: GuardInput, of: Beginning): Promise<boolean> {
  const { account, now, remediationId } = input;
  let begun = true;
  await amendCount(store, account.account, of.scope, (count) => {
    const isCounted = begunWithin(count, 1, now, "").some((each) => each.remediationId === remediationId);
    begun = isCounted || begunWithin(count, 1, now, remediationId).length < of.maximum;
    if (isCounted || !begun) return undefined;
    const repair: BegunRepair = { remediationId, at: now.toISOString(), drifts: of.drifts };
    return { ...count, begun: [...begunWithin(count, COUNTED_HOURS, now, remediationId), repair] };
  });
  return begun;
}

/** Takes a repair that was counted out of a count again. */
async function takeBack(
  store: RemediationBudgetStore,
  { account, remediationId }: GuardInput,
  scope: string,
): Promise<void> {
  await amendCount(store, account.account, scope, (count) => ({
    ...count,
    begun: count.begun.filter((each) => each.remediationId !== remediationId),
  }));
}

function refuse(what: string, maximum: number, key: "entity" | "account"): GuardRefusal {
  return {
    status: "refuse",
    guard: "hourly-budget",
    reason: `${maximum} repairs of ${what} have been begun within the hour, and no more may be (\`maximumRemediationsPerHour.${key}\`).`,
    clear: "Find out who keeps changing it; the first sweep an hour after the first of these asks for it again.",
  };
}
