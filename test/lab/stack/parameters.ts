import { wantedOf } from "../../../infra/stack-parameters.ts";
import { refuse } from "../../../infra/stack-refusal.ts";
import type { Stack } from "./stack.ts";

/** What a stack is given, by the names of its parameters. */
export type GivenParameters = Readonly<Record<string, string | number>>;

/**
 * Refuses what CloudFormation would not take as a parameter of a stack.
 * @throws StackRefusal for a parameter that the stack has not or that has no value, and for a value, also a default one, that its declaration does not allow
 */
export function requireAllowed({ parameters }: Pick<Stack, "parameters">, given: GivenParameters): void {
  requireDeclared({ parameters }, given);
  for (const [name, declared] of Object.entries(parameters)) {
    const value = given[name] ?? declared.Default;
    if (value === undefined) throw refuse("The stack", `Its parameter ${name} needs a value.`);
    const wanted = wantedOf(declared, String(value));
    if (wanted !== undefined)
      throw refuse("The stack", `Its parameter ${name} cannot be ${value}: it has to ${wanted}.`);
  }
}

/** @throws StackRefusal for a parameter that the stack has not */
export function requireDeclared({ parameters }: Pick<Stack, "parameters">, given: GivenParameters): void {
  const unknown = Object.keys(given).find((name) => !Object.hasOwn(parameters, name));
  if (unknown !== undefined) throw refuse("The stack", `It has no parameter ${unknown}.`);
}

/**
 * What `Ref` gives of a parameter; `undefined` where it has no value. A list of texts is written with commas between them, and the spaces
 * around each are no part of it.
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/parameters-section-structure.html
 */
export function parameterValue(
  { Type, Default }: Stack["parameters"][string],
  given: string | number | undefined,
): unknown {
  const value = given ?? Default;
  if (Type !== "CommaDelimitedList" || value === undefined) return value;
  return String(value)
    .split(",")
    .map((item) => item.trim());
}
