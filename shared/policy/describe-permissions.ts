import type { Delta } from "./comparison.ts";
import { coversConditions } from "./condition-coverage.ts";
import { type Atom, coversList } from "./coverage.ts";
import type { Mentions } from "./mentions.ts";
import type { PatternList, Statement } from "./policy.ts";
import type { Work } from "./work.ts";

/** More names than this are counted, not written out. */
const MOST_NAMED = 5;

/** An atom that stands on one side only, and for which a witness was found. */
export interface ConfirmedAtom {
  readonly atom: Atom;
  readonly side: "canonical" | "live";
  readonly direction: "gain" | "loss";
}

/** `a`, `a and b`, `a, b and 3 more`. */
export function inWords(items: readonly string[]): string {
  const named =
    items.length > MOST_NAMED ? [...items.slice(0, MOST_NAMED), `${items.length - MOST_NAMED} more`] : items;
  return named.length < 2 ? named.join("") : `${named.slice(0, -1).join(", ")} and ${named.at(-1)}`;
}

/** Where a delta stands: a statement of one side, and the one of the other side it is held against. */
export function statementPaths(
  side: "canonical" | "live",
  own: Statement,
  other: Statement | undefined,
): Pick<Delta, "canonicalPath" | "livePath"> {
  const [canonical, live] = side === "canonical" ? [own, other] : [other, own];
  return { ...(canonical && { canonicalPath: canonical.path }), ...(live && { livePath: live.path }) };
}

/**
 * `` `s3:GetObject` and `s3:PutObject` on `arn:…` ``: the confirmed atoms of one statement, actions with the same resources and
 * principals together, and what the other side has of them already (`beyond …`).
 *
 * @param other the statement of the other side to point at
 * @throws WorkSpent
 */
export function describePermissions(
  group: readonly ConfirmedAtom[],
  other: Statement | undefined,
  others: readonly Statement[],
  mentions: Mentions,
  work: Work,
): readonly Delta[] {
  const byAction = Map.groupBy(group, ({ atom }) => listText(atom.actions, mentions));
  const byTarget = Map.groupBy(byAction.entries(), ([, atoms]) => targetText(atoms.map(({ atom }) => atom)));
  return [...byTarget].flatMap(([target, actions]) => {
    const atoms = actions.flatMap(([, confirmed]) => confirmed.map(({ atom }) => atom));
    const [first] = group;
    const [atom] = atoms;
    if (first === undefined || atom === undefined) return [];
    const { statement } = atom;
    work.spend((others.length + 1) * atoms.length);
    const peers = others.filter((peer) => peer.effect === statement.effect && coversConditions(peer, statement, work));
    const excluded = newlyExcluded(atom, peers, work).map((pattern) => quote(pattern, mentions));
    const names = excluded.length > 0 ? inWords(excluded) : inWords(actions.map(([action]) => action));
    const rest = excluded.length > 0 ? "" : beyondText(atoms, peers, mentions, work);
    const what = `${names}${target}${conditionText(statement, mentions)}${rest}`;
    const text = statement.effect === "Deny" ? `the denial of ${what}` : what;
    const effect = first.side === "live" ? "gained" : "lost";
    return [{ effect, text, ...statementPaths(first.side, statement, other) } as const];
  });
}

function quote(pattern: string, mentions?: Mentions): string {
  return `\`${mentions?.spellings.get(pattern) ?? pattern}\``;
}

function listText({ not, patterns }: PatternList, mentions?: Mentions): string {
  const names = inWords(patterns.map((pattern) => quote(pattern, mentions)));
  return not ? `everything but ${names}` : names;
}

function targetText(atoms: readonly Atom[]): string {
  const resources = new Set(atoms.flatMap((atom) => (atom.resources === undefined ? [] : [listText(atom.resources)])));
  const principals = new Set(
    atoms.flatMap(({ principal }) => (principal === undefined ? [] : [quote(principal.value)])),
  );
  const on = resources.size === 0 ? "" : ` on ${inWords([...resources])}`;
  return principals.size === 0 ? on : `${on} for ${inWords([...principals])}`;
}

function conditionText({ conditions }: Statement, mentions: Mentions): string {
  if (conditions.length === 0) return "";
  const keys = [...new Set(conditions.map(({ key }) => quote(key, mentions)))];
  return ` under ${keys.length === 1 ? "a condition" : "conditions"} on ${inWords(keys)}`;
}

/** Where both sides say NotAction of the same resources: the actions that only the other side leaves out. */
function newlyExcluded(
  { actions, resources, statement }: Atom,
  peers: readonly Statement[],
  work: Work,
): readonly string[] {
  if (!actions.not) return [];
  const peer = peers.find((each) => each.actions.not && coversTarget(each, resources, statement, work));
  const own: PatternList = { not: false, patterns: actions.patterns };
  return (peer?.actions.patterns ?? []).filter((pattern) => {
    return !coversList(own, { not: false, patterns: [pattern] }, false, false, work);
  });
}

function coversTarget(peer: Statement, resources: PatternList | undefined, statement: Statement, work: Work): boolean {
  if (peer.resources === undefined || resources === undefined) return false;
  return coversList(peer.resources, resources, peer.variables, statement.variables, work);
}

/** What the other side has of these permissions already: some of the actions, or all of them on some of the resources. */
function beyondText(atoms: readonly Atom[], peers: readonly Statement[], mentions: Mentions, work: Work): string {
  const [first] = atoms;
  if (first?.resources === undefined) return "";
  const { actions, resources, statement } = first;
  const covered = peers.filter((peer) => atoms.every((atom) => coversTarget(peer, atom.resources, statement, work)));
  const fewerActions = covered
    .flatMap((peer) => (peer.actions.not ? [] : peer.actions.patterns))
    .filter((pattern) => {
      return coversList(actions, { not: false, patterns: [pattern] }, false, false, work);
    });
  if (fewerActions.length > 0) return ` beyond ${listed(fewerActions, mentions)}`;
  const able = peers.filter((peer) =>
    atoms.every((atom) => coversList(peer.actions, atom.actions, false, false, work)),
  );
  const fewerResources = able.flatMap(({ resources: list, variables }) => {
    return (list === undefined || list.not ? [] : list.patterns).filter((pattern) => {
      return coversList(resources, { not: false, patterns: [pattern] }, statement.variables, variables, work);
    });
  });
  return fewerResources.length > 0 ? ` beyond ${listed(fewerResources)}` : "";
}

function listed(patterns: readonly string[], mentions?: Mentions): string {
  const names = [...new Set(patterns)];
  return names.length > MOST_NAMED ? `the ${names.length} listed` : inWords(names.map((name) => quote(name, mentions)));
}
