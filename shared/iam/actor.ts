/**
 * Who an event says did it. This is the event's claim, shown as such; nothing is suppressed, repaired or
 * forgiven because of it.
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-user-identity.html
 */
export interface ClaimedActor {
  /** A name a person recognises: a user's or role session's ARN, `root`, or a service's host name. */
  readonly who: string;
  /** The `userIdentity.type` of the record, or `unknown`. */
  readonly type: string;
  /** The role behind a session (`sessionIssuer.arn`), where the record names one. */
  readonly through?: string;
  readonly sourceAddress?: string;
  readonly userAgent?: string;
  readonly eventName: string;
  /** ISO 8601, UTC, one-second resolution. */
  readonly eventTime: string;
  readonly eventId: string;
}
