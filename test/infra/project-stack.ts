import { readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { functionId } from "../../infra/function-rights.ts";
import { type FunctionFile, type Resource, readStackFiles } from "../../infra/stack-files.ts";

/** The project's root. */
export const PROJECT = fileURLToPath(new URL("../..", import.meta.url));

/** One function of the project. */
export interface ProjectFunction extends Pick<FunctionFile, "folder" | "statements"> {
  /** Its `function.yml`. */
  readonly file: string;
  readonly logicalId: string;
  readonly name: string;
}

/** What infra/ and the functions declare, before it is composed. */
export interface ProjectStack {
  readonly parameters: Readonly<Record<string, { readonly Default?: unknown }>>;
  readonly conditions: Readonly<Record<string, unknown>>;
  /** By logical id, each with the file that declares it. */
  readonly resources: ReadonlyMap<string, Resource & { readonly file: string }>;
  readonly functions: readonly ProjectFunction[];
}

/** Reads the project's own. */
export async function readProjectStack(): Promise<ProjectStack> {
  const { templates, functions } = await readStackFiles(PROJECT);
  const names = readdirSync(join(PROJECT, "infra")).filter((name) => name.endsWith(".yml"));
  const files = names.sort().map((name) => join(PROJECT, "infra", name));
  const parts = [
    ...templates.map(({ Resources }, index) => ({ file: files[index] ?? "", resources: Resources })),
    ...functions.map(({ folder, resources }) => ({ file: fileOf(folder), resources })),
  ];
  const resources = parts.flatMap(({ file, resources: written }) =>
    Object.entries(written).map(([id, one]) => [id, { ...one, file }] as const),
  );
  return {
    parameters: Object.assign({}, ...templates.map(({ Parameters }) => Parameters)),
    conditions: Object.assign({}, ...templates.map(({ Conditions }) => Conditions)),
    resources: new Map(resources),
    functions: functions.map(({ folder, statements }) => {
      const logicalId = `${functionId(folder)}LambdaFunction`;
      return { folder, statements, file: fileOf(folder), logicalId, name: `plumbline-${folder}` };
    }),
  };
}

function fileOf(folder: string): string {
  return join(PROJECT, "functions", folder, "function.yml");
}
