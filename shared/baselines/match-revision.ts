import { PlumblineError } from "../iam/errors.ts";
import type { PolicyKind } from "../policy/comparison.ts";
import { decidePolicies } from "../policy/decide-policies.ts";
import { parsePolicy } from "../policy/parse-policy.ts";
import type { Policy } from "../policy/policy.ts";
import type { DocumentRevision, ExpectedDocument } from "./expected-state.ts";

/** Whether a live policy is an earlier version of its document. */
export type RevisionMatch =
  /** It decides every request as that version did. `behind` counts published versions: 1 is the one before today's. */
  | { readonly status: "outdated"; readonly behind: number; readonly version: string }
  /** It decides some request as none of them did. */
  | { readonly status: "none" }
  /** It is none of those it could be compared with, and may be one of the others. */
  | { readonly status: "unknown"; readonly reason: string };

/**
 * Says which earlier version of a document a live policy decides alike, the newest where there are several. It does not
 * ask about the document of today: a live policy that decides like that has not drifted.
 * @param liveText the live policy's JSON text
 * @throws PlumblineError `InvalidPolicy` where a revision, which a configuration is refused for, is no policy
 */
export function matchRevision(document: ExpectedDocument, liveText: string, kind: PolicyKind): RevisionMatch {
  const { revisions = [] } = document;
  if (revisions.length === 0) return { status: "none" };
  const live = parsePolicy(liveText, kind);
  if (live.status === "invalid") return { status: "unknown", reason: "the live document could not be understood" };
  let open: string | undefined;
  for (const [index, revision] of revisions.entries()) {
    const verdict = decidePolicies([parseRevision(revision, kind)], [live.policy], kind);
    if (verdict.verdict === "equal") return { status: "outdated", behind: index + 1, version: revision.version };
    if (verdict.verdict === "unknown") open ??= `version ${revision.version}: ${verdict.reason}`;
  }
  return open === undefined ? { status: "none" } : { status: "unknown", reason: open };
}

function parseRevision({ source, text }: DocumentRevision, kind: PolicyKind): Policy {
  const parsed = parsePolicy(text, kind);
  if (parsed.status === "parsed") return parsed.policy;
  const why = parsed.problems[0]?.message ?? "it is not a policy.";
  throw new PlumblineError("InvalidPolicy", `The revision ${source} cannot be compared with: ${why}`, {
    retryable: false,
  });
}
