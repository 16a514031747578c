import { comparedAction } from "../action-spelling.ts";
import type { PatternList, Principal, Statement } from "../policy.ts";
import { type CompiledList, compileList, internList } from "./compiled-list.ts";
import { type CompiledTest, compileTest } from "./condition-test.ts";
import { type Services, servicesOf } from "./services.ts";

/** A statement made ready for deciding. */
export interface CompiledStatement {
  /** Statements with the same identity say the same. */
  readonly identity: string | number;
  /** As the evaluator takes it. */
  readonly statement: Statement;
  /** As the document has it. */
  readonly written: Statement;
  readonly actions: CompiledList;
  readonly services: Services;
  /** Absent in a trust policy. */
  readonly resources: CompiledList | undefined;
  /** Absent in an identity policy. */
  readonly principals: readonly Principal[] | undefined;
  /** None twice. */
  readonly tests: readonly CompiledTest[];
  /** Of two statements taken together: the lists that have to speak of a request as well. */
  readonly also: FurtherLists | undefined;
}

/** Lists that have to speak of a request beside a statement's own. */
export interface FurtherLists {
  readonly actions: readonly CompiledList[];
  readonly resources: readonly CompiledList[];
}

/**
 * Compiles a statement whose account ids are written as the ARNs of their roots. Each part is compiled when it is first asked for:
 * most statements of a large policy never are.
 */
export function compileStatement(written: Statement, identity: string | number): CompiledStatement {
  return new LazyStatement(written, identity);
}

class LazyStatement implements CompiledStatement {
  readonly written: Statement;
  readonly identity: string | number;
  readonly also = undefined;
  #statement: Statement | undefined;
  #actions: CompiledList | undefined;
  #services: Services | undefined;
  #resources: CompiledList | undefined;
  #tests: readonly CompiledTest[] | undefined;

  constructor(written: Statement, identity: string | number) {
    this.written = written;
    this.identity = identity;
  }

  get statement(): Statement {
    this.#statement ??= this.#spell();
    return this.#statement;
  }

  get actions(): CompiledList {
    this.#actions ??= compileList(this.statement.actions, false);
    return this.#actions;
  }

  get services(): Services {
    this.#services ??= servicesOf(this.written.actions);
    return this.#services;
  }

  get resources(): CompiledList | undefined {
    const { resources } = this.written;
    this.#resources ??= resources && internList(resources, this.#variables);
    return this.#resources;
  }

  get principals(): readonly Principal[] | undefined {
    return this.written.principals?.principals;
  }

  get tests(): readonly CompiledTest[] {
    this.#tests ??= compileTests(this.written, this.statement.variables);
    return this.#tests;
  }

  get #variables(): boolean {
    return this.written.variables && usesVariables(this.written);
  }

  #spell(): Statement {
    const { written, resources } = this;
    const actions = spellActions(written.actions);
    return { ...written, actions, ...(resources && { resources: resources.list }), variables: this.#variables };
  }
}

function compileTests({ conditions }: Statement, variables: boolean): readonly CompiledTest[] {
  if (conditions.length === 0) return [];
  const tests = new Map<string, CompiledTest>();
  for (const test of conditions) {
    const compiled = compileTest(test, variables);
    tests.set(compiled.identity, compiled);
  }
  return [...tests.values()];
}

function usesVariables({ resources, conditions }: Statement): boolean {
  return (
    (resources?.patterns.some((pattern) => pattern.includes("${")) ?? false) ||
    conditions.some(({ values }) => values.some((value) => value.includes("${")))
  );
}

/** The list as its actions are compared. */
export function spellActions({ not, patterns }: PatternList): PatternList {
  return { not, patterns: patterns.map(comparedAction) };
}
