import { ErrorCode, WebClient } from "@slack/web-api";
import { IncomingWebhook } from "@slack/webhook";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { post, readList, startFixtureLab } from "../fixtures/fixture-lab.ts";
import type { Lab } from "../lab.ts";
import { SLACK_TOKEN, SLACK_WEBHOOK_PATH, type SlackCall } from "./slack.ts";

let lab: Lab;
let before = 0;

beforeAll(async () => {
  lab = await startFixtureLab();
});
afterAll(() => lab.stop());
beforeEach(async () => {
  before = (await readList(lab, "slack")).length;
});

const taken = async () => ((await readList(lab, "slack")) as unknown as readonly SlackCall[]).slice(before);
const client = (token: string | undefined = SLACK_TOKEN) =>
  new WebClient(token, {
    slackApiUrl: `${lab.endpoint}/slack/api/`,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
  });
const webhook = (path = SLACK_WEBHOOK_PATH) => new IncomingWebhook(`${lab.endpoint}${path}`);
const order = (action: string, code: string) => post(lab, "faults", { service: "slack", action, code, times: 1 });

const section = (text: string) => ({ type: "section" as const, text: { type: "mrkdwn" as const, text } });

describe("the lab's Slack", () => {
  it("posts, answers in a thread and updates, as Slack's own client asks", async () => {
    const { ts, channel } = await client().chat.postMessage({ channel: "#iam-drift", text: "opened" });
    expect(channel).toBe("CIAMDRIFT");
    await client().chat.postMessage({ channel: "CIAMDRIFT", text: "changed", thread_ts: ts ?? "" });
    await client().chat.update({
      channel: "CIAMDRIFT",
      ts: ts ?? "",
      text: "resolved",
      blocks: [section("*resolved*")],
    });
    expect(await taken()).toEqual([
      { at: expect.any(String), method: "chat.postMessage", channel: "CIAMDRIFT", ts, text: "opened" },
      {
        at: expect.any(String),
        method: "chat.postMessage",
        channel: "CIAMDRIFT",
        ts: expect.not.stringMatching(String(ts)),
        thread_ts: ts,
        text: "changed",
      },
      {
        at: expect.any(String),
        method: "chat.update",
        channel: "CIAMDRIFT",
        ts,
        text: "resolved",
        blocks: [section("*resolved*")],
      },
    ]);
  });

  it("takes what an incoming webhook posts", async () => {
    await webhook().send({ text: "opened", blocks: [section("opened")] });
    expect(await taken()).toMatchObject([{ method: "webhook", text: "opened", blocks: [section("opened")] }]);
  });

  it.each([
    {
      name: "a token it does not know",
      ask: () => client("xoxb-other").chat.postMessage({ channel: "#a", text: "x" }),
      expected: "invalid_auth",
    },
    {
      name: "a channel that is none",
      ask: () => client().chat.postMessage({ channel: "iam drift", text: "x" }),
      expected: "channel_not_found",
    },
    {
      name: "a name where an id is wanted",
      ask: () => client().chat.update({ channel: "#a", ts: "1.0", text: "x" }),
      expected: "channel_not_found",
    },
    {
      name: "a message that is not there",
      ask: () => client().chat.update({ channel: "CA", ts: "1.0", text: "x" }),
      expected: "message_not_found",
    },
    {
      name: "a thread that is not there",
      ask: () => client().chat.postMessage({ channel: "CA", thread_ts: "1.0", text: "x" }),
      expected: "thread_not_found",
    },
    { name: "nothing", ask: () => client().chat.postMessage({ channel: "CA", text: "" }), expected: "no_text" },
    {
      name: "a section that is too long",
      ask: () => client().chat.postMessage({ channel: "CA", text: "x", blocks: [section("x".repeat(3001))] }),
      expected: "invalid_blocks",
    },
    {
      name: "more than 50 blocks",
      ask: () =>
        client().chat.postMessage({ channel: "CA", text: "x", blocks: Array.from({ length: 51 }, () => section("x")) }),
      expected: "invalid_blocks",
    },
  ])("refuses $name", async ({ ask, expected }) => {
    await expect(ask()).rejects.toMatchObject({ data: { error: expected } });
    expect(await taken()).toEqual([]);
  });

  it("is too busy where that was ordered, and says for how long", async () => {
    await order("chat.postMessage", "ratelimited");
    const busy = client().chat.postMessage({ channel: "CA", text: "x" });
    await expect(busy).rejects.toMatchObject({ code: ErrorCode.RateLimitedError, retryAfter: 30 });
    await client().chat.postMessage({ channel: "CA", text: "x" });
    expect(await taken()).toHaveLength(1);
  });

  it("has revoked the token, or the webhook, where that was ordered", async () => {
    await order("chat.update", "token_revoked");
    await expect(client().chat.update({ channel: "CA", ts: "1.0", text: "x" })).rejects.toMatchObject({
      data: { error: "token_revoked" },
    });
    await order("webhook", "invalid_token");
    await expect(webhook().send("x")).rejects.toThrow(/403/);
    await expect(webhook("/slack/services/T0/B0/other").send("x")).rejects.toThrow(/404/);
  });
});
