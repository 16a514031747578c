import { chatNotification } from "../../shared/alerts/chat-notification.ts";
import { type Destination, destinationsOf, type OwnTopics } from "../../shared/alerts/destinations.ts";
import type { AlertMessage, PlainMessage, TopicPublisher } from "../../shared/alerts/ports.ts";
import { readDriftEvent } from "../../shared/alerts/read-drift-event.ts";
import { renderAlert } from "../../shared/alerts/render-alert.ts";
import { slackRequest } from "../../shared/alerts/slack-request.ts";
import type { CompiledConfiguration } from "../../shared/baselines/expected-state.ts";
import { PlumblineError } from "../../shared/iam/errors.ts";
import { joinFaults } from "../../shared/iam/join-faults.ts";
import type { FindingNews } from "../../shared/ledger/deliver.ts";
import type { LedgerStore } from "../../shared/ledger/ledger-store.ts";
import { claimAlert, recordAlerted, recordAlertedTo, releaseAlert } from "../../shared/ledger/record-alert.ts";
import type { AccountFinder } from "../account-directory.ts";
import { type AlertedAccount, alertedAccount } from "../alerted-account.ts";

/** What a drift event is answered with. */
export interface AlertPorts {
  readonly configuration: CompiledConfiguration;
  readonly accounts: AccountFinder;
  readonly ledger: LedgerStore;
  readonly publisher: TopicPublisher;
  readonly topics: OwnTopics;
  readonly now: () => Date;
}

/** What was told, and to how many destinations this time. */
export interface Alerted extends FindingNews {
  readonly destinations: number;
}

/**
 * Tells every destination of the revision that a drift event names what the ledger says of it; nothing of the event itself is shown. One
 * that does not take it does not keep the others from it, and is told alone when the event comes again.
 * @returns What was told, or `undefined` where all had been told before.
 * @throws PlumblineError `InvalidEvent` where it is no drift event; the same, retryable, where the ledger does not hold what
 * it names; `UnknownAccount` where the configuration does not name its account; `DeliveryFailed`, retryable, where a destination did not
 * take it; what the ledger throws.
 */
export async function alertRecord(body: string, ports: AlertPorts): Promise<Alerted | undefined> {
  const reading = readDriftEvent(body);
  if (reading.status === "malformed") throw new PlumblineError("InvalidEvent", reading.problem, { retryable: false });
  const { account, entity, findingId: id, revision } = reading.event.detail;
  const alerted = await alertedAccount({ account, entity }, ports.configuration, ports.accounts);
  const claimed = await claimAlert(ports.ledger, { account, entity, id }, revision, ports.now);
  if (claimed === "alerted") return undefined;
  const destinations = untold(claimed, alerted, ports);
  const { told, faults } = await tellEach(claimed, destinations, alerted, ports);
  const [first, ...others] = faults;
  if (first !== undefined) {
    await releaseAlert(ports.ledger, told);
    throw joinFaults([first, ...others]);
  }
  await recordAlerted(ports.ledger, told, ports.now);
  return { ...told, destinations: destinations.length };
}

function untold(
  told: FindingNews,
  { routes: accountRoutes, baselines: accountBaselines }: AlertedAccount,
  ports: AlertPorts,
): readonly Destination[] {
  const { routes } = ports.configuration.settings;
  const { alertedTo = [] } = told.news;
  const all = destinationsOf({ ...told, routes, accountRoutes, accountBaselines, topics: ports.topics });
  return all.filter(({ key }) => !alertedTo.includes(key));
}

/** Every destination is marked as soon as it has been told, but for the last, with which all have been. */
async function tellEach(
  claimed: FindingNews,
  destinations: readonly Destination[],
  alerted: AlertedAccount,
  { ledger, publisher }: AlertPorts,
): Promise<{ readonly told: FindingNews; readonly faults: readonly PlumblineError[] }> {
  const faults: PlumblineError[] = [];
  let told = claimed;
  for (const [index, destination] of destinations.entries()) {
    try {
      await publisher.publish(destination.topicArn, messageFor(destination, claimed, alerted));
    } catch (fault) {
      if (!(fault instanceof PlumblineError)) throw fault;
      faults.push(fault);
      continue;
    }
    const isLast = index === destinations.length - 1;
    if (!isLast || faults.length > 0) told = await recordAlertedTo(ledger, told, destination.key);
  }
  return { told, faults };
}

function messageFor(
  destination: Destination,
  told: FindingNews,
  { context }: AlertedAccount,
): AlertMessage | PlainMessage {
  switch (destination.kind) {
    case "alert":
      return renderAlert(told, context, destination.detail);
    case "chat":
      return chatNotification(told, context, destination.detail);
    case "slack":
      return slackRequest(told, destination.route);
  }
}
