import type { DriftEvent } from "./drift-event.ts";

/** Plumbline's EventBridge bus. Answers, entry by entry, whether the bus took it; never throws for one entry's refusal. */
export interface DriftEventPublisher {
  publish(events: readonly DriftEvent[]): Promise<readonly ("published" | { readonly failed: string })[]>;
}

/** One message for the alert topic. */
export interface AlertMessage {
  /** At most 100 characters, ASCII, no line breaks: SNS refuses others. */
  readonly subject: string;
  readonly message: string;
  /** SNS message attributes, all of type String, for filter policies. */
  readonly attributes: Readonly<Record<string, string>>;
}

/** The alert topic. A failure is thrown as a retryable `PlumblineError` with code `DeliveryFailed`. */
export interface AlertPublisher {
  publish(alert: AlertMessage): Promise<void>;
}
