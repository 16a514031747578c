import type { AlertPublisher } from "../../shared/alerts/ports.ts";
import { readDriftEvent } from "../../shared/alerts/read-drift-event.ts";
import { type AlertContext, renderAlert } from "../../shared/alerts/render-alert.ts";
import type { CompiledConfiguration } from "../../shared/baselines/expected-state.ts";
import { formatEntity } from "../../shared/iam/entity-reference.ts";
import { PlumblineError } from "../../shared/iam/errors.ts";
import type { FindingNews } from "../../shared/ledger/deliver.ts";
import type { Finding } from "../../shared/ledger/finding.ts";
import type { LedgerStore } from "../../shared/ledger/ledger-store.ts";
import { claimAlert, recordAlerted, releaseAlert } from "../../shared/ledger/record-alert.ts";

/** What a drift event is answered with. */
export interface AlertPorts {
  readonly configuration: CompiledConfiguration;
  readonly ledger: LedgerStore;
  readonly topic: AlertPublisher;
  readonly now: () => Date;
}

/**
 * Tells the alert topic what the ledger says of the revision a drift event names; nothing of the event itself is shown.
 * @returns What was told, or `undefined` where the topic had been told before.
 * @throws PlumblineError `InvalidEvent` where it is no drift event; the same, retryable, where the ledger does not hold what
 * it names; `UnknownAccount` where the configuration does not name its account; what the ledger and the topic throw.
 */
export async function alertRecord(body: string, ports: AlertPorts): Promise<FindingNews | undefined> {
  const reading = readDriftEvent(body);
  if (reading.status === "malformed") throw new PlumblineError("InvalidEvent", reading.problem, { retryable: false });
  const { account, entity, findingId: id, revision } = reading.event.detail;
  const context = alertContext({ account, entity }, ports.configuration);
  const claimed = await claimAlert(ports.ledger, { account, entity, id }, revision, ports.now);
  if (claimed === "alerted") return undefined;
  try {
    await ports.topic.publish(renderAlert(claimed, context));
  } catch (fault) {
    await releaseAlert(ports.ledger, claimed);
    throw fault;
  }
  await recordAlerted(ports.ledger, claimed, ports.now);
  return claimed;
}

function alertContext(where: Pick<Finding, "account" | "entity">, configuration: CompiledConfiguration): AlertContext {
  const account = configuration.accounts.find((each) => each.account === where.account);
  if (account === undefined) {
    throw new PlumblineError(
      "UnknownAccount",
      `The drift event is about account ${where.account}, which plumbline.yml does not name; no alert was sent.`,
      { retryable: false },
    );
  }
  const expected = account.entities.find((each) => formatEntity(each.entity) === where.entity);
  return {
    partition: account.partition,
    configurationDigest: configuration.digest,
    ...(account.alias === undefined ? {} : { alias: account.alias }),
    ...(expected === undefined ? {} : { path: expected.path }),
  };
}
