import { describe, expect, it } from "vitest";
import { loadConfig } from "../../functions/report-keys/config.ts";
import { readReportOrder } from "../../functions/report-keys/report-order.ts";
import { DIGEST, NOW } from "../reports/key-report-fixture.ts";
import { complete, FOLDER, GENERATING, json, ONE, SCHEDULED, TOPIC, TWO, world } from "./report-keys-fixture.ts";

describe("report-keys", () => {
  it("keeps four files in the order's folder and tells the alert topic where they lie", async () => {
    const one = world({ accounts: { [ONE]: [complete(ONE)] } });
    expect(await one.make()).toMatchObject({ status: "made", tooOld: 1, accounts: { read: 1, notRead: 0 } });
    expect(one.files.map(({ key, contentType }) => [key, contentType.split(";")[0]])).toEqual([
      [`${FOLDER}/report.json`, "application/json"],
      [`${FOLDER}/report.csv`, "text/csv"],
      [`${FOLDER}/report.html`, "text/html"],
      [`${FOLDER}/report.txt`, "text/plain"],
    ]);
    expect(one.files[0]?.metadata).toEqual({
      "configuration-digest": DIGEST,
      "made-at": NOW.toISOString(),
      "report-id": "r-1",
      accounts: "1",
    });
    expect(one.letters).toMatchObject([
      {
        subject: "Plumbline: access keys 2026-06-01: 1 too old, 0 due",
        message: expect.stringContaining(`s3://reports/${FOLDER}/report.html`),
      },
    ]);
    expect(one.sent).toEqual([]);
  });

  it("does not call a key too old that IAM says was replaced since", async () => {
    const one = world({ accounts: { [ONE]: [complete(ONE)] }, keyDays: 0 });
    expect(await one.make()).toMatchObject({ tooOld: 0, due: 0 });
  });

  it("comes back later while IAM makes a report, and is told of nothing until then", async () => {
    const two = world({ accounts: { [ONE]: [complete(ONE)], [TWO]: [GENERATING, GENERATING, complete(TWO)] } });
    expect(await two.make()).toEqual({ status: "waiting", accounts: 1 });
    expect(two.sent.map(({ delaySeconds }) => delaySeconds)).toEqual([30]);
    expect(await two.make(two.sent[0]?.body)).toEqual({ status: "waiting", accounts: 1 });
    expect([two.files, two.letters]).toEqual([[], []]);
    expect(await two.make(two.sent[1]?.body)).toMatchObject({ status: "made", accounts: { read: 2 }, troubles: 0 });
    expect(two.files[0]?.key).toBe(`${FOLDER}/report.json`);
  });

  it("tells of an account without its report where IAM never finishes it", async () => {
    const one = world({ accounts: { [ONE]: [GENERATING], [TWO]: [complete(TWO)] } });
    let body = SCHEDULED;
    for (let times = 0; (await one.make(body)).status === "waiting"; times += 1) {
      expect(times).toBeLessThan(30);
      body = one.sent.at(-1)?.body ?? "";
    }
    expect(one.sent).toHaveLength(30);
    const [missing, whole] = json(one).accounts;
    expect(missing).toMatchObject({ credentialReport: { status: "missing" }, users: [{ asOf: { kind: "live" } }] });
    expect(whole).toMatchObject({ credentialReport: { status: "complete" } });
    expect(one.letters).toMatchObject([{ message: expect.stringContaining("could not be had") }]);
  });

  it.each([
    {
      name: "cannot be entered",
      failing: "The role cannot be assumed.",
      reason: "The role cannot be assumed.",
      logged: "assumed",
    },
    {
      name: "has the program fail",
      failing: new TypeError("It broke."),
      reason: "A fault of the program stopped its reading (It broke.).",
      logged: `stopped the reading of account ${ONE}`,
    },
  ])("names an account that $name, and reads the others", async ({ failing, reason, logged }) => {
    const two = world({ accounts: { [ONE]: failing, [TWO]: [complete(TWO)] } });
    expect(await two.make()).toMatchObject({ accounts: { read: 1, notRead: 1 }, tooOld: 1 });
    expect(json(two).accounts[0]).toMatchObject({ account: ONE, status: "not-read", reason });
    expect(two.logged).toEqual([expect.stringContaining(logged)]);
    expect(two.letters).toMatchObject([{ message: expect.stringContaining(reason) }]);
  });

  it("reads an account once that is listed twice", async () => {
    const one = world({ accounts: { [ONE]: [complete(ONE)] }, listed: [ONE, ONE] });
    expect(await one.make()).toMatchObject({ accounts: { read: 1, notRead: 0 }, keys: 1 });
    expect(one.asked.get(ONE)).toBe(1);
  });

  it("makes the report without the accounts that there was no time for, and says so", async () => {
    const one = world({ accounts: { [ONE]: [complete(ONE)] } });
    one.state.remaining = 60_000;
    expect(await one.make()).toMatchObject({ accounts: { read: 0, notRead: 1 } });
    expect(one.letters).toMatchObject([
      { message: expect.stringContaining("The time that the function has was over") },
    ]);
  });

  it("tells people that a bucket refuses, once, and keeps the files when it does not any more", async () => {
    const one = world({ accounts: { [ONE]: [complete(ONE)] } });
    one.state.bucketRefuses = true;
    for (const _ of [1, 2]) {
      await expect(one.make()).rejects.toMatchObject({ code: "ReportNotKept", retryable: true });
    }
    expect(one.letters).toMatchObject([{ message: expect.stringContaining("could not be kept") }]);
    one.state.bucketRefuses = false;
    expect(await one.make()).toMatchObject({ status: "made" });
    expect(one.letters).toHaveLength(1);
    expect(one.files).toHaveLength(4);
  });

  it("tells people at the second attempt where the topic refused at first", async () => {
    const one = world({ accounts: { [ONE]: [complete(ONE)] } });
    one.state.topicRefuses = true;
    await expect(one.make()).rejects.toMatchObject({ code: "DeliveryFailed", retryable: true });
    one.state.topicRefuses = false;
    await one.make();
    expect(one.letters).toHaveLength(1);
    expect(one.files.map(({ key }) => key)).toEqual(
      [...one.files.slice(4), ...one.files.slice(0, 4)].map(({ key }) => key),
    );
  });

  it("begins again where its own message was not taken", async () => {
    const one = world({ accounts: { [ONE]: [GENERATING] } });
    one.state.queueRefuses = true;
    await expect(one.make()).rejects.toMatchObject({ code: "DeliveryFailed", retryable: true });
  });
});

