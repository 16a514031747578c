import { EventBridgeClient, PutRuleCommand } from "@aws-sdk/client-eventbridge";
import { GetObjectCommand, ListObjectVersionsCommand, S3Client } from "@aws-sdk/client-s3";
import { parse } from "csv-parse/sync";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { keyReportSchema } from "../../../cli/keys-schema.ts";
import type { ShownAlert } from "../demo/stage.ts";
import { type Flow, startFlow } from "./flow.ts";

const RULE = "plumbline-report-keys";
const Bucket = "plumbline-reports-000000000000-us-east-1";
const MEMBER = "111111111111";
const LISTED = "222222222222";

let flow: Flow;
let s3: S3Client;
let events: EventBridgeClient;

beforeAll(async () => {
  flow = await startFlow({ members: true });
  const options = {
    region: "us-east-1",
    endpoint: flow.lab.endpoint,
    credentials: { accessKeyId: "AKIALABTESTAUDITOR00", secretAccessKey: "lab" },
  };
  s3 = new S3Client({ ...options, forcePathStyle: true });
  events = new EventBridgeClient(options);
});
afterAll(async () => {
  s3?.destroy();
  events?.destroy();
  await flow?.stop();
});

/** The letters that there are, oldest first. */
async function letters(): Promise<readonly ShownAlert[]> {
  return (await flow.alerts()).filter(({ attributes }) => attributes.change === "report");
}

/** What is kept in a folder: each file's name, without its versions. */
async function kept(folder: string): Promise<readonly string[]> {
  const { Versions = [] } = await s3.send(new ListObjectVersionsCommand({ Bucket, Prefix: folder }));
  return Versions.map(({ Key = "" }) => Key.slice(folder.length)).toSorted();
}

async function file(Key: string) {
  return await s3.send(new GetObjectCommand({ Bucket, Key }));
}

const FILES = ["report.csv", "report.html", "report.json", "report.txt"];

describe("the key-rotation report of three accounts, one of them failing", () => {
  it("comes by its schedule, is kept as evidence, and is told of once", async () => {
    await flow.fault({ service: "sts", action: "AssumeRole", code: "AccessDenied", times: 20, account: MEMBER });
    await events.send(new PutRuleCommand({ Name: RULE, ScheduleExpression: "rate(1 hour)" }));
    await flow.advance("PT1H");
    await events.send(new PutRuleCommand({ Name: RULE, ScheduleExpression: "cron(0 6 1 1 ? 2099)" }));
    await flow.settled();
    const [letter, ...others] = await letters();
    expect(others).toEqual([]);
    const [, page = ""] = /lies at s3:\/\/[^/]+\/(\S+)/.exec(letter?.message ?? "") ?? [];
    const folder = page.replace(/report\.html$/, "");
    expect(folder).toMatch(/^key-rotation\/\d{4}\/\d\d\/\d\dT\d{6}Z\/$/);
    expect(await kept(folder)).toEqual(FILES);
    const { Body, ServerSideEncryption, VersionId, Metadata } = await file(`${folder}report.json`);
    expect({ ServerSideEncryption, VersionId }).toEqual({
      ServerSideEncryption: "AES256",
      VersionId: expect.any(String),
    });
    const report = keyReportSchema.parse(JSON.parse((await Body?.transformToString()) ?? ""));
    expect(Metadata?.["configuration-digest"]).toBe(report.configurationDigest);
    expect(report.accounts.map(({ account, status }) => [account, status])).toEqual([
      ["000000000000", "read"],
      [MEMBER, "not-read"],
      ["222222222222", "read"],
    ]);
    expect(letter?.message).toContain(`account media (${MEMBER}): not read`);
    const csv = await (await file(`${folder}report.csv`)).Body?.transformToString();
    const rows = parse(csv ?? "", { columns: true }) as Readonly<Record<string, string>>[];
    expect(rows.filter(({ record }) => record === "key").map(({ user }) => user)).toContain("production-streammanager");
  });

  it("is told of, and told of no second time, where the bucket refuses it at first", async () => {
    const before = (await letters()).length;
    const folder = "key-rotation/2026/06/01T060000Z/";
    await flow.fault({ service: "s3", action: "PutObject", code: "AccessDenied", times: 1 });
    await flow.send(
      "report-keys",
      JSON.stringify({ source: "aws.events", id: "by-hand", time: "2026-06-01T06:00:00Z" }),
    );
    await flow.settled();
    expect((await letters()).slice(before)).toMatchObject([{ message: expect.stringContaining("could not be kept") }]);
    expect(await kept(folder)).toEqual([]);
    await flow.advance("PT91M");
    expect(await kept(folder)).toEqual(FILES);
    expect((await letters()).slice(before)).toHaveLength(1);
  });

  it("is put together from a part where IAM still makes one account's credential report", async () => {
    const before = (await letters()).length;
    const folder = "2026/07/01T060000Z/";
    const slow = { service: "iam", action: "GetCredentialReport", code: "ReportInProgress", account: LISTED } as const;
    await flow.fault({ ...slow, times: 1 });
    await flow.send(
      "report-keys",
      JSON.stringify({ source: "aws.events", id: "by-hand-2", time: "2026-07-01T06:00:00Z" }),
    );
    await flow.settled();
    expect(await kept(`key-rotation/${folder}`)).toEqual([]);
    expect(await kept(`key-rotation-parts/${folder}`)).toEqual([expect.stringMatching(/^\d{8}T\d{9}Z\/0001\.json$/)]);
    await flow.advance("PT1M");
    await flow.settled();
    expect(await kept(`key-rotation/${folder}`)).toEqual(FILES);
    const { Body } = await file(`key-rotation/${folder}report.json`);
    const { accounts } = keyReportSchema.parse(JSON.parse((await Body?.transformToString()) ?? ""));
    expect(accounts.filter(({ status }) => status === "read").map(({ account }) => account)).toEqual(
      expect.arrayContaining(["000000000000", LISTED]),
    );
    expect((await letters()).slice(before)).toHaveLength(1);
  });
});
