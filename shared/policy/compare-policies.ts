import { canonicalise, partitionOf, statementKey } from "./canonicalise.ts";
import type { Comparison, Delta, PolicyKind, Witness } from "./comparison.ts";
import { type Atom, type PrincipalReading, uncoveredAtoms } from "./coverage.ts";
import { describeDeltas } from "./describe-deltas.ts";
import type { ConfirmedAtom } from "./describe-permissions.ts";
import { type Direction, type Found, findWitness } from "./find-witness.ts";
import { collectMentions, type Mentions } from "./mentions.ts";
import type { Policy, Statement } from "./policy.ts";
import { Work, WorkSpent } from "./work.ts";

/** What one comparison may cost in steps, apart from canonicalising: proofs, and the search on either side. */
const STEPS = { proof: 20_000_000, search: 20_000_000 };

/** Once a difference has a witness the rest of its atoms only make the deltas fuller. */
const EFFORT = { toDecide: { mild: 160, any: 480 }, toDescribe: { mild: 24, any: 48 } };

/** More atoms than this on one side of a difference are not looked at one by one. */
const MOST_ATOMS = 2_000;

/**
 * Compares two sets of policies, each taken as one union of statements, by what they decide.
 *
 * It is structural: `equal` where the statements, split into atoms, cover one another; `different` only with a witness that both sides
 * were seen to decide differently; `broadened` and `narrowed` only where it is shown besides that nothing changed the other way;
 * `mixed` where both ways were witnessed, and also where a witness was found and the other way could not be ruled out, so that a
 * repair which may only take away refuses. Everything else, and every bound reached, is `unknown` with its reason.
 *
 * @param kind what all of the policies are for; they have been parsed as that kind
 */
export function comparePolicies(canonical: readonly Policy[], live: readonly Policy[], kind: PolicyKind): Comparison {
  const misfit = [...canonical, ...live].flatMap(({ statements }) => statements).find((each) => !fits(each, kind));
  if (misfit !== undefined) {
    return unknown(
      `${misfit.path} does not have the elements of a statement in ${kind === "trust" ? "a trust" : "an identity"} policy`,
    );
  }
  if (sameTexts(canonical, live)) return { verdict: "equal", change: "identical" };
  try {
    return compareStatements(canonical, live, kind);
  } catch (fault) {
    if (fault instanceof WorkSpent)
      return unknown("the policies are too laborious to compare: the bound on the work is reached");
    throw fault;
  }
}

function unknown(reason: string): Comparison {
  return { verdict: "unknown", reason };
}

function fits({ resources, principals }: Statement, kind: PolicyKind): boolean {
  if (kind === "identity") return resources !== undefined && principals === undefined;
  return resources === undefined && principals !== undefined && !principals.not;
}

function sameTexts(canonical: readonly Policy[], live: readonly Policy[]): boolean {
  const [left, right] = [canonical, live].map((policies) => JSON.stringify(policies.map(({ text }) => text).sort()));
  return left === right;
}

function compareStatements(
  canonicalPolicies: readonly Policy[],
  livePolicies: readonly Policy[],
  kind: PolicyKind,
): Comparison {
  const policies = [...canonicalPolicies, ...livePolicies];
  const partition = partitionOf(policies) ?? "aws";
  const canonical = canonicalise(canonicalPolicies, partition);
  const live = canonicalise(livePolicies, partition);
  if (sameStatements(canonical, live)) return { verdict: "equal", change: "cosmetic" };
  const exact = differences(canonical, live, "same");
  if (exact.every(({ atoms }) => atoms.length === 0)) return { verdict: "equal", change: "cosmetic" };
  const mentions = collectMentions(policies, [...canonical, ...live], partition);
  const wide = kind === "trust" ? differences(canonical, live, "within") : exact;
  const searches = wide.map((difference) => search(difference, canonical, live, mentions));
  const deltas = describeDeltas(
    searches.flatMap(({ confirmed }) => confirmed),
    { canonical, live },
    mentions,
    new Work(STEPS.proof),
  );
  return judge(searches, deltas, exact);
}

function sameStatements(canonical: readonly Statement[], live: readonly Statement[]): boolean {
  return (
    canonical.length === live.length &&
    canonical.every((each, index) => statementKey(each) === statementKey(live[index] ?? each))
  );
}

/** Atoms of one effect that stand on one side only, and what a request decided by them would be to live: a gain or a loss. */
interface Difference {
  readonly side: "canonical" | "live";
  readonly direction: Direction;
  readonly atoms: readonly Atom[];
}

