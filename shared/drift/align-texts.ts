import { alignDocuments, type Document, type ViewRow } from "../policy/align/align-documents.ts";
import { differingPieces, type Piece } from "../policy/align/differing-pieces.ts";
import type { PolicyKind } from "../policy/comparison.ts";
import { parsePolicy } from "../policy/parse-policy.ts";

export { differingPieces, type Piece };

/** A row of two policies beside one another, canonical on the left. */
export type AlignedRow = ViewRow;

const NOTHING: Document = { policy: { statements: [], text: "{}" }, json: {} };

/**
 * The texts of two policies that decide differently beside one another, statement by statement and entry by entry; `undefined` where
 * one of them is no policy of that kind, and they can only be shown as they are.
 *
 * @param canonical absent where the baseline names no such document: then all of the other stands alone
 */
export function alignTexts(
  canonical: string | undefined,
  live: string,
  kind: PolicyKind,
): readonly AlignedRow[] | undefined {
  const [left, right] = [canonical === undefined ? NOTHING : readDocument(canonical, kind), readDocument(live, kind)];
  return left === undefined || right === undefined ? undefined : alignDocuments(left, right, false);
}

function readDocument(text: string, kind: PolicyKind): Document | undefined {
  const parsed = parsePolicy(text, kind);
  if (parsed.status === "invalid") return undefined;
  return { policy: parsed.policy, json: JSON.parse(parsed.policy.text) as Document["json"] };
}
