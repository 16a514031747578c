import { parseOperator } from "./condition-operators.ts";
import { statementApplies } from "./evaluate.ts";
import { meetsCondition } from "./evaluate-condition.ts";
import { parseAwsPrincipal } from "./evaluate-principal.ts";
import { type Glob, readGlob } from "./glob.ts";
import { sampleVariable } from "./instantiate.ts";
import type { Mentions } from "./mentions.ts";
import { globsOf } from "./pattern-list.ts";
import type { ConditionTest, Statement } from "./policy.ts";
import type { Request } from "./request.ts";
import { sampleValues, strangerValues } from "./sample-values.ts";
import type { Work } from "./work.ts";

const ANY_RESOURCE = { not: false, patterns: ["*"] };

type Context = Request["context"];
type ContextValue = Context[string] | undefined;

/** How many values of one key, and how many contexts of one request, are tried. */
const MOST = { values: 24, contexts: 96 };

/** Both sides' statements. */
export type Sides = readonly [readonly Statement[], readonly Statement[]];

/**
 * Contexts under which a statement's conditions hold, made of the values that either side names: the mildest first, then such as
 * differ from it in one key, then in two. None where no value was found that meets them.
 */
export function sampleContexts(
  request: Omit<Request, "context">,
  statement: Statement,
  sides: Sides,
  mentions: Mentions,
  work: Work,
): readonly Context[] {
  const concerned = sides.map((side) => side.filter((each) => mayConcern(each, request, work)));
  const tests = concerned.flatMap((side, index) => side.flatMap((each) => testsOf(each, index)));
  const variables = variablesOf(concerned.flat());
  const keys = [...new Set([...tests.map(({ test }) => test.key), ...variables])].sort();
  work.spend((keys.length + 1) * (tests.length + 1) + keys.length * MOST.contexts);
  const set = Object.fromEntries(variablesOf([statement]).map((key) => [key, sampleVariable(key)]));
  const choices = keys.map((key) => {
    const onKey = tests.filter(({ test }) => test.key === key);
    const sample = variables.includes(key) ? [sampleVariable(key)] : [];
    const mildest = Object.hasOwn(set, key) ? [...sample, undefined] : [undefined, ...sample];
    const values = fixedValues(key, request) ?? [...mildest, ...valuesOf(onKey)];
    const own = statement.conditions.filter((test) => test.key === key);
    const meets = (value: ContextValue): boolean => {
      const context = value === undefined ? without(set, key) : { ...set, [key]: value };
      const given = { variables: statement.variables, request: { ...request, context }, work };
      return own.every((test) => meetsCondition(test, given) === true);
    };
    return { name: mentions.spellings.get(key) ?? key, values: values.filter(meets).slice(0, MOST.values) };
  });
  return combine(choices);
}

function without(context: Context, key: string): Context {
  return Object.fromEntries(Object.entries(context).filter(([name]) => name !== key));
}

/** Whether a statement speaks of the request under some context. */
function mayConcern(statement: Statement, request: Omit<Request, "context">, work: Work): boolean {
  // Where variables stand in its resources, any resource may be meant.
  const resources = statement.variables ? ANY_RESOURCE : statement.resources;
  const bare = { ...statement, ...(resources && { resources }), conditions: [] };
  return statementApplies(bare, { ...request, context: {} }, work) !== false;
}

interface SidedTest {
  readonly test: ConditionTest;
  readonly variables: boolean;
  readonly side: number;
}

function testsOf({ conditions, variables }: Statement, side: number): readonly SidedTest[] {
  return conditions.map((test) => ({ test, variables, side }));
}

function variablesOf(statements: readonly Statement[]): readonly string[] {
  const globs: Glob[] = statements.flatMap(({ resources, conditions, variables }) => {
    if (!variables) return [];
    const values = conditions.flatMap((test) => test.values).filter((value) => value.includes("${"));
    return [
      ...(resources === undefined ? [] : globsOf(resources, true)),
      ...values.map((value) => readGlob(value, { variables: true })),
    ];
  });
  return [...new Set(globs.flatMap((glob) => glob.flatMap((step) => (step.type === "variable" ? [step.key] : []))))];
}

/** In a trust policy's request these keys follow from the principal; any other value would contradict it. */
function fixedValues(key: string, { principal }: Omit<Request, "context">): readonly ContextValue[] | undefined {
  if (principal === undefined || (key !== "aws:principalarn" && key !== "aws:principalaccount")) return undefined;
  const parsed = parseAwsPrincipal(principal);
  if (parsed === undefined) return [undefined];
  return [key === "aws:principalarn" ? principal : parsed.account];
}

/** Values that only one side names come first: that is where a difference shows. */
function valuesOf(tests: readonly SidedTest[]): readonly ContextValue[] {
  const named = new Map<string, Set<number>>();
  for (const { test, side } of tests) {
    for (const value of test.values) named.set(value, (named.get(value) ?? new Set()).add(side));
  }
  const samples = tests.flatMap(({ test, variables }) =>
    test.values.map((value) => ({ value, samples: sampleValues(test, value, variables) })),
  );
  const ofOneSide = samples.filter(({ value }) => named.get(value)?.size === 1);
  const shared = samples.filter(({ value }) => named.get(value)?.size !== 1);
  const strangers = tests.flatMap(({ test }) => strangerValues(parseOperator(test.operator)?.base.family ?? "string"));
  const first = ofOneSide.slice(0, MOST.values / 3).flatMap((each) => each.samples.slice(0, 1));
  const rest = [...ofOneSide, ...shared.slice(0, 4)].flatMap((each) => each.samples);
  const [near, far] = [[...new Set([...first, ...rest])].slice(0, MOST.values / 2), [...new Set(strangers)]];
  const single = [...new Set([...near, ...far])];
  const multiple =
    tests.length > 0 && tests.every(({ test }) => parseOperator(test.operator)?.quantifier !== undefined);
  if (!multiple) return single;
  const pairs = far.flatMap((stranger) => near.slice(0, 2).map((value) => [value, stranger]));
  return [...single.map((value) => [value]), ...pairs];
}

interface Choice {
  readonly name: string;
  readonly values: readonly ContextValue[];
}

function combine(choices: readonly Choice[]): readonly Context[] {
  if (choices.some(({ values }) => values.length === 0)) return [];
  const alternatives = choices.flatMap(({ values }, key) =>
    values.slice(1).map((_, index) => [key, index + 1] as const),
  );
  const picks: (readonly (readonly [number, number])[])[] = [[], ...alternatives.map((one) => [one])];
  for (const one of alternatives) {
    for (const other of alternatives) {
      if (picks.length >= MOST.contexts) break;
      if (one[0] < other[0]) picks.push([one, other]);
    }
  }
  return picks.slice(0, MOST.contexts).map((pick) => build(choices, new Map(pick)));
}

function build(choices: readonly Choice[], pick: ReadonlyMap<number, number>): Context {
  const entries = choices.flatMap(({ name, values }, key) => {
    const value = values[pick.get(key) ?? 0];
    return value === undefined ? [] : [[name, value] as const];
  });
  return Object.fromEntries(entries);
}
