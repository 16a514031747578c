import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseDocument,
  visit,
  type YAMLError,
} from "yaml";
import type { Problem } from "./problem.ts";

/** Where a value stands in a YAML file: keys and list indexes from the top. */
export type KeyPath = readonly PropertyKey[];

/** A YAML file that was read, and remembers where everything in it stands. */
export interface YamlSource {
  readonly file: string;
  /** Plain data: objects, lists, strings, numbers, booleans and null. */
  readonly value: unknown;
  /** A problem at the value under `path`, or at the nearest thing above it that is there. */
  problem(path: KeyPath, message: string): Problem;
  /** The same, at the key itself rather than at its value. */
  keyProblem(path: KeyPath, message: string): Problem;
}

/** What reading a YAML file gave: the source, or everything that is wrong with its form. */
export type YamlReading =
  | { readonly status: "read"; readonly source: YamlSource }
  | { readonly status: "invalid"; readonly problems: readonly Problem[] };

/** An alias may stand for much, and an alias of aliases for very much: expansion stops here. */
const MOST_ALIASES = 100;

/**
 * Reads YAML 1.2 (so `off` and `no` are strings). Repeated keys, unknown tags and several documents in one file are
 * problems, and so is an alias that expands beyond bounds.
 */
export function readYaml(file: string, text: string): YamlReading {
  const lines = new LineCounter();
  try {
    const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, version: "1.2", schema: "core" });
    const faults = [...document.errors, ...document.warnings];
    if (faults.length > 0) return { status: "invalid", problems: describeFaults(file, faults, lines) };
    const hidden = hiddenKeys(file, document, lines);
    if (hidden.length > 0) return { status: "invalid", problems: hidden };
    const value: unknown = document.toJS({ maxAliasCount: MOST_ALIASES });
    return { status: "read", source: sourceOf(file, document, value, lines) };
  } catch (fault) {
    return { status: "invalid", problems: [{ file, line: 1, column: 1, message: describeExcess(fault) }] };
  }
}

/** A key of this name would vanish on its way through plain objects, and nobody would be told. */
function hiddenKeys(file: string, document: Document, lines: LineCounter): readonly Problem[] {
  const problems: Problem[] = [];
  visit(document, {
    Pair(_, { key }) {
      if (!isScalar(key) || key.value !== "__proto__") return;
      const { line, col } = lines.linePos(key.range?.[0] ?? 0);
      problems.push({ file, line, column: col, message: 'The key "__proto__" may not stand here; remove it.' });
    },
  });
  return problems;
}

/** Every repeated key; but only the first fault of form, because the others mostly follow from it. */
function describeFaults(file: string, faults: readonly YAMLError[], lines: LineCounter): readonly Problem[] {
  if (faults.some(({ message }) => message === STACK_EXHAUSTED)) {
    return [{ file, line: 1, column: 1, message: TOO_DEEP }];
  }
  const firstOfForm = faults.find(({ code }) => code !== "DUPLICATE_KEY");
  return faults
    .filter((fault) => fault.code === "DUPLICATE_KEY" || fault === firstOfForm)
    .map((fault) => {
      const { line, col } = lines.linePos(fault.pos[0]);
      return { file, line, column: col, message: describe(fault) };
    });
}

function describe({ code, message }: YAMLError): string {
  if (code === "DUPLICATE_KEY") return "This key stands twice in its mapping; remove one of the two.";
  if (code === "MULTIPLE_DOCS") return "A second YAML document begins here; keep one in a file.";
  return `This is not well-formed YAML: ${message.replace(/\.?$/, ".")}`;
}

const TOO_DEEP = "This file is nested too deeply to be read; flatten it.";

/** The `yaml` package reports this among the faults of form. */
const STACK_EXHAUSTED = "Maximum call stack size exceeded";

/** The `yaml` package throws for two things only: aliases out of bounds, and nesting that exhausts the stack. */
function describeExcess(fault: unknown): string {
  if (fault instanceof ReferenceError) {
    return "The aliases (*name) of this file expand to more than Plumbline takes; write the values out.";
  }
  if (fault instanceof RangeError) return TOO_DEEP;
  throw fault;
}

function sourceOf(file: string, document: Document, value: unknown, lines: LineCounter): YamlSource {
  const at = (node: Node | null | undefined, message: string): Problem => {
    const { line, col } = lines.linePos(node?.range?.[0] ?? 0);
    return { file, line: Math.max(line, 1), column: Math.max(col, 1), message };
  };
  return {
    file,
    value,
    problem: (path, message) => at(walk(document, path).value, message),
    keyProblem: (path, message) => {
      const found = walk(document, path);
      return at(found.key ?? found.value, message);
    },
  };
}

interface Found {
  readonly key?: Node;
  readonly value: Node | null;
}

/** Follows a path as far as it goes; stops above a value that is left empty or not there. */
function walk(document: Document, path: KeyPath): Found {
  let found: Found = { value: document.contents };
  for (const segment of path) {
    const next = step(document, found.value, segment);
    if (next === undefined) return found;
    found = next.value === null && next.key !== undefined ? { key: next.key, value: next.key } : next;
  }
  return found;
}

function step(document: Document, parent: Node | null, segment: PropertyKey): Found | undefined {
  const node = isAlias(parent) ? (parent.resolve(document) ?? null) : parent;
  if (isSeq<Node>(node) && typeof segment === "number") {
    const value = node.items[segment];
    return value === undefined ? undefined : { value };
  }
  if (!isMap<Node, Node | null>(node)) return undefined;
  const pair = node.items.find(({ key }) => isScalar(key) && String(key.value) === String(segment));
  return pair === undefined ? undefined : { key: pair.key, value: pair.value };
}
