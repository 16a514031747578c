import type { Atom } from "./coverage.ts";
import { parseAwsPrincipal } from "./evaluate-principal.ts";
import { type Glob, type GlobStep, readGlob } from "./glob.ts";
import { FILLERS, instances, instantiate } from "./instantiate.ts";
import { lowerAscii } from "./lower-ascii.ts";
import type { Mentions } from "./mentions.ts";
import { matchesAny } from "./pattern-list.ts";
import { plausibleActions, plausibleArns } from "./plausible-names.ts";
import type { PatternList, Principal } from "./policy.ts";
import type { Request } from "./request.ts";
import type { Work } from "./work.ts";

/** How many of each are tried for one atom. */
const MOST = { actions: 10, resources: 10, principals: 6 };

/**
 * Requests that an atom may speak of, without a context: actions that are named in the policies or exist, ARNs of the shape the
 * policies use, principals they name. The most telling first.
 */
export function* sampleRequests(atom: Atom, mentions: Mentions, work: Work): Generator<Omit<Request, "context">> {
  const principals = atom.principal === undefined ? [undefined] : samplePrincipals(atom.principal, mentions);
  for (const action of sampleActions(atom.actions, mentions, work)) {
    for (const resource of sampleResources(atom, action, mentions, work)) {
      for (const principal of principals.slice(0, MOST.principals)) {
        yield { action, resource, ...(principal === undefined ? {} : { principal }) };
      }
    }
  }
}

function sampleActions(list: PatternList, mentions: Mentions, work: Work): readonly string[] {
  const [pattern = "*"] = list.not ? [] : list.patterns;
  // No one can ask for a name with a blank in it.
  if (!/[*?]/.test(pattern)) return /\s/.test(pattern) ? [] : [mentions.spellings.get(pattern) ?? pattern];
  const service = /^([^*?:]+):/.exec(pattern)?.[1];
  const elsewhere =
    service === undefined ? mentions.actionPatterns.map((each) => instantiateAction(each, "example")) : [];
  const kin = list.not ? list.patterns.flatMap((each) => plausibleActions(each.split(":")[0])) : [];
  const invented =
    pattern === "*" ? ["example:ExampleAction"] : FILLERS.map((filler) => instantiateAction(pattern, filler));
  const names = [mentions.actions, [...plausibleActions(service), ...kin], elsewhere, invented].flatMap((some) => {
    const matching = some.filter((name) => /^[^:]+:[^:]+$/.test(name) && speaksOf(list, lowerAscii(name), work));
    return spread(matching, MOST.actions);
  });
  return [...new Set(names.map((name) => mentions.spellings.get(name) ?? name))];
}

/** `s3:Get*` becomes `s3:GetExample`, and `*:Get*` becomes `example:GetExample`. */
function instantiateAction(pattern: string, filler: string): string {
  const [service = "", ...name] = pattern.split(":");
  const word = filler.replace(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase());
  const parts = [instantiate(readPlain(service), filler), instantiate(readPlain(name.join(":")), word)];
  return parts.map((part) => part || "example").join(":");
}

function readPlain(pattern: string): Glob {
  return readGlob(pattern, { variables: false });
}

/** At most so many of the items, half of them from either end. */
function spread<T>(items: readonly T[], most: number): readonly T[] {
  if (items.length <= most) return items;
  const head = items.slice(0, most / 2);
  return [...head, ...items.slice(-most / 2)];
}

function sampleResources(
  { resources, statement }: Atom,
  action: string,
  mentions: Mentions,
  work: Work,
): readonly string[] {
  if (resources === undefined) return ["*"];
  const { variables } = statement;
  const [pattern = "*"] = resources.not ? [] : resources.patterns;
  const service = lowerAscii(action.split(":")[0] ?? "");
  const own = pattern === "*" ? [] : instances(pattern, variables);
  const named = mentions.arns;
  const kin = named.filter((arn) => arn.split(":")[2] === service);
  const anything = /:(?:list|describe)/i.test(action) ? ["*"] : [];
  const candidates = [...own, ...anything, ...kin, ...plausibleArns(action, mentions.partition), "*", ...named];
  const matching = candidates.filter((arn) => isResource(arn) && concerns(resources, variables, arn, work));
  return [...new Set(spread([...new Set(matching)], MOST.resources))];
}

/** A request names `*` or an ARN with at least five colons. */
function isResource(text: string): boolean {
  return text === "*" || /^arn:(?:[^:]*:){4}/.test(text);
}

/** Whether the pattern may match, whatever its variables stand for. */
function concerns(list: PatternList, variables: boolean, arn: string, work: Work): boolean {
  const matched = matchesAny(list, variables, arn, work, (glob) =>
    glob.map((step): GlobStep => (step.type === "variable" ? { type: "many", free: true } : step)),
  );
  return (matched === true) !== list.not;
}

/** Whether an action's lower-case name is among those a list speaks of. */
function speaksOf(list: PatternList, name: string, work: Work): boolean {
  return list.not !== (matchesAny(list, false, name, work) === true);
}

/** An account stands for itself, a user and a role in it; everyone, for an account that nobody mentions and for all that are. */
function samplePrincipals({ type, value }: Principal, { awsPrincipals, partition }: Mentions): readonly string[] {
  const arns = awsPrincipals.filter((each) => parseAwsPrincipal(each) !== undefined);
  if (value === "*") {
    return [`arn:${partition}:iam::111122223333:root`, `arn:${partition}:iam::111122223333:role/example-role`, ...arns];
  }
  const account = type === "AWS" ? parseAwsPrincipal(value) : undefined;
  // The id of a principal that is gone names no one who could ask.
  if (type === "AWS" && account === undefined) return [];
  if (account?.kind !== "root") return [value];
  const within = arns.filter((arn) => arn.split(":")[4] === account.account);
  const base = `arn:${account.partition}:iam::${account.account}:`;
  return [...new Set([value, `${base}role/example-role`, `${base}user/example-user`, ...within])];
}
