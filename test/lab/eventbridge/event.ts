/**
 * An event as EventBridge hands it to its targets.
 * @see https://docs.aws.amazon.com/eventbridge/latest/ref/overiew-event-structure.html
 */
export interface Event {
  readonly version: "0";
  readonly id: string;
  readonly "detail-type": string;
  readonly source: string;
  readonly account: string;
  /** ISO 8601, whole seconds. */
  readonly time: string;
  readonly region: string;
  readonly resources: readonly string[];
  readonly detail: Readonly<Record<string, unknown>>;
}

/** A time as EventBridge writes it: whole seconds, UTC. */
export function eventTime(date: Date): string {
  return date.toISOString().replace(/\.\d+Z$/, "Z");
}
