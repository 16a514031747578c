import { stat } from "node:fs/promises";
import { join } from "node:path";
import { type BuildOptions, build, type Message, type Plugin } from "esbuild";
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

/**
 * Bundles functions for Lambda's Node.js 24: one self-contained ES module each.
 * @throws BundleFailure where a handler or what it imports cannot be built
 */
export async function bundleFunctions(options: BundleOptions): Promise<readonly Bundle[]> {
  const { project, names, configuration, outdir, minify } = options;
  await buildOrFail({
    absWorkingDir: project,
    entryPoints: names.map((name) => ({ in: join(project, "functions", name, "handler.ts"), out: `${name}/handler` })),
    outdir,
    outExtension: { ".js": ".mjs" },
    bundle: true,
    format: "esm",
    platform: "node",
    target: "node24",
    mainFields: ["module", "main"],
    minify,
    sourcemap: "external",
    legalComments: "external",
    logLevel: "silent",
    plugins: [configurationPlugin(configuration)],
  });
  return await Promise.all(
    names.map(async (name) => {
      const file = join(outdir, name, "handler.mjs");
      return { name, file, size: (await stat(file)).size };
    }),
  );
}

async function buildOrFail(options: BuildOptions): Promise<void> {
  try {
    await build(options);
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
