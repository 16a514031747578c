import type { Baseline } from "./baseline.ts";
import { BUILT_IN_PARAMETERS, checkParameterValue } from "./parameters.ts";
import type { Problem } from "./problem.ts";
import type { PlacedAccount, PlacedUse } from "./read-configuration.ts";
import type { YamlSource } from "./yaml-source.ts";

/**
 * The values of a baseline's parameters for one account, the built-in ones among them.
 * @returns `undefined` where one is missing, unknown or wrong; what is wrong is added to `problems`
 */
export function accountValues(
  baseline: Baseline,
  { account }: PlacedAccount,
  { use, path }: PlacedUse,
  source: YamlSource,
  problems: Problem[],
): ReadonlyMap<string, string> | undefined {
  const before = problems.length;
  for (const name of Object.keys(use.parameters)) {
    if (baseline.parameters.has(name)) continue;
    const place = [...path, "parameters", name];
    problems.push(source.keyProblem(place, unknownParameter(name, baseline)));
  }
  const values = new Map([
    ["account", account.id],
    ["partition", account.partition],
  ]);
  for (const [name, declaration] of baseline.parameters) {
    const given = Object.hasOwn(use.parameters, name) ? use.parameters[name] : undefined;
    const value = given ?? declaration.default;
    if (value === undefined) {
      const message = `The parameter ${name} of the baseline ${baseline.name} has no default; give it under parameters.`;
      problems.push(source.problem([...path, "baseline"], message));
      continue;
    }
    const fault = given === undefined ? undefined : checkParameterValue(given, declaration);
    if (fault !== undefined) {
      problems.push(source.problem([...path, "parameters", name], `The parameter ${name} ${fault}.`));
    }
    values.set(name, value);
  }
  return problems.length > before ? undefined : values;
}

function unknownParameter(name: string, baseline: Baseline): string {
  if (BUILT_IN_PARAMETERS.includes(name)) return `The parameter ${name} is built in; remove it here.`;
  const known = [...baseline.parameters.keys()];
  const choice = known.length === 0 ? "it has none" : `there are ${known.join(", ")}`;
  return `${name} is not a parameter of the baseline ${baseline.name}; ${choice}.`;
}
