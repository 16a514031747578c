import { onlyEffect, policyOf } from "../drift/effective-policies.ts";
import type { PolicyKind } from "../policy/comparison.ts";
import { type BoundedPolicies, decideBoundedPolicies } from "../policy/decide-bounded-policies.ts";
import { decidePolicies } from "../policy/decide-policies.ts";
import type { Policy, Statement } from "../policy/policy.ts";
import type { Held, HeldBoundary, Permissions } from "./plan-permissions.ts";

/** Whether one set of policies permits nothing beyond another, request by request. `false`: it does, or that cannot be told. */
export function permitsNoMore(after: readonly Policy[], before: readonly Policy[], kind: PolicyKind): boolean {
  const decided = decidePolicies(before, after, kind);
  return decided.verdict === "equal" || (decided.verdict === "different" && decided.change === "narrowed");
}

/** Whether a boundary keeps back all that another does. `false`: it does not, or that cannot be told. */
export function boundsNoLess(after: HeldBoundary | undefined, before: HeldBoundary | undefined): boolean {
  if (before === undefined || after?.arn === before.arn) return true;
  if (after?.policy === undefined || before.policy === undefined) return false;
  return permitsNoMore([after.policy], [before.policy], "identity");
}

/**
 * Whether an entity's policies, under its boundary, grant anything that none of several others grant. `true`: they do, or that cannot be
 * told. Trust is left out.
 *
 * What was granted by none of the others was kept back by something in each of them: by what its policies do not allow, by what its
 * boundary does not, or by what either denies. For each way to choose one such reason from each of the others, that what is granted now
 * and kept back for all of those reasons must be nothing, which is a comparison of policies with none.
 */
export function grantsBeyond(now: Permissions, others: readonly Permissions[]): boolean {
  if (others.some((other) => isSame(now, other))) return false;
  const known = others.filter((other) => isKnownBeside(now, other));
  if (known.length === 0) return true;
  const unread = [...now.policies.values()].filter(({ policies }) => policies === undefined);
  if (unread.some((held) => !known.some((other) => isKeptIn(held, now, other)))) return true;
  return eachChoice(known.map((other) => reasonsOf(other, now))).some((reasons) => !isNothing(now, reasons));
}

/**
 * Whether something is not allowed now that was allowed before and is needed. `true`: so it is, or that cannot be told. What a boundary
 * keeps back is taken to be needed too.
 */
export function lacksNeeded(now: Permissions, before: Permissions, needed: Permissions): boolean {
  const held = new Set(now.policies.values());
  const gone = [...before.policies.values()].filter((each) => !held.has(each));
  const outstanding = [...needed.policies.values()].filter((each) => !held.has(each));
  if (gone.length === 0 || outstanding.length === 0) return false;
  if ([...gone, ...outstanding].some(({ policies }) => policies === undefined)) return true;
  const both = [...policiesOf(before), ...policiesOf(needed)];
  return !grantsNothing({
    policies: [
      ...onlyEffect("Allow", gone.flatMap(knownOf)),
      ...onlyEffect("Deny", both),
      ...turned("Allow", policiesOf(now)),
    ],
    boundary: onlyEffect("Allow", outstanding.flatMap(knownOf)),
  });
}

/** Why something was not granted: nothing allowed it, or something denied it. */
type Reason =
  | { readonly kind: "not-allowed"; readonly by: readonly Policy[] }
  | { readonly kind: "denied"; readonly by: readonly Policy[] };

function reasonsOf(other: Permissions, now: Permissions): readonly Reason[] {
  const { boundary } = other;
  const isSameBoundary = boundary?.arn === now.boundary?.arn;
  const standing = new Set(decidingOf(now));
  const denials = onlyEffect(
    "Deny",
    decidingOf(other).filter((policy) => !standing.has(policy)),
  );
  return [
    { kind: "not-allowed", by: policiesOf(other) },
    ...(boundary?.policy === undefined || isSameBoundary
      ? []
      : [{ kind: "not-allowed", by: [boundary.policy] } as const]),
    ...(denials.length === 0 ? [] : [{ kind: "denied", by: denials } as const]),
  ];
}

