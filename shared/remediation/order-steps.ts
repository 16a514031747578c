import { SIZE_LIMITS } from "../baselines/documents.ts";
import type { EntityKind } from "../iam/entity-reference.ts";
import type { AccountQuotas } from "./account-quotas.ts";
import { boundsNoLess, grantsBeyond, lacksNeeded, permitsNoMore } from "./order-permissions.ts";
import { changed, type Held, type PermissionChange, type Permissions } from "./plan-permissions.ts";
import type { Move } from "./plan-proposal.ts";

/** A move that changes what the entity's policies, boundary or trust say. */
export interface PermissionMove extends Move {
  readonly effect: PermissionChange;
  /** One of the same list that has to be made before it. */
  readonly after?: PermissionMove;
}

/** What an order is worked out for. */
export interface OrderInput {
  readonly before: Permissions;
  /** What the baseline says; of what was allowed before, what it allows too must be allowed at every moment. */
  readonly needed: Permissions;
  readonly kind: EntityKind;
  readonly quotas: AccountQuotas;
}

/** An order, or why there is none: the end would lack something, every order is over a quota, or none keeps to what is granted. */
export type Ordering =
  | { readonly status: "ordered"; readonly moves: readonly PermissionMove[] }
  | { readonly status: "impossible"; readonly because: "lacks" | "quota" | "order" };

/** How many moments are looked at for one order; more than that many are as good as none. */
const MOST_MOMENTS = 400;

/**
 * Puts moves into an order in which no moment grants a request, to whoever may assume the role then, that neither the moment before the
 * first nor the one after the last grants; in which nothing needed is lacking at any moment; and no quota is exceeded. What cannot be told
 * counts as not so. Tags, which conditions may go by, are not looked at.
 */
export function orderMoves(moves: readonly PermissionMove[], input: OrderInput): Ordering {
  const after = afterAll(input.before, moves);
  if (lacksNeeded(after, input.before, input.needed)) return { status: "impossible", because: "lacks" };
  const search = new Search(input, moves, after);
  const found = search.from(input.before, byKind(moves, input.before));
  if (found !== undefined) return { status: "ordered", moves: found };
  return { status: "impossible", because: search.metQuota ? "quota" : "order" };
}

function afterAll(before: Permissions, moves: readonly PermissionMove[]): Permissions {
  return moves.reduce((permissions, { effect }) => changed(permissions, effect), before);
}

class Search {
  /** Whether a moment was left out for nothing but a quota. */
  metQuota = false;
  readonly #input: OrderInput;
  readonly #after: Permissions;
  readonly #trust: { readonly loses: boolean; readonly gains: boolean };
  readonly #places: ReadonlyMap<PermissionMove, number>;
  readonly #failed = new Set<string>();
  #moments = 0;

  constructor(input: OrderInput, moves: readonly PermissionMove[], after: Permissions) {
    this.#input = input;
    this.#places = new Map(moves.map((move, place) => [move, place]));
    this.#after = after;
    this.#trust = trustChange(input.before, after);
  }

  from(now: Permissions, left: readonly PermissionMove[]): readonly PermissionMove[] | undefined {
    if (left.length === 0) return [];
    const key = left
      .map((move) => this.#places.get(move))
      .toSorted()
      .join();
    if (this.#failed.has(key)) return undefined;
    for (const move of left) {
      if (move.after !== undefined && left.includes(move.after)) continue;
      const next = changed(now, move.effect);
      const rest = left.filter((each) => each !== move);
      if (!this.#mayBe(next, rest.length === 0)) continue;
      const found = this.from(next, rest);
      if (found !== undefined) return [move, ...found];
    }
    this.#failed.add(key);
    return undefined;
  }

  #mayBe(next: Permissions, isLast: boolean): boolean {
    if (this.#moments >= MOST_MOMENTS) return false;
    this.#moments += 1;
    const { before, needed, kind, quotas } = this.#input;
    const fits = fitsQuotas(next, before, kind, quotas);
    if (isLast) {
      if (!fits) this.metQuota = true;
      return fits;
    }
    if (lacksNeeded(next, before, needed) || grantsBeyond(next, this.#references(next))) return false;
    if (!fits) this.metQuota = true;
    return fits;
  }

  /** Whoever may assume the role only before, or only after, may have no more than it had then. */
  #references({ trust }: Permissions): readonly Permissions[] {
    const { before } = this.#input;
    const isSwitched = trust !== before.trust;
    if (!isSwitched && this.#trust.loses) return [before];
    if (isSwitched && this.#trust.gains) return [this.#after];
    return [before, this.#after];
  }
}

function trustChange({ trust: one }: Permissions, { trust: other }: Permissions) {
  if (one === other) return { loses: false, gains: false };
  if (one === undefined || other === undefined) return { loses: true, gains: true };
  return { loses: !permitsNoMore([one], [other], "trust"), gains: !permitsNoMore([other], [one], "trust") };
}

/** The order that is tried first: what only takes away from outside, then what is put, then what is deleted, then what lets more through. */
function byKind(moves: readonly PermissionMove[], before: Permissions): readonly PermissionMove[] {
  const ranked = moves.map((move) => ({ move, rank: rankOf(move.effect, before) }));
  return ranked.toSorted((one, other) => one.rank - other.rank).map(({ move }) => move);
}

function rankOf(effect: PermissionChange, before: Permissions): number {
  switch (effect.of) {
    case "trust":
      return before.trust !== undefined && permitsNoMore([effect.trust], [before.trust], "trust") ? 0 : 6;
    case "boundary":
      return boundsNoLess(effect.boundary, before.boundary) ? 1 : 5;
    case "policy":
      if (effect.held === undefined) return 4;
      return before.policies.has(effect.id) ? 3 : 2;
  }
}

const MOST_GROUPS = 10;
const MOST_ATTACHMENTS = 10;

/** What there was of more than everybody may have was granted. */
function fitsQuotas(now: Permissions, before: Permissions, kind: EntityKind, quotas: AccountQuotas): boolean {
  const fits = (count: (permissions: Permissions) => number, most: number) =>
    count(now) <= Math.max(most, count(before));
  return (
    fits(sizeOf, inlineLimit(kind)) &&
    fits((each) => countOf(each, "attached"), attachmentLimit(kind, quotas)) &&
    fits((each) => countOf(each, "group"), MOST_GROUPS)
  );
}

function sizeOf({ policies }: Permissions): number {
  return [...policies.values()].reduce((sum, { size }) => sum + size, 0);
}

function countOf({ policies }: Permissions, as: Held["as"]): number {
  return [...policies.values()].filter((held) => held.as === as).length;
}

function inlineLimit(kind: EntityKind): number {
  if (kind === "user") return SIZE_LIMITS.userInlinePolicies;
  return kind === "group" ? SIZE_LIMITS.groupInlinePolicies : SIZE_LIMITS.roleInlinePolicies;
}

function attachmentLimit(kind: EntityKind, quotas: AccountQuotas): number {
  const { attachmentsPerRole, attachmentsPerUser, attachmentsPerGroup } = quotas;
  const granted = { role: attachmentsPerRole, user: attachmentsPerUser, group: attachmentsPerGroup };
  return (kind === "policy" || kind === "root" ? undefined : granted[kind]) ?? MOST_ATTACHMENTS;
}
