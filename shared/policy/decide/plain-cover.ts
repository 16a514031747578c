import type { PatternList } from "../policy.ts";
import type { Work } from "../work.ts";
import { type CompiledList, coversList } from "./compiled-list.ts";
import type { CompiledStatement } from "./compiled-statement.ts";
import { entryKey } from "./principals.ts";

/** Whether every condition of the other is one of the statement's own. */
export function asksNoMore(other: CompiledStatement, own: CompiledStatement): boolean {
  const asked = other.written.conditions.length;
  if (asked === 0) return true;
  if (asked > own.written.conditions.length) return false;
  return other.tests.every(({ identity }) => own.tests.some((test) => test.identity === identity));
}

/** Whether one statement surely covers another at every action it speaks of. */
export function coversAllButActions(other: CompiledStatement, own: CompiledStatement, work: Work): boolean {
  if (!asksNoMore(other, own)) return false;
  const { resources, principals } = own;
  if (resources !== undefined) return other.resources !== undefined && coversResources(other.resources, own, work);
  const entries = new Set(other.principals?.map(entryKey));
  return principals?.every((entry) => entries.has(entryKey(entry))) ?? false;
}

function coversResources(list: CompiledList, { resources, also }: CompiledStatement, work: Work): boolean {
  if (resources !== undefined && coversList(list, resources, work)) return true;
  return also?.resources.some((each) => coversList(list, each, work)) ?? false;
}

/** Whether one statement covers another and names all its actions in the same letters: what most often becomes of a statement that grew. */
export function coversPlainly(other: CompiledStatement, own: CompiledStatement, work: Work): boolean {
  const { not, patterns } = own.written.actions;
  if (not || withoutNamed(patterns, other.written.actions).length > 0) return false;
  return coversAllButActions(other, own, work);
}

/** How far ahead a name is looked for among those of another statement, which mostly come in the same order. */
const LOOK_AHEAD = 32;

/** The patterns that another list does not name in the same letters, or only elsewhere: those it has surely need no more looking at. */
export function withoutNamed(patterns: readonly string[], { not, patterns: named }: PatternList): readonly string[] {
  if (not) return patterns;
  let next = 0;
  const unnamed = patterns.filter((pattern) => {
    const end = Math.min(named.length, next + LOOK_AHEAD);
    for (let at = next; at < end; at += 1) {
      if (named[at] !== pattern) continue;
      next = at + 1;
      return false;
    }
    return true;
  });
  return unnamed.length === patterns.length ? patterns : unnamed;
}
