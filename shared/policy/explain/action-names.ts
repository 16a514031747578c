import { lowerAscii } from "../lower-ascii.ts";
import type { PatternList } from "../policy.ts";
import type { ActionTable, KnownAction } from "./action-table.ts";
import { patternsMeet } from "./patterns-meet.ts";

/** Whether a pattern of action names is more than one name. */
export function isWildcard(pattern: string): boolean {
  return /[*?]/.test(pattern);
}

/** Whether a pattern matches a name; both in lower case. Costs no more than the product of their lengths. */
function matchesName(pattern: string, name: string): boolean {
  let [at, inName, star, resume] = [0, 0, -1, 0];
  while (inName < name.length) {
    const character = pattern[at];
    if (character === "*") {
      star = at++;
      resume = inName;
    } else if (character === "?" || character === name[inName]) {
      at += 1;
      inName += 1;
    } else if (star >= 0) {
      at = star + 1;
      inName = ++resume;
    } else {
      return false;
    }
  }
  while (pattern[at] === "*") at += 1;
  return at === pattern.length;
}

/** Patterns of action names, sorted by the service they are about so that most need not be looked at. */
interface NameIndex {
  readonly exact: ReadonlySet<string>;
  readonly all: ReadonlyMap<string, readonly string[]>;
  readonly wild: ReadonlyMap<string, readonly string[]>;
}

/** Stands for the service of a pattern that may be about any. */
const ANY_SERVICE = "*";

const indexes = new WeakMap<PatternList, NameIndex>();

function indexOf(list: PatternList): NameIndex {
  const known = indexes.get(list);
  if (known !== undefined) return known;
  const keys = list.patterns.map(lowerAscii);
  const wild = keys.filter(isWildcard);
  const index = { exact: new Set(keys), all: Map.groupBy(keys, serviceOf), wild: Map.groupBy(wild, serviceOf) };
  indexes.set(list, index);
  return index;
}

function serviceOf(pattern: string): string {
  const end = pattern.indexOf(":");
  const service = end < 0 ? ANY_SERVICE : pattern.slice(0, end);
  return isWildcard(service) ? ANY_SERVICE : service;
}

/** Whether an action list speaks of a name in lower case. */
export function speaksOf(list: PatternList, name: string): boolean {
  const { exact, wild } = indexOf(list);
  const listed =
    exact.has(name) ||
    [serviceOf(name), ANY_SERVICE].some((service) => wild.get(service)?.some((each) => matchesName(each, name)));
  return listed !== list.not;
}

/** Whether two action lists may speak of the same name. `false` is certain. */
export function actionsMeet(one: PatternList, other: PatternList): boolean {
  if (one.not || other.not) return true;
  const [few, many] = one.patterns.length < other.patterns.length ? [one, other] : [other, one];
  const { exact, all, wild } = indexOf(many);
  return few.patterns.map(lowerAscii).some((pattern) => {
    if (exact.has(pattern)) return true;
    const candidates = isWildcard(pattern) ? all : wild;
    const service = serviceOf(pattern);
    if (service === ANY_SERVICE)
      return [...candidates.values()].some((each) => each.some((name) => namesMeet(pattern, name)));
    return [service, ANY_SERVICE].some((key) => candidates.get(key)?.some((name) => namesMeet(pattern, name)));
  });
}

/** Whether every name that a pattern in lower case matches is one that the list speaks of. `true` is certain. */
export function speaksOfAll(list: PatternList, pattern: string): boolean {
  if (list.not) return !actionsMeet({ not: false, patterns: list.patterns }, { not: false, patterns: [pattern] });
  const { exact, wild } = indexOf(list);
  if (exact.has(pattern)) return true;
  return [serviceOf(pattern), ANY_SERVICE].some((service) =>
    wild.get(service)?.some((broad) => takesAll(broad, pattern)),
  );
}

/** A pattern that matches another as if its `*` were a plain character matches all that the other does. */
function takesAll(broad: string, narrow: string): boolean {
  return !(broad.includes("?") && isWildcard(narrow)) && matchesName(broad, narrow);
}

function namesMeet(left: string, right: string): boolean {
  if (!isWildcard(left)) return isWildcard(right) ? matchesName(right, left) : left === right;
  return isWildcard(right) ? patternsMeet(left, right) : matchesName(left, right);
}

/** The actions of today that a list speaks of. */
export function actionsOfToday(list: PatternList, table: ActionTable): readonly KnownAction[] {
  if (list.not) return everyAction(table).filter(({ key }) => speaksOf(list, key));
  const found = new Map<string, KnownAction>();
  for (const pattern of list.patterns.map(lowerAscii)) {
    for (const action of matching(pattern, table)) found.set(action.key, action);
  }
  return [...found.values()];
}

function matching(pattern: string, table: ActionTable): readonly KnownAction[] {
  if (!isWildcard(pattern)) return [table.find(pattern) ?? []].flat();
  const service = pattern.split(":", 1)[0] ?? "";
  const actions = pattern.includes(":") && !isWildcard(service) ? table.actionsOf(service) : everyAction(table);
  return actions.filter(({ key }) => matchesName(pattern, key));
}

function everyAction(table: ActionTable): readonly KnownAction[] {
  return table.services.flatMap((service) => table.actionsOf(service));
}
