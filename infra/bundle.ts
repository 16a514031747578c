import { copyFile, stat } from "node:fs/promises";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { type BuildOptions, build, type Message, type Metafile, type Plugin } from "esbuild";
import type { CompiledConfiguration } from "../shared/baselines/expected-state.ts";

/** What to bundle, and how. */
export interface BundleOptions {
  /** The project's root, in which `functions/` lies. */
  readonly project: string;
  /** The names of the functions' folders. */
  readonly names: readonly string[];
  /** Compiled into every bundle as the module `plumbline:configuration`. */
  readonly configuration: CompiledConfiguration;
  readonly outdir: string;
  readonly minify: boolean;
}

/** One function's bundle. */
export interface Bundle {
  readonly name: string;
  /** `<outdir>/<name>/handler.mjs`; its source map lies beside it, and is not named in it. */
  readonly file: string;
  /** Bytes. */
  readonly size: number;
  /** Files of the same folder that the bundle reads only when it needs them: JSON that is imported dynamically. */
  readonly filesBeside: readonly string[];
  /** The folders of the npm packages of which something is in it, relative to the project, such as `node_modules/zod`. */
  readonly packages: readonly string[];
}

/** Why functions could not be bundled: each problem on its own line, as `file:line:column message`. */
export class BundleFailure extends Error {
  constructor(problems: readonly Message[]) {
    const lines = problems.map(({ location, text }) => {
      return location === null ? text : `${location.file}:${location.line}:${location.column + 1} ${text}`;
    });
    super(lines.join("\n"));
    this.name = "BundleFailure";
  }
}

/** What a bundle has in place of the SDK's chain of credential providers. */
const ENVIRONMENT_CREDENTIALS = fileURLToPath(new URL("../shared/aws/environment-credentials.ts", import.meta.url));

/** An ES module has no `require`, with which packages that are CommonJS still ask for Node's own modules. */
const REQUIRE = 'import { createRequire } from "node:module";const require = createRequire(import.meta.url);';

/** How esbuild makes one self-contained ES module for Lambda's Node.js 24, comments and source map apart. */
export const LAMBDA_MODULE: BuildOptions = {
  bundle: true,
  format: "esm",
  platform: "node",
  target: "node24",
  mainFields: ["module", "main"],
  banner: { js: REQUIRE },
  sourcemap: "external",
  legalComments: "external",
  logLevel: "silent",
};

/**
 * Bundles functions for Lambda's Node.js 24: one self-contained ES module each, and beside it what it reads only when needed.
 * @throws BundleFailure where a handler or what it imports cannot be built
 */
export async function bundleFunctions(options: BundleOptions): Promise<readonly Bundle[]> {
  const { project, names, configuration, outdir, minify } = options;
  const tables = new Map<string, string>();
  const { outputs } = await buildOrFail({
    absWorkingDir: project,
    entryPoints: names.map((name) => ({ in: join(project, "functions", name, "handler.ts"), out: `${name}/handler` })),
    outdir,
    outExtension: { ".js": ".mjs" },
    ...LAMBDA_MODULE,
    alias: { "@aws-sdk/credential-provider-node": ENVIRONMENT_CREDENTIALS },
    minify,
    plugins: [configurationPlugin(configuration), tablesBesidePlugin(tables)],
  });
  return await Promise.all(
    names.map(async (name) => {
      const file = join(outdir, name, "handler.mjs");
      const entryPoint = join("functions", name, "handler.ts");
      const output = Object.values(outputs).find((each) => each.entryPoint === entryPoint);
      const imported = output?.imports ?? [];
      const needed = [...tables].filter(([beside]) => imported.some(({ path }) => path === beside));
      const filesBeside = needed.map(([path, source]) => ({ source, target: join(outdir, name, path) }));
      await Promise.all(filesBeside.map(({ source, target }) => copyFile(source, target)));
      return {
        name,
        file,
        size: (await stat(file)).size,
        filesBeside: filesBeside.map(({ target }) => target),
        packages: packagesIn(output?.inputs ?? {}),
      };
    }),
  );
}

function packagesIn(inputs: Metafile["outputs"][string]["inputs"]): readonly string[] {
  const folders = Object.entries(inputs).flatMap(([file, { bytesInOutput }]) => {
    const [folder] = /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file) ?? [];
    return folder === undefined || bytesInOutput === 0 ? [] : [folder];
  });
  return [...new Set(folders)].sort();
}

async function buildOrFail(options: BuildOptions): Promise<Metafile> {
  try {
    return (await build({ ...options, metafile: true })).metafile;
  } catch (fault) {
    if (fault instanceof Error && "errors" in fault) throw new BundleFailure(fault.errors as readonly Message[]);
    throw fault;
  }
}

/** Gives `plumbline:configuration` the compiled configuration as its default export. */
function configurationPlugin(configuration: CompiledConfiguration): Plugin {
  const namespace = "plumbline";
  return {
    name: "plumbline-configuration",
    setup(context) {
      context.onResolve({ filter: /^plumbline:configuration$/ }, ({ path }) => ({ path, namespace }));
      context.onLoad({ filter: /.*/, namespace }, () => ({ contents: JSON.stringify(configuration), loader: "json" }));
    },
  };
}

/**
 * Leaves JSON that is imported dynamically in a file of its own, which stands beside the handler.
 * @param tables is filled with how each is imported, and the file it is
 */
function tablesBesidePlugin(tables: Map<string, string>): Plugin {
  return {
    name: "plumbline-tables-beside",
    setup(context) {
      context.onResolve({ filter: /^\.\.?\/.*\.json$/ }, ({ kind, path, resolveDir }) => {
        if (kind !== "dynamic-import") return undefined;
        const source = join(resolveDir, path);
        const beside = `./${basename(path)}`;
        const other = tables.get(beside);
        if (other !== undefined && other !== source) {
          return { errors: [{ text: `${other} and ${source} would be one file beside the handler.` }] };
        }
        tables.set(beside, source);
        return { path: beside, external: true };
      });
    },
  };
}
