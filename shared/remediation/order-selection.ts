import { type OrderInput, type Ordering, orderMoves, type PermissionMove } from "./order-steps.ts";

/** Why a move was left out. */
export type LeftBecause = Extract<Ordering, { status: "impossible" }>["because"];

/** The moves to make, in order, and those that are not made. */
export interface Selection {
  readonly moves: readonly PermissionMove[];
  readonly left: readonly { readonly move: PermissionMove; readonly because: LeftBecause }[];
}

/** Orders all moves; where there is no order for all, as many as there is one for, the first before the others. */
export function selectMoves(moves: readonly PermissionMove[], input: OrderInput): Selection {
  const whole = orderMoves(moves, input);
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
      return { move, because: ordering.status === "impossible" ? ordering.because : "order" };
    }),
  };
}
