import { abilityTo, type Context, contextOf, type Permissions, permissionsOf, sorted } from "./doctor-abilities.ts";
import type { LiveBoundary, LivePolicies } from "./doctor-live-policies.ts";
import type { SwitchOffCall } from "./doctor-switch-off-calls.ts";

/** What somebody could do once a permissions boundary is off. */
export interface Freed {
  /** Whether it can be had off: `unknown` where a policy says what AWS does not document. */
  readonly status: "can" | "unknown";
  /** The calls that take it off. */
  readonly by: readonly SwitchOffCall[];
  /** Those that are then possible. */
  readonly calls: readonly SwitchOffCall[];
}

/** Which calls a bearer of a permissions boundary could make by taking that off; `undefined` where none. */
export function freedCalls(
  { arn, boundary }: LivePolicies,
  calls: readonly SwitchOffCall[],
  permissions: Permissions,
  context: Context,
): Freed | undefined {
  if (boundary === undefined || boundary === "unread") return undefined;
  const unbounded = sorted(calls, { ...permissions, boundary: "none" }, context);
  const free = [...unbounded.can, ...unbounded.may, ...unbounded.unknown];
  const { can, may, unknown } = sorted(boundaryCalls(arn, boundary), permissions, context);
  const by = [...can, ...may];
  if (free.length === 0 || by.length + unknown.length === 0) return undefined;
  return by.length > 0 ? { status: "can", by, calls: free } : { status: "unknown", by: unknown, calls: free };
}

/** What takes a boundary off its bearer, puts another in its place, or makes another policy of it. */
function boundaryCalls(bearer: string, { arn }: LiveBoundary): readonly SwitchOffCall[] {
  const kind = bearer.includes(":user/") ? "User" : "Role";
  const own = { "iam:PermissionsBoundary": arn };
  return [
    { action: `iam:Delete${kind}PermissionsBoundary`, resource: bearer, context: own },
    { action: `iam:Put${kind}PermissionsBoundary`, resource: bearer, context: boundsNothing(bearer) },
    { action: "iam:CreatePolicyVersion", resource: arn },
    { action: "iam:SetDefaultPolicyVersion", resource: arn },
  ];
}

/** As of a role or user that has no boundary, or one that is as good as none. @param arn one in the same partition */
function boundsNothing(arn: string): Context {
  return { "iam:PermissionsBoundary": `arn:${arn.split(":")[1]}:iam::aws:policy/AdministratorAccess` };
}

/** Each on a role or user that nothing bounds. */
const DETOURS: readonly (readonly [action: string, resource: string])[] = [
  ["iam:CreateRole", "role/another"],
  ["iam:UpdateAssumeRolePolicy", "role/another"],
  ["iam:AttachRolePolicy", "role/another"],
  ["iam:PutRolePolicy", "role/another"],
  ["iam:PassRole", "role/another"],
  ["iam:CreateUser", "user/another"],
  ["iam:CreateAccessKey", "user/another"],
  ["iam:CreateLoginProfile", "user/another"],
  ["iam:UpdateLoginProfile", "user/another"],
];

/**
 * Whether somebody who cannot switch Plumbline off may do so all the same by way of another role or user: make one, or take one over. What it may
 * assume as it stands is not looked at.
 */
export function hasDetour(live: LivePolicies, region: string): boolean {
  const [, partition, , , account] = live.arn.split(":");
  const permissions = permissionsOf(live);
  const context = contextOf(live.arn, region);
  return DETOURS.some(([action, rest]) => {
    const resource = `arn:${partition}:iam::${account}:${rest}`;
    return abilityTo({ action, resource, context: boundsNothing(live.arn) }, permissions, context) !== "cannot";
  });
}
