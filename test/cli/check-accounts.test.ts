import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AttachRolePolicyCommand, CreateRoleCommand, IAMClient } from "@aws-sdk/client-iam";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { checkResultSchema } from "../../cli/check-schema.ts";
import { loadConfiguration } from "../../cli/load-configuration.ts";
import { seedLab } from "../lab/seed.ts";
import { environmentFor } from "./check-served.ts";
import { type Run, runCli } from "./run-cli.ts";
import { type ServedAccounts, serveAccounts } from "./served-accounts.ts";

const HUB = "000000000000";
const MEDIA = "111122223333";
const STRANGER = "444455556666";
const CLIENT = { region: "us-east-1", credentials: { accessKeyId: "AKIAPLUMBLINELABADMN", secretAccessKey: "lab" } };
const ROLE = `arn:aws:iam::${MEDIA}:role/plumbline/Reader`;

let served: ServedAccounts;
let directory: string;

interface Configured {
  readonly id: string;
  readonly alias?: string;
  readonly readerRole?: string;
  readonly externalId?: string;
  readonly partition?: string;
  readonly baseline?: string;
}

const hub: Configured = { id: HUB, alias: "hub" };
const media: Configured = { id: MEDIA, alias: "media", readerRole: ROLE, externalId: "media-7f3a9c" };
const stranger: Configured = { id: STRANGER, alias: "stranger" };

/** A configuration of these accounts, each with viz-now unless it says otherwise. */
function configured(...accounts: readonly Configured[]): string {
  const written = accounts.map(({ baseline = "viz-now", ...account }) => ({ ...account, baselines: [{ baseline }] }));
  const file = join(directory, "plumbline.yml");
  writeFileSync(file, JSON.stringify({ accounts: written }));
  return file;
}

const check = (...args: readonly string[]): Promise<Run> =>
  runCli(directory, ["check", ...args], { ...environmentFor(served.endpoint), HOME: directory });

/** What a JSON result says of each account, by its alias. */
function accountsOf({ stdout }: Run) {
  return checkResultSchema.parse(JSON.parse(stdout)).accounts.map(({ alias, source, entities, unreadable }) => ({
    alias,
    source,
    drifts: entities.flatMap(({ drifts }) => drifts.map(({ rule }) => rule)),
    entities: entities.length,
    ...(unreadable === undefined ? {} : { unreadable }),
  }));
}

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), "plumbline-accounts-"));
  served = await serveAccounts([HUB, MEDIA]);
  const compilation = await loadConfiguration(configured(hub, media));
  if (compilation.status === "invalid") throw new Error(JSON.stringify(compilation.problems));
  for (const [index, account] of [HUB, MEDIA].entries()) {
    const endpoint = served.accounts[index]?.endpoint ?? "";
    await seedLab({ endpoint, configuration: compilation.configuration, account, clientConfig: CLIENT });
  }
  const client = new IAMClient({ endpoint: served.accounts[1]?.endpoint ?? "", ...CLIENT });
  const trust = {
    Effect: "Allow",
    Principal: { AWS: `arn:aws:iam::${HUB}:root` },
    Action: "sts:AssumeRole",
    Condition: { StringEquals: { "sts:ExternalId": "media-7f3a9c" } },
  };
  const document = JSON.stringify({ Version: "2012-10-17", Statement: [trust] });
  await client.send(
    new CreateRoleCommand({ RoleName: "Reader", Path: "/plumbline/", AssumeRolePolicyDocument: document }),
  );
  const administrator = "arn:aws:iam::aws:policy/AdministratorAccess";
  await client.send(new AttachRolePolicyCommand({ RoleName: "viz-now-manage", PolicyArn: administrator }));
  client.destroy();
});

afterAll(async () => {
  await served?.stop();
  rmSync(directory, { recursive: true });
});

const LIVE = { kind: "live" };
const HUB_CLEAN = { alias: "hub", source: LIVE, drifts: [], entities: 2 };
const MEDIA_DRIFT = {
  alias: "media",
  source: { kind: "live", role: ROLE },
  drifts: ["attachment-unexpected"],
  entities: 2,
};
const unreadable = (alias: string, code: string) => ({
  alias,
  source: LIVE,
  drifts: [],
  entities: 0,
  unreadable: { call: "AssumeRole", code, message: expect.stringMatching(/^.+ .+\.$/) },
});

interface Case {
  readonly name: string;
  readonly accounts: readonly Configured[];
  readonly args?: readonly string[];
  readonly code: number;
  readonly expected: readonly unknown[];
}

