import type { Settings } from "../baselines/settings.ts";
import type { ManagedPolicyReader } from "../observation/managed-policy-reader.ts";
import type { Guard } from "./guard.ts";
import { createAccessKeyGuard } from "./guards/access-key.ts";
import { createContainmentGuard } from "./guards/containment.ts";
import { createFightGuard, type FightPorts } from "./guards/fight.ts";
import { createHourlyBudgetGuard } from "./guards/hourly-budget.ts";
import { createKillSwitchGuard, type KillSwitchReader } from "./guards/kill-switch.ts";
import { createMissingEntityGuard } from "./guards/missing-entity.ts";
import { createNarrowGuard } from "./guards/narrow.ts";
import { createOwnershipGuard } from "./guards/ownership.ts";
import { type CallerReader, createProtectedEntityGuard } from "./guards/protected-entity.ts";

/** What the guards ask. */
export interface GuardPorts extends FightPorts {
  readonly settings: Pick<Settings, "killSwitch" | "thresholds">;
  readonly killSwitch: KillSwitchReader;
  /** Under which identities the writes are made. */
  readonly callers: CallerReader;
  readonly managedPolicies: ManagedPolicyReader;
}

/**
 * Every guard, in the order in which they are asked. Those that count come last: a repair that another guard has refused uses up
 * nothing.
 */
export function createGuards(ports: GuardPorts): readonly Guard[] {
  const { killSwitch, thresholds } = ports.settings;
  return [
    createKillSwitchGuard(ports.killSwitch, killSwitch),
    createProtectedEntityGuard(ports.callers),
    createOwnershipGuard(),
    createMissingEntityGuard(),
    createContainmentGuard(ports.managedPolicies),
    createAccessKeyGuard(),
    createNarrowGuard(ports.managedPolicies),
    createFightGuard(ports),
    createHourlyBudgetGuard(ports.budget, thresholds.maximumRemediationsPerHour),
  ];
}
