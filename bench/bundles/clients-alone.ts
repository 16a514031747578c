import { readFile } from "node:fs/promises";
import { build } from "esbuild";
import { LAMBDA_MODULE } from "../../infra/bundle.ts";

/** The SDK's part of a bundle: by its packages, the names of the clients and the commands that are in it. */
export type SdkParts = ReadonlyMap<string, ReadonlySet<string>>;

const PART = /\/(@aws-sdk\/client-[\w-]+)\/dist-es\/(?:commands\/)?(\w+(?:Client|Command))\.js$/;

/** What of the SDK is in some modules, as their source maps tell, which lie beside them. */
export async function sdkPartsOf(modules: readonly string[]): Promise<SdkParts> {
  const sources = await Promise.all(modules.map(sourcesOf));
  const parts = sources.flat().flatMap((source) => {
    const [, name, part] = PART.exec(source) ?? [];
    return name === undefined || part === undefined ? [] : [{ name, part }];
  });
  const byPackage = Map.groupBy(parts, ({ name }) => name);
  return new Map([...byPackage].map(([name, those]) => [name, new Set(those.map(({ part }) => part))] as const));
}

async function sourcesOf(module: string): Promise<readonly string[]> {
  const { sources } = JSON.parse(await readFile(`${module}.map`, "utf8")) as { readonly sources: readonly string[] };
  return sources;
}

/**
 * Bundles those parts and nothing else, as esbuild makes them of the SDK as it is: what whoever makes these calls with it ships.
 * @param outfile where it is put
 */
export async function bundleAlone(project: string, parts: SdkParts, outfile: string): Promise<void> {
  const contents = [...parts].map(([name, those]) => `export { ${[...those].join(", ")} } from "${name}";`).join("\n");
  await build({
    ...LAMBDA_MODULE,
    absWorkingDir: project,
    stdin: { contents, resolveDir: project },
    outfile,
    minify: true,
  });
}
