import type { PolicyKind } from "../policy/comparison.ts";
import { readDocument } from "./documents.ts";
import type { EntityEntry } from "./entity-schema.ts";
import { documentUsesOf, templatesOf } from "./entity-templates.ts";
import { checkFilledEntity } from "./filled-entity.ts";
import { valuesForEach } from "./for-each.ts";
import { BUILT_IN_PARAMETERS, type ParameterDeclaration, type ParameterValues, sampleValues } from "./parameters.ts";
import { checkPlaceholders, usedParameters } from "./placeholders.ts";
import type { Problem } from "./problem.ts";
import type { DocumentsReading } from "./read-documents.ts";
import { separateSets } from "./separate-policies.ts";
import { listsIn, placeholdersOf } from "./template.ts";
import type { YamlSource } from "./yaml-source.ts";

/** A baseline while it is read. What is declared but faulty is `undefined`: it was reported, and its uses are not. */
export interface BaselineDraft extends DocumentsReading {
  readonly name: string;
  readonly parameters: ReadonlyMap<string, ParameterDeclaration | undefined>;
  readonly separatePolicies: readonly (readonly string[])[] | undefined;
  readonly entities: readonly (EntityEntry | undefined)[];
  readonly source: YamlSource;
  readonly files: ReadonlyMap<string, string>;
}

/** Everything wrong with what the parts of a baseline say of each other, and with its documents. */
export function checkReferences(draft: BaselineDraft): readonly Problem[] {
  const samples = samplesOf(draft);
  return [
    ...checkDocumentUses(draft),
    ...checkUndeclaredFiles(draft),
    ...checkDocumentTexts(draft, samples),
    ...checkPlaceholders(draft),
    ...checkFilled(draft, samples),
    ...checkSeparation(draft, samples),
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
  const declared = new Set([...draft.documents.keys(), ...draft.revisionFiles]);
  return [...draft.files.keys()]
    .filter((file) => file.startsWith(folder) && file.endsWith(".json") && !declared.has(file.slice(folder.length)))
    .map((file) => ({
      file,
      line: 1,
      column: 1,
      message: `This document is not declared in ${folder}baseline.yml; add it to documents or remove the file.`,
    }));
}

/** Values with which the form of texts can be judged before any account gives its own. */
function samplesOf(draft: BaselineDraft): ParameterValues {
  const declared = [...draft.parameters].flatMap(([name, declaration]): [string, ParameterDeclaration][] =>
    declaration === undefined ? [] : [[name, declaration]],
  );
  return sampleValues(new Map(declared));
}

function checkDocumentTexts(draft: BaselineDraft, samples: ParameterValues): readonly Problem[] {
  const uses = usesOf(draft);
  return [...draft.documents].flatMap(([name, document]) => {
    if (document === undefined) return [];
    const kinds = new Set<PolicyKind>(uses.filter(({ file }) => file === name).map(({ kind }) => kind));
    return [document, ...document.revisions].flatMap((text) => {
      const reading = readDocument(text, samples, kinds);
      return reading.status === "invalid" ? reading.problems : [];
    });
  });
}

/** What IAM would take from no account. An entity whose placeholders cannot be filled in is left to its own check. */
function checkFilled(draft: BaselineDraft, samples: ParameterValues): readonly Problem[] {
  return draft.entities.flatMap((entity, index) => {
    if (entity === undefined || !isFilledBy(templatesOf(entity), samples)) return [];
    const [values = samples] = valuesForEach(entity, samples);
    const misplaced = templatesOf(entity).some(({ text, listed }) => !listed && listsIn(text, values).length > 0);
    return misplaced ? [] : checkFilledEntity(entity, values, ["entities", index], draft.source);
  });
}

function isFilledBy(templates: readonly { readonly text: string }[], samples: ParameterValues): boolean {
  return templates.every(({ text }) => placeholdersOf(text).every(({ name }) => samples.has(name)));
}

function checkSeparation(draft: BaselineDraft, samples: ParameterValues): readonly Problem[] {
  const { separatePolicies, source } = draft;
  if (separatePolicies === undefined || !everyEntityIsRead(draft)) return [];
  const entities = draft.entities.filter((entity) => entity !== undefined);
  const templates = [...separatePolicies.flat().map((text) => ({ text })), ...entities.flatMap(templatesOf)];
  if (!isFilledBy(templates, samples)) return [];
  return separateSets({ separatePolicies, entities, source }, samples).problems;
}

function checkUnusedParameters(draft: BaselineDraft): readonly Problem[] {
  // A part that could not be read may hold the use.
  const everyDocumentIsRead = draft.namesEveryDocument && ![...draft.documents.values()].includes(undefined);
  if (!everyEntityIsRead(draft) || !everyDocumentIsRead || draft.separatePolicies === undefined) return [];
  const used = usedParameters(draft);
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
