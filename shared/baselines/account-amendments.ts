import { type AmendmentFault, applyAmendment, type ReadAmendment } from "./amendments.ts";
import type { Baseline } from "./baseline.ts";
import type { Amendment } from "./configuration-schema.ts";
import type { ExpectedDocument } from "./expected-state.ts";
import { type Files, kindsOf, readOwnFile } from "./own-documents.ts";
import type { Problem } from "./problem.ts";
import { ownDocumentPath, type PlacedUse } from "./read-configuration.ts";
import type { KeyPath, YamlSource } from "./yaml-source.ts";

/** What an account's amendments are read against. */
export interface AmendmentContext {
  readonly baseline: Baseline;
  readonly placed: PlacedUse;
  /** plumbline.yml. */
  readonly source: YamlSource;
  readonly files: Files;
}

/**
 * Puts an account's amendments into a baseline's documents, in the order in which plumbline.yml has them.
 * @returns the documents, without what could not be put in; what is wrong is added to `problems`
 */
export function accountAmendments(
  documents: ReadonlyMap<string, ExpectedDocument>,
  context: AmendmentContext,
  problems: Problem[],
): ReadonlyMap<string, ExpectedDocument> {
  const amended = new Map(documents);
  const { use, path } = context.placed;
  for (const [index, amendment] of use.amendments.entries()) {
    const place = [...path, "amendments", index];
    const refusal = refusalOf(amendment, place, context);
    if (refusal !== undefined) {
      problems.push(refusal);
      continue;
    }
    const document = amended.get(amendment.document);
    const read = readAmendment(amendment, place, context, problems);
    // A document that could not be read was reported.
    if (document === undefined || read === undefined) continue;
    const result = applyAmendment(amendment.document, document, read);
    if (result.status === "amended") amended.set(amendment.document, result.document);
    else problems.push(...result.faults.map((fault) => placeFault(fault, amendment, place, context)));
  }
  return amended;
}

/** Why a document may not be amended at all; `undefined` where it may. */
function refusalOf(
  { document, add, remove }: Amendment,
  place: KeyPath,
  { baseline, placed, source }: AmendmentContext,
): Problem | undefined {
  const at = (message: string) => source.problem([...place, "document"], message);
  const declared = baseline.documents.get(document);
  if (declared === undefined) {
    const known = [...baseline.documents.keys()].join(", ");
    return at(`${document} is not a document of the baseline ${baseline.name}; there are ${known}.`);
  }
  if (Object.hasOwn(placed.use.documents, document)) {
    return at(`${document} is replaced under documents by a file of your own; make the change in that file.`);
  }
  if (declared.amendable === undefined) {
    return at(
      `The baseline ${baseline.name} does not let an account amend ${document}; accept its drift in waivers.yml instead.`,
    );
  }
  if (add !== undefined || remove !== undefined) return undefined;
  return source.problem(place, `This amendment of ${document} does nothing; give add or remove.`);
}

function readAmendment(
  { document, reason, add, remove }: Amendment,
  place: KeyPath,
  { baseline, source, files }: AmendmentContext,
  problems: Problem[],
): ReadAmendment | undefined {
  const removal = { reason, ...(remove && { remove }) };
  if (add === undefined) return removal;
  const text = readOwnFile(add, kindsOf(baseline, document), [...place, "add"], source, files, problems);
  return text === undefined ? undefined : { ...removal, add: { text } };
}

/** What is wrong with the statements that are added stands in their own file; the rest stands in plumbline.yml. */
function placeFault(
  { path, message }: AmendmentFault,
  { add }: Amendment,
  place: KeyPath,
  { source }: AmendmentContext,
): Problem {
  if (path[0] !== "add" || add === undefined) return source.problem([...place, ...path], message);
  return { file: ownDocumentPath(source.file, add), line: 1, column: 1, message };
}
