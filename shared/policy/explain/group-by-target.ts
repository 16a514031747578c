import type { PatternList, Principal, Statement } from "../policy.ts";

/** What one action is spoken of with: resources in an identity policy, principals in a trust policy. */
interface Row {
  readonly action: PatternList;
  readonly resources: Map<string, PatternList>;
  readonly principals: Map<string, Principal>;
}

/** Parts of one statement put together again: actions that are spoken of with the same resources and principals become one. */
export function groupByTarget(parts: readonly Statement[]): readonly Statement[] {
  const [statement] = parts;
  if (statement === undefined) return [];
  const rows = new Map<string, Row>();
  for (const part of parts) {
    for (const action of units(part.actions)) addTo(rows, action, part);
  }
  const groups = Map.groupBy(rows.values(), ({ resources, principals }) => {
    return JSON.stringify([[...resources.keys()].toSorted(), [...principals.keys()].toSorted()]);
  });
  return [...groups.values()].flatMap((alike) => {
    const [row] = alike;
    return row === undefined ? [] : [together(statement, alike, row)];
  });
}

function addTo(rows: Map<string, Row>, action: PatternList, { resources, principals }: Statement): void {
  const key = keyOf(action);
  const row = rows.get(key) ?? { action, resources: new Map(), principals: new Map() };
  rows.set(key, row);
  for (const unit of resources === undefined ? [] : units(resources)) row.resources.set(keyOf(unit), unit);
  for (const each of principals?.principals ?? []) row.principals.set(`${each.type}:${each.value}`, each);
}

function together(statement: Statement, rows: readonly Row[], { resources, principals }: Row): Statement {
  return {
    ...statement,
    actions: joined(rows.map(({ action }) => action)),
    ...(statement.resources && { resources: joined([...resources.values()]) }),
    ...(statement.principals && { principals: { not: false, principals: [...principals.values()] } }),
  };
}

function units(list: PatternList): readonly PatternList[] {
  return list.not ? [list] : list.patterns.map((pattern) => ({ not: false, patterns: [pattern] }));
}

function joined(lists: readonly PatternList[]): PatternList {
  const [first] = lists;
  return first?.not ? first : { not: false, patterns: lists.flatMap(({ patterns }) => patterns) };
}

function keyOf({ not, patterns }: PatternList): string {
  return JSON.stringify([not, patterns]);
}
