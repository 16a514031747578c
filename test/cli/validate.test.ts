import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { edited, FIXTURE } from "../baselines/fixture.ts";
import { runCli } from "./run-cli.ts";
import { shopDirectory } from "./shop-files.ts";

const POLICIES = fileURLToPath(new URL("../../policies", import.meta.url));
const EMPTY = "accounts: []\n";
const UNKNOWN_BASELINE = 'accounts:\n  - id: "111122223333"\n    baselines:\n      - baseline: nobodys\n';

let directory: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "plumbline-validate-"));
});
afterEach(() => rmSync(directory, { recursive: true }));

function write(name: string, text: string): void {
  mkdirSync(join(directory, name, ".."), { recursive: true });
  writeFileSync(join(directory, name), text);
}

const validate = (args: readonly string[], environment?: NodeJS.ProcessEnv) =>
  runCli(directory, ["validate", ...args], environment);

describe("validate of a configuration", () => {
  it("finds nothing wrong with plumbline.yml", async () => {
    write("plumbline.yml", EMPTY);
    const run = await validate([]);
    expect(run).toMatchObject({ code: 0, stderr: "" });
    expect(run.stdout).toMatch(/^plumbline\.yml: nothing wrong; accounts: 0, entities: 0, sha256:[0-9a-f]{64}\n$/);
  });

  it("prints each problem as file:line:column message, and exits with 2", async () => {
    write("plumbline.yml", UNKNOWN_BASELINE);
    const run = await validate([]);
    expect(run).toMatchObject({ code: 2, stderr: "" });
    expect(run.stdout).toMatch(/^plumbline\.yml:4:\d+ .*nobodys.*\.\n$/);
  });

  it("prints one JSON document with --json", async () => {
    write("plumbline.yml", UNKNOWN_BASELINE);
    const run = await validate(["--json"]);
    expect(run.code).toBe(2);
    expect(JSON.parse(run.stdout)).toEqual({
      status: "invalid",
      problems: [
        {
          file: "plumbline.yml",
          line: 4,
          column: expect.any(Number),
          severity: "error",
          message: expect.stringContaining("nobodys"),
        },
      ],
    });
    write("plumbline.yml", EMPTY);
    expect(JSON.parse((await validate(["--format", "json"])).stdout)).toEqual({ status: "valid", problems: [] });
  });

  it("takes --config, else PLUMBLINE_CONFIG, else plumbline.yml", async () => {
    write("plumbline.yml", UNKNOWN_BASELINE);
    write("other.yml", EMPTY);
    write("third.yml", "accounts: [");
    const environment = { PLUMBLINE_CONFIG: "other.yml" };
    const byEnvironment = await validate([], environment);
    expect(byEnvironment).toMatchObject({ code: 0, stdout: expect.stringMatching(/^other\.yml: /) });
    const byOption = await validate(["--config", "third.yml"], environment);
    expect(byOption).toMatchObject({ code: 2, stdout: expect.stringMatching(/^third\.yml:\d+:\d+ /) });
  });

  it("says that a configuration is missing", async () => {
    const run = await validate(["--config", "gone.yml"]);
    expect(run).toMatchObject({ code: 2, stdout: expect.stringMatching(/^gone\.yml:1:1 .+\.\n$/) });
  });
});

describe("validate of a directory", () => {
  it("finds nothing wrong with copies of the product's own baselines", async () => {
    cpSync(POLICIES, join(directory, "policies"), { recursive: true });
    const run = await validate(["."]);
    expect(run).toMatchObject({ code: 0, stderr: "" });
    expect(run.stdout).toMatch(/^\.: nothing wrong; baselines: [1-9]\d*\n$/);
  });

  it("names the place of a document that is not there, and of one that is not JSON", async () => {
    cpSync(join(POLICIES, "red5-stream-manager"), join(directory, "red5-stream-manager"), { recursive: true });
    rmSync(join(directory, "red5-stream-manager/stream-manager-policy.json"));
    cpSync(join(POLICIES, "amazon-ivs"), join(directory, "amazon-ivs"), { recursive: true });
    write("amazon-ivs/operator-policy.json", "{");
    const run = await validate(["."]);
    expect(run).toMatchObject({ code: 2, stderr: "" });
    const lines = run.stdout.trimEnd().split("\n");
    expect(lines.find((line) => line.startsWith("amazon-ivs/operator-policy.json:1:"))).toBeDefined();
    expect(
      lines.find((line) => /^red5-stream-manager\/baseline\.yml:\d+:\d+ .*stream-manager-policy\.json/.test(line)),
    ).toBeDefined();
    expect(run.stdout).not.toContain("policies/");
  });

  it("checks the plumbline.yml that stands in it", async () => {
    write("site/plumbline.yml", UNKNOWN_BASELINE);
    const run = await validate(["site"]);
    expect(run).toMatchObject({ code: 2, stdout: expect.stringMatching(/^site\/plumbline\.yml:4:\d+ /) });
  });

  it.each([
    {
      name: "a directory with nothing to check",
      argument: ".",
      stderr: ". holds neither a baseline.yml nor a plumbline.yml, so there is nothing to check.\n",
    },
    {
      name: "no directory",
      argument: "gone",
      stderr: "gone is not a directory; name one that holds baselines or a plumbline.yml.\n",
    },
  ])("says so of $name", async ({ argument, stderr }) => {
    expect(await validate([argument])).toEqual({ code: 2, stdout: "", stderr });
  });
});

