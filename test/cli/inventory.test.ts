import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { takeInventory } from "../../cli/inventory.ts";
import { formatEntity } from "../../shared/iam/entity-reference.ts";
import { answer, failure, type Reply, startScriptedIam } from "../aws/scripted-iam.ts";
import { details, elsewhere, ROOT_ROW, report, role, WHOLE } from "../observation/snapshot-texts.ts";
import { environmentFor } from "./check-served.ts";
import { runCli } from "./run-cli.ts";

let directory: string;
const now = () => new Date("2026-11-22T10:00:00Z");

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), "plumbline-inventory-"));
});
afterAll(() => rmSync(directory, { recursive: true }));

function written({ text }: { readonly text: string }, name: string): string {
  const file = join(directory, name);
  writeFileSync(file, text);
  return file;
}

describe("an inventory of files", () => {
  it("lists and observes everything in them", async () => {
    const file = written(WHOLE, "whole.json");
    const credentialReport = written(report({}, ROOT_ROW), "report.csv");
    const inventory = await takeInventory({ snapshot: [file], credentialReport }, now);
    expect(inventory).toMatchObject({
      address: { account: "123456789012", partition: "aws" },
      source: { kind: "snapshot", files: [file, credentialReport] },
      says: `${file} is of account 123456789012`,
      leftOut: [],
      warnings: [],
    });
    const entities = ["user/ann", "group/team", "role/worker", "policy/reader"];
    expect(inventory.entities.map(({ entity }) => formatEntity(entity))).toEqual(entities);
    for (const request of inventory.entities) {
      expect(await inventory.reader.observe(request)).toMatchObject({
        askedAt: now().toISOString(),
        observation: { status: "present" },
      });
    }
  });

  const others = (count: number) => Array.from({ length: count }, (_, index) => elsewhere(role(`odd${index}`)));
  const own = Array.from({ length: 10 }, (_, index) => role(`own${index}`));
  const arn = (name: string) => `arn:aws:iam::999999999999:role/${name}`;
  it.each([
    {
      name: "one entity",
      strangers: 1,
      warning: `1 entity of another account was left out, since IAM lists only account 123456789012's own; the file was edited: ${arn("odd0")}.`,
    },
    {
      name: "many, of which it names the first",
      strangers: 5,
      warning: `5 entities of other accounts were left out, since IAM lists only account 123456789012's own; the file was edited: ${arn("odd0")}, ${arn("odd1")}, ${arn("odd2")}, and 2 more.`,
    },
  ])("warns that another account's were left out: $name", async ({ strangers, warning }) => {
    const file = written(details({ RoleDetailList: [...own, ...others(strangers)] }), "edited.json");
    const { entities, leftOut, warnings } = await takeInventory({ snapshot: [file] }, now);
    expect(entities).toHaveLength(own.length);
    expect(leftOut).toHaveLength(strangers);
    expect(warnings).toEqual([`${file}: ${warning}`]);
  });

  it("is refused where a file is not there, or is no UTF-8", async () => {
    const missing = join(directory, "missing.json");
    await expect(takeInventory({ snapshot: [missing] }, now)).rejects.toThrow(`${missing} does not exist.`);
    const file = join(directory, "latin1.json");
    writeFileSync(file, Buffer.from([0x7b, 0xe4, 0x7d]));
    await expect(takeInventory({ snapshot: [file] }, now)).rejects.toThrow(`${file} is not UTF-8 text.`);
  });

  it("is refused where a credential report comes alone", async () => {
    const options = { credentialReport: written(report({}), "alone.csv") };
    await expect(takeInventory(options, now)).rejects.toThrow("--credential-report goes with --snapshot.");
  });
});

const CALL = "GetAccountAuthorizationDetails";
const CALLER = answer(
  "GetCallerIdentity",
  "<Arn>arn:aws:iam::123456789012:user/ann</Arn><UserId>AIDA</UserId><Account>123456789012</Account>",
);

describe("an inventory of a live account", () => {
  it.each<{ name: string; pages: Reply; words: string }>([
    {
      name: "denied",
      pages: failure(403, "AccessDenied", "User ann is not authorized."),
      words: `The credentials may not list the account; AWS's SecurityAudit and IAMReadOnlyAccess allow it, by iam:${CALL} (${CALL}: AccessDenied: User ann is not authorized).`,
    },
    {
      name: "not as IAM gives it",
      pages: answer(CALL, "<UserDetailList/><IsTruncated>true</IsTruncated>"),
      words: `Account 123456789012 could not be read whole (${CALL}: MalformedAnswer: the marker of the next page is missing in IAM's answer).`,
    },
  ])("is none where a page is $name", async ({ pages, words }) => {
    const iam = await startScriptedIam({ GetCallerIdentity: CALLER, [CALL]: pages });
    try {
      const configuration = written({ text: "accounts: []\n" }, "empty.yml");
      const run = await runCli(directory, ["discover", "--config", configuration], environmentFor(iam.endpoint));
      expect(run).toMatchObject({ code: 2, stdout: "" });
      expect(run.stderr).toContain(words);
    } finally {
      await iam.stop();
    }
  });
});
