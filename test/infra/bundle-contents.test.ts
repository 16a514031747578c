import { readdir } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { beforeAll, describe, expect, it } from "vitest";
import { type BundledModules, modulesOf } from "../../infra/bundled-modules.ts";

const PROJECT = fileURLToPath(new URL("../..", import.meta.url));

/** The modules of each function's bundle, by its folder. */
let bundles: ReadonlyMap<string, BundledModules>;

beforeAll(async () => {
  const entries = await readdir(`${PROJECT}/functions`, { recursive: true });
  const entryPoints = entries.filter((path) => path.endsWith("handler.ts")).map((path) => `functions/${path}`);
  const { metafile } = await build({
    absWorkingDir: PROJECT,
    entryPoints,
    bundle: true,
    splitting: true,
    write: false,
    outdir: "dist",
    metafile: true,
    format: "esm",
    platform: "node",
    mainFields: ["module", "main"],
    external: ["*.json", "plumbline:configuration"],
    logLevel: "silent",
  });
  bundles = new Map(entryPoints.map((path) => [path.split("/")[1] ?? "", modulesOf(metafile, path)] as const));
});

/** The files of which something is in some modules. */
const filesIn = (modules: BundledModules["start"]) => modules.flatMap(({ inputs }) => inputs);

describe("the bundle of every function", () => {
  it("holds schemas that say what is wrong in English", () => {
    expect(bundles.size).toBeGreaterThanOrEqual(6);
    const without = [...bundles].filter(
      ([, { start }]) => !filesIn(start).includes("node_modules/zod/v4/locales/en.js"),
    );
    expect(without.map(([name]) => name)).toEqual([]);
  });

  it.each([
    { what: "zod's classic form: write its schemas with shared/iam/schema.ts", part: "node_modules/zod/v4/classic/" },
    { what: "what makes JSON Schemas, which is the build's", part: "node_modules/zod/v4/core/to-json-schema.js" },
    { what: "zod's other languages", part: /node_modules\/zod\/v4\/locales\/(?!en\.js)/ },
  ])("holds nothing of $what", ({ part }) => {
    const holds = (file: string) => (typeof part === "string" ? file.startsWith(part) : part.test(file));
    const holding = [...bundles].filter(([, { start, later }]) => filesIn([...start, ...later]).some(holds));
    expect(holding.map(([name]) => name)).toEqual([]);
  });
});

describe("what a function loads only when it is needed", () => {
  it.each([
    { what: "puts differences into words", file: "shared/policy/explain/explain-difference.ts" },
    { what: "works out what an entity's policies permit together", file: "shared/drift/effective-permissions.ts" },
  ])("is what $what, wherever drift is looked for", ({ file }) => {
    for (const name of ["detect-drift", "sweep-account", "remediate-drift"]) expectLater(name, file);
  });

  it.each([
    { name: "remediate-drift", what: "plans repairs", file: "shared/remediation/plan-entity.ts" },
    { name: "sweep-account", what: "reads CSV", file: "node_modules/csv-parse/lib/sync.js" },
    { name: "sweep-account", what: "reads the event history", file: "functions/sweep-account/reconcile-events.ts" },
  ])("is what $what in $name", ({ name, file }) => {
    expectLater(name, file);
  });

  function expectLater(name: string, file: string): void {
    const { start = [], later = [] } = bundles.get(name) ?? {};
    expect({ name, start: filesIn(start).includes(file) }).toEqual({ name, start: false });
    expect(filesIn(later)).toContain(file);
  }
});
