import { partitionOf } from "./canonicalise.ts";
import type { PolicyKind, Verdict } from "./comparison.ts";
import { compilePolicies } from "./decide/compile-policies.ts";
import { decideSides } from "./decide/decide-sides.ts";
import { isOfKind } from "./parse-policy.ts";
import type { Policy } from "./policy.ts";

/**
 * Compares two sets of policies, each taken as one union of statements, by what they decide.
 *
 * @param kind what all of the policies are for; they have been parsed as that kind
 */
export function decidePolicies(canonical: readonly Policy[], live: readonly Policy[], kind: PolicyKind): Verdict {
  const misfit = misfitAmong([...canonical, ...live], kind);
  if (misfit !== undefined) return misfit;
  if (sameTexts(canonical, live)) return { verdict: "equal", change: "identical" };
  const partition = partitionOf([...canonical, ...live]) ?? "aws";
  const identities = new Map<string, number>();
  return decideSides({
    canonical: { policies: compilePolicies(canonical, partition, identities) },
    live: { policies: compilePolicies(live, partition, identities) },
  });
}

/** The verdict on policies of which one is not of the kind; `undefined` where all are. */
export function misfitAmong(policies: readonly Policy[], kind: PolicyKind): Verdict | undefined {
  const misfit = policies.flatMap(({ statements }) => statements).find((each) => !isOfKind(each, kind));
  return (
    misfit && {
      verdict: "unknown",
      reason: `${misfit.path} does not have the elements of a statement in ${kind === "trust" ? "a trust" : "an identity"} policy`,
    }
  );
}

/** Whether two sets of policies are the same documents, layout and order aside. */
export function sameTexts(canonical: readonly Policy[], live: readonly Policy[]): boolean {
  const [left, right] = [canonical, live].map((policies) => JSON.stringify(policies.map(({ text }) => text).sort()));
  return left === right;
}
