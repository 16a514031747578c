import { fillDocument } from "../baselines/fill-document.ts";
import type { ParameterValue, ParameterValues } from "../baselines/parameters.ts";
import { fillIn, placeholdersOf } from "../baselines/template.ts";
import { comparePolicyTexts } from "../policy/compare-policy-texts.ts";
import type { Change, PolicyKind } from "../policy/comparison.ts";
import type { Policy } from "../policy/policy.ts";
import { type Facet, type StatementPair, statementPairs } from "./match-statements.ts";
import { type Bindings, type Declarations, matchText } from "./match-text.ts";
import { combinationsOf, nameLikeness } from "./solve-combinations.ts";

/** A canonical document with the account's id and partition filled in, and the other placeholders as they stand. */
export interface DocumentTemplate {
  readonly text: string;
  readonly policy: Policy;
  readonly kind: PolicyKind;
}

/** What a live document says of a canonical one and of its parameters. */
export interface DocumentSolution {
  /** With `bindings` filled in. */
  readonly verdict: "alike" | "different" | "unknown";
  /** What live does relative to the document; where they differ. */
  readonly change?: Change;
  /** Why they could not be told apart. */
  readonly reason?: string;
  readonly bindings: ParameterValues;
  /** Values of which none is better than the others, by parameter. */
  readonly open: ReadonlyMap<string, readonly string[]>;
  /** Parameters whose values could be others, or change places, and the documents would decide alike all the same. */
  readonly interchangeable: readonly string[];
}

/**
 * Solves the parameters of a canonical document against a live one: statement by statement its texts are made equal, and of what that
 * leaves open the values are taken with which both decide alike.
 * @param live the live document, and what it was read from
 */
export function solveDocument(
  template: DocumentTemplate,
  live: { readonly text: string; readonly policy: Policy },
  declarations: Declarations,
): DocumentSolution {
  const pairs = statementPairs(template.policy, live.policy);
  const votes = votesOf(pairs, declarations);
  const candidates = new Map([...votes].map(([name, values]) => [name, bestOf(values)]));
  const tried = combinationsOf(candidates).map((scalars) => {
    const bindings = new Map<string, ParameterValue>([...scalars, ...listsOf(pairs, scalars, declarations)]);
    return { bindings, ...compare(template, live.text, bindings) };
  });
  const alike = tried.filter(({ verdict }) => verdict === "alike");
  // What decides alike in itself leaves no choice that matters, also where live was changed.
  const equal = alike.length > 0 || !decideAlike(template, tried) ? alike : tried;
  const [chosen] = equal.toSorted((left, right) => nameLikeness(right.bindings) - nameLikeness(left.bindings));
  if (chosen !== undefined) return { ...chosen, open: new Map(), interchangeable: differing(equal) };
  return undecided(tried, candidates);
}

/** One way to fill a document in, and what came of comparing it. */
type Attempt = Pick<DocumentSolution, "verdict" | "change" | "reason" | "bindings">;

/** Whether a document decides alike in every way that it was filled in. */
function decideAlike(template: DocumentTemplate, [first, ...others]: readonly Attempt[]): boolean {
  const filled = first && fillDocument(template.text, first.bindings);
  if (filled?.status !== "filled") return false;
  return others.every(({ bindings }) => compare(template, filled.text, bindings).verdict === "alike");
}

/** What is sure all the same: what every way has in common. */
function undecided(tried: readonly Attempt[], candidates: ReadonlyMap<string, readonly string[]>): DocumentSolution {
  const [first] = tried;
  const differs = new Set(differing(tried));
  const open = new Map([...candidates].filter(([name]) => differs.has(name)));
  const bindings = new Map([...(first?.bindings ?? [])].filter(([name]) => !differs.has(name)));
  return { ...(first ?? { verdict: "different" }), bindings, open, interchangeable: [] };
}

type Votes = ReadonlyMap<string, ReadonlyMap<string, number>>;

