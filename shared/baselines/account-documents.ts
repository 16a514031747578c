import type { PolicyKind } from "../policy/comparison.ts";
import { accountAmendments } from "./account-amendments.ts";
import type { Baseline, BaselineDocument } from "./baseline.ts";
import { type DocumentReading, readDocument } from "./documents.ts";
import type { ExpectedDocument } from "./expected-state.ts";
import { type Files, kindsOf, readOwnFile } from "./own-documents.ts";
import type { ParameterValues } from "./parameters.ts";
import type { Problem } from "./problem.ts";
import type { PlacedUse } from "./read-configuration.ts";
import type { KeyPath, YamlSource } from "./yaml-source.ts";

/**
 * A baseline's documents as one account expects them: filled in or replaced by the account's own files, and amended.
 * @returns those that could be read; each of the others added to `problems`
 */
export function accountDocuments(
  baseline: Baseline,
  values: ParameterValues,
  placed: PlacedUse,
  source: YamlSource,
  files: Files,
  problems: Problem[],
): ReadonlyMap<string, ExpectedDocument> {
  const { use, path } = placed;
  for (const name of Object.keys(use.documents)) {
    if (baseline.documents.has(name)) continue;
    const known = [...baseline.documents.keys()].join(", ");
    const message = `${name} is not a document of the baseline ${baseline.name}; there are ${known}.`;
    problems.push(source.keyProblem([...path, "documents", name], message));
  }
  const documents = new Map<string, ExpectedDocument>();
  for (const [name, declared] of baseline.documents) {
    const kinds = kindsOf(baseline, name);
    const own = Object.hasOwn(use.documents, name) ? use.documents[name] : undefined;
    const document =
      own === undefined
        ? fill(declared, kinds, values, problems)
        : readOwn(own, kinds, [...path, "documents", name], source, files, problems);
    if (document !== undefined) documents.set(name, document);
  }
  return accountAmendments(documents, { baseline, placed, source, files }, problems);
}

function fill(
  { file, text, provenance, purposes, revisions }: BaselineDocument,
  kinds: ReadonlySet<PolicyKind>,
  values: ParameterValues,
  problems: Problem[],
): ExpectedDocument | undefined {
  const read = (reading: DocumentReading): string | undefined => {
    if (reading.status === "read") return reading.text;
    problems.push(...reading.problems.map((problem) => ({ ...problem, message: inAccount(problem.message, values) })));
    return undefined;
  };
  const filled = read(readDocument({ file, text }, values, kinds));
  const earlier = revisions.flatMap((revision) => {
    const before = read(readDocument(revision, values, kinds));
    return before === undefined ? [] : [{ version: revision.version, source: revision.file, text: before }];
  });
  if (filled === undefined || earlier.length < revisions.length) return undefined;
  return {
    source: file,
    provenance,
    text: filled,
    ...(earlier.length > 0 && { revisions: earlier }),
    ...(purposes && { purposes }),
  };
}

function inAccount(message: string, values: ParameterValues): string {
  return `For account ${values.get("account")}: ${message}`;
}

/** An account's own document is the vendor's text as it is: nothing is filled in, and it counts as verbatim. */
function readOwn(
  name: string,
  kinds: ReadonlySet<PolicyKind>,
  path: KeyPath,
  source: YamlSource,
  files: Files,
  problems: Problem[],
): ExpectedDocument | undefined {
  const text = readOwnFile(name, kinds, path, source, files, problems);
  return text === undefined ? undefined : { source: name, provenance: "verbatim", text };
}
