import { describe, expect, it } from "vitest";
import { loadConfig } from "../../functions/post-to-slack/config.ts";
import { postBatch } from "../../functions/post-to-slack/post-batch.ts";
import type { PostedRecord } from "../../functions/post-to-slack/post-record.ts";
import { createSlackClient } from "../../functions/post-to-slack/slack-client.ts";
import { createSlackOf } from "../../functions/post-to-slack/slack-of.ts";
import type { SlackAnswer, SlackBot } from "../../shared/alerts/slack-ports.ts";
import { DEFAULT_SETTINGS } from "../../shared/baselines/settings.ts";
import { PlumblineError } from "../../shared/iam/errors.ts";
import { startAnsweringServer } from "../aws/answering-server.ts";
import { ACCOUNT, drift, findingAfter } from "../ledger/fixtures.ts";
import { createMemoryLedgerStore } from "../ledger/memory-ledger-store.ts";
import { createMemorySlackThreadStore } from "../ledger/memory-slack-thread-store.ts";
import { accountsOf, configurationOf, createWorld, expectedRole } from "./fixtures.ts";

const finding = findingAfter([drift()], []);
const SECRET = { store: "ssm", id: "/plumbline/token" } as const;

function request(changes: Record<string, unknown> = {}): string {
  const { entity, id: findingId } = finding;
  return JSON.stringify({ version: 1, account: ACCOUNT, entity, findingId, revision: 1, route: "main", ...changes });
}

async function stage() {
  const ledger = createMemoryLedgerStore();
  for (const version of [findingAfter([drift()]), finding]) await ledger.write(version);
  const world = createWorld();
  const posted: PostedRecord[] = [];
  const postponed: [string, number][] = [];
  const answers: SlackAnswer<never>[] = [];
  const said: string[] = [];
  const bot: SlackBot = {
    kind: "bot",
    async post(channel, { text }) {
      const answer = answers.shift();
      if (answer !== undefined) return answer;
      said.push(text);
      return { status: "taken", value: { channel, ts: String(said.length) } };
    },
    update: async () => ({ status: "taken", value: undefined }),
  };
  const slack = {
    name: "main",
    detail: "summary",
    minimumSeverity: "low",
    slack: { channel: "#iam", secret: SECRET },
  } as const;
  const settings = {
    ...DEFAULT_SETTINGS,
    routes: [slack, { name: "mail", detail: "link", minimumSeverity: "low" }],
  } as const;
  const ports = {
    configuration: { ...configurationOf(expectedRole("matillion-task")), settings },
    accounts: accountsOf(configurationOf(expectedRole("matillion-task"))),
    ledger,
    threads: createMemorySlackThreadStore(),
    slackOf: async () => bot,
    postpone: async (receipt: string, seconds: number) => {
      postponed.push([receipt, seconds]);
    },
    posted: (record: PostedRecord) => posted.push(record),
    log: world.log,
    now: world.now,
  };
  const answer = (...bodies: readonly string[]) =>
    postBatch(
      bodies.map((body, index) => ({ messageId: `${index}`, receiptHandle: `receipt-${index}`, body })),
      ports,
    );
  return { answer, ports, said, posted, postponed, answers, world };
}

describe("post-to-slack", () => {
  it("posts what the ledger says of each request, and nothing of the request itself", async () => {
    const { answer, said, posted } = await stage();
    expect(await answer(request(), request({ revision: 2 }))).toEqual({ batchItemFailures: [] });
    expect(said).toEqual([
      "[high] Drift opened: role/matillion-task in demo",
      "[high] Drift resolved: role/matillion-task in demo",
    ]);
    expect(posted.map(({ told }) => told.news.revision)).toEqual([1, 2]);
  });

  it("keeps what Slack is too busy for, and has it come again when Slack said", async () => {
    const { answer, answers, postponed, said } = await stage();
    answers.push({ status: "busy", retryAfter: 30 });
    expect(await answer(request())).toEqual({ batchItemFailures: [{ itemIdentifier: "0" }] });
    expect(postponed).toEqual([["receipt-0", 30]]);
    expect(await answer(request())).toEqual({ batchItemFailures: [] });
    expect(said).toHaveLength(1);
  });

  it("keeps it also where its time cannot be set", async () => {
    const { ports, answers, world } = await stage();
    answers.push({ status: "busy", retryAfter: 30 });
    const failing = async () => {
      throw new PlumblineError("DeliveryFailed", "ChangeMessageVisibility failed.", { retryable: true });
    };
    const response = await postBatch([{ messageId: "0", receiptHandle: "r", body: request() }], {
      ...ports,
      postpone: failing,
    });
    expect(response).toEqual({ batchItemFailures: [{ itemIdentifier: "0" }] });
    expect(world.sentences).toContain("ChangeMessageVisibility failed.");
  });

  const useless = [
    { name: "is no JSON", body: "{", says: "the message: is not JSON" },
    { name: "says something else", body: request({ more: 1 }), says: "more" },
    {
      name: "names a route that is not there",
      body: request({ route: "gone" }),
      says: "has no route gone with a Slack channel",
    },
    {
      name: "names a route without Slack",
      body: request({ route: "mail" }),
      says: "has no route mail with a Slack channel",
    },
    {
      name: "names an account that is not configured",
      body: request({ account: "999999999999" }),
      says: "account 999999999999",
    },
  ];
  it.each(useless)("is done with a request that $name, in one sentence", async ({ body, says }) => {
    const { answer, said, world } = await stage();
    expect(await answer(body, request())).toEqual({ batchItemFailures: [] });
    expect(said).toHaveLength(1);
    expect(world.sentences).toEqual([expect.stringContaining(says)]);
  });

  it("posts from the history what the finding has let go", async () => {
    const { answer, ports, said } = await stage();
    const [first] = finding.news;
    if (first === undefined) throw new Error("The finding has no news.");
    const { account, entity, id } = finding;
    await ports.ledger.writeHistory(account, entity, id, first);
    await ports.ledger.write({ ...finding, news: finding.news.slice(1), version: finding.version + 1 });
    expect(await answer(request())).toEqual({ batchItemFailures: [] });
    expect(said).toEqual(["[high] Drift opened: role/matillion-task in demo"]);
  });

  it("has a request come again whose revision the ledger does not hold yet", async () => {
    const { answer, world } = await stage();
    expect(await answer(request({ revision: 9 }))).toEqual({ batchItemFailures: [{ itemIdentifier: "0" }] });
    expect(world.sentences[0]).toContain("holds no revision 9");
  });
});