describe("a warning of validate", () => {
  const RED5 = (more = "") =>
    `accounts:\n  - id: "111122223333"\n    baselines:\n      - baseline: red5-stream-manager\n${more}`;

  it("is told in its place beside errors, and changes nothing about their exit code", async () => {
    const directory = shopDirectory({
      "plumbline.yml": undefined,
      ...edited("policies/shop/policy.json", ["s3:GetObject", "s3:GetObjekt"]),
      ...edited("policies/shop/trust.json", ["sts:AssumeRole", ""]),
    });
    const run = await runCli(directory, ["validate", "."]);
    expect(run).toMatchObject({ code: 2, stderr: "" });
    const lines = run.stdout.trimEnd().split("\n");
    expect(lines).toEqual([
      'shop/policy.json:2:28 warning: "s3:GetObjekt" is no action that Plumbline\'s table knows; did you mean s3:GetObject?',
      expect.stringMatching(/^shop\/trust\.json:2:\d+ (?!warning)/),
    ]);
  });

  it("makes exit code 1 where nothing is worse, and takes the place of praise", async () => {
    const directory = shopDirectory({
      "plumbline.yml": undefined,
      ...edited("policies/shop/policy.json", ["s3:GetObject", "s3:GetObjekt"]),
    });
    const run = await runCli(directory, ["validate", "."]);
    expect(run).toMatchObject({ code: 1, stderr: "" });
    expect(run.stdout).toMatch(/^shop\/policy\.json:2:28 warning: .+\n$/);
  });

  it("is not about what a vendor published before", async () => {
    const directory = shopDirectory({
      "plumbline.yml": undefined,
      ...edited("policies/shop/baseline.yml", [
        "provenance: reconstructed\n",
        'provenance: reconstructed\n    revisions:\n      - file: policy-1.json\n        version: "1"\n',
      ]),
      "policies/shop/policy-1.json": FIXTURE["policies/shop/policy.json"]?.replace("s3:GetObject", "s3:GetObjekt"),
    });
    expect(await runCli(directory, ["validate", "."])).toMatchObject({ code: 0, stderr: "" });
  });

  it("is about an account's own document too", async () => {
    write("plumbline.yml", RED5("        documents:\n          stream-manager-policy.json: own/policy.json\n"));
    write(
      "own/policy.json",
      '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"ec2:Run","Resource":"*"}}',
    );
    const run = await validate([]);
    expect(run).toMatchObject({ code: 1, stderr: "" });
    expect(run.stdout).toMatch(/^own\/policy\.json:1:\d+ warning: "ec2:Run" is no action [^\n]*\n$/);
  });

  it.each([
    { name: "near its limit", statements: 52, says: "nearly the 6,144 that IAM takes in a customer managed policy" },
    { name: "well below it", statements: 45, says: undefined },
  ])("is about a document that is $name once it is filled in", async ({ statements, says }) => {
    write("plumbline.yml", RED5("        documents:\n          stream-manager-policy.json: own.json\n"));
    const one = { Effect: "Allow", Action: "ec2:RunInstances", Resource: "arn:aws:ec2:*:*:instance/*" };
    const Statement = Array.from({ length: statements }, (_, index) => ({ ...one, Sid: `Statement${index + 10}` }));
    write("own.json", JSON.stringify({ Version: "2012-10-17", Statement }, null, 2));
    const run = await validate([]);
    expect(run).toMatchObject({ code: says === undefined ? 0 : 1, stderr: "" });
    if (says === undefined) expect(run.stdout).toContain("nothing wrong");
    else
      expect(run.stdout).toContain(
        `own.json:1:1 warning: For policy/stream-manager-programmatic-access in account 111122223333`,
      );
    expect(run.stdout).toContain(says ?? "nothing wrong");
  });

  it("is about a waiver that is over", async () => {
    write("plumbline.yml", RED5());
    const waiver = {
      account: "111122223333",
      entity: "user/production-streammanager",
      fingerprint: "0".repeat(64),
      decidedBy: "ada@example.com",
      reason: "Being moved.",
      from: "2020-01-01",
      until: "2020-02-01",
    };
    write("waivers.yml", JSON.stringify({ waivers: [waiver] }));
    const run = await validate([]);
    expect(run).toMatchObject({ code: 1, stderr: "" });
    expect(run.stdout).toMatch(/^waivers\.yml:1:\d+ warning: The waiver of user\/production-streammanager .+\n$/);
  });
});
