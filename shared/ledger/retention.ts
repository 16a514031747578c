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

/** Days from when a remediation was begun. */
export const REMEDIATION_ATTEMPT_DAYS = 90;

/**
 * When an item may go, as DynamoDB's TTL wants it.
 * @param from ISO 8601.
 * @returns seconds since 1970.
 */
export function expiryOf(from: string, days: number): number {
  return Math.floor(Date.parse(from) / 1000) + days * 24 * 60 * 60;
}
