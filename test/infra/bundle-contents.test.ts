import { readdir } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { beforeAll, describe, expect, it } from "vitest";

const PROJECT = fileURLToPath(new URL("../..", import.meta.url));

/** The files of which something is in each function's bundle, by the function's folder. */
let contents: ReadonlyMap<string, readonly string[]>;

beforeAll(async () => {
  const entries = await readdir(`${PROJECT}/functions`, { recursive: true });
  const entryPoints = entries.filter((path) => path.endsWith("handler.ts")).map((path) => `functions/${path}`);
  const { metafile } = await build({
    absWorkingDir: PROJECT,
    entryPoints,
    bundle: true,
    write: false,
    outdir: "dist",
    metafile: true,
    format: "esm",
    platform: "node",
    mainFields: ["module", "main"],
    external: ["*.json", "plumbline:configuration"],
    logLevel: "silent",
  });
  contents = new Map(
    Object.values(metafile.outputs).map(({ entryPoint, inputs }) => {
      const held = Object.entries(inputs).filter(([, { bytesInOutput }]) => bytesInOutput > 0);
      return [entryPoint ?? "", held.map(([file]) => file)] as const;
    }),
  );
});

describe("the bundle of every function", () => {
  it("holds schemas that say what is wrong in English", () => {
    expect(contents.size).toBeGreaterThanOrEqual(6);
    const without = [...contents].filter(([, files]) => !files.includes("node_modules/zod/v4/locales/en.js"));
    expect(without).toEqual([]);
  });

  it.each([
    { what: "zod's classic form: write its schemas with shared/iam/schema.ts", part: "node_modules/zod/v4/classic/" },
    { what: "what makes JSON Schemas, which is the build's", part: "node_modules/zod/v4/core/to-json-schema.js" },
    { what: "zod's other languages", part: /node_modules\/zod\/v4\/locales\/(?!en\.js)/ },
  ])("holds nothing of $what", ({ part }) => {
    const holds = (file: string) => (typeof part === "string" ? file.startsWith(part) : part.test(file));
    expect([...contents].filter(([, files]) => files.some(holds)).map(([entryPoint]) => entryPoint)).toEqual([]);
  });
});
