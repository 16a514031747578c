import type { DriftEvent } from "./drift-event.ts";

/** Plumbline's EventBridge bus. Answers, entry by entry, whether the bus took it; never throws for one entry's refusal. */
export interface DriftEventPublisher {
  publish(events: readonly DriftEvent[]): Promise<readonly ("published" | { readonly failed: string })[]>;
}

/** One message for a topic that people and programs subscribe to. */
export interface AlertMessage {
  /** At most 100 characters, ASCII, no line breaks: SNS refuses others. */
  readonly subject: string;
  /** What people read, in an e-mail. */
  readonly message: string;
  /** What queues, functions and web hooks get: JSON text. */
  readonly body: string;
  /** SNS message attributes, all of type String, for filter policies. */
  readonly attributes: Readonly<Record<string, string>>;
}

/** One message that is the same for every subscriber. */
export interface PlainMessage {
  readonly message: string;
  readonly attributes: Readonly<Record<string, string>>;
}

/** SNS topics, by their ARNs. A failure is thrown as a retryable `PlumblineError` with code `DeliveryFailed`. */
export interface TopicPublisher {
  publish(topicArn: string, message: AlertMessage | PlainMessage): Promise<void>;
}
