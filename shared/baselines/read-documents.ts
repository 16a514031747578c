import type { BaselineDocument, BaselineRevision } from "./baseline.ts";
import { type DocumentEntry, documentEntry, type RevisionEntry } from "./baseline-schema.ts";
import type { Problem } from "./problem.ts";
import { checkShape } from "./schema-problems.ts";
import type { KeyPath, YamlSource } from "./yaml-source.ts";

/** What reading a baseline's `documents` gave. */
export interface DocumentsReading {
  /** By name. What is declared but faulty is `undefined`: it was reported, and its uses are not. */
  readonly documents: ReadonlyMap<string, BaselineDocument | undefined>;
  /** The names of every file that is declared as an earlier version, faulty or not. */
  readonly revisionFiles: ReadonlySet<string>;
  /** Whether every declaration of a document at least gave its name. */
  readonly namesEveryDocument: boolean;
}

/** The folder that documents are looked for in, and what is in it. */
interface Folder {
  /** `policies/<baseline>/` */
  readonly prefix: string;
  readonly files: ReadonlyMap<string, string>;
  readonly source: YamlSource;
}

/** Reads a baseline's `documents` and the files that they name. */
export function readDocuments(
  baseline: string,
  raw: unknown,
  files: ReadonlyMap<string, string>,
  source: YamlSource,
  problems: Problem[],
): DocumentsReading {
  const documents = new Map<string, BaselineDocument | undefined>();
  const revisionFiles = new Set<string>();
  if (!Array.isArray(raw)) return { documents, revisionFiles, namesEveryDocument: raw === undefined };
  const folder = { prefix: `policies/${baseline}/`, files, source };
  let namesEveryDocument = true;
  for (const [index, value] of raw.entries()) {
    const path = ["documents", index];
    const entry = checkShape(documentEntry, source, value, path, problems);
    for (const file of revisionNames(value)) revisionFiles.add(file);
    const name = documentEntry.shape.file.safeParse(isMapping(value) ? value.file : undefined);
    if (!name.success) {
      namesEveryDocument = false;
      continue;
    }
    if (documents.has(name.data)) {
      const message = `The document ${name.data} is declared twice; remove one.`;
      problems.push(source.problem([...path, "file"], message));
    }
    documents.set(name.data, entry && readDeclared(entry, path, folder, problems));
  }
  problems.push(...checkRepeatedRevisions(raw, documents, source));
  return { documents, revisionFiles, namesEveryDocument };
}

function readDeclared(
  entry: DocumentEntry,
  path: KeyPath,
  folder: Folder,
  problems: Problem[],
): BaselineDocument | undefined {
  const { file: name, provenance, purposes, amendable, revisions: entries = [] } = entry;
  const file = `${folder.prefix}${name}`;
  const text = folder.files.get(file);
  const revisions = readRevisions(entry, entries, path, folder, problems);
  if (text === undefined) {
    const message = `The document ${name} is missing: there is no file ${file}.`;
    problems.push(folder.source.problem([...path, "file"], message));
    return undefined;
  }
  // What is missing may hold the use of a parameter, so the document is not known without it.
  if (revisions.length < entries.length) return undefined;
  problems.push(...checkPurposes(text, purposes ?? {}, name, path, folder.source));
  return {
    file,
    text,
    provenance,
    ...(purposes === undefined ? {} : { purposes }),
    ...(amendable === undefined ? {} : { amendable }),
    revisions,
  };
}

function readRevisions(
  { file: document, date: newest }: DocumentEntry,
  entries: readonly RevisionEntry[],
  parent: KeyPath,
  { prefix, files, source }: Folder,
  problems: Problem[],
): readonly BaselineRevision[] {
  let before = newest;
  return entries.flatMap(({ file: name, version, date }, index) => {
    const path = [...parent, "revisions", index];
    const file = `${prefix}${name}`;
    const text = files.get(file);
    const called = version ?? date;
    if (called === undefined) {
      problems.push(source.problem(path, `The revision ${name} of ${document} needs a version or a date; add one.`));
    }
    if (text === undefined) {
      const message = `The revision ${name} of ${document} is missing: there is no file ${file}.`;
      problems.push(source.problem([...path, "file"], message));
    }
    if (date !== undefined && before !== undefined && date >= before) {
      const message = `The revision of ${date} stands below what is from ${before}; put the newest first.`;
      problems.push(source.problem([...path, "date"], message));
    }
    before = date ?? before;
    return called === undefined || text === undefined ? [] : [{ file, text, version: called }];
  });
}

/** A purpose is kept for a statement, so its key must be the Sid of one. */
function checkPurposes(
  text: string,
  purposes: Readonly<Record<string, string>>,
  document: string,
  path: KeyPath,
  source: YamlSource,
): readonly Problem[] {
  const sids = sidsOf(text);
  if (sids === undefined) return [];
  return Object.keys(purposes)
    .filter((sid) => !sids.includes(sid))
    .map((sid) => {
      const known = sids.length === 0 ? "it has none" : `there are ${sids.join(", ")}`;
      return source.keyProblem([...path, "purposes", sid], `"${sid}" is not a Sid of ${document}; ${known}.`);
    });
}

/** `undefined` where the text is no policy, which is reported elsewhere. */
function sidsOf(text: string): readonly string[] | undefined {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch (fault) {
    if (fault instanceof SyntaxError) return undefined;
    throw fault;
  }
  const statements: readonly unknown[] = isMapping(document) ? [document.Statement].flat() : [];
  return statements.flatMap((statement) =>
    isMapping(statement) && typeof statement.Sid === "string" ? [statement.Sid] : [],
  );
}

function revisionNames(value: unknown): readonly string[] {
  const revisions: unknown = isMapping(value) ? value.revisions : undefined;
  if (!Array.isArray(revisions)) return [];
  return revisions.flatMap((revision) =>
    isMapping(revision) && typeof revision.file === "string" ? [revision.file] : [],
  );
}

/** A file that stands for two versions says that one of them was put there by mistake. */
function checkRepeatedRevisions(
  raw: readonly unknown[],
  documents: ReadonlyMap<string, unknown>,
  source: YamlSource,
): readonly Problem[] {
  const seen = new Set<string>(documents.keys());
  return raw.flatMap((value, document) =>
    revisionNames(value).flatMap((file, index) => {
      if (!seen.has(file)) {
        seen.add(file);
        return [];
      }
      const path = ["documents", document, "revisions", index, "file"];
      return [source.problem(path, `The file ${file} is declared already; each version has a file of its own.`)];
    }),
  );
}

function isMapping(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
