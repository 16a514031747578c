import { policySize } from "../baselines/documents.ts";
import { inlineId } from "../drift/effective-policies.ts";
import type { EntityState } from "../observation/entity-state.ts";
import type { Observation } from "../observation/observation.ts";
import type { PolicyKind } from "../policy/comparison.ts";
import { parsePolicy } from "../policy/parse-policy.ts";
import type { Policy } from "../policy/policy.ts";
import type { EntityPlanInput } from "./remediation-plan.ts";

/** One thing that gives an entity permissions, or takes them. */
export interface Held {
  readonly as: "inline" | "attached" | "group";
  /** What it says; absent where that is not known. */
  readonly policies?: readonly Policy[];
  /** Of an inline policy, in characters as IAM counts them; else 0. */
  readonly size: number;
}

/** A permissions boundary; `policy` is absent where what it says is not known. */
export interface HeldBoundary {
  readonly arn: string;
  readonly policy?: Policy;
}

/** What a role, user, group or policy permits at one moment. What does not change from one to the next is the same object. */
export interface Permissions {
  /** Only of a role; absent where it is not known. */
  readonly trust?: Policy;
  /** By {@link inlineId}, a managed policy's ARN, or {@link groupId}. */
  readonly policies: ReadonlyMap<string, Held>;
  /** Absent: nothing bounds it. */
  readonly boundary?: HeldBoundary;
}

/** What a call changes of permissions. */
export type PermissionChange =
  /** `held` is absent where the policy, or the membership, is taken away. */
  | { readonly of: "policy"; readonly id: string; readonly held?: Held }
  | { readonly of: "boundary"; readonly boundary?: HeldBoundary }
  | { readonly of: "trust"; readonly trust: Policy };

/** The id of a group's membership. */
export function groupId(name: string): string {
  return `group:${name.toLowerCase()}`;
}

/** The id under which a customer managed policy's own default version stands. */
export const DEFAULT_VERSION = "default version";

/** Permissions after a change. */
export function changed(before: Permissions, change: PermissionChange): Permissions {
  switch (change.of) {
    case "trust":
      return { ...before, trust: change.trust };
    case "boundary": {
      const { boundary: _, ...rest } = before;
      return change.boundary === undefined ? rest : { ...rest, boundary: change.boundary };
    }
    case "policy": {
      const policies = new Map(before.policies);
      if (change.held === undefined) policies.delete(change.id);
      else policies.set(change.id, change.held);
      return { ...before, policies };
    }
  }
}

/** What an entity permits as it was read; of what could not be read, nothing is known and nothing is planned. */
export function livePermissions(state: EntityState, input: EntityPlanInput): Permissions {
  const trust =
    state.kind === "role" && state.trust.status === "present" ? read(state.trust.state, "trust") : undefined;
  const boundary = "permissionsBoundary" in state ? state.permissionsBoundary : undefined;
  return {
    policies: new Map(state.kind === "policy" ? defaultVersion(state) : heldPolicies(state, input)),
    ...(trust === undefined ? {} : { trust }),
    ...(boundary?.status === "present" ? { boundary: heldBoundary(boundary.state, input) } : {}),
  };
}

type HeldById = readonly (readonly [string, Held])[];

function defaultVersion({ document }: Extract<EntityState, { kind: "policy" }>): HeldById {
  return document.status === "present" ? [[DEFAULT_VERSION, { ...heldInline(document.state), as: "attached" }]] : [];
}

function heldPolicies(state: EntityState, input: EntityPlanInput): HeldById {
  const inline =
    "inlinePolicies" in state && state.inlinePolicies.status === "present" ? state.inlinePolicies.state : {};
  const attached = "attachments" in state && state.attachments.status === "present" ? state.attachments.state : [];
  const groups = state.kind === "user" && state.groups.status === "present" ? state.groups.state : [];
  return [
    ...Object.entries(inline).map(([name, text]) => [inlineId(name), heldInline(text)] as const),
    ...attached.map(({ policyArn }) => [policyArn, heldAttached(policyArn, input)] as const),
    ...groups.map((name) => [groupId(name), heldGroup(name, input)] as const),
  ];
}

/** An inline policy of that text. */
export function heldInline(text: string): Held {
  return { as: "inline", size: policySize(text), ...known(read(text, "identity")) };
}

/** A managed policy, as far as it was read. */
export function heldAttached(policyArn: string, input: Pick<EntityPlanInput, "managedDocuments">): Held {
  return { as: "attached", size: 0, ...known(readDocument(input.managedDocuments.get(policyArn))) };
}

/** What a group gives to a member: known only where all of it was read. */
export function heldGroup(name: string, input: Pick<EntityPlanInput, "groups" | "managedDocuments">): Held {
  const group: Held = { as: "group", size: 0 };
  const observed = input.groups?.get(name);
  if (observed?.status !== "present" || observed.state.kind !== "group") return group;
  const { inlinePolicies, attachments } = observed.state;
  if (inlinePolicies.status !== "present" || attachments.status !== "present") return group;
  const policies = [
    ...Object.values(inlinePolicies.state).map((text) => read(text, "identity")),
    ...attachments.state.map(({ policyArn }) => readDocument(input.managedDocuments.get(policyArn))),
  ];
  const readable = policies.filter((policy) => policy !== undefined);
  return readable.length === policies.length ? { ...group, policies: readable } : group;
}

/** A permissions boundary, as far as it was read. */
export function heldBoundary(
  arn: string,
  { managedDocuments }: Pick<EntityPlanInput, "managedDocuments">,
): HeldBoundary {
  const policy = readDocument(managedDocuments.get(arn));
  return policy === undefined ? { arn } : { arn, policy };
}

function known(policy: Policy | undefined): Pick<Held, "policies"> {
  return policy === undefined ? {} : { policies: [policy] };
}

function readDocument(document: Observation<string> | undefined): Policy | undefined {
  return document?.status === "present" ? read(document.state, "identity") : undefined;
}

function read(text: string, kind: PolicyKind): Policy | undefined {
  const parsed = parsePolicy(text, kind);
  return parsed.status === "parsed" ? parsed.policy : undefined;
}
