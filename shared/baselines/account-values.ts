import type { Baseline } from "./baseline.ts";
import {
  BUILT_IN_PARAMETERS,
  checkParameterValue,
  type ParameterDeclaration,
  type ParameterValue,
  type ParameterValues,
} from "./parameters.ts";
import type { Problem } from "./problem.ts";
import type { PlacedAccount, PlacedUse } from "./read-configuration.ts";
import type { KeyPath, YamlSource } from "./yaml-source.ts";

/** A value that plumbline.yml gives, and where it stands. */
interface Given {
  readonly value: ParameterValue;
  readonly path: KeyPath;
}

/**
 * The values of a baseline's parameters for one account, the built-in ones among them: what the use of the baseline gives, else
 * what the account gives for all of its baselines, else the baseline's default.
 * @returns `undefined` where one is missing, unknown or wrong; what is wrong is added to `problems`
 */
export function accountValues(
  baseline: Baseline,
  placed: PlacedAccount,
  { use, path }: PlacedUse,
  source: YamlSource,
  problems: Problem[],
): ParameterValues | undefined {
  const before = problems.length;
  for (const name of Object.keys(use.parameters)) {
    if (baseline.parameters.has(name)) continue;
    const place = [...path, "parameters", name];
    problems.push(source.keyProblem(place, unknownParameter(name, baseline)));
  }
  const { account } = placed;
  const values = new Map<string, ParameterValue>([
    ["account", account.id],
    ["partition", account.partition],
  ]);
  for (const [name, declaration] of baseline.parameters) {
    const given =
      givenIn(use.parameters, name, [...path, "parameters", name]) ??
      givenIn(account.parameters, name, [...placed.path, "parameters", name]);
    const value = given?.value ?? declaration.default;
    if (value === undefined) {
      const message = `The parameter ${name} of the baseline ${baseline.name} has no default; give it under parameters. ${declaration.description}`;
      problems.push(source.problem([...path, "baseline"], message));
      continue;
    }
    if (given !== undefined) problems.push(...checkGiven(name, given, declaration, source));
    values.set(name, value);
  }
  return problems.length > before ? undefined : values;
}

function givenIn(parameters: Readonly<Record<string, ParameterValue>>, name: string, path: KeyPath): Given | undefined {
  const value = Object.hasOwn(parameters, name) ? parameters[name] : undefined;
  return value === undefined ? undefined : { value, path };
}

function checkGiven(
  name: string,
  { value, path }: Given,
  declaration: ParameterDeclaration,
  source: YamlSource,
): readonly Problem[] {
  return checkParameterValue(value, declaration).map(({ index, fault }) =>
    index === undefined
      ? source.problem(path, `The parameter ${name} ${fault}.`)
      : source.problem([...path, index], `The parameter ${name}[${index}] ${fault}.`),
  );
}

/** Every parameter that an account gives for its baselines, and that none of them has. */
export function checkInheritedParameters(
  { account, path, uses }: PlacedAccount,
  baselines: ReadonlyMap<string, Baseline | undefined>,
  source: YamlSource,
): readonly Problem[] {
  const used = uses.map(({ use }) => baselines.get(use.baseline));
  // One that could not be read may have the parameter.
  if (used.includes(undefined)) return [];
  return Object.keys(account.parameters)
    .filter((name) => !used.some((baseline) => baseline?.parameters.has(name)))
    .map((name) => {
      const message = BUILT_IN_PARAMETERS.includes(name)
        ? `The parameter ${name} is built in; remove it here.`
        : `${name} is not a parameter of any baseline that this account uses; correct its name or remove it.`;
      return source.keyProblem([...path, "parameters", name], message);
    });
}

function unknownParameter(name: string, baseline: Baseline): string {
  if (BUILT_IN_PARAMETERS.includes(name)) return `The parameter ${name} is built in; remove it here.`;
  const known = [...baseline.parameters.keys()];
  const choice = known.length === 0 ? "it has none" : `there are ${known.join(", ")}`;
  return `${name} is not a parameter of the baseline ${baseline.name}; ${choice}.`;
}