/** Whether nothing that is granted now was kept back for all of these reasons. */
function isNothing(now: Permissions, reasons: readonly Reason[]): boolean {
  const notAllowed = reasons.flatMap(({ kind, by }) => (kind === "not-allowed" ? by : []));
  const denied = reasons.flatMap(({ kind, by }) => (kind === "denied" ? [by] : []));
  const allowedAnyway = new Set(notAllowed);
  const allowed = onlyEffect(
    "Allow",
    policiesOf(now).filter((policy) => !allowedAnyway.has(policy)),
  );
  const denials = [...onlyEffect("Deny", decidingOf(now)), ...turned("Allow", notAllowed)];
  const [one, other] = denied.map((policies) => turned("Deny", policies));
  // Three sets cannot be intersected: with two denials what is allowed is left out, with one the boundary, which asks for more.
  if (one !== undefined && other !== undefined)
    return grantsNothing({ policies: [...one, ...denials], boundary: other });
  const boundary = one ?? (now.boundary?.policy === undefined ? undefined : [now.boundary.policy]);
  const policies = [...allowed, ...denials];
  return allowed.length === 0 || grantsNothing(boundary === undefined ? { policies } : { policies, boundary });
}

function grantsNothing(side: BoundedPolicies): boolean {
  const decided = decideBoundedPolicies({ policies: [] }, side);
  return decided.verdict === "equal" || (decided.verdict === "different" && decided.change === "narrowed");
}

/** The statements of one effect, with the other. */
function turned(effect: Statement["effect"], policies: readonly Policy[]): readonly Policy[] {
  const turnedTo = effect === "Allow" ? "Deny" : "Allow";
  return onlyEffect(effect, policies).map(({ statements }) =>
    policyOf(statements.map((statement) => ({ ...statement, effect: turnedTo }))),
  );
}

/** Whether all of the other that is not known stands now too: then it keeps nothing back that is not kept back now. */
function isKnownBeside(now: Permissions, other: Permissions): boolean {
  const held = new Set(now.policies.values());
  const policiesKnown = [...other.policies.values()].every((each) => each.policies !== undefined || held.has(each));
  const { boundary } = other;
  return (
    policiesKnown && (boundary === undefined || boundary.policy !== undefined || boundary.arn === now.boundary?.arn)
  );
}

/** Whether whatever an unread policy grants now, it grants in the other as well. */
function isKeptIn(held: Held, now: Permissions, other: Permissions): boolean {
  if (![...other.policies.values()].includes(held) || !boundsNoLess(now.boundary, other.boundary)) return false;
  const standing = new Set(decidingOf(now));
  return (
    onlyEffect(
      "Deny",
      decidingOf(other).filter((policy) => !standing.has(policy)),
    ).length === 0
  );
}

function isSame(one: Permissions, other: Permissions): boolean {
  if (one.boundary?.arn !== other.boundary?.arn || one.policies.size !== other.policies.size) return false;
  return [...one.policies].every(([id, held]) => other.policies.get(id) === held);
}

function knownOf({ policies = [] }: Held): readonly Policy[] {
  return policies;
}

/** The identity policies, as far as they are known. */
function policiesOf({ policies }: Permissions): readonly Policy[] {
  return [...policies.values()].flatMap(knownOf);
}

/** Those, and the boundary. */
function decidingOf(permissions: Permissions): readonly Policy[] {
  const { boundary } = permissions;
  return [...policiesOf(permissions), ...(boundary?.policy === undefined ? [] : [boundary.policy])];
}

function eachChoice<T>(lists: readonly (readonly T[])[]): readonly (readonly T[])[] {
  return lists.reduce<readonly (readonly T[])[]>(
    (choices, list) => choices.flatMap((choice) => list.map((item) => [...choice, item])),
    [[]],
  );
}
