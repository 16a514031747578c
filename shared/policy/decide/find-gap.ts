import type { Request } from "../request.ts";
import type { Work } from "../work.ts";
import { bindVariables } from "./bind-variables.ts";
import type { CompiledStatement } from "./compiled-statement.ts";
import { fillStatement, variablesOf } from "./fill-statement.ts";
import { GapSearch, type GapSearchOptions, isUndocumented, type Readings } from "./gap-search.ts";
import { type KeyState, keyStates } from "./key-domain.ts";
import type { PrincipalReading } from "./principals.ts";
import { sampleVariable } from "./samples.ts";
import { shareService } from "./services.ts";

/** What became of the question whether one statement is covered by others. */
export type GapAnswer =
  /** Every request that the statement speaks of, one of the others does. */
  | { readonly status: "covered" }
  | { readonly status: "gap"; readonly request: Request }
  | { readonly status: "open"; readonly reason: string };

/** What a request that should be a gap turned out to be when both sides were evaluated. */
export type Confirmation = { readonly status: "confirmed" } | { readonly status: "refused"; readonly reason: string };

/** What the question is asked with. */
export interface GapQuestion {
  readonly principals: PrincipalReading;
  /** States of condition keys worked out before. */
  readonly known: Map<string, readonly KeyState[]>;
  readonly work: Work;
  /** Evaluates both sides. */
  confirm(request: Request): Confirmation;
}

const LOOSE: Readings = { statement: "loose", others: "loose" };
const STRICT: Readings = { statement: "strict", others: "strict" };
/** What the statement speaks of under both readings, and the others under neither. */
const SURE: Readings = { statement: "strict", others: "loose" };
const SURE_NOT: Readings = { statement: "loose", others: "strict" };

/** After so many requests that were no gap after all, only samples are looked at, and after more the search is given up. */
const PATIENCE = 8;
const MOST_REFUSED = 64;

/**
 * Whether every request that a statement speaks of is one that some of the others speaks of, under both readings of `*` across
 * colons; where not, a request that shows it.
 *
 * @throws WorkSpent
 */
export function findGap(
  statement: CompiledStatement,
  others: readonly CompiledStatement[],
  question: GapQuestion,
): GapAnswer {
  if (isUndocumented(statement))
    return {
      status: "open",
      reason: `${statement.statement.path} has an empty Not… list, whose meaning is not documented`,
    };
  const attempt = new Attempt(question);
  const search = attempt.search(statement, others, { plain: LOOSE, not: LOOSE }, 1);
  if (attempt.found === undefined && attempt.open && search.readingMattered)
    attempt.search(statement, others, { plain: SURE, not: SURE_NOT }, PATIENCE);
  if (attempt.found === undefined && attempt.open) attempt.searchFilled(statement, others);
  if (attempt.found === undefined && !attempt.open && search.readingMattered)
    attempt.search(statement, others, { plain: STRICT, not: STRICT }, PATIENCE);
  return attempt.answer();
}

/**
 * {@link findGap} by its cheap means alone; `undefined` where they do not settle it.
 *
 * @throws WorkSpent
 */
export function findGapQuickly(
  statement: CompiledStatement,
  others: readonly CompiledStatement[],
  question: GapQuestion,
): GapAnswer | undefined {
  if (isUndocumented(statement)) return undefined;
  const attempt = new Attempt(question);
  const search = attempt.search(statement, others, { plain: LOOSE, not: LOOSE }, 0);
  if (attempt.found === undefined && attempt.open) attempt.searchFilled(statement, others, 0, 2);
  if (attempt.found !== undefined) return attempt.answer();
  return attempt.open || attempt.hurried || search.readingMattered ? undefined : attempt.answer();
}

class Attempt {
  readonly #question: GapQuestion;
  found: Request | undefined;
  /** Whether something was left out for haste. */
  hurried = false;
  #reason: string | undefined;
  #refused = 0;
  readonly #refusals: Request[] = [];

