import type { Unreadable } from "../iam/unreadable.ts";

/** One page of what CloudTrail remembers. */
export type EventHistoryPage =
  | {
      readonly status: "present";
      /** CloudTrail records as JSON has them, newest first; see `readRecord`. Reads and refused calls are among them. */
      readonly records: readonly unknown[];
    }
  | { readonly status: "unreadable"; readonly reason: Unreadable };

/**
 * The port through which CloudTrail's event history is asked for IAM's events: the management events of the last 90 days, of which an
 * event may be up to 15 minutes late.
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_LookupEvents.html
 */
export interface EventHistory {
  /** IAM's events from `from` (inclusive) to `to` (exclusive), newest first; a page that cannot be had is the last, and says why. */
  iamEvents(span: { readonly from: Date; readonly to: Date }): AsyncIterable<EventHistoryPage>;
}
