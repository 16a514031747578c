import type { ConfiguredAccount } from "../shared/baselines/settings.ts";
import { detectUnreadableAccount, EVERY_BASELINE, isAccountUnreadableBy } from "../shared/drift/account-unreadable.ts";
import { ACCOUNT_REFERENCE, formatEntity } from "../shared/iam/entity-reference.ts";
import type { Unreadable } from "../shared/iam/unreadable.ts";
import type { Finding } from "../shared/ledger/finding.ts";
import { recordDetection } from "../shared/ledger/record-detection.ts";
import { type DeliveryPorts, deliverNews } from "./deliver-news.ts";

/** What an attempt to enter or to read a whole account came to. */
export interface AccountAttempt {
  /** Why nothing of it could be read; `undefined` where it was. */
  readonly reason: Unreadable | undefined;
  /** ISO 8601: when the attempt was begun. A later one may have ended before it, and then holds. */
  readonly askedAt: string;
}

/** What the findings of an account as a whole are of. */
const ENTITY = formatEntity(ACCOUNT_REFERENCE);

/**
 * Settles whether a whole account can be read, and delivers the news, also what an earlier attempt left undelivered: one finding of the
 * account where it cannot, whatever it is expected to have, which is resolved once it can.
 * @returns the findings with news
 * @throws PlumblineError `LedgerConflict` or `LedgerUnavailable`, retryable; `DeliveryFailed`, retryable.
 */
export async function settleAccountReading(
  account: ConfiguredAccount,
  { reason, askedAt }: AccountAttempt,
  ports: DeliveryPorts,
): Promise<readonly Finding[]> {
  const { ledger, now } = ports;
  const detection = detectUnreadableAccount(account, reason, askedAt);
  const { written, findings } = await recordDetection(ledger, { detection, now });
  await deliverNews(findings, ports);
  return written;
}

/**
 * Settles whether an account can be entered, where no more than that is known: a finding that tells of another call than that for its
 * reader role is left to whoever makes that call, also where the account cannot even be entered. Were it changed, it would be resolved as soon as
 * the account could be entered, though that other call still failed.
 * @returns and throws as {@link settleAccountReading}
 */
export async function settleAccountEntry(
  account: ConfiguredAccount,
  attempt: AccountAttempt,
  ports: DeliveryPorts,
): Promise<readonly Finding[]> {
  const findings = await ports.ledger.findingsOf(account.account, ENTITY);
  const standing = findings.filter(({ status, baseline }) => status === "open" && baseline === EVERY_BASELINE);
  const isOfEntry = standing.some(({ drift }) => isAccountUnreadableBy(drift, "AssumeRole"));
  const isOpening = attempt.reason !== undefined && standing.length === 0;
  if (isOfEntry || isOpening) return await settleAccountReading(account, attempt, ports);
  await deliverNews(findings, ports);
  return [];
}
