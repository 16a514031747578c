import type { Faults } from "../control/faults.ts";
import type { LabRequest, LabResponse } from "../server/exchange.ts";
import { blocksProblem } from "./blocks.ts";

/** One call that the lab's Slack took, in Slack's own words. */
export interface SlackCall {
  /** ISO 8601, lab time. */
  readonly at: string;
  readonly method: "chat.postMessage" | "chat.update" | "webhook";
  /** A channel's id; a webhook's is its own path. */
  readonly channel: string;
  /** The message's time stamp, which is its id within the channel. */
  readonly ts: string;
  /** The time stamp of the message whose thread it stands in. */
  readonly thread_ts?: string;
  readonly text: string;
  readonly blocks?: readonly unknown[];
}

/** Where the lab's Slack stands on its port, and what it lets in. */
export const SLACK_PATH = "/slack/";
export const SLACK_TOKEN = "xoxb-lab";
export const SLACK_WEBHOOK_PATH = "/slack/services/T0LAB/B0LAB/lab";

/** Slack asks whoever is too fast to wait that long, in seconds. */
const RETRY_AFTER = 30;

/** The longest text that Slack takes before it cuts it. @see https://docs.slack.dev/reference/methods/chat.postMessage */
const TEXT_LENGTH = 40_000;

/** What the lab's Slack works with. */
export interface SlackOptions {
  readonly now: () => Date;
  readonly faults: Faults;
  /** Each call that was taken, oldest first. */
  readonly calls: SlackCall[];
}

type Arguments = Readonly<Record<string, unknown>>;

/**
 * Stands in for Slack: `POST /slack/api/chat.postMessage` and `chat.update` with a bot's token, and one incoming webhook. It refuses what
 * Slack refuses: an unknown token, channel, thread or message, blocks beyond their limits; and, where a fault was ordered, it is too busy
 * (429 with Retry-After), down, or no longer knows the token.
 * @see https://docs.slack.dev/reference/methods/chat.postMessage
 */
export function createSlack({ now, faults, calls }: SlackOptions): (request: LabRequest) => LabResponse {
  const stamp = () => `${Math.floor(now().getTime() / 1000)}.${String(calls.length).padStart(6, "0")}`;
  const said = (call: Omit<SlackCall, "at">) => calls.push({ at: now().toISOString(), ...call });
  const known = (channel: string, ts: unknown) =>
    calls.some((call) => call.method === "chat.postMessage" && call.channel === channel && call.ts === ts);

  function post(args: Arguments): LabResponse {
    const channel = channelOf(args.channel);
    if (channel === undefined) return refused("channel_not_found");
    const read = contentOf(args);
    if (typeof read === "string") return refused(read);
    const { thread_ts } = args;
    if (thread_ts !== undefined && !known(channel, thread_ts)) return refused("thread_not_found");
    const ts = stamp();
    said({ method: "chat.postMessage", channel, ts, ...(thread_ts ? { thread_ts: String(thread_ts) } : {}), ...read });
    return json(200, { ok: true, channel, ts, message: { type: "message", ts, ...read } });
  }

  function update(args: Arguments): LabResponse {
    // Unlike chat.postMessage, chat.update takes a channel's id alone.
    const channel = /^C[A-Z0-9]+$/.test(String(args.channel)) ? String(args.channel) : undefined;
    if (channel === undefined) return refused("channel_not_found");
    if (!known(channel, args.ts)) return refused("message_not_found");
    const read = contentOf(args);
    if (typeof read === "string") return refused(read);
    const ts = String(args.ts);
    said({ method: "chat.update", channel, ts, ...read });
    return json(200, { ok: true, channel, ts, text: read.text });
  }

  function webhook(request: LabRequest): LabResponse {
    const fault = faults.takeCode("slack", "webhook");
    if (fault === "ratelimited") return tooBusy();
    if (fault !== undefined) return { status: fault === "internal_error" ? 500 : 403, headers: PLAIN, body: fault };
    if (request.url !== SLACK_WEBHOOK_PATH) return { status: 404, headers: PLAIN, body: "no_service" };
    const read = contentOf(argumentsOf(request));
    if (typeof read === "string") return { status: 400, headers: PLAIN, body: read };
    said({ method: "webhook", channel: SLACK_WEBHOOK_PATH, ts: stamp(), ...read });
    return { status: 200, headers: PLAIN, body: "ok" };
  }

  function api(request: LabRequest): LabResponse {
    const method = request.url.slice("/slack/api/".length);
    const answer = { "chat.postMessage": post, "chat.update": update }[method];
    if (answer === undefined) return refused("unknown_method");
    const fault = faults.takeCode("slack", method);
    if (fault === "ratelimited") return tooBusy();
    if (fault === "internal_error") return { status: 500, headers: PLAIN, body: "Server Error" };
    if (fault !== undefined) return refused(fault);
    const args = argumentsOf(request);
    const token = /^Bearer (.*)$/.exec(request.headers.authorization ?? "")?.[1] ?? args.token;
    if (token === undefined) return refused("not_authed");
    return token === SLACK_TOKEN ? answer(args) : refused("invalid_auth");
  }

  return (request) => {
    if (request.method !== "POST") return { status: 405, headers: PLAIN, body: "Slack is called with POST." };
    return request.url.startsWith("/slack/services/") ? webhook(request) : api(request);
  };
}

/** A channel by its id, or by its name: `#iam-drift` is `CIAMDRIFT`. */
function channelOf(channel: unknown): string | undefined {
  const text = String(channel ?? "");
  if (/^[CG][A-Z0-9]+$/.test(text)) return text;
  if (!/^#[\w-]+$/.test(text)) return undefined;
  return `C${text
    .slice(1)
    .replaceAll(/[^a-z0-9]/gi, "")
    .toUpperCase()}`;
}

function contentOf(args: Arguments): { readonly text: string; readonly blocks?: readonly unknown[] } | string {
  const text = String(args.text ?? "");
  const blocks = typeof args.blocks === "string" ? (JSON.parse(args.blocks) as unknown) : args.blocks;
  if (text === "" && blocks === undefined) return "no_text";
  if (text.length > TEXT_LENGTH) return "msg_too_long";
  if (blocks === undefined) return { text };
  if (blocksProblem(blocks) !== undefined) return "invalid_blocks";
  return { text, blocks: blocks as readonly unknown[] };
}

function argumentsOf({ headers, body }: LabRequest): Arguments {
  if (headers["content-type"]?.includes("json")) return JSON.parse(body.toString()) as Arguments;
  return Object.fromEntries(new URLSearchParams(body.toString()));
}

const PLAIN = { "content-type": "text/plain" };

function tooBusy(): LabResponse {
  const limited = json(429, { ok: false, error: "ratelimited" });
  return { ...limited, headers: { ...limited.headers, "retry-after": String(RETRY_AFTER) } };
}

/** Slack says no with status 200. */
function refused(error: string): LabResponse {
  return json(200, { ok: false, error });
}

function json(status: number, body: unknown): LabResponse {
  return { status, headers: { "content-type": "application/json; charset=utf-8" }, body: JSON.stringify(body) };
}
