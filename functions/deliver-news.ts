import { PlumblineError } from "../shared/iam/errors.ts";
import { deliver, type PublishNews } from "../shared/ledger/deliver.ts";
import type { Finding } from "../shared/ledger/finding.ts";
import type { LedgerStore } from "../shared/ledger/ledger-store.ts";

/** What delivering goes through. */
export interface DeliveryPorts {
  readonly ledger: LedgerStore;
  readonly publish: PublishNews;
  readonly now: () => Date;
  /** See `deliver`. */
  readonly unalertedBefore?: string;
}

/**
 * Delivers what findings of one entity have left to tell.
 * @throws PlumblineError `DeliveryFailed`, retryable, where Plumbline's bus did not take all of it.
 */
export async function deliverNews(findings: readonly Finding[], ports: DeliveryPorts): Promise<void> {
  const { ledger, publish, now, unalertedBefore } = ports;
  const overdue = unalertedBefore === undefined ? {} : { unalertedBefore };
  const { failed } = await deliver(ledger, { findings, publish, now, ...overdue });
  const [first] = failed;
  if (first === undefined) return;
  const { entity, account } = first.finding;
  throw new PlumblineError(
    "DeliveryFailed",
    `${failed.length} drift events about ${entity} in account ${account} were not taken (${first.reason}); they are kept and tried again.`,
    { retryable: true },
  );
}