/** How well each value of each parameter of one text is supported, by how close the statements are that it comes from. */
function votesOf(pairs: readonly StatementPair[], declarations: Declarations): Votes {
  const votes = new Map<string, Map<string, number>>();
  for (const { closeness, facets } of pairs) {
    for (const [name, value] of facets
      .flatMap((facet) => bindingsIn(facet, declarations))
      .flatMap((each) => [...each])) {
      if (declarations.get(name)?.type === "list") continue;
      const values = votes.get(name) ?? new Map<string, number>();
      values.set(value, (values.get(value) ?? 0) + closeness);
      votes.set(name, values);
    }
  }
  return votes;
}

function bindingsIn({ templates, texts }: Facet, declarations: Declarations): readonly Bindings[] {
  const open = templates.filter((template) => placeholdersOf(template).length > 0);
  return open.flatMap((template) => texts.flatMap((text) => matchText(template, text, declarations) ?? []));
}

/** Support of less than this share of the best is an accident. */
const SERIOUS = 0.5;
const MOST_VALUES = 6;

function bestOf(values: ReadonlyMap<string, number>): readonly string[] {
  const ranked = [...values].toSorted(([, left], [, right]) => right - left);
  const most = ranked[0]?.[1] ?? 0;
  return ranked
    .filter(([, weight]) => weight >= most * SERIOUS)
    .slice(0, MOST_VALUES)
    .map(([value]) => value);
}

/** The values of the lists: every text of the closest statement that their template makes, and no other template beside it. */
function listsOf(
  pairs: readonly StatementPair[],
  scalars: Bindings,
  declarations: Declarations,
): readonly (readonly [string, readonly string[]])[] {
  const lists = new Map<string, Set<string>>();
  for (const facet of pairs.flatMap(({ isClosest, facets }) => (isClosest ? facets : []))) {
    const templates = facet.templates.map((template) => fillIn(template, scalars));
    const texts = facet.texts.filter((text) => !templates.includes(text));
    for (const template of templates) {
      const list = onlyListOf(template, declarations);
      if (list === undefined) continue;
      const values = texts.flatMap((text) => matchText(template, text, declarations)?.get(list) ?? []);
      lists.set(list, new Set([...(lists.get(list) ?? []), ...values]));
    }
  }
  return [...lists].map(([name, values]) => [name, [...values]] as const);
}

/** The list that a text still lacks; `undefined` where it lacks nothing, or something else too. */
function onlyListOf(template: string, declarations: Declarations): string | undefined {
  const [name, ...more] = placeholdersOf(template).map((placeholder) => placeholder.name);
  return name !== undefined && more.length === 0 && declarations.get(name)?.type === "list" ? name : undefined;
}

function compare(
  { text, kind }: DocumentTemplate,
  live: string,
  bindings: ParameterValues,
): Pick<DocumentSolution, "verdict" | "change" | "reason"> {
  const filled = fillDocument(text, bindings);
  if (filled.status === "invalid") return { verdict: "different" };
  const comparison = comparePolicyTexts([filled.text], [live], kind);
  if (comparison.status === "invalid") {
    return { verdict: "unknown", reason: comparison.problems[0]?.message ?? "it is no policy" };
  }
  const { verdict } = comparison;
  if (verdict.verdict === "equal") return { verdict: "alike" };
  if (verdict.verdict === "unknown") return { verdict: "unknown", reason: verdict.reason };
  return { verdict: "different", change: verdict.change };
}

/** The parameters that do not have one value in all of these. */
function differing([first, ...others]: readonly Attempt[]): readonly string[] {
  if (first === undefined) return [];
  const key = ({ bindings }: Attempt, name: string) => JSON.stringify([bindings.get(name) ?? []].flat().sort());
  return [...first.bindings.keys()].filter((name) => others.some((other) => key(other, name) !== key(first, name)));
}
