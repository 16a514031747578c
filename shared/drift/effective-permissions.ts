import type { Change, Delta, Verdict, Witness } from "../policy/comparison.ts";
import { decideBoundedPolicies } from "../policy/decide-bounded-policies.ts";
import type { ActionTable } from "../policy/explain/action-table.ts";
import { boundDeltas } from "../policy/explain/bound-deltas.ts";
import type { Policy } from "../policy/policy.ts";
import type { EffectiveComparison } from "./drift.ts";
import {
  type Boundary,
  covers,
  onlyEffect,
  type PolicySide,
  policiesOf,
  policyOf,
  type Whole,
} from "./effective-policies.ts";
import { confirmWitness } from "./effective-witness.ts";
import { explainOnce, recogniseOnce } from "./explain-once.ts";
import type { LoadActionTable } from "./rule.ts";
import { type Gain, gainOf, grantsEverything, worseGain } from "./severity.ts";

/** One policy of an entity that is not as its baseline has it. */
export interface PolicyChange {
  /** As in {@link Whole}. */
  readonly id: string;
  /** Left out: the baseline does not name it. */
  readonly canonical?: Policy;
  /** Left out: it is not there. */
  readonly live?: Policy;
  /** A request that its two documents decide differently, where there are two. */
  readonly witness?: Witness;
}

/** What a change of one policy comes to for all that its entity's policies permit. */
export interface EffectiveChange {
  readonly comparison: EffectiveComparison;
  /** The most that the entity gained by it; `undefined` where no more is known than of the policy by itself. */
  readonly gained: Gain | undefined;
}

/**
 * Says what a change of one policy comes to for the entity as a whole. Four things are asked, of which each can only go one way: whether
 * the live document allows, or denies, what nothing in the baseline does; and whether its canonical document allowed, or denied, what
 * nothing live does. Where that is answered by no for every policy of the entity, the whole decides as its baseline does.
 *
 * An allow of what the baseline denies, by a denial that is still in force, makes no difference, and neither does one of what the
 * live permissions boundary keeps back. A denial that a baseline does not have is relied on for nothing: it may be lifted any day.
 *
 * A policy that could not be read can only make equal what would otherwise differ. So `equal` stands without it, and `different` becomes
 * `unknown`.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
 */
export async function judgePolicyChange(
  whole: Whole,
  change: PolicyChange,
  loadTable: LoadActionTable,
): Promise<EffectiveChange> {
  const parts = await Promise.all(questionsOf(whole, change).map((question) => answer(question, whole, loadTable)));
  const open = parts.find(({ verdict }) => verdict === "unknown");
  if (open?.verdict === "unknown") {
    return { comparison: { verdict: "unknown", reason: open.reason, deltas: [] }, gained: undefined };
  }
  const differing = parts.flatMap((part) => (part.verdict === "different" ? [part] : []));
  if (differing.length === 0) return { comparison: { verdict: "equal", deltas: [] }, gained: "nothing" };
  const deltas = boundDeltas(differing.flatMap((part) => part.deltas));
  const ways = new Set(differing.map(({ permits }) => permits));
  const gained = differing.reduce<Gain>((worst, part) => worseGain(worst, part.gained), "nothing");
  // What was gained is the graver of the two, and to be seen first.
  const gravest = differing.toSorted(
    (left, right) => Number(right.permits === "more") - Number(left.permits === "more"),
  );
  const own = change.witness === undefined ? undefined : confirmWitness(whole, [change.witness]);
  const table = await loadTable();
  const witness = own ?? firstOf(gravest, (part) => confirmWitness(whole, part.witnesses(table)));
  const shown = witness === undefined ? {} : { witness };
  return { comparison: { verdict: "different", change: changeOf(ways), deltas, ...shown }, gained };
}

/** One set of policies, and the same with something more in it. */
interface Question {
  readonly beside: readonly Policy[];
  readonly added: readonly Policy[];
  /** Whether it is live that has it and the baseline that does not. */
  readonly isGained: boolean;
  readonly permits: "more" | "less";
  /** Where what is added may stand as well. */
  readonly side: PolicySide;
  readonly boundary: Boundary;
}

