import { statementKey } from "../canonicalise.ts";
import { type CompiledStatement, compileStatement } from "../decide/compiled-statement.ts";
import { type Confirmation, findGap, type GapAnswer } from "../decide/find-gap.ts";
import type { KeyState } from "../decide/key-domain.ts";
import { coversPlainly } from "../decide/plain-cover.ts";
import { statementApplies } from "../evaluate.ts";
import type { Statement } from "../policy.ts";
import type { Request } from "../request.ts";
import { Work, WorkSpent } from "../work.ts";
import type { Covers } from "./coverage.ts";

/** What one question may cost, and all of them together, in steps. */
const STEPS = { question: 500_000, together: 10_000_000 };

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
 * {@link Covers} as the comparison decides it: over all names and all contexts, by the others together, and with everyone in an account
 * covered where the account is. Where that cannot be decided, or not within the bound on one question, only what one of the others says
 * in as many words counts as covered: what is open is told rather than left out. Remembers what it has worked out for as long as it lives.
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
    return others.some((other) => saysAll(compile(other), compileStatement(statement, -1), together));
  };
}

/** Whether a statement says the same as another, whatever the effects, or the same of more actions, resources or principals. */
function saysAll(other: CompiledStatement, statement: CompiledStatement, work: Work): boolean {
  work.spend(1);
  return keyWithoutEffect(other) === keyWithoutEffect(statement) || coversPlainly(other, statement, work);
}

function keyWithoutEffect({ written }: CompiledStatement): string {
  return statementKey({ ...written, effect: "Allow" });
}

/** Whether the evaluator, too, finds that the statement speaks of a request and none of the others does. */
function confirmGap(statement: Statement, others: readonly Statement[], request: Request, work: Work): Confirmation {
  const isGap =
    statementApplies(statement, request, work) === true &&
    others.every((other) => statementApplies(other, request, work) === false);
  return isGap ? { status: "confirmed" } : { status: "refused", reason: "The request is covered after all." };
}
