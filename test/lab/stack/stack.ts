import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
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

const resources = z.record(z.string().regex(/^[A-Za-z0-9]+$/), resource);

const template = z.strictObject({
  AWSTemplateFormatVersion: z.string().optional(),
  Description: z.string().optional(),
  Parameters: z.record(z.string(), parameter).default({}),
  Conditions: z.record(z.string(), z.unknown()).default({}),
  Resources: resources.default({}),
  Outputs: z.record(z.string(), z.unknown()).default({}),
});

const functionFile = z.strictObject({
  function: z.strictObject({
    handler: z.string().regex(/^[\w./-]+\.\w+$/),
    description: z.string().optional(),
    timeout: z.int().min(1).max(900),
    memorySize: z.int().min(128).max(10240),
    environment: z.record(z.string(), z.unknown()).default({}),
  }),
  statements: z.array(z.unknown()).default([]),
  resources: resources.default({}),
});

/** One resource of the stack, as written. */
export type StackResource = z.infer<typeof resource> & { readonly file: string };

/** One function of the stack, as its `function.yml` has it. */
export interface StackFunction {
  /** The name of its folder, e.g. `detect-drift`. */
  readonly folder: string;
  readonly file: string;
  readonly logicalId: string;
  /** What AWS calls it, e.g. `plumbline-detect-drift`. */
  readonly name: string;
  readonly definition: z.infer<typeof functionFile>["function"];
  readonly statements: readonly unknown[];
}

/** Everything that is deployed together. */
export interface Stack {
  readonly parameters: Readonly<Record<string, z.infer<typeof parameter>>>;
  readonly conditions: Readonly<Record<string, unknown>>;
  readonly resources: ReadonlyMap<string, StackResource>;
  readonly functions: readonly StackFunction[];
}

/**
 * Reads `infra/*.yml` and `functions/<name>/function.yml` as one stack.
 * @throws StackRefusal for what is not CloudFormation that the lab knows, and for a logical id that stands twice
 */
export async function readStack(project: string): Promise<Stack> {
  const infra = await Promise.all(
    (await filesIn(join(project, "infra"), /\.yml$/)).map(async (file) => ({ file, ...(await read(file, template)) })),
  );
  const functions = await Promise.all(
    (await filesIn(join(project, "functions"), /^function\.yml$/)).map(async (file) => ({
      file,
      ...(await read(file, functionFile)),
    })),
  );
  const all = new Map<string, StackResource>();
  const parts = [...infra.map(({ file, Resources }) => ({ file, resources: Resources })), ...functions];
  for (const { file, resources: written } of parts) {
    for (const [id, one] of Object.entries(written)) {
      const other = all.get(id);
      if (other !== undefined) throw refuse(file, `The logical id ${id} also stands in ${other.file}.`);
      all.set(id, { ...one, file });
    }
  }
  return {
    parameters: Object.assign({}, ...infra.map(({ Parameters }) => Parameters)),
    conditions: Object.assign({}, ...infra.map(({ Conditions }) => Conditions)),
    resources: all,
    functions: functions.map(({ file, function: definition, statements }) => {
      const folder = file.split("/").at(-2) ?? "";
      return { folder, file, logicalId: logicalId(folder), name: `plumbline-${folder}`, definition, statements };
    }),
  };
}

/**
 * Reads one template that is deployed by itself, without functions.
 * @param name what messages call it
 * @throws StackRefusal for what is not CloudFormation that the lab knows
 */
export function templateStack(text: string, name: string): Stack {
  const { Parameters, Conditions, Resources } = held(parseTemplate(text, name), template, name);
  const all = Object.entries(Resources).map(([id, one]) => [id, { ...one, file: name }] as const);
  return { parameters: Parameters, conditions: Conditions, resources: new Map(all), functions: [] };
}

/** osls's logical id of a function: `detect-drift` is `DetectDashdriftLambdaFunction`. */
function logicalId(folder: string): string {
  const normalised = folder.replaceAll("-", "Dash").replaceAll("_", "Underscore");
  return `${normalised.charAt(0).toUpperCase()}${normalised.slice(1)}LambdaFunction`;
}

async function filesIn(folder: string, name: RegExp): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && name.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

async function read<T>(file: string, schema: z.ZodType<T>): Promise<T> {
  return held(parseTemplate(await readFile(file, "utf8"), file), schema, file);
}

function held<T>(written: unknown, schema: z.ZodType<T>, file: string): T {
  const result = schema.safeParse(written ?? {});
  if (result.success) return result.data;
  throw refuse(file, result.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`).join("; "));
}
