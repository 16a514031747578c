import type { PatternList, Statement } from "../policy.ts";
import { Work } from "../work.ts";
import { actionsMeet } from "./action-names.ts";
import { patternsMeet } from "./patterns-meet.ts";

/**
 * Whether the others, taken together and whatever their effects, speak of every request that a statement speaks of. `false` also where
 * that could not be shown.
 *
 * @throws WorkSpent
 */
export type Covers = (statement: Statement, others: readonly Statement[]) => boolean;

/** A bounded number of questions. */
export class Coverage {
  readonly #covers: Covers;
  readonly #work: Work;

  constructor(covers: Covers, questions: number) {
    this.#covers = covers;
    this.#work = new Work(questions);
  }

  /** {@link Covers}. @throws WorkSpent when the questions are used up */
  covers(statement: Statement, others: readonly Statement[]): boolean {
    this.#work.spend(1);
    return this.#covers(statement, others);
  }

  /** The parts of a statement that the others leave uncovered: one action, resource or principal each where it has to be looked at. */
  uncovered(statement: Statement, others: readonly Statement[]): readonly Statement[] {
    const near = others.filter((other) => mayOverlap(other, statement));
    if (near.length === 0) return [statement];
    if (this.covers(statement, near)) return [];
    const parts = halves(statement);
    return parts === undefined ? [statement] : parts.flatMap((part) => this.uncovered(part, near));
  }

  /** The parts of a statement that another covers, and the rest; conditions play no part. */
  partition(
    statement: Statement,
    other: Statement,
  ): { readonly inside: readonly Statement[]; readonly outside: readonly Statement[] } {
    const outside = { inside: [], outside: [statement] };
    if (!mayOverlap(other, statement)) return outside;
    if (this.covers(withoutConditions(statement), [withoutConditions(other)]))
      return { inside: [statement], outside: [] };
    const parts = halves(statement);
    if (parts === undefined) return outside;
    const found = parts.map((part) => this.partition(part, other));
    return { inside: found.flatMap(({ inside }) => inside), outside: found.flatMap((each) => each.outside) };
  }
}

/** The statement, whatever the request's context. */
export function withoutConditions(statement: Statement): Statement {
  return { ...statement, conditions: [] };
}

/** The statement in two parts, along its longest list; `undefined` for one of one action, resource and principal. */
function halves(statement: Statement): readonly [Statement, Statement] | undefined {
  const { actions, resources, principals } = statement;
  const sizes = [unitCount(actions), unitCount(resources), principals?.principals.length ?? 1] as const;
  const most = Math.max(...sizes);
  if (most < 2) return undefined;
  const half = Math.ceil(most / 2);
  const both = <T>(items: readonly T[]): readonly [T[], T[]] => [items.slice(0, half), items.slice(half)];
  if (sizes[0] === most) {
    const [left, right] = both(actions.patterns).map((patterns) => ({
      ...statement,
      actions: { not: false, patterns },
    }));
    return left && right && [left, right];
  }
  if (sizes[1] === most) {
    const [left, right] = both(resources?.patterns ?? []).map((patterns) => {
      return { ...statement, resources: { not: false, patterns } };
    });
    return left && right && [left, right];
  }
  const [left, right] = both(principals?.principals ?? []).map((part) => {
    return { ...statement, principals: { not: false, principals: part } };
  });
  return left && right && [left, right];
}

function unitCount(list: PatternList | undefined): number {
  return list === undefined || list.not ? 1 : list.patterns.length;
}

/** `false` is certain. Principals and conditions are not looked at. */
export function mayOverlap(one: Statement, other: Statement): boolean {
  return actionsMeet(one.actions, other.actions) && resourceListsMeet(one.resources, other.resources);
}

function resourceListsMeet(one: PatternList | undefined, other: PatternList | undefined): boolean {
  if (one === undefined || other === undefined || one.not || other.not) return true;
  return other.patterns.some((right) =>
    one.patterns.some((left) => left === "*" || right === "*" || resourcesMeet(left, right)),
  );
}

function resourcesMeet(left: string, right: string): boolean {
  const special = /[*?$]/;
  const [begin, other] = [left.search(special), right.search(special)];
  const shared = Math.min(begin < 0 ? left.length : begin, other < 0 ? right.length : other);
  if (left.slice(0, shared) !== right.slice(0, shared)) return false;
  return begin < 0 && other < 0 ? left === right : patternsMeet(left, right);
}