describe("an order for a report", () => {
  const order = { plumbline: "report-keys", version: 1, reportId: "r-1", startedAt: "2026-06-01T06:00:00Z", asked: 3 };

  it("is the schedule's event, or a message of its own", () => {
    expect(readReportOrder(SCHEDULED)).toEqual({ reportId: "r-1", startedAt: "2026-06-01T06:00:00Z", asked: 0 });
    expect(readReportOrder(JSON.stringify(order))).toEqual({
      reportId: "r-1",
      startedAt: "2026-06-01T06:00:00Z",
      asked: 3,
    });
  });

  it.each([
    { name: "no JSON", body: "report!", says: "it is not JSON" },
    { name: "something else's", body: JSON.stringify({ ...order, plumbline: "sweep" }), says: 'must be "report-keys"' },
    { name: "of another version", body: JSON.stringify({ ...order, version: 2 }), says: "must be 1" },
    { name: "without a time", body: JSON.stringify({ ...order, startedAt: "today" }), says: "must be a UTC time" },
    { name: "asked less than never", body: JSON.stringify({ ...order, asked: -1 }), says: "must be 0 or more" },
    {
      name: "with no part where it says that there are some",
      body: JSON.stringify({ ...order, kept: { parts: 0, madeAt: order.startedAt } }),
      says: "kept.parts of the order for a key-rotation report must be 1 or more",
    },
    { name: "to go on nowhere", body: JSON.stringify({ ...order, after: "shop" }), says: "must be an account id" },
    {
      name: "an event of something else",
      body: JSON.stringify({ source: "aws.iam", id: "1", time: order.startedAt }),
      says: "plumbline",
    },
  ])("is not $name, which is never tried again", ({ body, says }) => {
    expect(() => readReportOrder(body)).toThrow(
      expect.objectContaining({ code: "InvalidEvent", retryable: false, message: expect.stringContaining(says) }),
    );
  });
});

describe("report-keys' environment", () => {
  const environment = {
    ACCOUNT_ID: ONE,
    LEDGER_TABLE: "plumbline-ledger",
    ALERT_TOPIC_ARN: TOPIC,
    REPORT_BUCKET: "plumbline-reports-111111111111-us-east-1",
    QUEUE_URL: "https://sqs.us-east-1.amazonaws.com/111111111111/plumbline-report-keys",
    WAIT_SECONDS: "30",
  };

  it("is read", () => {
    expect(loadConfig(environment)).toEqual({
      accountId: ONE,
      ledgerTable: environment.LEDGER_TABLE,
      alertTopicArn: TOPIC,
      bucket: environment.REPORT_BUCKET,
      queueUrl: environment.QUEUE_URL,
      waitSeconds: 30,
    });
  });

  it("is refused with everything that is wrong with it", () => {
    const wrong = { ...environment, REPORT_BUCKET: "Reports", WAIT_SECONDS: "901", QUEUE_URL: undefined };
    expect(() => loadConfig(wrong)).toThrow(
      /REPORT_BUCKET must be the name of an S3 bucket; QUEUE_URL is not set; WAIT_SECONDS must be a whole number/,
    );
  });
});
