import { actionsOfToday, isWildcard } from "../policy/explain/action-names.ts";
import type { ActionTable, KnownAction } from "../policy/explain/action-table.ts";
import { lowerAscii } from "../policy/lower-ascii.ts";
import { ACTION } from "../policy/parse-elements.ts";
import { LONGEST } from "../policy/parse-policy.ts";
import { type JsonNode, readJson } from "../policy/read-json.ts";
import { type Problem, positionAt } from "./problem.ts";
import { placeholdersOf } from "./template.ts";

/**
 * A warning for every action, or pattern of actions, of a document that matches nothing in the table, with the names most like it.
 * They are no errors: AWS adds actions before any table knows them. A text that is no policy has none here, and an action
 * with a placeholder in it is not judged.
 *
 * @param document its placeholders need not be filled in
 */
export function unknownActions(
  document: { readonly file: string; readonly text: string },
  table: ActionTable,
): readonly Problem[] {
  return actionsIn(document.text).flatMap(({ action, offset }) => {
    // What is no action at all is an error, and the engine's parser tells of it.
    if (!ACTION.test(action) || placeholdersOf(action).length > 0 || isKnown(action, table)) return [];
    const message = `${describe(action, table)}${advice(action, table)}`;
    return [{ file: document.file, ...positionAt(document.text, offset), severity: "warning", message }];
  });
}

interface PlacedAction {
  readonly action: string;
  readonly offset: number;
}

/** Far deeper than a policy goes, and shallow enough to be read in no time. */
const DEEPEST = 16;

function actionsIn(text: string): readonly PlacedAction[] {
  const reading = readJson(text, { length: LONGEST, depth: DEEPEST });
  if (reading.status === "malformed") return [];
  return membersOf(reading.node, "Statement")
    .flatMap(listed)
    .flatMap((statement) => [...membersOf(statement, "Action"), ...membersOf(statement, "NotAction")])
    .flatMap(listed)
    .flatMap((node) => (node.type === "string" ? [{ action: node.value, offset: node.offset }] : []));
}

function membersOf(node: JsonNode, key: string): readonly JsonNode[] {
  return node.type === "object" ? node.members.filter((member) => member.key === key).map(({ value }) => value) : [];
}

function listed(node: JsonNode): readonly JsonNode[] {
  return node.type === "array" ? node.items : [node];
}

function isKnown(action: string, table: ActionTable): boolean {
  return actionsOfToday({ not: false, patterns: [action] }, table).length > 0;
}

function describe(action: string, table: ActionTable): string {
  const { service } = partsOf(action);
  const written = JSON.stringify(action);
  if (!isWildcard(service) && table.actionsOf(service).length === 0) {
    return `${written} names no service that Plumbline's table of actions knows`;
  }
  return isWildcard(action)
    ? `${written} matches no action that Plumbline's table knows`
    : `${written} is no action that Plumbline's table knows`;
}

function advice(action: string, table: ActionTable): string {
  const names = suggestions(action, table);
  if (names.length === 0) return "; correct it, or leave it where AWS has added it since.";
  return `; did you mean ${new Intl.ListFormat("en-GB", { type: "disjunction" }).format(names)}?`;
}

/** Nobody misspells a longer name, and comparing costs the product of the lengths. */
const LONGEST_ACTION = 128;
const MOST_SUGGESTIONS = 3;

function suggestions(action: string, table: ActionTable): readonly string[] {
  const { service, name } = partsOf(action);
  if (action.length > LONGEST_ACTION || isWildcard(service)) return [];
  const actions = table.actionsOf(service);
  if (actions.length > 0) {
    const near = nearest(name, actions, nameOf);
    return near.length > 0 ? near.map((each) => each.name) : sameNameElsewhere(name, table);
  }
  const services = nearest(service, table.services, (each) => each);
  const likely = services.flatMap((each) => nearest(name, table.actionsOf(each), nameOf).slice(0, 1));
  if (likely.length > 0) return likely.map((each) => each.name);
  const elsewhere = sameNameElsewhere(name, table);
  return elsewhere.length > 0 ? elsewhere : services.map((each) => `the service ${each}`);
}

function partsOf(action: string): { readonly service: string; readonly name: string } {
  const key = lowerAscii(action);
  const colon = key.indexOf(":");
  return { service: key.slice(0, Math.max(0, colon)), name: key.slice(colon + 1) };
}

function nameOf({ key }: KnownAction): string {
  return key.slice(key.indexOf(":") + 1);
}

/** The right name with another service's prefix. */
function sameNameElsewhere(name: string, table: ActionTable): readonly string[] {
  return table.services.flatMap((service) => table.find(`${service}:${name}`)?.name ?? []).slice(0, MOST_SUGGESTIONS);
}

/** Those most like a pattern, the likest first; none where even the likest differs in more than a third. */
export function nearest<T>(
  pattern: string,
  candidates: readonly T[],
  spelling: (candidate: T) => string,
): readonly T[] {
  const most = Math.max(1, Math.floor(pattern.replaceAll(/[*?]/g, "").length / 3));
  const near = candidates
    .map((candidate) => ({ candidate, length: spelling(candidate).length, edits: edits(pattern, spelling(candidate)) }))
    .filter((each) => each.edits <= most)
    .toSorted((left, right) => left.edits - right.edits || left.length - right.length);
  return near
    .filter((each) => each.edits === near[0]?.edits)
    .slice(0, MOST_SUGGESTIONS)
    .map(({ candidate }) => candidate);
}

/** How many letters must be put in, taken out or exchanged until the pattern matches the name; `*` takes any text for nothing. */
function edits(pattern: string, name: string): number {
  let row = Array.from({ length: name.length + 1 }, (_, column) => column);
  for (const [index, letter] of [...pattern].entries()) {
    const next = [letter === "*" ? (row[0] ?? 0) : index + 1];
    for (let column = 1; column <= name.length; column += 1) {
      const [without, beside, before] = [row[column] ?? 0, next[column - 1] ?? 0, row[column - 1] ?? 0];
      const same = letter === "?" || letter === name[column - 1];
      next[column] =
        letter === "*" ? Math.min(without, beside) : Math.min(without + 1, beside + 1, before + (same ? 0 : 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}
