import { boundsNoLess, permitsNoMore } from "./order-permissions.ts";
import type { Permissions } from "./plan-permissions.ts";
import type { Move } from "./plan-proposal.ts";

/** Whether a move grants nothing, whatever else is done: `narrow` makes no other. `false`: it may, or that cannot be told. */
export function grantsNothing({ effect }: Move, live: Permissions): boolean {
  if (effect === "takes" || effect === "gives") return effect === "takes";
  switch (effect.of) {
    case "boundary":
      return boundsNoLess(effect.boundary, live.boundary);
    case "trust":
      return live.trust !== undefined && permitsNoMore([effect.trust], [live.trust], "trust");
    case "policy": {
      const [before, after] = [live.policies.get(effect.id), effect.held];
      // What stands elsewhere may be changed there, so that attaching it, or joining a group, may grant something later.
      if (before === undefined && after?.as !== "inline") return false;
      const [left, right] = [before, after].map((held) => (held === undefined ? [] : held.policies));
      return left !== undefined && right !== undefined && permitsNoMore(right, left, "identity");
    }
  }
}
