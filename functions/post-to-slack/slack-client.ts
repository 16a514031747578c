import { type KnownBlock, LogLevel, WebAPIPlatformError, WebAPIRateLimitedError, WebClient } from "@slack/web-api";
import { IncomingWebhook, IncomingWebhookHTTPError } from "@slack/webhook";
import type { SlackMessage } from "../../shared/alerts/slack-blocks.ts";
import type { SlackAnswer, SlackBot, SlackPlace, SlackWebhook } from "../../shared/alerts/slack-ports.ts";
import { PlumblineError } from "../../shared/iam/errors.ts";

/** How long Slack may take to answer, in milliseconds. */
const TIMEOUT = 10_000;

/** What Slack asks for where it is too busy and does not say how long, in seconds. */
const RETRY_AFTER = 60;

/** Where Slack is. */
export interface SlackClientOptions {
  /** The address of Slack's API, which ends with `/`. */
  readonly apiUrl: string;
}

/**
 * Slack by what a secret is: a bot's token (`xoxb-…`) or the address of an incoming webhook.
 * @throws PlumblineError `SecretUnavailable`, retryable, where it is neither: the secret may be put right
 */
export function createSlackClient(secret: string, options: SlackClientOptions): SlackBot | SlackWebhook {
  const text = secret.trim();
  if (/^xoxb-[\w-]+$/.test(text)) return createBot(text, options);
  if (isWebhook(text, options)) return createWebhook(text);
  throw new PlumblineError(
    "SecretUnavailable",
    "The secret of the Slack route is neither a bot token (xoxb-…) nor the address of an incoming webhook; put one of them there.",
    { retryable: true },
  );
}

/** Slack's own hosts alone, or that of the API where another was set. */
function isWebhook(text: string, { apiUrl }: SlackClientOptions): boolean {
  if (!URL.canParse(text)) return false;
  const { origin } = new URL(text);
  return ["https://hooks.slack.com", "https://hooks.slack-gov.com", new URL(apiUrl).origin].includes(origin);
}

/** @see https://docs.slack.dev/reference/methods/chat.postMessage */
function createBot(token: string, { apiUrl }: SlackClientOptions): SlackBot {
  const client = new WebClient(token, {
    slackApiUrl: apiUrl,
    timeout: TIMEOUT,
    logLevel: LogLevel.ERROR,
    // What Slack does not take now is the queue's to bring again.
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    allowAbsoluteUrls: false,
  });
  return {
    kind: "bot",
    post: (channel, message, thread) =>
      answered(async (): Promise<SlackPlace | undefined> => {
        const place = thread === undefined ? { channel } : { channel, thread_ts: thread };
        const posted = await client.chat.postMessage({ ...place, ...contentOf(message), ...AS_WRITTEN });
        return posted.ts ? { channel: posted.channel ?? channel, ts: posted.ts } : undefined;
      }),
    update: ({ channel, ts }, message) =>
      answered(async () => {
        await client.chat.update({ channel, ts, ...contentOf(message), link_names: false, parse: "none" });
      }),
  };
}

/** Nothing is made a link or a preview that was not written as one. */
const AS_WRITTEN = { link_names: false, parse: "none", unfurl_links: false, unfurl_media: false } as const;

function contentOf({ text, blocks }: SlackMessage): { text: string; blocks: KnownBlock[] } {
  // Slack's own types are mutable; the blocks are the same.
  return { text, blocks: structuredClone(blocks) as unknown as KnownBlock[] };
}

/** @see https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks */
function createWebhook(url: string): SlackWebhook {
  let retryAfter: string | null = null;
  const webhook = new IncomingWebhook(url, {
    timeout: TIMEOUT,
    // The error that it throws does not tell what the answer's headers said.
    fetch: async (address, init) => {
      const answer = await fetch(address, init);
      retryAfter = answer.headers.get("retry-after");
      return answer;
    },
  });
  return {
    kind: "webhook",
    post: (message) =>
      answered(
        async () => {
          await webhook.send({ ...contentOf(message), link_names: false, unfurl_links: false, unfurl_media: false });
        },
        () => secondsOf(retryAfter),
      ),
  };
}

function secondsOf(retryAfter: string | null): number {
  const seconds = Number(retryAfter ?? RETRY_AFTER);
  return Number.isFinite(seconds) && seconds >= 0 ? seconds : RETRY_AFTER;
}

/** What Slack said to a call; what did not reach it is thrown as a retryable `DeliveryFailed`. */
async function answered<T>(call: () => Promise<T>, wait: () => number = () => RETRY_AFTER): Promise<SlackAnswer<T>> {
  try {
    return { status: "taken", value: await call() };
  } catch (fault) {
    if (fault instanceof WebAPIRateLimitedError) return { status: "busy", retryAfter: fault.retryAfter };
    if (fault instanceof WebAPIPlatformError) return { status: "refused", error: fault.data.error };
    if (fault instanceof IncomingWebhookHTTPError) {
      if (fault.statusCode === 429) return { status: "busy", retryAfter: wait() };
      if (fault.statusCode < 500) return { status: "refused", error: fault.body || String(fault.statusCode) };
    }
    if (!(fault instanceof Error)) throw fault;
    throw new PlumblineError("DeliveryFailed", `Slack could not be reached (${fault.name}); it is tried again.`, {
      retryable: true,
      cause: fault,
    });
  }
}
