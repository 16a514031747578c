import { PROTECTION_NAME } from "../infra/protection.ts";
import { abilityTo, type Context, contextOf, type Permissions, permissionsOf, sorted } from "./doctor-abilities.ts";
import { freedCalls } from "./doctor-detours.ts";
import { type DoctorLine, faultLine, type LineName } from "./doctor-line.ts";
import type { LivePolicies } from "./doctor-live-policies.ts";
import type { SwitchOffCall } from "./doctor-switch-off-calls.ts";

/**
 * Whether a watched role or user can switch Plumbline off, by its own policies and its permissions boundary, or once it took that off. SCPs,
 * RCPs, session policies and the policies of resources are outside.
 * @param entity `role/x`
 * @returns `undefined` where it cannot
 */
export function judgeSwitchOff(
  entity: string,
  live: LivePolicies,
  calls: readonly SwitchOffCall[],
  region: string,
): DoctorLine | undefined {
  const name = { check: "switch-off", subject: entity } as const;
  const context = contextOf(live.arn, region);
  const permissions = permissionsOf(live);
  const remedy = remedyOf(entity, live);
  const { can, may, unknown } = sorted(calls, permissions, context);
  if (can.length > 0) {
    return faultLine(name, "warning", `It can switch Plumbline off: ${told(can, permissions, context)}.`, remedy);
  }
  if (unknown.length > 0 || permissions.unread.length > 0) {
    return notKnown(name, permissions.unread.length > 0 ? permissions.unread.join("; ") : actionsOf(unknown));
  }
  if (may.length > 0) {
    const says = `Where the conditions of its policies hold, it can switch Plumbline off: ${told(may, permissions, context)}.`;
    return faultLine(name, "warning", says, remedy);
  }
  const freed = freedCalls(live, calls, permissions, context);
  if (freed === undefined) return undefined;
  if (freed.status === "unknown") return notKnown(name, actionsOf(freed.by));
  const says = `It can take off its permissions boundary (${actionsOf(freed.by)}), and then switch Plumbline off: ${actionsOf(freed.calls)}.`;
  return faultLine(name, "warning", says, remedy);
}

function notKnown(name: LineName, why: string): DoctorLine {
  const remedy = "See that these credentials may read IAM's policies, and run plumbline doctor again.";
  return faultLine(name, "unknown", `It is not known whether it can switch Plumbline off: ${why}.`, remedy);
}

function remedyOf(entity: string, { arn, boundary }: LivePolicies): string {
  const [, partition, , , account] = arn.split(":");
  const protection = `arn:${partition}:iam::${account}:policy/${PROTECTION_NAME}`;
  const otherwise = "in an organization an SCP does it as well; or take the permission away.";
  const own = boundary === undefined || boundary === "unread" ? undefined : boundary.arn;
  if (own === protection)
    return `Its boundary is not as Plumbline's stack has it, or older: deploy the stack again; ${otherwise}`;
  if (boundary !== undefined) {
    return `Add to its permissions boundary what ${protection} denies, and keep it from taking that off; ${otherwise}`;
  }
  const [kind, name] = entity.split("/");
  return `Run aws iam put-${kind}-permissions-boundary --${kind}-name ${name} --permissions-boundary ${protection}; ${otherwise}`;
}

/** How many calls are named. */
const NAMED = 4;

function actionsOf(calls: readonly SwitchOffCall[]): string {
  const actions = [...new Set(calls.map(({ action }) => action))];
  const more = actions.length - NAMED;
  return `${actions.slice(0, NAMED).join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
}

function told(calls: readonly SwitchOffCall[], { policies }: Permissions, context: Context): string {
  const by = policies.filter((policy) =>
    calls.some((call) => ["can", "may"].includes(abilityTo(call, { policies: [policy], boundary: "none" }, context))),
  );
  const [first] = calls;
  return `${actionsOf(calls)} (such as on ${first?.resource}), by its ${by.map(({ name }) => name).join(", ")}`;
}
