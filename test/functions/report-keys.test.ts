import { describe, expect, it } from "vitest";
import type { EnteredAccount } from "../../functions/enter-account.ts";
import { loadConfig } from "../../functions/report-keys/config.ts";
import { type ReportPorts, reportKeys } from "../../functions/report-keys/report-keys.ts";
import { readReportOrder } from "../../functions/report-keys/report-order.ts";
import type { AlertMessage, PlainMessage } from "../../shared/alerts/ports.ts";
import { createIamClient } from "../../shared/aws/iam-client.ts";
import type { ConfiguredAccount } from "../../shared/baselines/settings.ts";
import { PlumblineError } from "../../shared/iam/errors.ts";
import type { CredentialReportAnswer } from "../../shared/observation/credential-report-source.ts";
import type { ReportFile } from "../../shared/reports/report-store.ts";
import { createMemoryToldReportStore } from "../ledger/memory-told-report-store.ts";
import {
  account,
  csv,
  DIGEST,
  expectedUser,
  GENERATED,
  keyColumns,
  keysRead,
  live,
  liveKey,
  NOW,
  ROOT,
  userRow,
} from "../reports/key-report-fixture.ts";

const TOPIC = "arn:aws:sns:us-east-1:123456789012:plumbline-alerts";
const SCHEDULED = JSON.stringify({
  version: "0",
  id: "r-1",
  source: "aws.events",
  time: "2026-06-01T06:00:00Z",
  detail: {},
});
const FOLDER = "key-rotation/2026/06/01T060000Z";
const GENERATING: CredentialReportAnswer = { status: "generating" };

/** The report of an account with a user whose key is so old. */
function complete(id: string, days = 100): CredentialReportAnswer {
  const text = csv(ROOT, userRow("machine", keyColumns(1, days))).replaceAll("123456789012", id);
  return { status: "complete", csv: text, generatedAt: GENERATED };
}

function configured(id: string): ConfiguredAccount {
  return { ...account(expectedUser("machine")), account: id, alias: `a${id.slice(0, 1)}` };
}

const ONE = "1".repeat(12);
const TWO = "2".repeat(12);

/** Everything a report is made through, and what came of it. */
function world(options: {
  /** By account: what it answers when it is asked for its report, the last again and again; or why it is not entered. */
  readonly accounts: Readonly<Record<string, readonly CredentialReportAnswer[] | string | Error>>;
  readonly listed?: readonly string[];
  readonly keyDays?: number;
}) {
  const files: ReportFile[] = [];
  const letters: (AlertMessage | PlainMessage)[] = [];
  const sent: { readonly body: string; readonly delaySeconds: number }[] = [];
  const logged: string[] = [];
  const entries = new Map<EnteredAccount, string>();
  const asked = new Map<string, number>();
  const state = { bucketRefuses: false, topicRefuses: false, queueRefuses: false, remaining: 900_000 };
  const note = (sentence: string) => void logged.push(sentence);
  const ports: ReportPorts = {
    configuration: { digest: DIGEST },
    directory: {
      all: async () => ({
        accounts: (options.listed ?? Object.keys(options.accounts)).map(configured),
        unlisted: [],
        inactive: [],
        listedTwice: [],
      }),
    },
    async enter({ account: id }) {
      const answers = options.accounts[id];
      if (answers instanceof Error) throw answers;
      if (typeof answers === "string")
        return { status: "unreadable", reason: { call: "AssumeRole", code: "AccessDenied", message: answers } };
      const [, observation] = live("machine", keysRead(liveKey("AKIAEXAMPLE0000LIVE", options.keyDays ?? 100)));
      const entered: EnteredAccount = {
        client: createIamClient({ region: "us-east-1" }),
        reader: { observe: async () => observation },
        managedPolicies: { readDocument: () => Promise.reject(new Error("Nobody reads policies here.")) },
      };
      entries.set(entered, id);
      return { status: "entered", entered };
    },
    reportOf: (entered) => ({
      async ask() {
        const id = entries.get(entered) ?? "";
        const count = asked.get(id) ?? 0;
        asked.set(id, count + 1);
        const answers = options.accounts[id] as readonly CredentialReportAnswer[];
        return answers[Math.min(count, answers.length - 1)] ?? GENERATING;
      },
    }),
    async *pagesOf(entered) {
      const Arn = `arn:aws:iam::${entries.get(entered)}:user/machine`;
      const lists = { GroupList: [], AttachedManagedPolicies: [], Tags: [{ Key: "owner", Value: "Ann" }] };
      const machine = {
        Path: "/",
        UserName: "machine",
        UserId: "AIDA",
        Arn,
        CreateDate: "2020-12-09T06:00:00Z",
        ...lists,
      };
      const others = { GroupDetailList: [], RoleDetailList: [], Policies: [] };
      yield { status: "present", state: { UserDetailList: [machine], ...others } };
    },
    store: {
      async keep(file) {
        if (state.bucketRefuses)
          throw new PlumblineError("ReportNotKept", "PutObject failed (AccessDenied).", { retryable: false });
        files.push(file);
        return { location: `s3://reports/${file.key}`, version: String(files.length) };
      },
    },
    publisher: {
      async publish(topicArn, message) {
        if (state.topicRefuses) throw new PlumblineError("DeliveryFailed", "Publish failed.", { retryable: true });
        expect(topicArn).toBe(TOPIC);
        letters.push(message);
      },
    },
    alertTopicArn: TOPIC,
    toldReports: createMemoryToldReportStore(),
    async send(body, delaySeconds) {
      if (state.queueRefuses) throw new PlumblineError("DeliveryFailed", "SendMessage failed.", { retryable: true });
      sent.push({ body, delaySeconds });
    },
    waitSeconds: 30,
    now: () => NOW,
    remaining: () => state.remaining,
    log: { info: note, warn: note, error: note },
  };
  return {
    ports,
    files,
    letters,
    sent,
    logged,
    asked,
    state,
    make: (body = SCHEDULED) => reportKeys(readReportOrder(body), ports),
  };
}

type World = ReturnType<typeof world>;

const json = ({ files }: World) => JSON.parse(files.find(({ key }) => key.endsWith(".json"))?.body ?? "null");

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
    // Once to have IAM make its report, and once to read it.
    expect(one.asked.get(ONE)).toBe(2);
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
