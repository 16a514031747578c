import type { Baseline } from "./baseline.ts";
import { checkReferences } from "./baseline-references.ts";
import { baselineFile } from "./baseline-schema.ts";
import { checkEntityRules } from "./entity-rules.ts";
import { ENTITY_ENTRIES, type EntityEntry, entityKind } from "./entity-schema.ts";
import type { Problem } from "./problem.ts";
import { readDocuments } from "./read-documents.ts";
import { readParameters } from "./read-parameters.ts";
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
  const raw = isMapping(source.value) ? source.value : { documents: null };
  const parameters = readParameters(isMapping(raw.parameters) ? raw.parameters : {}, source, problems);
  const documents = readDocuments(name, raw.documents, files, source, problems);
  const entities = readEntities(raw.entities, source, problems);
  if (header !== undefined && header.baseline !== name) {
    problems.push(source.problem(["baseline"], `baseline must be ${name}, the name of its folder.`));
  }
  const separatePolicies = header === undefined ? undefined : (header.separatePolicies ?? []);
  problems.push(...checkReferences({ name, parameters, ...documents, separatePolicies, entities, source, files }));
  if (problems.length > 0) return { status: "invalid", problems };
  return {
    status: "read",
    baseline: {
      name,
      parameters: defined(parameters),
      documents: defined(documents.documents),
      separatePolicies: separatePolicies ?? [],
      entities: entities.filter((entity) => entity !== undefined),
      source,
    },
  };
}

function defined<T>(map: ReadonlyMap<string, T | undefined>): ReadonlyMap<string, T> {
  return new Map([...map].flatMap(([key, value]): [string, T][] => (value === undefined ? [] : [[key, value]])));
}

function isMapping(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** An item that is faulty keeps its place with `undefined`, so that indexes still tell where the others stand. */
function readEntities(raw: unknown, source: YamlSource, problems: Problem[]): readonly (EntityEntry | undefined)[] {
  if (!Array.isArray(raw)) return [];
  return raw.map((value, index) => {
    const path = ["entities", index];
    const kind = checkShape(entityKind, source, value, path, problems)?.kind;
    const entity = kind && checkShape(ENTITY_ENTRIES[kind], source, value, path, problems);
    if (entity !== undefined) problems.push(...checkEntityRules(entity, path, source));
    return entity;
  });
}
