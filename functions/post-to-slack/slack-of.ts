import type { SlackAnswer, SlackBot, SlackWebhook } from "../../shared/alerts/slack-ports.ts";
import type { ReadSecret } from "../../shared/aws/secret-reader.ts";
import type { SecretReference } from "../../shared/baselines/settings.ts";
import { createSlackClient, type SlackClientOptions } from "./slack-client.ts";

/** How long a secret is remembered, in milliseconds: one that was replaced is in use after that. */
const REMEMBERED_MS = 300_000;

/** The Slack that a secret opens; the secret is read again every five minutes, and whenever it was not to be had. */
export function createSlackOf(
  readSecret: ReadSecret,
  options: SlackClientOptions,
  now: () => Date,
): (secret: SecretReference) => Promise<SlackBot | SlackWebhook> {
  const known = new Map<string, { readonly slack: SlackBot | SlackWebhook; readonly until: number }>();
  return async (reference) => {
    const held = known.get(reference.id);
    if (held !== undefined && now().getTime() < held.until) return held.slack;
    const slack = heeding(createSlackClient(await readSecret(reference), options), now);
    known.set(reference.id, { slack, until: now().getTime() + REMEMBERED_MS });
    return slack;
  };
}

/** The same Slack, which is not called again before it said so: the rest of a batch would only make it busier. */
function heeding(slack: SlackBot | SlackWebhook, now: () => Date): SlackBot | SlackWebhook {
  let busyUntil = 0;
  async function heed<T>(call: () => Promise<SlackAnswer<T>>): Promise<SlackAnswer<T>> {
    const left = busyUntil - now().getTime();
    if (left > 0) return { status: "busy", retryAfter: Math.ceil(left / 1000) };
    const answer = await call();
    if (answer.status === "busy") busyUntil = now().getTime() + answer.retryAfter * 1000;
    return answer;
  }
  if (slack.kind === "webhook") return { kind: "webhook", post: (message) => heed(() => slack.post(message)) };
  return {
    kind: "bot",
    post: (channel, message, thread) => heed(() => slack.post(channel, message, thread)),
    update: (place, message) => heed(() => slack.update(place, message)),
  };
}
