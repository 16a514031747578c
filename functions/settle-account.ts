import type { ConfiguredAccount } from "../shared/baselines/settings.ts";
import { detectUnreadableAccount, isAccountUnreadableBy } from "../shared/drift/account-unreadable.ts";
import { ACCOUNT_REFERENCE, formatEntity } from "../shared/iam/entity-reference.ts";
import type { Unreadable } from "../shared/iam/unreadable.ts";
import type { Finding } from "../shared/ledger/finding.ts";
import { recordDetection } from "../shared/ledger/record-detection.ts";
import { type DeliveryPorts, deliverNews } from "./deliver-news.ts";

/** What the findings of an account as a whole are of. */
const ENTITY = formatEntity(ACCOUNT_REFERENCE);

/**
 * Settles whether a whole account can be read, and delivers the news, also what an earlier attempt left undelivered: one finding of the
 * account where it cannot, whatever it is expected to have, which is resolved once it can.
 * @param reason why nothing of it could be read; `undefined` where it was read
 * @returns the findings with news
 * @throws PlumblineError `LedgerConflict` or `LedgerUnavailable`, retryable; `DeliveryFailed`, retryable.
 */
export async function settleAccountReading(
  account: ConfiguredAccount,
  reason: Unreadable | undefined,
  ports: DeliveryPorts,
): Promise<readonly Finding[]> {
  const { ledger, now } = ports;
  const detection = detectUnreadableAccount(account, reason, now().toISOString());
  const { written, findings } = await recordDetection(ledger, { detection, now });
  await deliverNews(findings, ports);
  return written;
}

/**
 * Settles whether an account can be entered, where no more than that is known: a finding that tells of another call than that for its
 * reader role is left to whoever makes that call.
 * @param reason why it could not be entered; `undefined` where it was
 * @returns and throws as {@link settleAccountReading}
 */
export async function settleAccountEntry(
  account: ConfiguredAccount,
  reason: Unreadable | undefined,
  ports: DeliveryPorts,
): Promise<readonly Finding[]> {
  if (reason !== undefined) return await settleAccountReading(account, reason, ports);
  const findings = await ports.ledger.findingsOf(account.account, ENTITY);
  const isOver = findings.some(({ status, drift }) => status === "open" && isAccountUnreadableBy(drift, "AssumeRole"));
  return isOver ? await settleAccountReading(account, undefined, ports) : [];
}
