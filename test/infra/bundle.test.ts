import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { BundleFailure, bundleFunctions } from "../../infra/bundle.ts";

const configuration = { version: 1, digest: "sha256:test", accounts: [] } as const;
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
