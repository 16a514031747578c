import type { PolicyKind } from "../policy/comparison.ts";
import type { BaselineDocument } from "./baseline.ts";
import type { EntityEntry } from "./baseline-schema.ts";
import { readDocument } from "./documents.ts";
import { documentUsesOf, templatesOf } from "./entity-templates.ts";
import { checkFilledEntity } from "./filled-entity.ts";
import { BUILT_IN_PARAMETERS, type ParameterDeclaration, sampleValues } from "./parameters.ts";
import { type Problem, positionAt } from "./problem.ts";
import { placeholdersOf, strayBraces } from "./template.ts";
import type { YamlSource } from "./yaml-source.ts";

/** A baseline while it is read. What is declared but faulty is `undefined`: it was reported, and its uses are not. */
export interface BaselineDraft {
  readonly name: string;
  readonly parameters: ReadonlyMap<string, ParameterDeclaration | undefined>;
  readonly documents: ReadonlyMap<string, BaselineDocument | undefined>;
  /** Whether every declaration of a document at least gave its name. */
  readonly namesEveryDocument: boolean;
  readonly entities: readonly (EntityEntry | undefined)[];
  readonly source: YamlSource;
  readonly files: ReadonlyMap<string, string>;
}

/** Everything wrong with what the parts of a baseline say of each other, and with its documents. */
export function checkReferences(draft: BaselineDraft): readonly Problem[] {
  return [
    ...checkDocumentUses(draft),
    ...checkUndeclaredFiles(draft),
    ...checkDocumentTexts(draft),
    ...checkPlaceholders(draft),
    ...checkNames(draft),
    ...checkUnusedParameters(draft),
    ...checkRepeatedEntities(draft),
  ];
}

function usesOf(draft: BaselineDraft) {
  return draft.entities.flatMap((entity, index) =>
    entity === undefined
      ? []
      : documentUsesOf(entity).map((use) => ({ ...use, path: ["entities", index, ...use.path] })),
  );
}

function checkDocumentUses(draft: BaselineDraft): readonly Problem[] {
  const uses = usesOf(draft);
  if (!draft.namesEveryDocument) return [];
  const undeclared = uses
    .filter(({ file }) => !draft.documents.has(file))
    .map(({ path, file }) => draft.source.problem(path, `The document ${file} is not declared; add it to documents.`));
  if (!everyEntityIsRead(draft)) return undeclared;
  const unused = [...draft.documents.keys()]
    .filter((name) => !uses.some(({ file }) => file === name))
    .map((name) =>
      draft.source.problem(
        ["documents", [...draft.documents.keys()].indexOf(name)],
        `The document ${name} is used by no entity; use it or remove it.`,
      ),
    );
  return [...undeclared, ...unused];
}

/** What an entity that could not be read uses is not known. */
function everyEntityIsRead({ entities }: BaselineDraft): boolean {
  return entities.length > 0 && !entities.includes(undefined);
}

function checkUndeclaredFiles(draft: BaselineDraft): readonly Problem[] {
  if (!draft.namesEveryDocument) return [];
  const folder = `policies/${draft.name}/`;
  return [...draft.files.keys()]
    .filter(
      (file) => file.startsWith(folder) && file.endsWith(".json") && !draft.documents.has(file.slice(folder.length)),
    )
    .map((file) => ({
      file,
      line: 1,
      column: 1,
      message: `This document is not declared in ${folder}baseline.yml; add it to documents or remove the file.`,
    }));
}

/** Values with which the form of texts can be judged before any account gives its own. */
function samplesOf(draft: BaselineDraft): ReadonlyMap<string, string> {
  const declared = [...draft.parameters].flatMap(([name, declaration]): [string, ParameterDeclaration][] =>
    declaration === undefined ? [] : [[name, declaration]],
  );
  return sampleValues(new Map(declared));
}

