import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  CreateAccessKeyCommand,
  CreateUserCommand,
  GenerateCredentialReportCommand,
  GetAccountAuthorizationDetailsCommand,
  GetCredentialReportCommand,
  IAMClient,
  UpdateAccessKeyCommand,
} from "@aws-sdk/client-iam";
import { parse } from "csv-parse/sync";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { liveKeys } from "../../cli/keys-accounts.ts";
import { keyReportSchema } from "../../cli/keys-schema.ts";
import { loadConfiguration } from "../../cli/load-configuration.ts";
import { readAuthorizationDetails } from "../../shared/aws/authorization-details.ts";
import { createCredentialReportSource } from "../../shared/aws/credential-report-source.ts";
import { createIamReader } from "../../shared/aws/iam-reader.ts";
import { createManagedPolicyReader } from "../../shared/aws/managed-policy-reader.ts";
import { keyOutcome, keyTroubles } from "../../shared/reports/key-report.ts";
import { type ServedIam, serveIam } from "../lab/iam/serve.ts";
import { randomIds } from "../lab/iam/service.ts";
import { environmentFor } from "./check-served.ts";
import { type Run, runCli } from "./run-cli.ts";

const HUB = "000000000000";
const STRANGER = "444455556666";
const CLIENT = { region: "us-east-1", credentials: { accessKeyId: "AKIAPLUMBLINELABADMN", secretAccessKey: "lab" } };
const DAY = 86_400_000;

/** What is ahead of, or behind, the real time, in milliseconds. */
let shift = 0;
let served: ServedIam;
let client: IAMClient;
let directory: string;

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), "plumbline-keys-"));
  const now = () => new Date(Date.now() + shift);
  const options = { account: HUB, partition: "aws", region: "us-east-1", ids: randomIds(), record: () => undefined };
  served = await serveIam({ ...options, now, credentialReportSeconds: "none" });
  client = new IAMClient({ endpoint: served.endpoint, ...CLIENT });
  shift = -120 * DAY;
  await client.send(new CreateUserCommand({ UserName: "ann", Tags: [{ Key: "Owner", Value: "=Ann" }] }));
  await client.send(new CreateAccessKeyCommand({ UserName: "ann" }));
  await client.send(new CreateUserCommand({ UserName: "production-streammanager" }));
  await client.send(new CreateAccessKeyCommand({ UserName: "production-streammanager" }));
  shift = 0;
  await client.send(new GenerateCredentialReportCommand({}));
});

afterAll(async () => {
  client?.destroy();
  await served?.stop();
  rmSync(directory, { recursive: true });
});

/** A configuration of these accounts, which expect a machine user of Red5's. */
function configured(...accounts: readonly object[]): string {
  const baselines = [{ baseline: "red5-stream-manager" }];
  const file = join(directory, "plumbline.yml");
  writeFileSync(file, JSON.stringify({ accounts: accounts.map((account) => ({ ...account, baselines })) }));
  return file;
}

const hub = { id: HUB, alias: "hub" };
const stranger = { id: STRANGER, alias: "stranger" };

const keys = (...args: readonly string[]): Promise<Run> =>
  runCli(directory, ["keys", ...args], { ...environmentFor(served.endpoint), HOME: directory, COLUMNS: "200" });

const parsed = ({ stdout }: Run) => keyReportSchema.parse(JSON.parse(stdout));

/** What a report tells of each user's keys. */
function standings(run: Run): unknown {
  return parsed(run).accounts.map((account) =>
    account.status === "not-read"
      ? [account.alias, "not-read"]
      : account.users.map(({ user, asOf, keys: told }) => [
          user,
          asOf.kind,
          told.status === "read" ? told.keys.map(({ standing, ageInDays }) => `${standing} ${ageInDays}`) : told.reason,
        ]),
  );
}

const TOO_OLD = [
  ["ann", "report", ["no-rule 120"]],
  ["production-streammanager", "live", ["too-old 120"]],
];

describe("plumbline keys", () => {
  it("tells of every user's keys, confirms those under a rule, and names accounts that it cannot read", async () => {
    configured(hub, stranger);
    const run = await keys("--json");
    expect({ code: run.code, stderr: run.stderr }).toEqual({ code: 2, stderr: "" });
    expect(standings(run)).toEqual([TOO_OLD, ["stranger", "not-read"]]);
    expect(parsed(run).accounts[1]).toMatchObject({
      reason: expect.stringContaining("give account 444455556666 a readerRole"),
    });
  });

  it("exits with 1 where a key is too old, and tells it in a table", async () => {
    configured(hub);
    const { code, stdout } = await keys("--account", "hub");
    expect(code).toBe(1);
    expect(stdout).toMatch(/production-streammanager +…\w{4} +120 d +too old +30 days over/);
    expect(stdout).toMatch(/ann +key 1 +120 d +no limit/);
    expect(stdout).toContain("no baseline expects this user; owner =Ann");
    expect(stdout.trimEnd().split("\n").at(-1)).toBe(
      "2 access keys: 1 too old, 0 due, 2 never used; 0 users with two; 1 account read.",
    );
  });

  it.each([
    {
      format: "html",
      shows: (text: string) => text.startsWith("<!doctype html>") && text.includes("production-streammanager"),
    },
    {
      format: "csv",
      shows: (text: string) =>
        (parse(text, { columns: true }) as { owner: string }[]).some(({ owner }) => owner === "'=Ann"),
    },
  ])("prints $format", async ({ format, shows }) => {
    configured(hub);
    const { code, stdout } = await keys("--format", format);
    expect(code).toBe(1);
    expect(stdout).toSatisfy(shows);
  });

  it("exits with 0 where nothing is due: here no baseline expects anybody", async () => {
    writeFileSync(join(directory, "plumbline.yml"), JSON.stringify({ accounts: [] }));
    const run = await keys("--json");
    expect(run.code).toBe(0);
    expect(standings(run)).toEqual([
      [
        ["ann", "report", ["no-rule 120"]],
        ["production-streammanager", "report", ["no-rule 120"]],
      ],
    ]);
  });

  it("does not call a key too old that was deactivated since the report was made", async () => {
    configured(hub);
    const { iam } = served;
    const [old] = iam.account.users.get("production-streammanager")?.accessKeys ?? [];
    const change = (Status: "Active" | "Inactive") =>
      client.send(
        new UpdateAccessKeyCommand({ UserName: "production-streammanager", AccessKeyId: old?.accessKeyId, Status }),
      );
    await change("Inactive");
    try {
      const run = await keys("--json");
      expect(run.code).toBe(0);
      expect(standings(run)).toEqual([[TOO_OLD[0], ["production-streammanager", "live", ["inactive 120"]]]]);
    } finally {
      await change("Active");
    }
  });
});

