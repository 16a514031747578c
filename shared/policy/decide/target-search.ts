import { plausibleArns } from "../plausible-names.ts";
import type { Request } from "../request.ts";
import {
  ANYTHING,
  type CompiledList,
  coversList,
  coversVariable,
  listCovers,
  listHolds,
  maySpeakOf,
  type OpenPattern,
  variablePatterns,
} from "./compiled-list.ts";
import type { CompiledStatement } from "./compiled-statement.ts";
import type { GapSearchOptions } from "./gap-search.ts";
import { ARN_SHAPE } from "./key-values.ts";
import { holds, type Reading } from "./language.ts";
import { asksNoMore } from "./plain-cover.ts";
import { entryKey, principalTruth, samplePrincipals } from "./principals.ts";
import { sampleTexts } from "./samples.ts";
import { type Clause, solveConditions, type Unsettled } from "./solve-conditions.ts";
import { textClasses } from "./text-classes.ts";

/** How many of the resources that other statements write out are tried where there is no time for all. */
const MOST_HURRIED = 4;

/** The part of a search for a gap that comes after the action: resources or principals, and then the conditions. */
export class TargetSearch {
  readonly #statement: CompiledStatement;
  /** Lists that have to speak of a resource as well as the statement's own. */
  readonly #also: readonly CompiledList[];
  readonly #options: GapSearchOptions;
  /** Conditions that were found to leave no gap. */
  readonly #closed = new Set<string>();
  readonly #names = new Map<OpenPattern, readonly string[]>();
  #readingMattered = false;

  constructor(statement: CompiledStatement, options: GapSearchOptions) {
    this.#statement = statement;
    this.#also = statement.also?.resources ?? NONE;
    this.#options = options;
  }

  /** Whether the outcome may hang on the reading of `*` and `?` across colons. */
  get readingMattered(): boolean {
    return this.#readingMattered;
  }

