import { fillVariables } from "../fill-variables.ts";
import type { Glob } from "../glob.ts";
import type { Request } from "../request.ts";
import { type CompiledList, listOf, type OpenPattern, openPattern } from "./compiled-list.ts";
import type { CompiledStatement } from "./compiled-statement.ts";
import { type CompiledTest, sortTexts, textValue } from "./condition-test.ts";

/** The policy variables that occur in a statement, by their keys in lower case. */
export function variablesOf({ resources, tests, also }: CompiledStatement): readonly string[] {
  const lists = [resources ?? [], also?.resources ?? []].flat();
  const globs: readonly Glob[] = [
    ...lists.flatMap(({ open }) => open.filter(({ variable }) => variable).map(({ glob }) => glob)),
    ...tests.flatMap(({ texts }) => texts.filter(({ variable }) => variable).map(({ glob }) => glob)),
  ];
  return globs.flatMap((glob) => glob.flatMap((step) => (step.type === "variable" ? [step.key] : [])));
}

/**
 * The statement with values in place of its policy variables, for requests that have these values. A pattern whose variable has no
 * value matches nothing.
 */
export function fillStatement(
  compiled: CompiledStatement,
  values: ReadonlyMap<string, string | undefined>,
): CompiledStatement {
  if (!compiled.statement.variables) return compiled;
  const context = Object.fromEntries(
    [...values].flatMap(([key, value]) => (value === undefined ? [] : [[key, value] as const])),
  );
  const request: Request = { action: "", resource: "", context };
  const { written, statement, actions, resources, principals, services, tests, also, identity } = compiled;
  const filling = JSON.stringify([...values]);
  return {
    written,
    statement,
    actions,
    principals,
    services,
    identity: `${identity} ${filling}`,
    resources: resources && fillList(resources, request),
    also: also && { ...also, resources: also.resources.map((list) => fillList(list, request)) },
    tests: tests.map((test) => fillTest(test, request, filling)),
  };
}

function fillList(list: CompiledList, request: Request): CompiledList {
  if (!list.variable) return list;
  const open = list.open.flatMap((pattern) => (pattern.variable ? fillPattern(pattern, request) : [pattern]));
  return listOf(list.list, list.plain, open);
}

function fillPattern({ text, glob }: OpenPattern, request: Request): readonly OpenPattern[] {
  const filled = fillVariables(glob, request);
  return filled.status === "filled" ? [openPattern(`${text} filled`, filled.glob)] : [];
}

function fillTest(test: CompiledTest, request: Request, filling: string): CompiledTest {
  if (!test.texts.some(({ variable }) => variable)) return test;
  const texts = test.texts.flatMap((value) => {
    if (!value.variable) return [value];
    const filled = fillVariables(value.glob, request);
    return filled.status === "filled"
      ? [textValue(test.operator.base.family, `${value.text} filled`, filled.glob)]
      : [];
  });
  return { ...test, identity: `${test.identity} ${filling}`, texts, sorted: sortTexts(texts) };
}
