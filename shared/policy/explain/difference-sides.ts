import type { Delta } from "../comparison.ts";
import { lowerAscii } from "../lower-ascii.ts";
import type { Policy, Statement } from "../policy.ts";
import type { ActionTable } from "./action-table.ts";
import type { Coverage } from "./coverage.ts";

/** All that a difference is explained from. */
export interface Explanation {
  readonly canonical: readonly Statement[];
  readonly live: readonly Statement[];
  /** The statements of either side that speak of some request, and are no allow of what their own side denies. */
  readonly effective: ReadonlySet<Statement>;
  readonly table: ActionTable;
  readonly coverage: Coverage;
  /** How a name is spelt in the policies, by its lower-case form. */
  readonly spellings: ReadonlyMap<string, string>;
}

/** Part of a statement that only one side has, and what it is held against. */
export interface OneSided {
  /** The statement it is a part of. */
  readonly statement: Statement;
  readonly side: "canonical" | "live";
  /** The parts that the other side does not have. */
  readonly parts: readonly Statement[];
  /** What could have covered it: the other side's statements of the same effect and, for an allow, the denials beside it. */
  readonly others: readonly Statement[];
  /** The other side's statements of the same effect that have one. */
  readonly peers: readonly Statement[];
}

/** Where a delta stands: a statement of one side, and the one of the other side it is held against. */
export function pathsOf(
  side: "canonical" | "live",
  own: Statement,
  other: Statement | undefined,
): Pick<Delta, "canonicalPath" | "livePath"> {
  const [canonical, live] = side === "canonical" ? [own, other] : [other, own];
  return { ...(canonical && { canonicalPath: canonical.path }), ...(live && { livePath: live.path }) };
}

/** What a change of an allow or a denial on one side does to what is permitted. */
export function permitsBy(side: "canonical" | "live", effect: Statement["effect"]): "more" | "less" {
  return (side === "live") === (effect === "Allow") ? "more" : "less";
}

/** How names are spelt in the policies' own texts; of several spellings the first in order. */
export function collectSpellings(policies: readonly Policy[]): ReadonlyMap<string, string> {
  const spelt = policies.flatMap(({ statements }) =>
    statements.flatMap(({ actions, conditions }) => [...actions.patterns, ...conditions.map(({ key }) => key)]),
  );
  return new Map(
    spelt
      .toSorted()
      .toReversed()
      .map((text) => [lowerAscii(text), text]),
  );
}
