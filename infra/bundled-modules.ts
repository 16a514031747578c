import type { Metafile } from "esbuild";

/** One module that esbuild has written. */
export interface BundledModule {
  /** Relative to esbuild's working directory. */
  readonly path: string;
  readonly bytes: number;
  /** The files of which something is in it. */
  readonly inputs: readonly string[];
}

/** The modules of one bundle. */
export interface BundledModules {
  readonly handler: string;
  /**
   * The handler and what it imports at once. What a package imports dynamically is counted with it, though it may never be loaded: when that
   * is, is not for the project to say.
   */
  readonly start: readonly BundledModule[];
  /** What only the project's own code imports, and dynamically. */
  readonly later: readonly BundledModule[];
  /** How the modules import what is no part of them. */
  readonly external: ReadonlySet<string>;
}

type Outputs = Metafile["outputs"];

/**
 * The modules that a handler needs, now or later.
 * @param entryPoint the handler's source, relative to esbuild's working directory
 * @throws TypeError where it was no entry point
 */
export function modulesOf({ outputs }: Metafile, entryPoint: string): BundledModules {
  const [handler] = Object.entries(outputs).find(([, output]) => output.entryPoint === entryPoint) ?? [];
  if (handler === undefined) throw new TypeError(`${entryPoint} was not bundled.`);
  const start = reachable(handler, outputs, isLoadedAtStart);
  const all = reachable(handler, outputs, () => true);
  const later = [...all].filter((path) => !start.has(path));
  const imports = [...all].flatMap((path) => outputs[path]?.imports ?? []);
  return {
    handler,
    start: [...start].map((path) => moduleOf(path, outputs)),
    later: later.map((path) => moduleOf(path, outputs)),
    external: new Set(imports.filter(({ external }) => external === true).map(({ path }) => path)),
  };
}

function isLoadedAtStart({ kind, path }: Outputs[string]["imports"][number], outputs: Outputs): boolean {
  return kind !== "dynamic-import" || (outputs[path]?.entryPoint?.includes("node_modules/") ?? false);
}

function reachable(from: string, outputs: Outputs, follows: typeof isLoadedAtStart): ReadonlySet<string> {
  const found = new Set([from]);
  for (const path of found) {
    for (const imported of outputs[path]?.imports ?? []) {
      if (Object.hasOwn(outputs, imported.path) && follows(imported, outputs)) found.add(imported.path);
    }
  }
  return found;
}

function moduleOf(path: string, outputs: Outputs): BundledModule {
  const { bytes = 0, inputs = {} } = outputs[path] ?? {};
  const held = Object.entries(inputs).filter(([, { bytesInOutput }]) => bytesInOutput > 0);
  return { path, bytes, inputs: held.map(([file]) => file) };
}