const CASES: readonly Case[] = [
  {
    name: "the credentials' own account, and every other by its reader role",
    accounts: [hub, media],
    code: 1,
    expected: [HUB_CLEAN, MEDIA_DRIFT],
  },
  {
    name: "in the order of the configuration, also without the credentials' own",
    accounts: [media],
    code: 1,
    expected: [MEDIA_DRIFT],
  },
  {
    name: "only the account asked for",
    accounts: [media, hub],
    args: ["--account", "hub"],
    code: 0,
    expected: [HUB_CLEAN],
  },
  {
    name: "only the account asked for, by its reader role",
    accounts: [hub, media],
    args: ["--account", "media"],
    code: 1,
    expected: [MEDIA_DRIFT],
  },
  {
    name: "the credentials' own account by them, though it has a reader role",
    accounts: [{ ...hub, readerRole: "Reader" }],
    code: 0,
    expected: [HUB_CLEAN],
  },
  {
    name: "and names an account that has no reader role as not read",
    accounts: [hub, stranger],
    code: 2,
    expected: [HUB_CLEAN, unreadable("stranger", "NoReaderRole")],
  },
  {
    name: "an account whose role does not admit the external id as not read, and the others all the same",
    accounts: [{ ...media, externalId: "another" }, hub],
    code: 2,
    expected: [unreadable("media", "AccessDenied"), HUB_CLEAN],
  },
  {
    name: "an account asked for whose role is not there as not read",
    accounts: [hub, { ...media, readerRole: "Nobody" }],
    args: ["--account", MEDIA],
    code: 2,
    expected: [unreadable("media", "AccessDenied")],
  },
  {
    name: "an account of another partition as not read",
    accounts: [hub, { ...media, partition: "aws-cn", readerRole: "Reader" }],
    code: 2,
    expected: [HUB_CLEAN, unreadable("media", "OtherPartition")],
  },
  {
    name: "with --baseline, the accounts that have it",
    accounts: [hub, { ...media, baseline: "amazon-ivs" }],
    args: ["--baseline", "viz-now"],
    code: 0,
    expected: [HUB_CLEAN],
  },
  {
    name: "with --baseline, no other account in place of one that cannot be read",
    accounts: [{ ...hub, baseline: "amazon-ivs" }, stranger],
    args: ["--baseline", "viz-now"],
    code: 2,
    expected: [unreadable("stranger", "NoReaderRole")],
  },
  {
    name: "with --account and --baseline, the credentials' own account though the configuration does not give it that",
    accounts: [{ ...hub, baseline: "amazon-ivs" }, stranger],
    args: ["--baseline", "viz-now", "--account", "hub"],
    code: 0,
    expected: [HUB_CLEAN],
  },
  {
    name: "no other account in place of those that cannot be read",
    accounts: [stranger],
    code: 2,
    expected: [unreadable("stranger", "NoReaderRole")],
  },
  {
    name: "with --baseline, the credentials' own account where none has it",
    accounts: [
      { ...hub, baseline: "amazon-ivs" },
      { ...media, baseline: "amazon-ivs" },
    ],
    args: ["--baseline", "viz-now"],
    code: 0,
    expected: [HUB_CLEAN],
  },
];

describe("check of several accounts", () => {
  it.each(CASES)("checks $name", async ({ accounts, args = [], code, expected }) => {
    const run = await check("--config", configured(...accounts), "--json", ...args);
    expect({ code: run.code, stderr: run.stderr }).toEqual({ code, stderr: "" });
    expect(accountsOf(run)).toEqual(expected);
  });

  it("reads each account with its own credentials", async () => {
    const before = served.calls.length;
    await check("--config", configured(hub, media));
    const calls = served.calls.slice(before);
    expect(calls.slice(0, 1)).toEqual([`${HUB} GetCallerIdentity`]);
    const assumed = calls.indexOf(`${HUB} AssumeRole`);
    expect(calls.slice(1, assumed).every((call) => call.startsWith(`${HUB} `))).toBe(true);
    expect(calls.slice(assumed + 1).every((call) => call.startsWith(`${MEDIA} `))).toBe(true);
    expect(calls.slice(assumed + 1).length).toBeGreaterThan(3);
  });

  it("is told account by account, with totals over all of them", async () => {
    const { stdout } = await check("--config", configured(hub, media, stranger));
    expect(stdout).toMatch(/^Account 000000000000 \(hub\), read from IAM at .* UTC\n\nviz-now\n/);
    expect(stdout).toMatch(
      /\n\nAccount 111122223333 \(media\), read from IAM at .* UTC\n {2}by arn:aws:iam::111122223333:role\/plumbline\/Reader; commands shown below need credentials of this account\n/,
    );
    expect(stdout).toContain(
      "\n\nAccount 444455556666 (stranger), not read\n\n  ? The credentials belong to account 000000000000, ",
    );
    expect(stdout).toMatch(/\n\n1 drift \(1 critical\) on 1 of 4 entities; 1 account not read\.\n$/);
  });

  it("does not say that all is well where nothing was read", async () => {
    const run = await check("--config", configured({ ...media, externalId: "another" }));
    expect(run.stdout).toMatch(/\n\nNothing was checked; 1 account not read\.\n$/);
    expect(run.code).toBe(2);
  });

  it.each([
    { format: "markdown", told: "\n## Account `444455556666` (`stranger`)\n\n**Not read**, `NoReaderRole`: " },
    { format: "sarif", told: "Account 444455556666 was not read (NoReaderRole): " },
  ])("tells in $format which account was not read", async ({ format, told }) => {
    const { code, stdout } = await check("--config", configured(hub, stranger), "--format", format);
    expect(stdout).toContain(told);
    expect(code).toBe(2);
  });

  it("shows no credentials of a session", async () => {
    const runs = await Promise.all(
      ["table", "json"].map((format) => check("--format", format, "--config", configured(hub, media))),
    );
    const texts = runs.map(({ stdout, stderr }) => stdout + stderr).join("");
    expect(texts).not.toMatch(/ASIA|FwoG|SessionToken|SecretAccessKey/);
  });
});

describe("check refuses", () => {
  it("an account that no reader role leads to, with what to do", async () => {
    const file = configured(media, stranger);
    const { code, stdout, stderr } = await check("--config", file, "--account", "stranger");
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toBe(
      `The credentials belong to account ${HUB}, not ${STRANGER}; nothing was checked; give account ${STRANGER} a readerRole in ${file}, or check it with credentials of its own and --account ${STRANGER}.\n`,
    );
  });
});