  constructor(question: GapQuestion) {
    this.#question = question;
  }

  get open(): boolean {
    return this.#reason !== undefined;
  }

  answer(): GapAnswer {
    if (this.found !== undefined) return { status: "gap", request: this.found };
    return this.#reason === undefined ? { status: "covered" } : { status: "open", reason: this.#reason };
  }

  search(
    statement: CompiledStatement,
    others: readonly CompiledStatement[],
    readings: GapSearchOptions["readings"],
    patience: number,
    fixed: ReadonlyMap<string, string | undefined> = new Map(),
  ): GapSearch {
    this.#refused = 0;
    const { principals, known, work } = this.#question;
    const search = new GapSearch(statement, others, {
      readings,
      principals,
      work,
      conditions: { fixed, known, work },
      visit: (request) => this.#visit(request),
      hurried: () => {
        this.hurried ||= this.#refused >= patience;
        return this.#refused >= patience;
      },
    });
    search.run();
    return search;
  }

  /** Looks again with values in place of the policy variables. */
  searchFilled(
    statement: CompiledStatement,
    allOthers: readonly CompiledStatement[],
    patience = PATIENCE,
    most = Number.POSITIVE_INFINITY,
  ): void {
    const others = allOthers.filter(({ services }) => shareService(services, statement.services));
    const variables = [...new Set([statement, ...others].flatMap(variablesOf))];
    if (variables.length === 0) return;
    const bound = this.#refusals.flatMap((request) => bindVariables(statement, request, this.#question.work));
    for (const values of fillings(variables, statement, bound, this.#question).slice(0, most)) {
      const filled = others.map((other) => fillStatement(other, values));
      this.search(fillStatement(statement, values), filled, { plain: SURE, not: SURE_NOT }, patience, values);
      if (this.found !== undefined) return;
    }
  }

  #visit(request: Request): boolean {
    const confirmation = this.#question.confirm(request);
    if (confirmation.status === "confirmed") {
      this.found = request;
      return true;
    }
    this.#reason ??= confirmation.reason;
    this.#refused += 1;
    if (this.#refusals.length < PATIENCE) this.#refusals.push(request);
    return this.#refused >= MOST_REFUSED;
  }
}

/** Values for the policy variables: all set, set so that the statement fits a request, then each left out or set otherwise. */
function fillings(
  variables: readonly string[],
  statement: CompiledStatement,
  bound: readonly ReadonlyMap<string, string>[],
  { work }: GapQuestion,
): readonly ReadonlyMap<string, string | undefined>[] {
  const choices = variables.map((key) => ({ key, values: valuesFor(key, statement, work) }));
  const first = new Map(choices.map(({ key, values }) => [key, values[0]]));
  const varied = choices.flatMap(({ key, values }) =>
    values.slice(1, 4).map((value) => new Map([...first, [key, value]])),
  );
  const none = new Map(variables.map((key) => [key, undefined]));
  const fitting = bound.map((values) => new Map([...first, ...values]));
  return [first, ...fitting, none, ...varied];
}

/** A sample, where the statement's own conditions on the key allow it; then what else they allow. */
function valuesFor(key: string, { tests }: CompiledStatement, work: Work): readonly (string | undefined)[] {
  const onKey = tests.filter((test) => test.key === key && test.texts.every(({ variable }) => !variable));
  const sample = sampleVariable(key);
  // The documents may name the sample themselves, and then it shows nothing.
  if (onKey.length === 0) return [sample, sampleVariable(key, 2), undefined];
  const states = [...keyStates(onKey, { value: sample }, "some", work), ...keyStates(onKey, undefined, "some", work)];
  const values = states.flatMap(({ value, meets }) => {
    if (meets.includes(false) || (value !== undefined && typeof value !== "string" && value.length > 1)) return [];
    return [typeof value === "object" ? value[0] : value];
  });
  return [...new Set(values)].filter((value) => value === undefined || !/[*?]|^$/.test(value));
}
