import type { ClaimedActor } from "../../iam/actor.ts";
import { formatEntity } from "../../iam/entity-reference.ts";
import { type Guard, type GuardInput, type GuardRefusal, PASS } from "../guard.ts";
import { driftKey } from "../record-steps.ts";
import {
  amendCount,
  begunWithin,
  COUNTED_HOURS,
  type Fight,
  type RemediationBudgetStore,
  type RepairCount,
} from "./remediation-budget.ts";

/** How many repairs of the same drift may be begun within {@link COUNTED_HOURS} hours; when it is back after the last, it is a fight. */
export const FIGHT_ROUNDS = 3;

/** What the breaker asks. */
export interface FightPorts {
  readonly budget: RemediationBudgetStore;
  /** The tool that a user agent speaks of, in words; user agents are forgeable, and their text is not repeated. */
  readonly claimedTool: (userAgent: string) => string;
}

/**
 * The fight breaker. A drift that is back after so many repairs is somebody's will, or an attacker's: repairing it once more settles
 * nothing. It stops the repairs of the whole entity, is announced once, and stays tripped until a person clears it, by having a repair of
 * the entity made that they have approved.
 */
export function createFightGuard({ budget, claimedTool }: FightPorts): Guard {
  return {
    name: "fight",
    beforeEachWrite: false,
    async check(input) {
      const { account, expected, remediationId, approved } = input;
      const change = approved ? cleared : tripped;
      const scope = formatEntity(expected.entity);
      const count = await amendCount(budget, account.account, scope, (held) => change(held, input));
      const fight = count?.fight;
      if (fight === undefined) return PASS;
      const refusal = refuse(input, fight, claimedTool);
      return fight.remediationId === remediationId ? refusal : { ...refusal, told: true };
    },
  };
}

/** The count with a fight in it, or `undefined` where there is none, or one already. */
function tripped(count: RepairCount, { plan, now, remediationId }: GuardInput): RepairCount | undefined {
  if (count.fight !== undefined) return undefined;
  const earlier = begunWithin(count, COUNTED_HOURS, now, remediationId);
  const drifts = plan.plan.steps.flatMap(({ repairs }) => repairs.map(driftKey));
  const drift = drifts.find((key) => earlier.filter((each) => each.drifts.includes(key)).length >= FIGHT_ROUNDS);
  return drift === undefined ? undefined : { ...count, fight: { at: now.toISOString(), remediationId, drift } };
}

/** The count without its fight, and without what led to it: a person has taken it over. */
function cleared({ fight, ...count }: RepairCount): RepairCount | undefined {
  return fight === undefined ? undefined : { ...count, begun: [] };
}

function refuse({ expected, finding }: GuardInput, fight: Fight, claimedTool: FightPorts["claimedTool"]): GuardRefusal {
  const whose = formatEntity(expected.entity);
  const actor = finding.news.findLast((news) => news.actor !== undefined)?.actor;
  return {
    status: "refuse",
    guard: "fight",
    reason: `${whose} drifts back again and again: Plumbline set out to repair "${withoutKeyId(fight.drift)}" ${FIGHT_ROUNDS} times within ${COUNTED_HOURS} hours, and it is there again${said(actor, claimedTool)}. Nothing of ${whose} is repaired until a person has cleared this.`,
    clear: `Settle with whoever else changes ${whose} what it should be; then repair it yourself with \`npx plumbline remediate --entity ${whose} --apply\`, which clears this.`,
  };
}

/** The subject of a key's drift is its id, which is shown by its last four characters. */
function withoutKeyId(drift: string): string {
  return drift.replace(/\bAKIA\w*(\w{4})$/, "…$1");
}

function said(actor: ClaimedActor | undefined, claimedTool: FightPorts["claimedTool"]): string {
  if (actor === undefined) return "; no event said who did it";
  const tool = actor.userAgent === undefined ? "" : ` with ${claimedTool(actor.userAgent)}`;
  return `; its event says that ${actor.who} did it${tool}`;
}

/**
 * Whether a fight over an entity stands, so that its open findings are told of again every day until a person has cleared it.
 * @param scope the entity, as `formatEntity` writes it
 * @throws what the store throws
 */
export async function isFoughtOver(store: RemediationBudgetStore, account: string, scope: string): Promise<boolean> {
  return (await store.count(account, scope))?.fight !== undefined;
}
