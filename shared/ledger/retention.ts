/*
 * How long the ledger keeps what is over. DynamoDB deletes an item within some days after its time; until then it is read like any other,
 * which does no harm.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/howitworks-ttl.html
 */

/** Days from when a piece of news was told: an audit looks back over a year, and has a month to do it. */
export const HISTORY_DAYS = 400;

/**
 * Days from when a finding was resolved. Its revisions are counted anew once it is gone, so it outlives its history, the Slack threads that
 * remember them and the remediations named by them.
 */
export const RESOLVED_FINDING_DAYS = 430;

/** Days from when something was last posted to a thread; the next news begins another. */
export const SLACK_THREAD_DAYS = 200;

/** Days from when AWS Organizations last listed an account: several times the interval of the sweeps that have it listed. */
export const MEMBER_ACCOUNT_DAYS = 60;

/** Days from when people were told of a report: longer than a message of its queue can come again. */
export const TOLD_REPORT_DAYS = 30;

/** Days from when a remediation was begun. */
export const REMEDIATION_ATTEMPT_DAYS = 90;

/** Days from when an event happened; a day more than the event history is ever read back. */
export const ARRIVED_EVENT_DAYS = 15;

/**
 * When an item may go, as DynamoDB's TTL wants it.
 * @param from ISO 8601.
 * @returns seconds since 1970.
 */
export function expiryOf(from: string, days: number): number {
  return Math.floor(Date.parse(from) / 1000) + days * 24 * 60 * 60;
}
