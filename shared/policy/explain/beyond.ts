import type { Statement } from "../policy.ts";
import { isWildcard, speaksOfAll } from "./action-names.ts";
import { type Coverage, mayOverlap } from "./coverage.ts";
import type { Explanation } from "./difference-sides.ts";
import { actionWords, principalWords, quoteAction } from "./statement-words.ts";
import { inWords, MOST_NAMED, quote, thousands } from "./words.ts";

/** What the other side has of a permission already, and the first statement that says so. */
export interface Already {
  readonly words: string;
  readonly peer: Statement;
}

/**
 * What of a wider permission the other side has already: some of the actions on all of the resources, all of the actions on some of
 * the resources, or for some of the principals. `undefined` where it has none in such a way.
 */
export function beyond(part: Statement, peers: readonly Statement[], explanation: Explanation): Already | undefined {
  const near = peers.filter((peer) => mayOverlap(peer, part));
  return (
    (part.actions.not || part.actions.patterns.some(isWildcard) ? fewerActions(part, near, explanation) : undefined) ??
    fewerResources(part, near, explanation.coverage) ??
    fewerPrincipals(part, near, explanation.coverage)
  );
}

function fewerActions(part: Statement, near: readonly Statement[], explanation: Explanation): Already | undefined {
  const covering = near.filter((peer) => explanation.coverage.covers({ ...part, actions: peer.actions }, [peer]));
  const whole = covering.filter((peer) => !peer.actions.not);
  const allBut = covering.find((peer) => peer.actions.not);
  if (part.actions.not && allBut !== undefined)
    return { words: actionWords(allBut.actions, explanation), peer: allBut };
  const held = whole.flatMap((peer) =>
    peer.actions.patterns.filter((pattern) => speaksOfAll(part.actions, pattern)).map((name) => ({ name, peer })),
  );
  const names = [...new Set(held.map(({ name }) => name))].map((name) => quoteAction(name, explanation));
  return already(names, held[0]?.peer);
}

function fewerResources(part: Statement, near: readonly Statement[], coverage: Coverage): Already | undefined {
  const { resources } = part;
  if (resources === undefined) return undefined;
  const isWide = resources.not || resources.patterns.some((pattern) => /[*?$]/.test(pattern));
  const held = (isWide ? near : []).flatMap((peer) => {
    if (peer.resources === undefined || peer.resources.not) return [];
    if (!coverage.covers(withResources(part, peer), [peer])) return [];
    return peer.resources.patterns
      .filter((pattern) => holdsResource(part, pattern, coverage))
      .map((pattern) => ({ pattern, peer }));
  });
  return already([...new Set(held.map(({ pattern }) => quote(pattern)))], held[0]?.peer);
}

function fewerPrincipals(part: Statement, near: readonly Statement[], coverage: Coverage): Already | undefined {
  const { principals } = part;
  if (!principals?.principals.some(({ type, value }) => type === "AWS" && value === "*")) return undefined;
  const held = near.flatMap((peer) => {
    const others = (peer.principals?.principals ?? []).filter(({ type, value }) => type === "AWS" && value !== "*");
    if (peer.principals === undefined || others.length === 0) return [];
    if (!coverage.covers({ ...part, principals: { not: false, principals: others } }, [peer])) return [];
    return others.map((principal) => ({ words: principalWords(principal), peer }));
  });
  return already([...new Set(held.map(({ words }) => words))], held[0]?.peer);
}

function already(names: readonly string[], peer: Statement | undefined): Already | undefined {
  if (names.length === 0 || peer === undefined) return undefined;
  return { words: names.length > MOST_NAMED ? `the ${thousands(names.length)} listed` : inWords(names), peer };
}

/**
 * Where both sides say `NotAction` or `NotResource`: what only the other side leaves out, which is all that this side has beyond it. The
 * part as it is where the two lists cross.
 */
export function withoutCommonExclusions(part: Statement, peers: readonly Statement[], coverage: Coverage): Statement {
  const actions = newlyIncludedActions(part, peers, coverage);
  const narrowed = { ...part, ...(actions.length > 0 && { actions: { not: false, patterns: actions } }) };
  const resources = newlyIncludedResources(narrowed, peers, coverage);
  return { ...narrowed, ...(resources.length > 0 && { resources: { not: false, patterns: resources } }) };
}

function newlyIncludedActions(part: Statement, peers: readonly Statement[], coverage: Coverage): readonly string[] {
  if (!part.actions.not) return [];
  const peer = peers.find((each) => each.actions.not && coverage.covers({ ...part, actions: each.actions }, [each]));
  const { included, crossing } = Object.groupBy(peer?.actions.patterns ?? [], (pattern) => {
    if (speaksOfAll(part.actions, pattern)) return "included";
    return speaksOfAll({ not: false, patterns: part.actions.patterns }, pattern) ? "excluded" : "crossing";
  });
  return crossing === undefined ? (included ?? []) : [];
}

function newlyIncludedResources(part: Statement, peers: readonly Statement[], coverage: Coverage): readonly string[] {
  const { resources } = part;
  if (!resources?.not) return [];
  const peer = peers.find((each) => each.resources?.not && coverage.covers(withResources(part, each), [each]));
  const left = { ...part, resources: { not: false, patterns: resources.patterns } };
  const { included, crossing } = Object.groupBy(peer?.resources?.patterns ?? [], (pattern) => {
    if (holdsResource(part, pattern, coverage)) return "included";
    return holdsResource(left, pattern, coverage) ? "excluded" : "crossing";
  });
  return crossing === undefined ? (included ?? []) : [];
}

/** The part with another statement's resources, and their policy variables. */
function withResources(part: Statement, { resources, variables }: Statement): Statement {
  return { ...part, ...(resources && { resources }), variables: variables || part.variables };
}

function holdsResource(part: Statement, pattern: string, coverage: Coverage): boolean {
  const variables = part.variables || pattern.includes("${");
  return coverage.covers({ ...part, resources: { not: false, patterns: [pattern] }, variables }, [part]);
}
