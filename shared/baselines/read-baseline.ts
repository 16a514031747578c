import type { Baseline, BaselineDocument } from "./baseline.ts";
import { type BaselineDraft, checkReferences } from "./baseline-references.ts";
import {
  baselineFile,
  documentEntry,
  ENTITY_ENTRIES,
  type EntityEntry,
  entityKind,
  parameterEntry,
} from "./baseline-schema.ts";
import { BUILT_IN_PARAMETERS, checkParameterValue, checkPattern, type ParameterDeclaration } from "./parameters.ts";
import type { Problem } from "./problem.ts";
import { checkShape } from "./schema-problems.ts";
import { readYaml, type YamlSource } from "./yaml-source.ts";

/** What reading a baseline gave. With any problem there is no baseline: it is not used in part. */
export type BaselineReading =
  | { readonly status: "read"; readonly baseline: Baseline }
  | { readonly status: "invalid"; readonly problems: readonly Problem[] };

/**
 * Reads one folder under `policies/` and finds everything that is wrong with it that no account has a part in.
 * @param files every file under `policies/`, by its path
 */
export function readBaseline(name: string, files: ReadonlyMap<string, string>): BaselineReading {
  const file = `policies/${name}/baseline.yml`;
  const text = files.get(file);
  if (text === undefined) {
    const message = `This file is missing; every folder under policies/ is a baseline and needs one.`;
    return { status: "invalid", problems: [{ file, line: 1, column: 1, message }] };
  }
  const yaml = readYaml(file, text);
  if (yaml.status === "invalid") return yaml;
  const { source } = yaml;
  const problems: Problem[] = [];
  const header = checkShape(baselineFile, source, source.value, [], problems);
  // With a wrong outermost key the lists are still looked at, so that one run finds everything.
  const raw = isMapping(source.value) ? source.value : {};
  const parameters = readParameters(raw.parameters, source, problems);
  const documents = readDocuments(name, raw.documents, files, source, problems);
  const entities = readEntities(raw.entities, source, problems);
  if (header !== undefined && header.baseline !== name) {
    problems.push(source.problem(["baseline"], `baseline must be ${name}, the name of its folder.`));
  }
  problems.push(...checkReferences({ name, parameters, ...documents, entities, source, files }));
  if (problems.length > 0) return { status: "invalid", problems };
  return {
    status: "read",
    baseline: {
      name,
      parameters: defined(parameters),
      documents: defined(documents.documents),
      entities: entities.filter(isDefined),
      source,
    },
  };
}

function isDefined<T>(value: T | undefined): value is T {
  return value !== undefined;
}

function defined<T>(map: ReadonlyMap<string, T | undefined>): ReadonlyMap<string, T> {
  return new Map([...map].flatMap(([key, value]): [string, T][] => (value === undefined ? [] : [[key, value]])));
}

/** A name that is declared but faulty keeps its place with `undefined`, so that its uses are not reported as well. */
function readParameters(
  raw: unknown,
  source: YamlSource,
  problems: Problem[],
): ReadonlyMap<string, ParameterDeclaration | undefined> {
  const declared = new Map<string, ParameterDeclaration | undefined>();
  if (!isMapping(raw)) return declared;
  for (const [name, value] of Object.entries(raw)) {
    const path = ["parameters", name];
    declared.set(name, undefined);
    if (!/^[a-z][A-Za-z0-9]{0,63}$/.test(name)) {
      problems.push(
        source.keyProblem(path, `"${name}" is not a parameter's name; write a small letter, then letters and digits.`),
      );
    }
    if (BUILT_IN_PARAMETERS.includes(name)) {
      problems.push(source.keyProblem(path, `The parameter ${name} is built in; remove it from parameters.`));
    }
    const entry = checkShape(parameterEntry, source, value, path, problems);
    if (entry !== undefined) declared.set(name, declarationOf(entry, path, source, problems));
  }
  return declared;
}

function declarationOf(
  entry: ReturnType<typeof parameterEntry.parse>,
  path: readonly string[],
  source: YamlSource,
  problems: Problem[],
): ParameterDeclaration {
  const { type, description, pattern, default: fallback } = entry;
  const declaration = {
    type,
    description,
    ...(pattern === undefined ? {} : { pattern }),
  };
  const name = path.join(".");
  const badPattern = pattern === undefined ? undefined : checkPattern(pattern);
  if (badPattern !== undefined) {
    problems.push(source.problem([...path, "pattern"], `${name}.pattern is not a regular expression: ${badPattern}.`));
  }
  if (fallback === undefined) return declaration;
  const badDefault = checkParameterValue(fallback, declaration);
  if (badDefault === undefined) return { ...declaration, default: fallback };
  problems.push(source.problem([...path, "default"], `${name}.default ${badDefault}.`));
  return declaration;
}

function readDocuments(
  baseline: string,
  raw: unknown,
  files: ReadonlyMap<string, string>,
  source: YamlSource,
  problems: Problem[],
): Pick<BaselineDraft, "documents" | "namesEveryDocument"> {
  const documents = new Map<string, BaselineDocument | undefined>();
  if (!Array.isArray(raw)) return { documents, namesEveryDocument: raw === undefined && isMapping(source.value) };
  let namesEveryDocument = true;
  for (const [index, value] of raw.entries()) {
    const entry = checkShape(documentEntry, source, value, ["documents", index], problems);
    const name = documentEntry.shape.file.safeParse(isMapping(value) ? value.file : undefined);
    if (!name.success) {
      namesEveryDocument = false;
      continue;
    }
    const path = ["documents", index, "file"];
    if (documents.has(name.data)) {
      problems.push(source.problem(path, `The document ${name.data} is declared twice; remove one.`));
    }
    const file = `policies/${baseline}/${name.data}`;
    const text = files.get(file);
    documents.set(name.data, entry && text !== undefined ? { file, text, provenance: entry.provenance } : undefined);
    if (entry !== undefined && text === undefined) {
      problems.push(source.problem(path, `The document ${name.data} is missing: there is no file ${file}.`));
    }
  }
  return { documents, namesEveryDocument };
}

function isMapping(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** An item that is faulty keeps its place with `undefined`, so that indexes still tell where the others stand. */
function readEntities(raw: unknown, source: YamlSource, problems: Problem[]): readonly (EntityEntry | undefined)[] {
  if (!Array.isArray(raw)) return [];
  return raw.map((value, index) => {
    const kind = checkShape(entityKind, source, value, ["entities", index], problems)?.kind;
    return kind && checkShape(ENTITY_ENTRIES[kind], source, value, ["entities", index], problems);
  });
}
