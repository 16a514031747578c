import { type OrderInput, type Ordering, orderMoves, type PermissionMove } from "./order-steps.ts";
import { transitionsOf } from "./order-transition.ts";

/** Why a move was left out. */
export type LeftBecause = Extract<Ordering, { status: "impossible" }>["because"];

/** The moves to make, in order, and those that are not made. */
export interface Selection {
  readonly moves: readonly PermissionMove[];
  readonly left: readonly { readonly move: PermissionMove; readonly because: LeftBecause }[];
}

/**
 * Orders all moves, where need be by way of a transitional text; where there is no order for all, as many as there is one for, the first
 * before the others.
 */
export function selectMoves(moves: readonly PermissionMove[], input: OrderInput): Selection {
  const whole = orderWhole(moves, input);
  if (whole.status === "ordered") return { moves: whole.moves, left: [] };
  let selected: readonly PermissionMove[] = [];
  let left = moves;
  for (let added = true; added; ) {
    added = false;
    for (const move of left) {
      const ordering = orderMoves([...selected, move], input);
      if (ordering.status === "impossible") continue;
      selected = ordering.moves;
      left = left.filter((each) => each !== move);
      added = true;
    }
  }
  return {
    moves: selected,
    left: left.map((move) => {
      const ordering = orderMoves([...selected, move], input);
      const because = ordering.status === "impossible" ? ordering.because : "order";
      // By itself it takes away what is needed; with the others it would not, were there room for both texts at once.
      return { move, because: because === "lacks" ? whole.because : because };
    }),
  };
}

/** `lacks` where also all moves together would take away what is needed, or no transitional text helps. */
function orderWhole(moves: readonly PermissionMove[], input: OrderInput): Ordering {
  const plain = orderMoves(moves, input);
  if (plain.status === "ordered" || plain.because === "lacks") return plain;
  let because: LeftBecause = "lacks";
  for (const transition of transitionsOf(moves)) {
    const ordering = orderMoves(transition, input);
    if (ordering.status === "ordered") return ordering;
    if (ordering.because === "quota") because = "quota";
  }
  return { status: "impossible", because };
}
