import type { Glob, GlobStep } from "../glob.ts";
import type { Request } from "../request.ts";
import type { CompiledStatement } from "./compiled-statement.ts";

/** Patterns with more wildcards and variables than this are not tried. */
const MOST_OPEN_STEPS = 6;

/**
 * Values of policy variables under which the statement's patterns match what the request has: one map for each pattern that can be made
 * to match. They are suggestions: what comes of them is evaluated.
 */
export function bindVariables(
  { resources, tests }: CompiledStatement,
  request: Request,
): readonly ReadonlyMap<string, string>[] {
  const inResources = (resources?.open ?? []).filter(({ variable }) => variable);
  const inTests = tests.flatMap(({ key, texts }) => {
    const value = request.context[key];
    if (typeof value !== "string") return [];
    return texts.filter(({ variable }) => variable).map(({ glob }) => ({ glob, value }));
  });
  return [...inResources.map(({ glob }) => ({ glob, value: request.resource })), ...inTests].flatMap(
    ({ glob, value }) => {
      const values = bindGlob(glob, value);
      return values === undefined ? [] : [values];
    },
  );
}

function bindGlob(glob: Glob, text: string): ReadonlyMap<string, string> | undefined {
  if (glob.filter(({ type }) => type !== "character").length > MOST_OPEN_STEPS) return undefined;
  const match = new RegExp(`^${glob.map(stepSource).join("")}$`, "su").exec(text);
  if (match === null) return undefined;
  const keys = glob.flatMap((step) => (step.type === "variable" ? [step.key] : []));
  const values = new Map(keys.map((key, index) => [key, match[index + 1] ?? ""]));
  return [...values.values()].some((value) => /[*?]/.test(value)) ? undefined : values;
}

function stepSource(step: GlobStep): string {
  switch (step.type) {
    case "character":
      return RegExp.escape(step.text);
    case "one":
      return ".";
    case "many":
      return ".*?";
    default:
      return "(.*?)";
  }
}
