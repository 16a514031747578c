import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import * as z from "zod";
import { parseTemplate, type TemplateValue } from "./cloudformation-yaml.ts";

const value = z.json() as z.ZodType<TemplateValue>;
const values = z.record(z.string(), value).default({});

const resource = z.looseObject({
  Type: z.string(),
  Condition: z.string().optional(),
  DeletionPolicy: z.string().optional(),
  UpdateReplacePolicy: z.string().optional(),
  Properties: values,
});
const resources = z.record(z.string(), resource).default({});

const template = z.strictObject({
  Parameters: values,
  Conditions: values,
  Resources: resources,
  Outputs: values,
});

const statement = z.strictObject({
  Effect: z.literal("Allow"),
  Action: z.union([z.string().transform((action) => [action]), z.array(z.string())]),
  Resource: value,
  Condition: value.optional(),
});

const roleProperties = z.looseObject({
  RoleName: z.string(),
  Policies: z.array(z.looseObject({ PolicyDocument: z.looseObject({ Statement: z.array(statement) }) })),
});

const functionFile = z.strictObject({
  function: z.strictObject({
    handler: z.string(),
    description: z.string(),
    timeout: z.int(),
    memorySize: z.int(),
    environment: values,
  }),
  statements: z.array(statement),
  resources,
});

/** A resource of a template. */
export type Resource = z.infer<typeof resource>;

/** A role that infra/ declares itself, with its inline policies. */
export type DeclaredRole = z.infer<typeof roleProperties>;

/**
 * A role's properties, as infra/ writes them.
 * @throws ZodError for a role without a name or inline policies, or with a statement that is no plain allowing one
 */
export function declaredRole(properties: Resource["Properties"]): DeclaredRole {
  return roleProperties.parse(properties);
}

/** A CloudFormation template, as far as it is composed of files. */
export type Template = z.infer<typeof template>;

/** One function's `function.yml`. */
export interface FunctionFile extends z.infer<typeof functionFile> {
  /** The name of its folder, such as `detect-drift`. */
  readonly folder: string;
}

/** The files that the stack is composed of. */
export interface StackFiles {
  /** `infra/*.yml`, in the order of their names. */
  readonly templates: readonly Template[];
  /** `functions/<name>/function.yml`, in the order of the names. */
  readonly functions: readonly FunctionFile[];
}

/**
 * Reads what the stack is composed of.
 * @throws Error naming the file that is none of its kind
 */
export async function readStackFiles(project: string): Promise<StackFiles> {
  const infra = (await readdir(join(project, "infra"))).filter((name) => name.endsWith(".yml")).sort();
  const folders = await readdir(join(project, "functions"), { withFileTypes: true });
  const names = folders.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  return {
    templates: await Promise.all(infra.map((name) => read(join(project, "infra", name), template))),
    functions: await Promise.all(
      names.sort().map(async (folder) => ({
        folder,
        ...(await read(join(project, "functions", folder, "function.yml"), functionFile)),
      })),
    ),
  };
}

async function read<T>(file: string, schema: z.ZodType<T>): Promise<T> {
  const result = schema.safeParse(parseTemplate(await readFile(file, "utf8"), file));
  if (result.success) return result.data;
  throw new Error(`${file}: ${z.prettifyError(result.error)}`);
}