  /** Looks for gaps at one action. @param speaking the others that speak of the action @returns whether a visit ended the search */
  find(name: string, speaking: readonly CompiledStatement[]): boolean {
    const { resources } = this.#statement;
    if (resources === undefined) return this.#principals(name, speaking);
    if (resources.not) return this.#resourcePattern(ANYTHING, resources, name, speaking);
    for (const resource of resources.plain) {
      if (isResource(resource) && this.#resource(resource, resources, name, speaking)) return true;
    }
    return resources.open.some((pattern) => this.#resourcePattern(pattern, resources, name, speaking));
  }

  #resourcePattern(
    pattern: OpenPattern,
    own: CompiledList,
    name: string,
    speaking: readonly CompiledStatement[],
  ): boolean {
    const { work, readings } = this.#options;
    const language = pattern[readings.plain.statement];
    const also = this.#also;
    if (also.some((list) => !maySpeakOf(list, pattern, work))) return false;
    const meeting = speaking.filter(({ resources }) => resources !== undefined && maySpeakOf(resources, pattern, work));
    const covered = (list: CompiledList): boolean =>
      (own.not ? coversList(list, own, work) : listCovers(list, pattern, work)) ||
      also.some((each) => coversList(list, each, work));
    const within = ({ resources }: CompiledStatement): boolean => resources !== undefined && covered(resources);
    const throughout = meeting.filter(within);
    if (throughout.some((other) => asksNoMore(other, this.#statement))) return false;
    const partly = meeting.filter((other) => !throughout.includes(other));
    const others = partly.flatMap(({ resources }) => resources ?? []);
    const further = own.not ? [own, ...also] : also;
    const lists = [...others, ...further];
    const tryOne = (text: string): boolean =>
      isResource(text) && holds(language, text, work) && this.#resource(text, own, name, meeting);
    if (sampleResources(pattern, name).some(tryOne)) return true;
    if (this.#leaveNoGap(throughout)) return false;
    if (lists.length === 0 && !pattern.variable && pattern.text === "*") return false;
    this.#readingMattered ||= pattern.loose !== pattern.strict || lists.some(({ readingMatters }) => readingMatters);
    const known = new Set(lists.flatMap(({ plain }) => [...plain]));
    if (this.#options.hurried()) return [...known.values().take(MOST_HURRIED), ...samplesOf(lists)].some(tryOne);
    if (tryOne("*") || known.values().some(tryOne) || samplesOf(lists).some(tryOne)) return true;
    const languages = [
      ...others.flatMap((list) => list.open.map((each) => each[this.#reading(list, false)])),
      ...further.flatMap((list) => list.open.map((each) => each[this.#reading(list, true)])),
    ];
    return textClasses([language, ARN_SHAPE], languages, known, work).some(tryOne);
  }

  #reading(list: CompiledList, own: boolean): Reading {
    const { plain, not } = this.#options.readings;
    const readings = list.not ? not : plain;
    return own ? readings.statement : readings.others;
  }

  /** Whether the others, were the resource no matter, leave no gap. */
  #leaveNoGap(others: readonly CompiledStatement[]): boolean {
    if (others.length === 0) return false;
    const clauses = others.map(({ tests }) => ({ tests, unsettled: [] }));
    const wanted = { tests: this.#statement.tests, unsettled: [] };
    return solveConditions(wanted, clauses, this.#options.conditions) === undefined;
  }

  #resource(resource: string, own: CompiledList, name: string, speaking: readonly CompiledStatement[]): boolean {
    const wanted = this.#also.reduce(
      (ways, list) => inBothWays(ways, this.#unsettledAt(list, resource, true)),
      this.#unsettledAt(own, resource, true),
    );
    if (wanted.length === 0) return false;
    const clauses = speaking.flatMap(({ resources, tests }) =>
      resources === undefined
        ? []
        : this.#unsettledAt(resources, resource, false).map((unsettled) => ({ tests, unsettled })),
    );
    return wanted.some((unsettled) => this.#solve(unsettled, clauses, { action: name, resource }));
  }

  /** The ways in which a list speaks of a resource: what has to be so for it, where a policy variable stands in it. */
  #unsettledAt(list: CompiledList, resource: string, own: boolean): readonly (readonly Unsettled[])[] {
    const { work } = this.#options;
    const reading = this.#reading(list, own);
    this.#readingMattered ||= list.readingMatters;
    if (listHolds(list, resource, reading, work)) return list.not ? [] : SURELY;
    if (!list.variable) return list.not ? SURELY : [];
    const patterns = variablePatterns(list, resource, reading, work);
    if (list.not) return [patterns.map(({ text }) => ({ name: text, holds: false }))];
    const names = own ? patterns.map(({ text }) => text) : patterns.flatMap((pattern) => this.#namesFor(pattern));
    return names.map((each) => [{ name: each, holds: true }]);
  }

  /** A pattern with a variable by its own name, and by those of the statement's patterns that match only where it does. */
  #namesFor(pattern: OpenPattern): readonly string[] {
    const known = this.#names.get(pattern);
    if (known !== undefined) return known;
    const own = [this.#statement.resources ?? [], this.#also].flat().flatMap(({ open }) => open);
    const narrower = own.filter((each) => coversVariable(pattern, each, this.#options.work));
    const names = [...new Set([pattern, ...narrower].map(({ text }) => text))];
    this.#names.set(pattern, names);
    return names;
  }

  #principals(name: string, speaking: readonly CompiledStatement[]): boolean {
    const own = this.#statement.principals ?? [];
    const reading = this.#options.principals;
    const entries = speaking.flatMap(({ principals }) => principals ?? []);
    const unsettledFor = (
      list: CompiledStatement["principals"],
      principal: string,
    ): readonly (readonly Unsettled[])[] =>
      (list ?? []).flatMap((entry) => {
        const truth = principalTruth(entry, principal, reading);
        if (truth === false) return [];
        return truth === true ? SURELY : [[{ name: `principal ${entryKey(entry)}`, holds: true }]];
      });
    return samplePrincipals(own, entries, reading).some((principal) => {
      const clauses = speaking.flatMap(({ principals, tests }) =>
        unsettledFor(principals, principal).map((unsettled) => ({ tests, unsettled })),
      );
      const request = { principal, action: name, resource: "*" };
      return unsettledFor(own, principal).some((unsettled) => this.#solve(unsettled, clauses, request));
    });
  }

  #solve(unsettled: readonly Unsettled[], clauses: readonly Clause[], request: Omit<Request, "context">): boolean {
    const { conditions, visit } = this.#options;
    const wanted = { tests: this.#statement.tests, unsettled };
    if (clauses.length === 0) {
      const alone = solveConditions(wanted, clauses, conditions);
      return alone !== undefined && visit({ ...request, context: alone });
    }
    const key = clauseKey(unsettled, clauses);
    if (this.#closed.has(key)) return false;
    const found = solveConditions(wanted, clauses, conditions);
    if (found !== undefined) return visit({ ...request, context: found });
    this.#closed.add(key);
    return false;
  }
}

const NONE: readonly CompiledList[] = [];

/** One way, in which nothing has to be so. */
const SURELY: readonly (readonly Unsettled[])[] = [[]];

/** Each way of the one with each of the other, without those that contradict themselves. */
function inBothWays(
  one: readonly (readonly Unsettled[])[],
  other: readonly (readonly Unsettled[])[],
): readonly (readonly Unsettled[])[] {
  const contradicts = (left: Unsettled, right: Unsettled): boolean =>
    left.name === right.name && left.holds !== right.holds;
  return one.flatMap((left) =>
    other
      .filter((right) => !left.some((each) => right.some((against) => contradicts(each, against))))
      .map((right) => [...left, ...right]),
  );
}

function clauseKey(unsettled: readonly Unsettled[], clauses: readonly Clause[]): string {
  const texts = clauses.map(({ tests, unsettled: own }) => {
    const met = tests.map(({ identity }) => identity).join();
    return own.length === 0 ? `[${met}]` : `[${met}]${JSON.stringify(own)}`;
  });
  return `${JSON.stringify(unsettled)} ${[...new Set(texts)].sort().join("")}`;
}

/** A request names `*` or an ARN with at least five colons. */
function isResource(text: string): boolean {
  return text === "*" || text.split(":", 6).length > 5;
}

function sampleResources(pattern: OpenPattern, action: string): readonly string[] {
  return pattern.text === "*" ? ["*", ...plausibleArns(action, "aws")] : sampleTexts(pattern.glob);
}

function samplesOf(lists: readonly CompiledList[]): readonly string[] {
  return lists.slice(0, 4).flatMap(({ open }) => open.slice(0, 4).flatMap(({ glob }) => sampleTexts(glob)));
}
