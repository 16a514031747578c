import { partitionOf } from "./canonicalise.ts";
import type { Decision, PolicyKind, Verdict, Witness } from "./comparison.ts";
import { type CompiledStatement, compileStatement } from "./decide/compiled-statement.ts";
import { type Confirmation, findGap, findGapQuickly, type GapAnswer, type GapQuestion } from "./decide/find-gap.ts";
import type { KeyState } from "./decide/key-domain.ts";
import { coversPlainly } from "./decide/plain-cover.ts";
import { servicePrefix } from "./decide/services.ts";
import { spellWitness } from "./decide/spell-witness.ts";
import { type Evaluation, evaluateBoth } from "./evaluate.ts";
import { lowerAscii } from "./lower-ascii.ts";
import { isOfKind } from "./parse-policy.ts";
import type { Policy, Statement } from "./policy.ts";
import type { Request } from "./request.ts";
import { Work, WorkSpent } from "./work.ts";

/** What one comparison may cost in steps. */
const STEPS = 1_000_000;

/** Which way a request is decided differently: live lets through more than canonical does, or less. */
export type Direction = "gain" | "loss";

/** Two sets of statements made ready for deciding. */
export interface Sides {
  readonly canonical: readonly CompiledStatement[];
  readonly live: readonly CompiledStatement[];
}

/**
 * Compares two sets of policies, each taken as one union of statements, by what they decide.
 *
 * @param kind what all of the policies are for; they have been parsed as that kind
 */
export function decidePolicies(canonical: readonly Policy[], live: readonly Policy[], kind: PolicyKind): Verdict {
  const misfit = [...canonical, ...live].flatMap(({ statements }) => statements).find((each) => !isOfKind(each, kind));
  if (misfit !== undefined) {
    return unknown(
      `${misfit.path} does not have the elements of a statement in ${kind === "trust" ? "a trust" : "an identity"} policy`,
    );
  }
  if (sameTexts(canonical, live)) return { verdict: "equal", change: "identical" };
  const partition = partitionOf([...canonical, ...live]) ?? "aws";
  const identities = new Map<string, number>();
  return decideStatements({
    canonical: compilePolicies(canonical, partition, identities),
    live: compilePolicies(live, partition, identities),
  });
}

function sameTexts(canonical: readonly Policy[], live: readonly Policy[]): boolean {
  const [left, right] = [canonical, live].map((policies) => JSON.stringify(policies.map(({ text }) => text).sort()));
  return left === right;
}

function compilePolicies(
  policies: readonly Policy[],
  partition: string,
  identities: Map<string, number>,
): readonly CompiledStatement[] {
  return policies.flatMap((policy, index) =>
    policy.statements.map((statement) => {
      const path = policies.length === 1 ? statement.path : `Policy[${index}].${statement.path}`;
      const placed = { ...withRootArns(statement, partition), path };
      const { effect, actions, resources, principals, conditions, variables } = placed;
      const text = JSON.stringify([effect, actions, resources, principals, conditions, variables]);
      const identity = identities.get(text) ?? identities.size;
      identities.set(text, identity);
      return compileStatement(placed, identity);
    }),
  );
}

/** An account id among the principals is short for the ARN of its root. */
function withRootArns(statement: Statement, partition: string): Statement {
  const { principals } = statement;
  if (principals === undefined) return statement;
  const spelt = principals.principals.map((principal) => {
    const { type, value } = principal;
    return type === "AWS" && /^\d{12}$/.test(value)
      ? { type, value: `arn:${partition}:iam::${value}:root` }
      : principal;
  });
  return { ...statement, principals: { ...principals, principals: spelt } };
}

function unknown(reason: string): Verdict {
  return { verdict: "unknown", reason };
}

/** {@link decidePolicies} on statements that are compiled. */
export function decideStatements(sides: Sides, known: Map<string, readonly KeyState[]> = new Map()): Verdict {
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
    return open === undefined ? { verdict: "equal", change: "cosmetic" } : unknown(open);
  }
  if (loss.status === "covered") return { verdict: "different", change: "broadened", witness };
  return { verdict: "different", change: gain.status === "covered" ? "narrowed" : "mixed", witness };
}

/** A statement that may make a difference, and the statements that may keep it from making one. */
interface Suspect {
  readonly statement: CompiledStatement;
  readonly covers: readonly CompiledStatement[];
  /** Those of them that do not stand on the statement's own side: what became of it is most likely among these. */
  readonly likely: readonly CompiledStatement[];
}

function suspectsAmong(
  statements: readonly CompiledStatement[],
  covers: readonly CompiledStatement[],
): readonly Suspect[] {
  const identities = new Set(covers.map(({ identity }) => identity));
  const own = new Set(statements.map(({ identity }) => identity));
  const likely = covers.filter(({ identity }) => !own.has(identity));
  return statements
    .filter(({ identity }) => !identities.has(identity))
    .map((statement) => ({ statement, covers, likely }));
}

const PERMISSIVENESS: Readonly<Record<Decision, number>> = { deny: 0, none: 1, allow: 2 };

/** Asks both questions of two sides. */
export class Decider {
  readonly #sides: Sides;
  readonly #confirmed = new Map<Request, Pick<Witness, "canonical" | "live">>();
  readonly #known: Map<string, readonly KeyState[]>;
  /** Why sides that decide alike may yet differ: whom one names and the other covers without naming. */
  readonly unnamed: string[] = [];

  constructor(sides: Sides, known: Map<string, readonly KeyState[]>) {
    this.#sides = sides;
    this.#known = known;
  }

  /**
   * Whether live lets through something that canonical does not, or the other way round. It does where it allows what the other
   * side neither allows nor either side denies, or where the other side denies what it does not.
   */
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
      confirm: (request) => this.confirm(request, direction, work),
    };
    const unsettled: Suspect[] = [];
    for (const suspect of this.#suspects(direction)) {
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

  /** The statements that may make a difference in a direction: those that do not stand on both sides. */
  #suspects(direction: Direction): readonly Suspect[] {
    const { canonical, live } = this.#sides;
    const [own, other] = direction === "gain" ? [live, canonical] : [canonical, live];
    const [ownDenies, otherDenies] = [own.filter(isDeny), other.filter(isDeny)];
    const covers = [...other.filter((each) => !isDeny(each)), ...ownDenies, ...otherDenies];
    const allows = own.filter((each) => !isDeny(each));
    return [...suspectsAmong(allows, covers), ...suspectsAmong(otherDenies, ownDenies)];
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
  confirm(request: Request, direction: Direction, work: Work): Confirmation {
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
    const concerned = (side: readonly CompiledStatement[]): readonly Statement[] =>
      side.filter(({ services }) => services === "any" || services.has(service)).map(({ statement }) => statement);
    const { canonical, live } = this.#sides;
    return evaluateBoth(concerned(canonical), concerned(live), request, work);
  }

  /** A request that was confirmed, with its action and condition keys spelt as the documents spell them. */
  witness(request: Request): Witness | undefined {
    const decisions = this.#confirmed.get(request);
    const spelt = spellWitness(request, [...this.#sides.canonical, ...this.#sides.live]);
    return decisions && { ...spelt, ...decisions };
  }
}

function isDeny({ written }: CompiledStatement): boolean {
  return written.effect === "Deny";
}
