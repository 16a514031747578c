import type { SlackMessage } from "./slack-blocks.ts";

/**
 * What Slack answered. `busy`: it asks to be left alone for so many seconds; `refused`: it does not take this, with its own word for why
 * (`channel_not_found`, `token_revoked`).
 */
export type SlackAnswer<T> =
  | { readonly status: "taken"; readonly value: T }
  | { readonly status: "busy"; readonly retryAfter: number }
  | { readonly status: "refused"; readonly error: string };

/** Where a message stands in Slack. */
export interface SlackPlace {
  /** The channel's id. */
  readonly channel: string;
  /** The message's time stamp, which is its id within the channel. */
  readonly ts: string;
}

/** A bot, which can answer in threads and change what it has posted. What does not reach Slack is thrown. */
export interface SlackBot {
  readonly kind: "bot";
  /**
   * Posts a message.
   * @param thread the time stamp of the message to answer.
   * @returns where it stands; `undefined` where Slack took it and did not say, so that it can be neither answered nor changed
   */
  post(channel: string, message: SlackMessage, thread?: string): Promise<SlackAnswer<SlackPlace | undefined>>;
  update(place: SlackPlace, message: SlackMessage): Promise<SlackAnswer<void>>;
}

/** An incoming webhook, which posts into its one channel, and no more. What does not reach Slack is thrown. */
export interface SlackWebhook {
  readonly kind: "webhook";
  post(message: SlackMessage): Promise<SlackAnswer<void>>;
}
