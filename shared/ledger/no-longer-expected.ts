import type { Finding } from "./finding.ts";
import { silently, tell, wasTold } from "./news.ts";

/**
 * Resolves a finding that nobody expects any more: the configuration does not name its entity under its baseline, so no reading will ever
 * say whether the drift is there. It is told once, and not at all where nobody was told of the drift.
 * @returns The finding to write, or `undefined` where it is resolved already.
 */
export function resolveNoLongerExpected(finding: Finding, now: Date): Finding | undefined {
  if (finding.status === "resolved") return undefined;
  const resolved: Finding = { ...finding, status: "resolved", observedAt: now.toISOString() };
  if (!wasTold(finding)) return silently(resolved);
  return tell(resolved, { kind: "IAM Drift Resolved", drift: finding.drift, because: "no-longer-expected" }, now);
}
