import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { BundleFailure, bundleFunctions } from "../../infra/bundle.ts";
import { DEFAULT_SETTINGS } from "../../shared/baselines/settings.ts";

const configuration = {
  version: 1,
  digest: "sha256:test",
  accounts: [],
  organization: [],
  waivers: [],
  settings: DEFAULT_SETTINGS,
} as const;
let project: string;

beforeEach(async () => {
  project = await mkdtemp(join(tmpdir(), "plumbline-bundle-"));
});

afterEach(async () => {
  await rm(project, { recursive: true });
});

async function bundle(handler: string, minify = true) {
  await mkdir(join(project, "functions", "do-it"), { recursive: true });
  await writeFile(join(project, "functions", "do-it", "handler.ts"), handler);
  return await bundleFunctions({ project, names: ["do-it"], configuration, outdir: join(project, "dist"), minify });
}

describe("bundleFunctions", () => {
  it("writes one module that holds the configuration, and its source map apart", async () => {
    const [made] = await bundle(
      'import configuration from "plumbline:configuration";\nexport const handler = (): string => configuration.digest;\n',
    );
    expect(made).toMatchObject({ name: "do-it", file: join(project, "dist", "do-it", "handler.mjs") });
    const text = await readFile(made?.file ?? "", "utf8");
    expect(made?.size).toBe(Buffer.byteLength(text));
    expect(text).not.toContain("sourceMappingURL");
    expect(await readdir(join(project, "dist", "do-it"))).toContain("handler.mjs.map");
    const { handler } = (await import(pathToFileURL(made?.file ?? "").href)) as { handler(): string };
    expect(handler()).toBe("sha256:test");
  });

  it("leaves JSON that is imported when it is needed in a file beside the module, and there it is found", async () => {
    await mkdir(join(project, "functions", "do-it"), { recursive: true });
    await writeFile(join(project, "functions", "do-it", "now.json"), '{"said":"at once"}');
    await writeFile(join(project, "functions", "do-it", "later.json"), '{"said":"once it was needed"}');
    const [made] = await bundle(
      [
        'import now from "./now.json";',
        "export async function handler(needed: boolean): Promise<string> {",
        '  return needed ? (await import("./later.json", { with: { type: "json" } })).default.said : now.said;',
        "}",
      ].join("\n"),
    );
    expect(made?.filesBeside).toEqual([join(project, "dist", "do-it", "later.json")]);
    const text = await readFile(made?.file ?? "", "utf8");
    expect(text).toContain("at once");
    expect(text).not.toContain("once it was needed");
    const { handler } = (await import(pathToFileURL(made?.file ?? "").href)) as {
      handler(needed: boolean): Promise<string>;
    };
    expect(await handler(false)).toBe("at once");
    expect(await handler(true)).toBe("once it was needed");
  });

  it("leaves code that is imported when it is needed in modules beside it, which share what both need", async () => {
    const folder = join(project, "functions", "do-it");
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, "count.ts"), "let times = 0;\nexport const count = (): number => (times += 1);\n");
    await writeFile(
      join(folder, "later.ts"),
      'import { count } from "./count.ts";\nexport const said = () => ["needed as number", count()].join(" ");\n',
    );
    const [made] = await bundle(
      [
        'import { count } from "./count.ts";',
        "export async function handler(): Promise<string> {",
        "  count();",
        '  return (await import("./later.ts")).said();',
        "}",
      ].join("\n"),
    );
    const { file = "", filesBeside = [], loadedAtStart = [] } = made ?? {};
    expect(filesBeside).toHaveLength(2);
    expect(loadedAtStart).toHaveLength(2);
    const [later = ""] = filesBeside.filter((each) => !loadedAtStart.includes(each));
    expect(made?.sizeLater).toBe((await stat(later)).size);
    const start = await Promise.all(loadedAtStart.map(async (each) => (await stat(each)).size));
    expect(made?.size).toBe(start.reduce((sum, each) => sum + each, 0));
    expect(made?.sourceMaps).toEqual([file, ...filesBeside].map((each) => `${each}.map`));
    for (const each of made?.sourceMaps ?? []) expect((await stat(each)).size).toBeGreaterThan(0);
    expect(await readFile(later, "utf8")).toContain("needed as number");
    const { handler } = (await import(pathToFileURL(file).href)) as { handler(): Promise<string> };
    expect(await handler()).toBe("needed as number 2");
  });

  it("leaves nothing of an earlier build in the function's folder", async () => {
    const folder = join(project, "dist", "do-it");
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, "chunk-EARLIER.mjs"), "");
    await bundle("export const handler = (): number => 1;\n");
    expect(await readdir(folder)).not.toContain("chunk-EARLIER.mjs");
  });

  it("has of an SDK client's package.json the version alone", async () => {
    const client = join(project, "node_modules", "@aws-sdk", "client-words");
    await mkdir(client, { recursive: true });
    const about = { name: "@aws-sdk/client-words", version: "3.1.4", main: "index.js", scripts: { test: "say words" } };
    await writeFile(join(client, "package.json"), JSON.stringify(about));
    await writeFile(
      join(client, "index.js"),
      'import about from "./package.json";\nexport const agent = () => about.version;\n',
    );
    const [made] = await bundle(
      'import { agent } from "@aws-sdk/client-words";\nexport const handler = () => agent();\n',
    );
    expect(await readFile(made?.file ?? "", "utf8")).not.toContain("say words");
    const { handler } = (await import(pathToFileURL(made?.file ?? "").href)) as { handler(): string };
    expect(handler()).toBe("3.1.4");
  });

  it("refuses two such files that would be one", async () => {
    await mkdir(join(project, "functions", "other"), { recursive: true });
    for (const folder of ["do-it", "other"]) {
      await mkdir(join(project, "functions", folder), { recursive: true });
      await writeFile(join(project, "functions", folder, "table.json"), "{}");
    }
    const twice = bundle('export const handler = () => [import("./table.json"), import("../other/table.json")];\n');
    await expect(twice).rejects.toThrow(/do-it\/table\.json and .+other\/table\.json would be one file/);
  });

  it.each([
    ["syntax that is none", "export const = 1;\n", /^functions\/do-it\/handler\.ts:1:14 /],
    [
      "an import that leads nowhere",
      '\nimport "./nothing.ts";\n',
      /^functions\/do-it\/handler\.ts:2:8 Could not resolve "\.\/nothing\.ts"$/,
    ],
    [
      "another module of Plumbline's namespace",
      'import "plumbline:secrets";\n',
      /^functions\/do-it\/handler\.ts:1:8 Could not resolve "plumbline:secrets"$/,
    ],
  ])("names the place of %s", async (_, handler, message) => {
    const failed = bundle(handler);
    await expect(failed).rejects.toThrow(BundleFailure);
    await expect(failed).rejects.toThrow(message);
  });
});
