import * as z from "zod";
import type { CompiledConfiguration } from "../shared/baselines/expected-state.ts";
import type { Template } from "./stack-files.ts";

/** Those of the parameters that the template has. */
export function parametersOf(
  all: Readonly<Record<string, string>>,
  { Parameters }: Template,
): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(all).filter(([name]) => Object.hasOwn(Parameters, name)));
}

/** What of the parameters that the deployer gives the stack does not have, or has of plumbline.yml, or does not allow. */
export function givenProblems(
  given: Readonly<Record<string, string>>,
  derived: Readonly<Record<string, string>>,
  { Parameters }: Template,
): readonly string[] {
  return Object.entries(given).flatMap(([name, value]) => {
    const declared = Object.hasOwn(Parameters, name) ? parameterSchema.parse(Parameters[name]) : undefined;
    if (Object.hasOwn(derived, name)) return [`The parameter ${name} follows from plumbline.yml; say it there.`];
    if (declared === undefined)
      return [`The stack has no parameter ${name}; it has ${Object.keys(Parameters).join(", ")}.`];
    const wanted = wantedOf(declared, value);
    return wanted === undefined ? [] : [`The parameter ${name} cannot be ${value}: it has to ${wanted}.`];
  });
}

/** What a parameter has to do that this value does not; `undefined` where CloudFormation would take it. */
export function wantedOf(
  { AllowedPattern, AllowedValues, MinValue, MaxValue }: z.infer<typeof parameterSchema>,
  value: string,
): string | undefined {
  if (AllowedPattern !== undefined && !new RegExp(`^(?:${AllowedPattern})$`).test(value))
    return `match ${AllowedPattern}`;
  if (AllowedValues !== undefined && !AllowedValues.map(String).includes(value))
    return `be one of ${AllowedValues.join(", ")}`;
  const isNumber = value !== "" && Number.isFinite(Number(value));
  if (MinValue !== undefined && !(isNumber && Number(value) >= MinValue)) return `be a number from ${MinValue} on`;
  if (MaxValue !== undefined && !(isNumber && Number(value) <= MaxValue)) return `be a number up to ${MaxValue}`;
  return undefined;
}

/** Accounts of an organization may send their events only where the stack is told which organization it is. */
export function organizationProblems(
  { organization }: CompiledConfiguration,
  { OrganizationId = "" }: Readonly<Record<string, string>>,
): readonly string[] {
  return organization.length === 0 || OrganizationId !== ""
    ? []
    : ["plumbline.yml takes accounts from an organization: say which it is with --parameter OrganizationId=o-…."];
}

const parameterSchema = z.looseObject({
  AllowedPattern: z.string().optional(),
  AllowedValues: z.array(z.union([z.string(), z.number()])).optional(),
  MinValue: z.number().optional(),
  MaxValue: z.number().optional(),
});
