import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
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