describe("the Slack that a secret opens", () => {
  const options = { apiUrl: "https://slack.com/api/" };

  it.each([
    { secret: "xoxb-1-abc", kind: "bot" },
    { secret: " xoxb-1-abc\n", kind: "bot" },
    { secret: "https://hooks.slack.com/services/T/B/x", kind: "webhook" },
    { secret: "https://hooks.slack-gov.com/services/T/B/x", kind: "webhook" },
  ])("is a bot's or a webhook's: $secret", ({ secret, kind }) => {
    expect(createSlackClient(secret, options).kind).toBe(kind);
  });

  it.each([
    "xoxp-1-abc",
    "https://evil.example/services/T/B/x",
    "http://hooks.slack.com/services/T/B/x",
    "https://hooks.slack.com.evil.example/x",
  ])("is refused where it is something else, without being told: %s", (secret) => {
    expect(() => createSlackClient(secret, options)).toThrow(
      expect.objectContaining({
        code: "SecretUnavailable",
        retryable: true,
        message: expect.not.stringContaining(secret),
      }),
    );
  });

  it("is read once in five minutes, and again where it was not to be had", async () => {
    let time = 0;
    const read: string[] = [];
    let missing = true;
    const slackOf = createSlackOf(
      async ({ id }) => {
        read.push(id);
        if (missing) throw new PlumblineError("SecretUnavailable", "gone", { retryable: true });
        return "xoxb-1";
      },
      options,
      () => new Date(time),
    );
    await expect(slackOf(SECRET)).rejects.toThrow("gone");
    missing = false;
    await slackOf(SECRET);
    await slackOf(SECRET);
    expect(read).toHaveLength(2);
    time = 300_000;
    await slackOf(SECRET);
    expect(read).toHaveLength(3);
  });

  it("is not called again before it said so, and its faults are told apart", async () => {
    const statuses = [429, 403, 500, 200];
    const server = await startAnsweringServer((_, index) => ({
      status: statuses[index] ?? 200,
      contentType: "text/plain",
      body: statuses[index] === 200 ? "ok" : "no_service",
    }));
    let time = 0;
    const slackOf = createSlackOf(
      async () => `${server.endpoint}/services/T/B/x`,
      { apiUrl: `${server.endpoint}/api/` },
      () => new Date(time),
    );
    const slack = await slackOf(SECRET);
    if (slack.kind !== "webhook") throw new Error("It is a bot.");
    const message = { text: "x", blocks: [] };
    expect(await slack.post(message)).toEqual({ status: "busy", retryAfter: 60 });
    time = 20_000;
    expect(await slack.post(message)).toEqual({ status: "busy", retryAfter: 40 });
    expect(server.requests).toHaveLength(1);
    time = 60_000;
    expect(await slack.post(message)).toEqual({ status: "refused", error: "no_service" });
    await expect(slack.post(message)).rejects.toMatchObject({ code: "DeliveryFailed", retryable: true });
    expect(await slack.post(message)).toEqual({ status: "taken", value: undefined });
    server.close();
    await expect(slack.post(message)).rejects.toMatchObject({ code: "DeliveryFailed", retryable: true });
  });
});

describe("post-to-slack's environment", () => {
  const environment = {
    LEDGER_TABLE: "plumbline-ledger",
    QUEUE_URL: "https://sqs.us-east-1.amazonaws.com/000000000000/q",
  };

  it("has Slack's own address unless told", () => {
    expect(loadConfig(environment)).toEqual({
      ledgerTable: "plumbline-ledger",
      queueUrl: environment.QUEUE_URL,
      slackApiUrl: "https://slack.com/api/",
    });
  });

  it("is refused with every problem at once", () => {
    expect(() => loadConfig({ LEDGER_TABLE: "x", QUEUE_URL: "q", SLACK_API_URL: "http://127.0.0.1/api" })).toThrow(
      /LEDGER_TABLE must be the name of a DynamoDB table; QUEUE_URL must be the URL of a queue; SLACK_API_URL /,
    );
  });
});
