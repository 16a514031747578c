import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, it } from "vitest";
import { bundleFunctions } from "../../infra/bundle.ts";
import {
  billOfMaterials,
  type ShippedPackage,
  shippedPackages,
  thirdPartyNotices,
  unlicensed,
} from "../../infra/shipped-packages.ts";
import { DEFAULT_SETTINGS } from "../../shared/baselines/settings.ts";
import { readProjectStack } from "./project-stack.ts";

const PROJECT = fileURLToPath(new URL("../..", import.meta.url));
const NOTHING = { version: 1, digest: "sha256:test", accounts: [], organization: [], waivers: [] } as const;

let packages: readonly ShippedPackage[];

beforeAll(async () => {
  const outdir = await mkdtemp(join(tmpdir(), "plumbline-shipped-"));
  const names = (await readProjectStack()).functions.map(({ folder }) => folder);
  const configuration = { ...NOTHING, settings: DEFAULT_SETTINGS };
  const bundles = await bundleFunctions({ project: PROJECT, names, configuration, outdir, minify: false });
  packages = await shippedPackages(
    PROJECT,
    bundles.flatMap((bundle) => bundle.packages),
  );
  await rm(outdir, { recursive: true });
});

const made = (licence: string, name = "some"): ShippedPackage => ({ name, version: "1.0.0", licence, texts: [] });

describe("what is deployed", () => {
  it("is of packages that package.json names, and of theirs, each once", () => {
    const names = packages.map(({ name }) => name);
    expect(names).toContain("@aws-sdk/client-iam");
    expect(names).toContain("zod");
    expect(new Set(packages.map(({ name, version }) => `${name}@${version}`)).size).toBe(packages.length);
  });

  it("is under MIT, Apache, BSD or ISC", () => {
    expect(unlicensed(packages)).toEqual([]);
  });

  it("has no package of the tests", () => {
    const forTests = packages
      .map(({ name }) => name)
      .filter((name) => /cloud-copilot|dynalite|fauxqs|vitest/.test(name));
    expect(forTests).toEqual([]);
  });
});

describe("unlicensed", () => {
  it.each([
    ["MIT", true],
    ["(MIT OR GPL-3.0)", true],
    ["AGPL-3.0-or-later", false],
    ["MIT AND GPL-3.0", false],
    ["SEE LICENSE IN LICENSE.md", false],
  ])("%s may ship: %s", (licence, may) => {
    expect(unlicensed([made(licence)])).toHaveLength(may ? 0 : 1);
  });
});

describe("the notices and the bill of materials", () => {
  it("name every package with its version and its licence's text", () => {
    const notices = thirdPartyNotices(packages);
    for (const { name, version, licence } of packages) expect(notices).toContain(`${name} ${version} (${licence})`);
    expect(notices).toContain("Permission is hereby granted, free of charge");
    expect(notices).toContain("Apache License");
  });

  it("are the same for the same packages, and name each by its package URL", () => {
    const itself = { name: "plumbline", version: "0.1.0" };
    const sbom = billOfMaterials(itself, [made("MIT", "@some/thing")]);
    expect(sbom).toBe(billOfMaterials(itself, [made("MIT", "@some/thing")]));
    expect(JSON.parse(sbom)).toMatchObject({
      bomFormat: "CycloneDX",
      components: [{ purl: "pkg:npm/%40some/thing@1.0.0", licenses: [{ expression: "MIT" }] }],
    });
  });
});
