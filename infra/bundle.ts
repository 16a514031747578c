import { copyFile, readFile, rm } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { type BuildOptions, build, type Message, type Metafile, type Plugin } from "esbuild";
import type { CompiledConfiguration } from "../shared/baselines/expected-state.ts";
import { type BundledModule, modulesOf } from "./bundled-modules.ts";

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

/** One function's bundle: modules of one folder, of which each that is imported dynamically is a file of its own, as is what two of them share. */
export interface Bundle {
  readonly name: string;
  /** `<outdir>/<name>/handler.mjs` */
  readonly file: string;
  /** Bytes of what is loaded when the function starts: see `start` of `BundledModules`. */
  readonly size: number;
  /** Bytes of the modules that are loaded when they are needed. */
  readonly sizeLater: number;
  /** The modules of `size`: the handler, and what it always imports. */
  readonly loadedAtStart: readonly string[];
  /** Every further file that the handler reads, now or later: modules, and JSON that is imported dynamically. */
  readonly filesBeside: readonly string[];
  /** Of every module: it lies beside it, has `.map` after its name, and is not named in it. */
  readonly sourceMaps: readonly string[];
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
 * Bundles functions for Lambda's Node.js 24, each into a folder of its own, which is emptied before: ES modules that need nothing from outside it.
 * Modules are named by what is in them and by where their sources lie from `outdir`: the same folder gives the same names.
 * @throws BundleFailure where a handler or what it imports cannot be built: that of the first such function
 */
export async function bundleFunctions({ names, ...how }: BundleOptions): Promise<readonly Bundle[]> {
  const settled = await Promise.allSettled(names.map((name) => bundleFunction(name, how)));
  return settled.map((each) => {
    if (each.status === "rejected") throw each.reason;
    return each.value;
  });
}

async function bundleFunction(name: string, options: Omit<BundleOptions, "names">): Promise<Bundle> {
  const { project, configuration, minify } = options;
  const outdir = join(options.outdir, name);
  const tables = new Map<string, string>();
  await rm(outdir, { recursive: true, force: true });
  const metafile = await buildOrFail({
    absWorkingDir: project,
    entryPoints: [{ in: join(project, "functions", name, "handler.ts"), out: "handler" }],
    outdir,
    outExtension: { ".js": ".mjs" },
    ...LAMBDA_MODULE,
    splitting: true,
    chunkNames: "[name]-[hash]",
    alias: { "@aws-sdk/credential-provider-node": ENVIRONMENT_CREDENTIALS },
    minify,
    plugins: [configurationPlugin(configuration), tablesBesidePlugin(tables), CLIENT_VERSIONS],
  });
  const { handler, start, later, external } = modulesOf(metafile, join("functions", name, "handler.ts"));
  const filesOf = (modules: readonly BundledModule[]) => modules.map(({ path }) => resolve(project, path));
  const files = filesOf([...start, ...later]);
  const tablesBeside = [...tables].filter(([beside]) => external.has(beside));
  for (const [beside, source] of tablesBeside) await copyFile(source, join(outdir, beside));
  const file = resolve(project, handler);
  return {
    name,
    file,
    size: bytesOf(start),
    sizeLater: bytesOf(later),
    loadedAtStart: filesOf(start),
    filesBeside: [...files.filter((each) => each !== file), ...tablesBeside.map(([beside]) => join(outdir, beside))],
    sourceMaps: files.map((each) => `${each}.map`),
    packages: packagesIn([...start, ...later]),
  };
}

function bytesOf(modules: readonly BundledModule[]): number {
  return modules.reduce((sum, { bytes }) => sum + bytes, 0);
}

function packagesIn(modules: readonly BundledModule[]): readonly string[] {
  const folders = modules.flatMap(({ inputs }) =>
    inputs.flatMap((file) => /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0] ?? []),
  );
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

/** Of its package.json an SDK client asks for the version alone, which it tells AWS as its user agent; the rest, 2 KB of each, is left out. */
const CLIENT_VERSIONS: Plugin = {
  name: "plumbline-client-versions",
  setup(context) {
    context.onLoad({ filter: /[/\\]@aws-sdk[/\\]client-[\w-]+[/\\]package\.json$/ }, async ({ path }) => {
      const { version } = JSON.parse(await readFile(path, "utf8")) as { readonly version: string };
      return { contents: JSON.stringify({ version }), loader: "json" };
    });
  },
};

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
