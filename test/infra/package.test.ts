import { execFile, spawnSync } from "node:child_process";
import {
  cpSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { unzipSync } from "fflate";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { loadConfiguration } from "../../cli/load-configuration.ts";
import { compose } from "../../infra/compose.ts";
import { composeDeployment } from "../../infra/deployment.ts";
import { rightsOf } from "../../infra/function-rights.ts";
import { packageMembers } from "../../infra/package-members.ts";
import { rightsAsText } from "../../infra/rights-table.ts";
import { readStackFiles } from "../../infra/stack-files.ts";
import { type Written, writePackage } from "../../infra/write-package.ts";
import { zipOf } from "../../infra/zip.ts";
import { ACCOUNT_PLACEHOLDER } from "../../shared/baselines/organization.ts";

const PROJECT = fileURLToPath(new URL("../..", import.meta.url));
const LAB = join(PROJECT, "test/lab");
/** A service of osls's: serverless.yml, and the package where it looks for it. */
const service = mkdtempSync(join(tmpdir(), "plumbline-package-"));
const directory = join(service, "dist", "package");
let written: Written;

afterAll(() => rmSync(service, { recursive: true }));

/** The lab's configuration, with all of its repairs, for an account that there may be. */
async function configurationIn(account: string, partition: string) {
  const folder = mkdtempSync(join(service, "configuration-"));
  symlinkSync(join(LAB, "documents"), join(folder, "documents"));
  const text = readFileSync(join(LAB, "plumbline.yml"), "utf8");
  const file = join(folder, "plumbline.yml");
  writeFileSync(file, text.replace('"000000000000"', `"${account}"\n    partition: ${partition}`));
  const compilation = await loadConfiguration(file);
  if (compilation.status === "invalid") throw new Error(JSON.stringify(compilation.problems));
  return compilation.configuration;
}

const read = (name: string) => readFileSync(join(directory, name));
const modulesOf = (name: string) =>
  Object.keys(unzipSync(read(`functions/${name}.zip`))).filter((file) => file.endsWith(".mjs"));
const template = () => parse(String(read("plumbline.yml")), { version: "1.1" });

beforeAll(async () => {
  const configuration = await configurationIn("111122223333", "aws");
  const parameters = { ExistingDriftBus: "shared" };
  written = await writePackage({ project: PROJECT, directory, configuration, parameters });
});

describe("the package", () => {
  it("is everything that a deployment needs, and nothing is left of the building of it", () => {
    if (written.status === "refused") throw new Error(written.problems.join("\n"));
    const there = readdirSync(directory, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    const names = there.map(({ parentPath, name }) => join(parentPath, name).slice(directory.length + 1));
    const functions = readdirSync(join(PROJECT, "functions"), { withFileTypes: true }).filter((e) => e.isDirectory());
    expect(names.sort()).toEqual(
      [
        ...[
          "THIRD-PARTY-NOTICES.txt",
          "parameters.json",
          "plumbline.yml",
          "rights.md",
          "sbom.cdx.json",
          "serverless.json",
        ],
        ...functions.map(({ name }) => `functions/${name}.zip`),
        ...functions.flatMap(({ name }) => modulesOf(name).map((module) => `maps/${name}/${module}.map`)),
      ].sort(),
    );
    expect(written.files.every((name) => names.includes(name))).toBe(true);
  });

  it("has in each zip the handler that the template names, without its map, and the table beside those that need it", () => {
    const held: Record<string, readonly string[]> = {};
    for (const file of readdirSync(join(directory, "functions"))) {
      const entries = unzipSync(read(`functions/${file}`));
      held[file] = Object.keys(entries);
      const text = String(Buffer.from(entries["handler.mjs"] ?? []));
      expect(text, file).toMatch(/export\{\w+ as handler\b/);
      expect(text, file).not.toContain("sourceMappingURL");
    }
    expect(held["detect-drift.zip"]).toEqual(expect.arrayContaining(["action-table.json", "handler.mjs"]));
    expect(held["send-alert.zip"]).toEqual(expect.arrayContaining(["handler.mjs"]));
    expect(held["send-alert.zip"]).not.toContain("action-table.json");
  });

  it("has zips that are the same to the byte, whenever and in whatever order their files were written", async () => {
    const folder = mkdtempSync(join(service, "zip-"));
    const files = ["handler.mjs", "action-table.json"].map((name) => join(folder, name));
    for (const file of files) writeFileSync(file, file.slice(-9).repeat(99));
    const first = await zipOf(files);
    for (const file of files) utimesSync(file, 1_000_000_000, 1_000_000_000);
    expect(Buffer.from(await zipOf([...files].reverse())).equals(first)).toBe(true);
    expect(Object.keys(unzipSync(first))).toEqual(["action-table.json", "handler.mjs"]);
  });

  it.each(["aws-us-gov", "aws-cn"])("names nothing of another partition in %s", async (partition) => {
    const configuration = await configurationIn("111122223333", partition);
    const packaged = packageMembers(configuration);
    if (packaged.status === "refused") throw new Error(packaged.problems.join("\n"));
    const { hub, region } = packaged;
    const stack = await readStackFiles(PROJECT);
    const rights = rightsOf(stack.functions, { configuration, hub });
    const text = JSON.stringify(compose(stack, rights, String, configuration.digest));
    expect(text).toContain("policy/stream-manager-programmatic-access");
    expect(text).not.toContain("us-east-1");
    expect(new Set([...text.matchAll(/arn:(aws[\w-]*):/g)].map(([, named]) => named))).toEqual(new Set([partition]));
    expect(region).toMatch(partition === "aws-cn" ? /^cn-/ : /^us-gov-/);
    expect(rightsAsText(rights, { "AWS::Partition": partition })).not.toContain("arn:aws:");
  });

  it("gives parameters that the template has, within what it allows", () => {
    const { Parameters } = JSON.parse(String(read("parameters.json"))) as { Parameters: Record<string, string> };
    const declared = template().Parameters as Record<string, { AllowedPattern?: string }>;
    expect(Parameters).toMatchObject({ SweepSchedule: "rate(1 day)", ExistingDriftBus: "shared" });
    for (const [name, value] of Object.entries(Parameters)) {
      expect(declared[name], name).toBeDefined();
      expect(value).toMatch(new RegExp(declared[name]?.AllowedPattern ?? ""));
    }
  });

  it.each([
    ["NoSuch", "x", "The stack has no parameter NoSuch; it has "],
    ["KillSwitchName", "/other", "The parameter KillSwitchName follows from plumbline.yml"],
    ["ExistingKey", "alias/mine", "The parameter ExistingKey cannot be alias/mine: it has to match "],
  ])("is refused with the parameter %s=%s, and then nothing that is there is touched", async (name, value, says) => {
    const configuration = await configurationIn("111122223333", "aws");
    const request = { project: PROJECT, directory, configuration, parameters: { [name]: value } };
    const refused = await writePackage(request);
    expect(refused.status === "refused" && refused.problems).toEqual([expect.stringContaining(says)]);
    expect(read("parameters.json").length).toBeGreaterThan(0);
  });

  it("is refused for the lab's account, which the lab itself deploys", async () => {
    const compilation = await loadConfiguration(join(LAB, "plumbline.yml"));
    if (compilation.status === "invalid") throw new Error(JSON.stringify(compilation.problems));
    const request = { project: PROJECT, configuration: compilation.configuration };
    expect(await writePackage({ ...request, directory })).toEqual({
      status: "refused",
      problems: ["Account 000000000000 is the lab's; list your own in plumbline.yml."],
    });
    expect(await composeDeployment(request)).toMatchObject({ status: "composed" });
  });

  it("is refused where accounts are taken from an organization of which nobody said which it is", async () => {
    const listed = await configurationIn("111122223333", "aws");
    const [account] = listed.accounts;
    if (account === undefined) throw new Error("The lab's configuration lists no account.");
    const roles = { readerRole: "arn:aws:iam::{{account}}:role/reader", externalId: "media-{{account}}" };
    const template = { ...account, account: ACCOUNT_PLACEHOLDER, ...roles };
    const organization = [{ selector: { unit: "r-ab12" }, except: [], account: template }];
    const request = { project: PROJECT, directory, configuration: { ...listed, organization } };
    const refused = await writePackage(request);
    expect(refused.status === "refused" && refused.problems).toEqual([expect.stringContaining("OrganizationId=o-…")]);
  });

  it("says what was compiled into it, whose licences it is under, and what may be done by whom", () => {
    expect(template().Metadata.Plumbline.configuration).toMatch(/^sha256:[0-9a-f]{64}$/);
    expect(String(read("THIRD-PARTY-NOTICES.txt"))).toContain("@aws-sdk/client-iam");
    expect(JSON.parse(String(read("sbom.cdx.json")))).toMatchObject({ bomFormat: "CycloneDX" });
    const rights = written.status === "written" ? written.rights : "";
    expect(rights).toContain("on arn:aws:iam::111122223333:policy/stream-manager-programmatic-access");
    expect(String(read("rights.md"))).toContain("| remediate-drift | iam:CreatePolicyVersion");
  });

  it("satisfies cfn-lint, where that is installed", () => {
    const file = join(directory, "plumbline.yml");
    const linted = spawnSync("python3", ["-c", "from cfnlint.runner import main; main()", file], { encoding: "utf8" });
    if (linted.error !== undefined || linted.stderr.includes("No module named 'cfnlint'")) {
      process.stderr.write("The package's template was not checked by cfn-lint, which is not installed.\n");
      return;
    }
    expect(linted).toMatchObject({ status: 0, stdout: "", stderr: "" });
  });
});

describe("serverless.yml", () => {
  it("has osls deploy the same template", async () => {
    cpSync(join(PROJECT, "serverless.yml"), join(service, "serverless.yml"));
    const osls = createRequire(import.meta.url).resolve("osls/bin/serverless.js");
    await promisify(execFile)(process.execPath, [osls, "package"], { cwd: service });
    const made = JSON.parse(
      readFileSync(join(service, ".serverless/cloudformation-template-update-stack.json"), "utf8"),
    );
    const { ServerlessDeploymentBucket, ServerlessDeploymentBucketPolicy, ...resources } = made.Resources;
    expect([ServerlessDeploymentBucket, ServerlessDeploymentBucketPolicy]).not.toContain(undefined);
    const ours = template();
    expect(made.Parameters).toEqual(ours.Parameters);
    expect(made.Conditions).toEqual(ours.Conditions);
    expect(made.Outputs).toMatchObject(ours.Outputs);
    expect(comparable(resources)).toEqual(comparable(ours.Resources));
  });
});

interface Made {
  readonly Type: string;
  readonly DependsOn?: readonly string[];
  readonly Properties: Readonly<Record<string, unknown>>;
}

/** Where the code lies, each has its own way to say; and osls repeats that a function depends on its role. */
function comparable(resources: Readonly<Record<string, Made>>): Readonly<Record<string, unknown>> {
  const functions = Object.entries(resources).map(([id, resource]) => {
    if (resource.Type !== "AWS::Lambda::Function") return [id, resource] as const;
    const { Code, ...Properties } = resource.Properties;
    expect(JSON.stringify(Code)).toMatch(/\/[a-z-]+\.zip"/);
    return [id, { ...resource, Properties, DependsOn: resource.DependsOn?.filter((other) => !other.endsWith("Role")) }];
  });
  return Object.fromEntries(functions);
}
