import type { Decision, Witness } from "./comparison.ts";
import type { Atom } from "./coverage.ts";
import { evaluate } from "./evaluate.ts";
import type { Mentions } from "./mentions.ts";
import type { Request } from "./request.ts";
import { type Sides, sampleContexts } from "./sample-contexts.ts";
import { sampleRequests } from "./sample-requests.ts";
import type { Work } from "./work.ts";

/** Which way a request is decided differently: live lets through more than canonical does, or less. */
export type Direction = "gain" | "loss";

/** How many requests are tried for one atom, under their mildest context and under every other. */
export interface Effort {
  readonly mild: number;
  readonly any: number;
}

/** A request that both sides decide, and decide differently. */
export interface Found {
  readonly direction: Direction;
  readonly witness: Witness;
}

/**
 * Looks for a request, of those an atom speaks of, that the two sides decide differently in the direction asked for. Ends at the
 * first such; what it met of the other direction on the way is returned beside it.
 *
 * @throws WorkSpent
 */
export function findWitness(
  atom: Atom,
  side: "canonical" | "live",
  wanted: Direction,
  sides: Sides,
  mentions: Mentions,
  effort: Effort,
  work: Work,
): readonly Found[] {
  const [canonical, live] = sides;
  // The atom's own side first, whichever it is: then swapping the sides changes nothing in what is tried.
  const ownFirst: Sides = side === "canonical" ? sides : [live, canonical];
  const tried: { request: Omit<Request, "context">; contexts: readonly Request["context"][] }[] = [];
  const byTheWay: Found[] = [];
  const tryOne = (request: Request): Found | undefined => {
    const found = compareDecisions(request, sides, work);
    if (found !== undefined && found.direction !== wanted && byTheWay.length === 0) byTheWay.push(found);
    return found?.direction === wanted ? found : undefined;
  };
  for (const request of sampleRequests(atom, mentions, work)) {
    const [mildest, ...contexts] = sampleContexts(request, atom.statement, ownFirst, mentions, work);
    if (mildest === undefined) continue;
    const found = tryOne({ ...request, context: mildest });
    if (found !== undefined) return [found, ...byTheWay];
    tried.push({ request, contexts });
    if (tried.length >= effort.mild) break;
  }
  let left = effort.any;
  for (const { request, contexts } of tried) {
    for (const context of contexts.slice(0, Math.max(0, left))) {
      left -= 1;
      const found = tryOne({ ...request, context });
      if (found !== undefined) return [found, ...byTheWay];
    }
  }
  return byTheWay;
}

function compareDecisions(request: Request, [canonical, live]: Sides, work: Work): Found | undefined {
  const [before, after] = [evaluate(canonical, request, work), evaluate(live, request, work)];
  if (before.status !== "decided" || after.status !== "decided" || before.decision === after.decision) return undefined;
  const direction = PERMISSIVENESS[after.decision] > PERMISSIVENESS[before.decision] ? "gain" : "loss";
  return { direction, witness: { ...request, canonical: before.decision, live: after.decision } };
}

const PERMISSIVENESS: Readonly<Record<Decision, number>> = { deny: 0, none: 1, allow: 2 };
