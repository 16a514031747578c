import { lowerAscii } from "../policy/lower-ascii.ts";
import type { Policy } from "../policy/policy.ts";

/** The actions that a document names, each with its statement's effect: enough to tell most documents apart in no time. */
export type Signature = ReadonlySet<string>;

/** The signature of a document. Sids, order, repetitions and resources are not in it. */
export function signatureOf({ statements }: Policy): Signature {
  return new Set(
    statements.flatMap(({ effect, actions }) =>
      actions.patterns.map((pattern) => `${effect} ${actions.not ? "all but " : ""}${lowerAscii(pattern)}`),
    ),
  );
}

/** The share of what two signatures name together that both name: 1 where they are the same, 0 where they have nothing in common. */
export function likeness(one: Signature, other: Signature): number {
  if (one.size === 0 || other.size === 0) return 0;
  const [small, large] = one.size < other.size ? [one, other] : [other, one];
  let common = 0;
  for (const action of small) if (large.has(action)) common += 1;
  return common / (small.size + large.size - common);
}

/**
 * The fewest actions that a document needs for its content alone to say whose it is. With fewer (one `sts:AssumeRole`, a bucket that is
 * read and written) any role of the account could have it by accident, and so it only supports what something else says.
 */
const TELLING_ACTIONS = 4;

/**
 * A document that was changed is still told by its content where it shares this much with the canonical one. AWS's own task execution
 * policy has six of the eight actions of a vendor's (0.75), and must not be taken for it.
 */
export const NEAR = 0.8;

/** The fewest actions of a document that can be near: of fewer, one more or less makes another document. */
const NEAR_ACTIONS = 8;

/** Whether a document like this says whose it is. `*` is anybody's. */
export function isTelling(signature: Signature): boolean {
  return [...signature].filter((action) => !/ \*(:\*)?$/.test(action)).length >= TELLING_ACTIONS;
}

/** Whether a live document may be the canonical one, changed. */
export function isNear(canonical: Signature, live: Signature): boolean {
  return canonical.size >= NEAR_ACTIONS && likeness(canonical, live) >= NEAR;
}