/**
 * The four ways in which two sides can differ. Where both differences of one direction are empty, no request was decided that way:
 * without a gain, what live allows canonical allows, and what canonical denies live denies.
 */
function differences(
  canonical: readonly Statement[],
  live: readonly Statement[],
  reading: PrincipalReading,
): readonly Difference[] {
  return [
    { side: "live", direction: "gain", atoms: alone("Allow", live, canonical, reading) },
    { side: "canonical", direction: "gain", atoms: alone("Deny", canonical, live, reading) },
    { side: "canonical", direction: "loss", atoms: alone("Allow", canonical, live, reading) },
    { side: "live", direction: "loss", atoms: alone("Deny", live, canonical, reading) },
  ];
}

/** The atoms of `own` that `other` does not have; an allow that the same side denies anyway is none. */
function alone(
  effect: Statement["effect"],
  own: readonly Statement[],
  other: readonly Statement[],
  reading: PrincipalReading,
): readonly Atom[] {
  const work = new Work(STEPS.proof);
  const denies = effect === "Allow" ? own.filter((each) => each.effect === "Deny") : [];
  const covering = [...other.filter((each) => each.effect === effect), ...denies];
  const keys = new Set(covering.map(statementKey));
  const candidates = own.filter((each) => each.effect === effect && !keys.has(statementKey(each)));
  return candidates.flatMap((statement) => uncoveredAtoms(statement, covering, reading, work));
}

/** What was found for one difference. */
interface Search {
  readonly difference: Difference;
  readonly found: readonly Found[];
  readonly confirmed: readonly ConfirmedAtom[];
}

function search(
  difference: Difference,
  canonical: readonly Statement[],
  live: readonly Statement[],
  mentions: Mentions,
): Search {
  const { side, direction, atoms } = difference;
  const work = new Work(STEPS.search);
  const found: Found[] = [];
  const confirmed: ConfirmedAtom[] = [];
  try {
    for (const atom of atoms.slice(0, MOST_ATOMS)) {
      const effort = confirmed.length === 0 ? EFFORT.toDecide : EFFORT.toDescribe;
      const some = findWitness(atom, side, direction, [canonical, live], mentions, effort, work);
      found.push(...some);
      if (some.some((each) => each.direction === direction)) confirmed.push({ atom, side, direction });
    }
  } catch (fault) {
    // What was found before the bound stands: each witness is a proof by itself.
    if (!(fault instanceof WorkSpent)) throw fault;
  }
  return { difference, found, confirmed };
}

function judge(searches: readonly Search[], deltas: readonly Delta[], exact: readonly Difference[]): Comparison {
  const found = searches.flatMap((each) => each.found);
  const [gain, loss] = (["gain", "loss"] as const).map((direction) => ({
    witness: pickWitness(found.filter((each) => each.direction === direction)),
    ruledOut: searches.every(({ difference }) => difference.direction !== direction || difference.atoms.length === 0),
  }));
  const witness = gain?.witness ?? loss?.witness;
  if (gain === undefined || loss === undefined || witness === undefined) return unknown(whyUnknown(searches, exact));
  for (const { witness: contradiction, ruledOut } of [gain, loss]) {
    if (contradiction !== undefined && ruledOut) {
      return unknown(
        `the comparison contradicts itself over ${contradiction.action} on ${contradiction.resource}; please report these two policies`,
      );
    }
  }
  if (loss.ruledOut) return { verdict: "different", change: "broadened", witness, deltas };
  return { verdict: "different", change: gain.ruledOut ? "narrowed" : "mixed", witness, deltas };
}

/** The one with the mildest context. */
function pickWitness(found: readonly Found[]): Witness | undefined {
  const size = ({ witness }: Found): number => Object.keys(witness.context).length;
  return found.toSorted((left, right) => size(left) - size(right))[0]?.witness;
}

function whyUnknown(searches: readonly Search[], exact: readonly Difference[]): string {
  const open = searches.map(({ difference }) => difference).filter(({ atoms }) => atoms.length > 0);
  const [first] = open.length > 0 ? open : exact.filter(({ atoms }) => atoms.length > 0);
  const place = `${first?.atoms[0]?.statement.path} of the ${first?.side} policy`;
  if (open.length === 0) {
    return `${place} names a principal that is covered otherwise on the other side, and naming it may spare it a permission of its own`;
  }
  return `no request was found that tells ${place} from the other side, and it could not be shown that none exists`;
}
