import * as z from "zod";
import { parseTemplate } from "../../../infra/cloudformation-yaml.ts";
import { refuse } from "../../../infra/stack-refusal.ts";

const resource = z.strictObject({
  Type: z.string(),
  Properties: z.record(z.string(), z.unknown()).default({}),
  Condition: z.string().optional(),
  DependsOn: z.union([z.string(), z.array(z.string())]).optional(),
  // What becomes of a resource when its stack goes matters nowhere in a lab that forgets everything.
  DeletionPolicy: z.string().optional(),
  UpdateReplacePolicy: z.string().optional(),
  Metadata: z.unknown().optional(),
});

const parameter = z.strictObject({
  Type: z.string(),
  Default: z.union([z.string(), z.number()]).optional(),
  Description: z.string().optional(),
  MinValue: z.number().optional(),
  MaxValue: z.number().optional(),
  AllowedPattern: z.string().optional(),
  AllowedValues: z.array(z.union([z.string(), z.number()])).optional(),
  ConstraintDescription: z.string().optional(),
  NoEcho: z.boolean().optional(),
});

const output = z.strictObject({
  Value: z.unknown(),
  Condition: z.string().optional(),
  Description: z.string().optional(),
});

const resources = z.record(z.string().regex(/^[A-Za-z0-9]+$/), resource);

const template = z.strictObject({
  AWSTemplateFormatVersion: z.string().optional(),
  Metadata: z.unknown().optional(),
  Description: z.string().optional(),
  Parameters: z.record(z.string(), parameter).default({}),
  Conditions: z.record(z.string(), z.unknown()).default({}),
  Resources: resources.default({}),
  Outputs: z.record(z.string(), output).default({}),
});

/** One resource of the stack, as written. */
export type StackResource = z.infer<typeof resource> & { readonly file: string };

/** Everything that is deployed together. */
export interface Stack {
  readonly parameters: Readonly<Record<string, z.infer<typeof parameter>>>;
  readonly conditions: Readonly<Record<string, unknown>>;
  readonly resources: ReadonlyMap<string, StackResource>;
  readonly outputs: Readonly<Record<string, z.infer<typeof output>>>;
}

/**
 * Reads a template.
 * @param name what messages call it
 * @throws StackRefusal for what is not CloudFormation that the lab knows
 */
export function templateStack(text: string, name: string): Stack {
  const { Parameters, Conditions, Resources, Outputs } = held(parseTemplate(text, name), template, name);
  const all = Object.entries(Resources).map(([id, one]) => [id, { ...one, file: name }] as const);
  return { parameters: Parameters, conditions: Conditions, resources: new Map(all), outputs: Outputs };
}

function held<T>(written: unknown, schema: z.ZodType<T>, file: string): T {
  const result = schema.safeParse(written ?? {});
  if (result.success) return result.data;
  throw refuse(file, result.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`).join("; "));
}
