import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { bundleAlone, type SdkParts, sdkPartsOf } from "../../bench/bundles/clients-alone.ts";
import { bundleFunctions } from "../../infra/bundle.ts";
import type { CompiledConfiguration } from "../../shared/baselines/expected-state.ts";
import { DEFAULT_SETTINGS } from "../../shared/baselines/settings.ts";

const PROJECT = fileURLToPath(new URL("../..", import.meta.url));
let outdir: string;
let parts: SdkParts;

beforeAll(async () => {
  outdir = await mkdtemp(join(tmpdir(), "plumbline-alone-"));
  const settings = DEFAULT_SETTINGS;
  const configuration: CompiledConfiguration = {
    ...{ version: 1, digest: "sha256:", accounts: [], organization: [], waivers: [], settings },
  };
  const names = ["send-alert"];
  const [bundle] = await bundleFunctions({ project: PROJECT, names, configuration, outdir, minify: true });
  parts = await sdkPartsOf(bundle?.loadedAtStart ?? []);
});

afterAll(async () => {
  await rm(outdir, { recursive: true });
});

describe("what a function is measured beside", () => {
  it("has the clients and the commands that its bundle has, and no others", () => {
    expect([...(parts.get("@aws-sdk/client-sns") ?? [])].sort()).toEqual(["PublishCommand", "SNSClient"]);
    expect([...parts.keys()].sort()).toEqual(["@aws-sdk/client-dynamodb", "@aws-sdk/client-sns"]);
  });

  it("is a module that gives just those", async () => {
    const file = join(outdir, "alone.mjs");
    await bundleAlone(PROJECT, new Map([["@aws-sdk/client-sns", new Set(["SNSClient", "PublishCommand"])]]), file);
    expect(Object.keys(await import(file)).sort()).toEqual(["PublishCommand", "SNSClient"]);
    expect((await readFile(file, "utf8")).length).toBeGreaterThan(50_000);
  });
});