function checkDocumentTexts(draft: BaselineDraft): readonly Problem[] {
  const uses = usesOf(draft);
  const samples = samplesOf(draft);
  return [...draft.documents].flatMap(([name, document]) => {
    if (document === undefined) return [];
    const kinds = new Set<PolicyKind>(uses.filter(({ file }) => file === name).map(({ kind }) => kind));
    const reading = readDocument(document, samples, kinds);
    return reading.status === "invalid" ? reading.problems : [];
  });
}

/** Names and ARNs that IAM would take from no account. One whose placeholder has no value is left to its own check. */
function checkNames(draft: BaselineDraft): readonly Problem[] {
  const samples = samplesOf(draft);
  return draft.entities.flatMap((entity, index) => {
    if (entity === undefined) return [];
    const names = templatesOf(entity).flatMap(({ text }) => placeholdersOf(text).map(({ name }) => name));
    if (!names.every((name) => samples.has(name))) return [];
    return checkFilledEntity(entity, samples, ["entities", index], draft.source);
  });
}

function checkPlaceholders(draft: BaselineDraft): readonly Problem[] {
  const known = (name: string) => draft.parameters.has(name) || BUILT_IN_PARAMETERS.includes(name);
  const inDocuments = [...draft.documents.values()].flatMap((document) =>
    document === undefined
      ? []
      : faultsOf(document.text, known).map(({ offset, message }) => ({
          file: document.file,
          ...positionAt(document.text, offset),
          message,
        })),
  );
  const inEntities = draft.entities.flatMap((entity, index) =>
    entity === undefined
      ? []
      : templatesOf(entity).flatMap(({ path, text }) =>
          faultsOf(text, known).map(({ message }) => draft.source.problem(["entities", index, ...path], message)),
        ),
  );
  return [...inDocuments, ...inEntities];
}

function faultsOf(text: string, known: (name: string) => boolean) {
  const unknown = placeholdersOf(text)
    .filter(({ name }) => !known(name))
    .map(({ name, offset }) => ({
      offset,
      message: `{{${name}}} is not a parameter; declare it, or correct its name.`,
    }));
  const stray = strayBraces(text);
  if (stray === undefined) return unknown;
  return [...unknown, { offset: stray, message: "This {{ begins no placeholder; write {{name}}, or take it out." }];
}

function checkUnusedParameters(draft: BaselineDraft): readonly Problem[] {
  // A part that could not be read may hold the use.
  const everyDocumentIsRead = draft.namesEveryDocument && ![...draft.documents.values()].includes(undefined);
  if (!everyEntityIsRead(draft) || !everyDocumentIsRead) return [];
  const texts = [
    ...[...draft.documents.values()].map((document) => document?.text ?? ""),
    ...draft.entities.flatMap((entity) => (entity === undefined ? [] : templatesOf(entity).map(({ text }) => text))),
  ];
  const used = new Set(texts.flatMap((text) => placeholdersOf(text).map(({ name }) => name)));
  return [...draft.parameters.keys()]
    .filter((name) => !used.has(name) && !BUILT_IN_PARAMETERS.includes(name))
    .map((name) =>
      draft.source.keyProblem(["parameters", name], `The parameter ${name} is used nowhere; use it or remove it.`),
    );
}

/** How an entity is referred to, its name as the baseline writes it; IAM's names differ by more than their case. */
function nameInBaseline(entity: EntityEntry): string {
  if (entity.kind === "root") return "root";
  return `${entity.kind === "service-linked-role" ? "role" : entity.kind}/${entity.name}`;
}

function checkRepeatedEntities(draft: BaselineDraft): readonly Problem[] {
  const seen = new Set<string>();
  return draft.entities.flatMap((entity, index) => {
    if (entity === undefined) return [];
    const name = nameInBaseline(entity);
    if (!seen.has(name.toLowerCase())) {
      seen.add(name.toLowerCase());
      return [];
    }
    const path = entity.kind === "root" ? ["entities", index] : ["entities", index, "name"];
    return [draft.source.problem(path, `The entity ${name} is described twice; join the two or rename one.`)];
  });
}
