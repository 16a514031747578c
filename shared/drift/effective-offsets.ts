import type { Delta } from "../policy/comparison.ts";
import { decideBoundedPolicies } from "../policy/decide-bounded-policies.ts";
import type { Policy, Statement } from "../policy/policy.ts";
import type { DriftDelta, Offset } from "./drift.ts";
import { denialsInForce, type PolicyChange } from "./effective-permissions.ts";
import {
  type Boundary,
  covers,
  type HeldPolicy,
  onlyEffect,
  policiesOf,
  policyOf,
  type Whole,
} from "./effective-policies.ts";

/** A statement that a change is about: of the live document, or of the canonical one. */
interface Placed {
  readonly statement: Statement;
  readonly side: "canonical" | "live";
}

/**
 * The deltas of one policy's change, each with what offsets it in the whole, where something does. It is asked of the whole statement
 * that a delta stands in, and only what was shown is said.
 */
export function markOffsets(whole: Whole, change: PolicyChange, deltas: readonly Delta[]): readonly DriftDelta[] {
  const known = new Map<Statement, Offset | undefined>();
  return deltas.map((delta) => {
    const placed = placeOf(delta, change);
    if (placed === undefined) return delta;
    const { statement } = placed;
    if (!known.has(statement)) known.set(statement, offsetOf(whole, change, placed));
    const offset = known.get(statement);
    return offset === undefined ? delta : { ...delta, offset };
  });
}

/** What offsets each statement of a policy that is new, or gone; one of each kind. Empty where some statement is not offset. */
export function offsetsOf(whole: Whole, change: PolicyChange): readonly Offset[] {
  const side = change.live === undefined ? "canonical" : "live";
  const statements = change[side]?.statements ?? [];
  const offsets = statements.map((statement) => offsetOf(whole, change, { statement, side }));
  if (offsets.includes(undefined)) return [];
  return [
    ...new Map(offsets.flatMap((offset) => (offset ? [[JSON.stringify(offset), offset] as const] : []))).values(),
  ];
}

/** The statement that says more than its counterpart does: of a permission gained the live one, of a denial gained too. */
function placeOf({ canonicalPath, livePath, permits }: Delta, { canonical, live }: PolicyChange): Placed | undefined {
  const find = (policy: Policy | undefined, path: string | undefined) =>
    path === undefined ? undefined : policy?.statements.find((statement) => statement.path === path);
  const placed = { canonical: find(canonical, canonicalPath), live: find(live, livePath) };
  const effect = (placed.live ?? placed.canonical)?.effect;
  if (effect === undefined || permits === undefined) return undefined;
  const side = (effect === "Allow") === (permits === "more") ? "live" : "canonical";
  const statement = placed[side];
  return statement && { statement, side };
}

function offsetOf(whole: Whole, change: PolicyChange, placed: Placed): Offset | undefined {
  const { statement, side } = placed;
  const { effect } = statement;
  // Gained, it may be what the baseline has elsewhere; lost, what another policy has now.
  const [there, here] = side === "live" ? [whole.expected, whole.live] : [whole.live, whole.expected];
  const own = onlyEffect(effect, present(side === "live" ? change.canonical : change.live));
  const others = there.policies.filter(({ id }) => id !== change.id);
  const holder = others.find((held) => holds(held, own, statement));
  if (holder !== undefined) {
    const counterpart = here.policies.find(({ id }) => id === holder.id);
    const kind = counterpart !== undefined && holds(counterpart, own, statement) ? "given" : "moved";
    return { kind, policy: holder.name };
  }
  if (covers([...own, ...onlyEffect(effect, policiesOf(others))], statement)) return { kind: "given" };
  return effect === "Deny"
    ? undefined
    : keptBack(whole, placed, [...own, ...onlyEffect("Allow", policiesOf(others))], present(change[side]));
}

function holds({ policy }: HeldPolicy, own: readonly Policy[], statement: Statement): boolean {
  return covers([...own, ...onlyEffect(statement.effect, [policy])], statement);
}

/** What makes an allow without effect that nothing else gives. */
function keptBack(
  whole: Whole,
  { statement }: Placed,
  allows: readonly Policy[],
  document: readonly Policy[],
): Offset | undefined {
  const beside = [...allows, ...denialsInForce(whole), ...onlyEffect("Deny", document)];
  const isNothing = (boundary: Boundary): boolean => {
    const bounded = boundary.status === "read" ? { boundary: [boundary.policy] } : {};
    const more = [...beside, policyOf([statement])];
    return decideBoundedPolicies({ policies: beside, ...bounded }, { policies: more, ...bounded }).verdict === "equal";
  };
  if (isNothing({ status: "none" })) return { kind: "denied" };
  const { liveBoundary } = whole;
  return liveBoundary.status === "read" && isNothing(liveBoundary) ? { kind: "bounded" } : undefined;
}

function present(policy: Policy | undefined): readonly Policy[] {
  return policy === undefined ? [] : [policy];
}
