import type { PolicyKind } from "../policy/comparison.ts";
import type { Baseline } from "./baseline.ts";
import { readDocument } from "./documents.ts";
import { documentUsesOf } from "./entity-templates.ts";
import { type Problem, positionAt } from "./problem.ts";
import { ownDocumentPath } from "./read-configuration.ts";
import type { KeyPath, YamlSource } from "./yaml-source.ts";

/** The files that documents come from: every file under `policies/`, and the accounts' own, by their paths. */
export type Files = ReadonlyMap<string, string>;

/** What the entities of a baseline use one of its documents for. */
export function kindsOf(baseline: Baseline, name: string): ReadonlySet<PolicyKind> {
  const uses = baseline.entities.flatMap((entity) => documentUsesOf(entity));
  return new Set(uses.filter(({ file }) => file === name).map(({ kind }) => kind));
}

/**
 * The compact text of a policy document that an account keeps beside plumbline.yml; nothing is filled in.
 * @param path where plumbline.yml names it
 */
export function readOwnFile(
  name: string,
  kinds: ReadonlySet<PolicyKind>,
  path: KeyPath,
  source: YamlSource,
  files: Files,
  problems: Problem[],
): string | undefined {
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
  if (reading.status === "read") return reading.text;
  problems.push(...reading.problems);
  return undefined;
}
