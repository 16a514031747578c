import { uncoveredAtoms } from "../coverage.ts";
import { type CompiledStatement, compileStatement } from "../decide/compiled-statement.ts";
import { type Confirmation, findGap, type GapAnswer } from "../decide/find-gap.ts";
import type { KeyState } from "../decide/key-domain.ts";
import { statementApplies } from "../evaluate.ts";
import type { Statement } from "../policy.ts";
import type { Request } from "../request.ts";
import { Work, WorkSpent } from "../work.ts";
import type { Covers } from "./coverage.ts";

/** What one question may cost, and all of them together, in steps. */
const STEPS = { question: 500_000, together: 40_000_000 };

/** A bound on one question that is also a share of the bound on all of them. */
class Share extends Work {
  readonly #together: Work;

  constructor(steps: number, together: Work) {
    super(steps);
    this.#together = together;
  }

  override spend(steps: number): void {
    this.#together.spend(steps);
    super.spend(steps);
  }
}

/**
 * {@link Covers} as the comparison decides it: over all names and all contexts, by the others together. Where it cannot be decided, or
 * not within bounds, what can be shown piece by piece counts. Remembers what it has worked out for as long as it lives.
 */
export function exactCoverage(): Covers {
  const compiled = new Map<Statement, CompiledStatement>();
  const known = new Map<string, readonly KeyState[]>();
  const together = new Work(STEPS.together);
  const compile = (statement: Statement): CompiledStatement => {
    const before = compiled.get(statement) ?? compileStatement(statement, compiled.size);
    compiled.set(statement, before);
    return before;
  };
  const ask = (statement: Statement, others: readonly Statement[]): GapAnswer["status"] => {
    const work = new Share(STEPS.question, together);
    const confirm = (request: Request): Confirmation => confirmGap(statement, others, request, work);
    try {
      const question = { principals: "within", known, work, confirm } as const;
      return findGap(compileStatement(statement, -1), others.map(compile), question).status;
    } catch (fault) {
      if (fault instanceof WorkSpent) return "open";
      throw fault;
    }
  };
  return (statement, others) => {
    const answer = ask(statement, others);
    if (answer !== "open") return answer === "covered";
    return uncoveredAtoms(statement, others, "same", together).length === 0;
  };
}

/** Whether the evaluator, too, finds that the statement speaks of a request and none of the others does. */
function confirmGap(statement: Statement, others: readonly Statement[], request: Request, work: Work): Confirmation {
  const isGap =
    statementApplies(statement, request, work) === true &&
    others.every((other) => statementApplies(other, request, work) === false);
  return isGap ? { status: "confirmed" } : { status: "refused", reason: "The request is covered after all." };
}
