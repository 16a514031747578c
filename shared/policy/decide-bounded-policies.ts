import type { Verdict } from "./comparison.ts";
import { compilePolicies, type Identities } from "./decide/compile-policies.ts";
import { decideSides } from "./decide/decide-sides.ts";
import type { Side } from "./decide/suspects.ts";
import { decidePolicies, misfitAmong, sameTexts } from "./decide-policies.ts";
import type { Policy } from "./policy.ts";

/** What a role or user is permitted by its identity policies under its permissions boundary. */
export interface BoundedPolicies {
  /** Inline, managed and group policies: a union. */
  readonly policies: readonly Policy[];
  /** The boundary. Left out: there is none, and nothing is kept back. Empty: it allows nothing. */
  readonly boundary?: readonly Policy[];
}

/**
 * Compares what two sets of identity policies decide, each under its permissions boundary: an explicit deny in either wins; what the
 * policies allow is allowed where the boundary allows it too; and nothing is said of anything else. So a permission that was gained
 * outside the boundary makes no difference. A witness says what policies and boundary decide together.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html
 */
export function decideBoundedPolicies(canonical: BoundedPolicies, live: BoundedPolicies): Verdict {
  if (canonical.boundary === undefined && live.boundary === undefined)
    return decidePolicies(canonical.policies, live.policies, "identity");
  const misfit = misfitAmong(
    [canonical, live].flatMap(({ policies, boundary = [] }) => [...policies, ...boundary]),
    "identity",
  );
  if (misfit !== undefined) return misfit;
  if (sameBoundary(canonical, live) && sameTexts(canonical.policies, live.policies))
    return { verdict: "equal", change: "identical" };
  const identities: Identities = new Map();
  return decideSides({ canonical: compileSide(canonical, identities), live: compileSide(live, identities) });
}

function sameBoundary({ boundary: one }: BoundedPolicies, { boundary: other }: BoundedPolicies): boolean {
  return one !== undefined && other !== undefined && sameTexts(one, other);
}

function compileSide({ policies, boundary }: BoundedPolicies, identities: Identities): Side {
  // Identity policies name no principals, and so no account ids that would need a partition.
  const compiled = compilePolicies(policies, "aws", identities);
  return boundary === undefined
    ? { policies: compiled }
    : { policies: compiled, boundary: compilePolicies(boundary, "aws", identities, "Boundary.") };
}
