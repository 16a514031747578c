import type { PolicyKind } from "../policy/comparison.ts";
import type { Baseline } from "./baseline.ts";
import { readDocument } from "./documents.ts";
import { documentUsesOf } from "./entity-templates.ts";
import type { ExpectedDocument } from "./expected-state.ts";
import { type Problem, positionAt } from "./problem.ts";
import { ownDocumentPath, type PlacedUse } from "./read-configuration.ts";
import type { YamlSource } from "./yaml-source.ts";

/** The files that documents come from: every file under `policies/`, and the accounts' own, by their paths. */
export type Files = ReadonlyMap<string, string>;

/**
 * A baseline's documents as one account expects them: filled in, or replaced by the account's own files.
 * @returns those that could be read; each of the others added to `problems`
 */
export function accountDocuments(
  baseline: Baseline,
  values: ReadonlyMap<string, string>,
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
  for (const [name, { file, text, provenance }] of baseline.documents) {
    const kinds = kindsOf(baseline, name);
    const own = Object.hasOwn(use.documents, name) ? use.documents[name] : undefined;
    if (own !== undefined) {
      const document = readOwn(own, kinds, [...path, "documents", name], source, files, problems);
      if (document !== undefined) documents.set(name, document);
      continue;
    }
    const reading = readDocument({ file, text }, values, kinds);
    if (reading.status === "read") documents.set(name, { source: file, provenance, text: reading.text });
    else
      problems.push(
        ...reading.problems.map((problem) => ({ ...problem, message: inAccount(problem.message, values) })),
      );
  }
  return documents;
}

function inAccount(message: string, values: ReadonlyMap<string, string>): string {
  return `For account ${values.get("account")}: ${message}`;
}

function kindsOf(baseline: Baseline, name: string): ReadonlySet<PolicyKind> {
  const uses = baseline.entities.flatMap((entity) => documentUsesOf(entity));
  return new Set(uses.filter(({ file }) => file === name).map(({ kind }) => kind));
}

/** An account's own document is the vendor's text as it is: nothing is filled in, and it counts as verbatim. */
function readOwn(
  name: string,
  kinds: ReadonlySet<PolicyKind>,
  path: PlacedUse["path"],
  source: YamlSource,
  files: Files,
  problems: Problem[],
): ExpectedDocument | undefined {
  const file = ownDocumentPath(source.file, name);
  const text = files.get(file);
  if (text === undefined) {
    problems.push(source.problem(path, `There is no file ${file}; put the document there or correct its path.`));
    return undefined;
  }
  const brace = text.indexOf("{{");
  if (brace !== -1) {
    const message = "An account's own document is used as it is; write the value in place of {{…}}.";
    problems.push({ file, ...positionAt(text, brace), message });
    return undefined;
  }
  const reading = readDocument({ file, text }, new Map(), kinds);
  if (reading.status === "invalid") problems.push(...reading.problems);
  return reading.status === "invalid" ? undefined : { source: name, provenance: "verbatim", text: reading.text };
}
