import type { Decision, Verdict, Witness } from "../comparison.ts";
import { type Evaluation, evaluateBoth, type StatementSets } from "../evaluate.ts";
import { lowerAscii } from "../lower-ascii.ts";
import type { Request } from "../request.ts";
import { Work, WorkSpent } from "../work.ts";
import type { CompiledStatement } from "./compiled-statement.ts";
import { type Confirmation, findGap, findGapQuickly, type GapAnswer, type GapQuestion } from "./find-gap.ts";
import type { KeyState } from "./key-domain.ts";
import { coversPlainly } from "./plain-cover.ts";
import { servicePrefix } from "./services.ts";
import { spellWitness } from "./spell-witness.ts";
import { type Side, type Suspect, suspectsOf } from "./suspects.ts";

/** What one comparison may cost in steps, in either direction. */
const STEPS = 1_000_000;

/** Which way a request is decided differently: live lets through more than canonical does, or less. */
type Direction = "gain" | "loss";

/** Two sides made ready for deciding. */
export interface Sides {
  readonly canonical: Side;
  readonly live: Side;
}

/**
 * The verdict on two sides of compiled statements.
 *
 * @param known states of condition keys worked out before, by the tests on them
 */
export function decideSides(sides: Sides, known: Map<string, readonly KeyState[]> = new Map()): Verdict {
  const decider = new Decider(sides, known);
  const gain = decider.ask("gain");
  const loss = decider.ask("loss");
  const [gained, lost] = [gain, loss].map((answer) =>
    answer.status === "gap" ? decider.witness(answer.request) : undefined,
  );
  const witness = gained ?? lost;
  if (witness === undefined) {
    const [open] = [
      ...[gain, loss].flatMap((answer) => (answer.status === "open" ? [answer.reason] : [])),
      ...decider.unnamed,
    ];
    return open === undefined ? { verdict: "equal", change: "cosmetic" } : { verdict: "unknown", reason: open };
  }
  if (loss.status === "covered") return { verdict: "different", change: "broadened", witness };
  return { verdict: "different", change: gain.status === "covered" ? "narrowed" : "mixed", witness };
}

const PERMISSIVENESS: Readonly<Record<Decision, number>> = { deny: 0, none: 1, allow: 2 };

/** Asks both questions of two sides. */
class Decider {
  readonly #sides: Sides;
  readonly #confirmed = new Map<Request, Pick<Witness, "canonical" | "live">>();
  readonly #known: Map<string, readonly KeyState[]>;
  /** Why sides that decide alike may yet differ: whom one names and the other covers without naming. */
  readonly unnamed: string[] = [];

  constructor(sides: Sides, known: Map<string, readonly KeyState[]>) {
    this.#sides = sides;
    this.#known = known;
  }

  /** Whether live lets through something that canonical does not, or the other way round. */
  ask(direction: Direction): GapAnswer {
    try {
      return this.#ask(direction);
    } catch (fault) {
      if (!(fault instanceof WorkSpent)) throw fault;
      return { status: "open", reason: "the policies are too laborious to compare: the bound on the work is reached" };
    }
  }

  #ask(direction: Direction): GapAnswer {
    const work = new Work(STEPS);
    const question: GapQuestion = {
      principals: "within",
      known: this.#known,
      work,
      confirm: (request) => this.#confirm(request, direction, work),
    };
    const { canonical, live } = this.#sides;
    const suspects = direction === "gain" ? suspectsOf(live, canonical, work) : suspectsOf(canonical, live, work);
    const unsettled: Suspect[] = [];
    for (const suspect of suspects) {
      if (suspect.likely.some((other) => coversPlainly(other, suspect.statement, work))) {
        this.#askNamed(suspect, work);
        continue;
      }
      const answer = findGapQuickly(suspect.statement, suspect.covers, question);
      if (answer?.status === "gap") return answer;
      if (answer === undefined) unsettled.push(suspect);
      else this.#askNamed(suspect, work);
    }
    let open: GapAnswer | undefined;
    for (const suspect of unsettled) {
      const answer = findGap(suspect.statement, suspect.covers, question);
      if (answer.status === "gap") return answer;
      if (answer.status === "open") open ??= answer;
      else this.#askNamed(suspect, work);
    }
    return open ?? { status: "covered" };
  }

  /** Whether whom the statement names, the others name too: naming someone may spare him a permission of his own. */
  #askNamed({ statement, covers }: Suspect, work: Work): void {
    if (statement.principals === undefined) return;
    const reason = `${statement.written.path} names a principal that is covered otherwise on the other side, and naming it may spare it a permission of its own`;
    const confirm = (): Confirmation => ({ status: "refused", reason });
    const question = { principals: "named", known: this.#known, work, confirm } as const;
    if (findGap(statement, covers, question).status !== "covered") this.unnamed.push(reason);
  }

  /** Evaluates both sides, and says whether they differ in the direction. @throws WorkSpent */
  #confirm(request: Request, direction: Direction, work: Work): Confirmation {
    const [before, after] = this.#evaluate(request, work);
    if (before.status === "undecidable") return { status: "refused", reason: before.reason };
    if (after.status === "undecidable") return { status: "refused", reason: after.reason };
    const step = PERMISSIVENESS[after.decision] - PERMISSIVENESS[before.decision];
    if (direction === "gain" ? step > 0 : step < 0) {
      this.#confirmed.set(request, { canonical: before.decision, live: after.decision });
      return { status: "confirmed" };
    }
    return {
      status: "refused",
      reason: `no request was found that shows the difference at ${request.action} on ${request.resource}`,
    };
  }

  #evaluate(request: Request, work: Work): readonly [Evaluation, Evaluation] {
    const service = lowerAscii(servicePrefix(request.action));
    const concerned = (statements: readonly CompiledStatement[]): StatementSets[number] =>
      statements
        .filter(({ services }) => services === "any" || services.has(service))
        .map(({ statement }) => statement);
    const setsOf = ({ policies, boundary }: Side): StatementSets =>
      boundary === undefined ? [concerned(policies)] : [concerned(policies), concerned(boundary)];
    const { canonical, live } = this.#sides;
    return evaluateBoth(setsOf(canonical), setsOf(live), request, work);
  }

  /** A request that was confirmed, with its action and condition keys spelt as the documents spell them. */
  witness(request: Request): Witness | undefined {
    const decisions = this.#confirmed.get(request);
    const statements = Object.values(this.#sides).flatMap(({ policies, boundary = [] }) => [...policies, ...boundary]);
    return decisions && { ...spellWitness(request, statements), ...decisions };
  }
}
