import type { Glob, GlobStep } from "../glob.ts";
import type { Request } from "../request.ts";
import type { Work } from "../work.ts";
import type { CompiledStatement } from "./compiled-statement.ts";

/**
 * Values of policy variables under which the statement's patterns match what the request has: one map for each pattern that can be made
 * to match. They are suggestions: what comes of them is evaluated.
 *
 * @throws WorkSpent
 */
export function bindVariables(
  { resources, also, tests }: CompiledStatement,
  request: Request,
  work: Work,
): readonly ReadonlyMap<string, string>[] {
  const lists = [resources ?? [], also?.resources ?? []].flat();
  const inResources = lists.flatMap(({ open }) => open.filter(({ variable }) => variable));
  const inTests = tests.flatMap(({ key, texts }) => {
    const value = request.context[key];
    if (typeof value !== "string") return [];
    return texts.filter(({ variable }) => variable).map(({ glob }) => ({ glob, value }));
  });
  return [...inResources.map(({ glob }) => ({ glob, value: request.resource })), ...inTests].flatMap(
    ({ glob, value }) => bindGlob(glob, [...value], work) ?? [],
  );
}

/** What a pattern says between two wildcards or variables: steps that match one character each. */
interface Piece {
  /** What stands before it; `undefined` for the pattern's beginning. */
  readonly before: GlobStep | undefined;
  readonly steps: readonly GlobStep[];
}

/** The values where every wildcard takes as little as it can, and every variable as little but not nothing. */
function bindGlob(glob: Glob, text: readonly string[], work: Work): ReadonlyMap<string, string> | undefined {
  const pieces = piecesOf(glob);
  const values = new Map<string, string>();
  let end = 0;
  for (const [index, { before, steps }] of pieces.entries()) {
    const least = before?.type === "variable" ? end + 1 : end;
    const last = text.length - steps.length;
    const first = index === pieces.length - 1 && before !== undefined ? Math.max(least, last) : least;
    const at = findSteps(steps, text, first, before === undefined ? Math.min(first, last) : last, work);
    if (at === undefined) return undefined;
    if (before?.type === "variable") values.set(before.key, text.slice(end, at).join(""));
    end = at + steps.length;
  }
  return end < text.length || [...values.values()].some((value) => /[*?]/.test(value)) ? undefined : values;
}

function piecesOf(glob: Glob): readonly Piece[] {
  const pieces: { before: GlobStep | undefined; steps: GlobStep[] }[] = [{ before: undefined, steps: [] }];
  for (const step of glob) {
    if (step.type === "character" || step.type === "one") pieces.at(-1)?.steps.push(step);
    else pieces.push({ before: step, steps: [] });
  }
  return pieces;
}

/** The first place from `first` to `last` at which the steps match. */
function findSteps(
  steps: readonly GlobStep[],
  text: readonly string[],
  first: number,
  last: number,
  work: Work,
): number | undefined {
  for (let at = first; at <= last; at += 1) {
    const differs = steps.findIndex((step, index) => step.type === "character" && step.text !== text[at + index]);
    work.spend(1 + (differs < 0 ? steps.length : differs));
    if (differs < 0) return at;
  }
  return undefined;
}