function questionsOf(whole: Whole, { canonical, live }: PolicyChange): readonly Question[] {
  const { expected, live: now, liveBoundary: boundary } = whole;
  const kept = denialsInForce(whole);
  const [gained, lost] = [live === undefined ? [] : [live], canonical === undefined ? [] : [canonical]];
  const [before, after] = [policiesOf(expected.policies), policiesOf(now.policies)];
  const none: Boundary = { status: "none" };
  const asked: readonly Question[] = [
    ...(["Allow", "Deny"] as const).flatMap((effect): readonly Question[] => {
      const allows = effect === "Allow";
      const common = { boundary: allows ? boundary : none };
      // What a document denies itself it never allowed.
      const beside = (policies: readonly Policy[], document: readonly Policy[]) => [
        ...onlyEffect(effect, policies),
        ...(allows ? [...kept, ...onlyEffect("Deny", document)] : []),
      ];
      return [
        {
          ...common,
          beside: beside(before, gained),
          added: onlyEffect(effect, gained),
          isGained: true,
          permits: allows ? "more" : "less",
          side: expected,
        },
        {
          ...common,
          beside: beside(after, lost),
          added: onlyEffect(effect, lost),
          isGained: false,
          permits: allows ? "less" : "more",
          side: now,
        },
      ];
    }),
  ];
  return asked.filter(({ added }) => added.length > 0);
}

/** What the baseline denies and live denies still. */
export function denialsInForce({ expected, live }: Whole): readonly Policy[] {
  const standing = onlyEffect("Deny", policiesOf(live.policies));
  const meant = onlyEffect("Deny", policiesOf(expected.policies)).flatMap(({ statements }) => statements);
  const kept = meant.filter((statement) => covers(standing, statement));
  return kept.length === 0 ? [] : [policyOf(kept)];
}

type Answer =
  | { readonly verdict: "equal" }
  | {
      readonly verdict: "different";
      readonly permits: "more" | "less";
      readonly deltas: readonly Delta[];
      readonly gained: Gain;
      /** Requests that may show it; worked out only where they are asked for. */
      readonly witnesses: (table: ActionTable) => readonly Witness[];
    }
  | { readonly verdict: "unknown"; readonly reason: string };

async function answer(question: Question, whole: Whole, loadTable: LoadActionTable): Promise<Answer> {
  const { beside, added, isGained, permits, side, boundary } = question;
  const more = [...beside, ...added];
  const sides = isGained ? { canonical: beside, live: more } : { canonical: more, live: beside };
  const verdict = decideUnder(sides, boundary);
  if (verdict.verdict !== "different") return verdict;
  const [unread] = [...side.unread, ...whole.expected.unread, ...whole.live.unread];
  if (unread !== undefined) return { verdict: "unknown", reason: unread.reason };
  if (boundary.status === "unread") return { verdict: "unknown", reason: boundary.reason };
  const deltas = explainOnce(sides, await loadTable());
  const everything = isGained && added.some(grantsEverything) && !beside.some(grantsEverything);
  const gained = permits === "less" ? "nothing" : gainOf({ ...verdict, change: "broadened", deltas }, everything);
  const { witness } = verdict;
  const witnesses = (table: ActionTable) => [recogniseOnce(witness, sides, table), witness];
  return { verdict: "different", permits, deltas: deltas.map(withoutPaths), gained, witnesses };
}

/** A boundary that could not be read can only make equal what differs without it. */
function decideUnder(
  { canonical, live }: { readonly canonical: readonly Policy[]; readonly live: readonly Policy[] },
  boundary: Boundary,
): Verdict {
  const bounded = boundary.status === "read" ? { boundary: [boundary.policy] } : {};
  return decideBoundedPolicies({ policies: canonical, ...bounded }, { policies: live, ...bounded });
}

/** Where a delta stands would be said of several policies put together, which nobody sees. */
function withoutPaths({ canonicalPath: _, livePath: __, ...delta }: Delta): Delta {
  return delta;
}

function firstOf<Item, Found>(items: readonly Item[], find: (item: Item) => Found | undefined): Found | undefined {
  for (const item of items) {
    const found = find(item);
    if (found !== undefined) return found;
  }
  return undefined;
}

function changeOf(ways: ReadonlySet<"more" | "less">): Extract<Change, "broadened" | "narrowed" | "mixed"> {
  if (ways.size > 1) return "mixed";
  return ways.has("more") ? "broadened" : "narrowed";
}
