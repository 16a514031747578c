import type * as z from "zod";
import { parameterEntry } from "./parameter-schema.ts";
import {
  BUILT_IN_PARAMETERS,
  checkParameterValue,
  checkPattern,
  type ParameterDeclaration,
  takesWildcards,
} from "./parameters.ts";
import type { Problem } from "./problem.ts";
import { checkShape } from "./schema-problems.ts";
import type { KeyPath, YamlSource } from "./yaml-source.ts";

type ParameterEntry = z.infer<typeof parameterEntry>;

/**
 * Reads a baseline's `parameters`. A name that is declared but faulty keeps its place with `undefined`, so that its uses are
 * not reported as well.
 */
export function readParameters(
  raw: Readonly<Record<string, unknown>>,
  source: YamlSource,
  problems: Problem[],
): ReadonlyMap<string, ParameterDeclaration | undefined> {
  const declared = new Map<string, ParameterDeclaration | undefined>();
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
  entry: ParameterEntry,
  path: readonly string[],
  source: YamlSource,
  problems: Problem[],
): ParameterDeclaration | undefined {
  const declaration = withoutDefault(entry, path, source, problems);
  const { pattern, default: fallback } = entry;
  const name = path.join(".");
  const badPattern = pattern === undefined ? undefined : checkPattern(pattern);
  if (badPattern !== undefined) {
    problems.push(source.problem([...path, "pattern"], `${name}.pattern is not a regular expression: ${badPattern}.`));
  }
  if (declaration === undefined || fallback === undefined) return declaration;
  const faults = checkParameterValue(fallback, declaration);
  problems.push(
    ...faults.map(({ index, fault }) => {
      const at: KeyPath = [...path, "default", ...(index === undefined ? [] : [index])];
      return source.problem(at, `${name}.default${index === undefined ? "" : `[${index}]`} ${fault}.`);
    }),
  );
  if (faults.length > 0) return declaration;
  if (declaration.type === "list")
    return typeof fallback === "string" ? declaration : { ...declaration, default: fallback };
  return typeof fallback === "string" ? { ...declaration, default: fallback } : declaration;
}

function withoutDefault(
  { type, items, pattern, wildcard, description }: ParameterEntry,
  path: readonly string[],
  source: YamlSource,
  problems: Problem[],
): ParameterDeclaration | undefined {
  const name = path.join(".");
  const common = {
    description,
    ...(pattern === undefined ? {} : { pattern }),
    ...(wildcard === undefined ? {} : { wildcard }),
  };
  if (wildcard !== undefined && !takesWildcards(type === "list" ? (items ?? "string") : type)) {
    const message = `${name}.wildcard belongs to strings, ARNs and lists of them; remove it.`;
    problems.push(source.keyProblem([...path, "wildcard"], message));
  }
  if (type !== "list") {
    if (items === undefined) return { ...common, type };
    problems.push(source.keyProblem([...path, "items"], `${name}.items belongs to type: list; remove it.`));
    return undefined;
  }
  if (items !== undefined) return { ...common, type, items };
  problems.push(source.problem([...path, "type"], `${name} is a list; say under items of what type.`));
  return undefined;
}