describe("plumbline keys --credential-report", () => {
  const report = () => join(directory, "report.csv");
  beforeAll(async () => {
    const { Content } = await client.send(new GetCredentialReportCommand({}));
    writeFileSync(report(), Content ?? "");
    const { $metadata: _, ...details } = await client.send(new GetAccountAuthorizationDetailsCommand({}));
    writeFileSync(join(directory, "details.json"), JSON.stringify(details));
  });

  it("tells what the file says, as of the file, with the owners that a snapshot has", async () => {
    configured(hub);
    const alone = await keys("--credential-report", "report.csv", "--json");
    expect({ code: alone.code, stderr: alone.stderr }).toEqual({ code: 1, stderr: "" });
    expect(standings(alone)).toEqual([[TOO_OLD[0], ["production-streammanager", "report", ["too-old 120"]]]]);
    const both = parsed(await keys("--credential-report", "report.csv", "--snapshot", "details.json", "--json"));
    expect(both.accounts).toMatchObject([
      { users: [{ owner: { status: "named", name: "=Ann" } }, { owner: { status: "none" } }] },
    ]);
  });

  it.each([
    {
      name: "a snapshot alone",
      args: ["--snapshot", "details.json"],
      says: "--snapshot goes with --credential-report",
    },
    {
      name: "another account",
      args: ["--credential-report", "report.csv", "--account", STRANGER],
      says: `not ${STRANGER}`,
    },
    { name: "no such file", args: ["--credential-report", "nowhere.csv"], says: "nowhere.csv does not exist" },
    { name: "no report", args: ["--credential-report", "details.json"], says: "details.json" },
    { name: "no such account", args: ["--account", "nobody"], says: "nobody" },
  ])("refuses $name in one sentence", async ({ args, says }) => {
    configured(hub);
    const { code, stdout, stderr } = await keys(...args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain(says);
    expect(stderr.trimEnd().split("\n")).toHaveLength(1);
  });
});

describe("a report that IAM still makes", () => {
  /** The report of an account whose clock goes on with every pause, by so many seconds. */
  async function waited(seconds: number) {
    let now = new Date("2026-06-01T12:00:00Z");
    const options = { account: HUB, partition: "aws", region: "us-east-1", ids: randomIds(), record: () => undefined };
    const slow = await serveIam({ ...options, now: () => now, credentialReportSeconds: 60 });
    const own = new IAMClient({ endpoint: slow.endpoint, ...CLIENT });
    const address = { account: HUB, partition: "aws" };
    const pauses: number[] = [];
    const said: string[] = [];
    try {
      const compilation = await loadConfiguration(configured(hub));
      if (compilation.status === "invalid") throw new Error(JSON.stringify(compilation.problems));
      const report = await liveKeys({
        configuration: compilation.configuration,
        configurationFile: "plumbline.yml",
        account: undefined,
        unlisted: ["AWS Organizations did not list the accounts of unit r-ab12."],
        now: () => now,
        openSource: async () => ({
          address,
          source: { kind: "live" },
          says: "",
          warnings: [],
          reader: createIamReader({ client: own, account: address, now: () => now }),
          managedPolicies: createManagedPolicyReader(own),
          credentials: { report: createCredentialReportSource(own), pages: () => readAuthorizationDetails(own) },
          enter: () => Promise.reject(new Error("There is no other account.")),
        }),
        pause: async (milliseconds) => {
          pauses.push(milliseconds);
          now = new Date(now.getTime() + seconds * 1000);
        },
        startProgress: (what) => {
          said.push(what);
          return { step: () => undefined, end: () => undefined };
        },
      });
      return { report, pauses, said };
    } finally {
      own.destroy();
      await slow.stop();
    }
  }

  it("is waited for with pauses, which is told", async () => {
    const { report, pauses, said } = await waited(25);
    expect(report.accounts).toMatchObject([{ status: "read", credentialReport: { status: "complete" } }]);
    expect(pauses).toEqual([5_000, 5_000, 5_000]);
    expect(keyOutcome(report)).toBe("trouble");
    expect(keyTroubles(report)).toContain("AWS Organizations did not list the accounts of unit r-ab12.");
    expect(said[0]).toBe("Waiting for IAM's credential report of account 000000000000");
  });

  it("is not waited for without end", async () => {
    const { report, pauses } = await waited(0);
    expect(pauses).toHaveLength(60);
    expect(report.accounts).toMatchObject([
      { status: "read", credentialReport: { status: "missing", reason: expect.stringContaining("ReportInProgress") } },
    ]);
  });
});
