import { readDriftEvent } from "../../shared/alerts/read-drift-event.ts";
import type { CompiledConfiguration, ExpectedAccount, ExpectedEntity } from "../../shared/baselines/expected-state.ts";
import { expectedPoliciesOf } from "../../shared/drift/expected-policies.ts";
import { formatEntity } from "../../shared/iam/entity-reference.ts";
import { PlumblineError } from "../../shared/iam/errors.ts";
import type { PublishNews } from "../../shared/ledger/deliver.ts";
import type { Finding } from "../../shared/ledger/finding.ts";
import {
  answerDriftEvent,
  type RemediationAnswer,
  type RemediationContext,
} from "../../shared/remediation/answer-drift-event.ts";
import { deliverNews } from "../deliver-news.ts";

/** What a drift event is answered with; the ports into IAM are made for the account it is about. */
export interface RemediatePorts
  extends Omit<
    RemediationContext,
    "account" | "configurationDigest" | "expectedOf" | "expectedPolicy" | "reader" | "requestedBy" | "waivers"
  > {
  readonly configuration: CompiledConfiguration;
  /** The account the function runs in, and the only one it writes to. */
  readonly accountId: string;
  readonly readerOf: (account: ExpectedAccount) => RemediationContext["reader"];
  readonly publish: PublishNews;
}

/**
 * Repairs what a drift event tells of, where the configuration asks for it, and delivers the news of it.
 * @throws PlumblineError `InvalidEvent` where it is no drift event; `UnknownAccount` where the event is about an account that is
 * not configured or not the function's own; `DeliveryFailed`, retryable; what `answerDriftEvent` throws.
 */
export async function remediateRecord(body: string, ports: RemediatePorts): Promise<RemediationAnswer> {
  const reading = readDriftEvent(body);
  if (reading.status === "malformed") throw new PlumblineError("InvalidEvent", reading.problem, { retryable: false });
  const { account, entity, findingId, revision } = reading.event.detail;
  const configured = configuredAccount(account, ports);
  const answer = await answerDriftEvent(
    { account, entity, findingId, revision },
    {
      ...ports,
      account: configured,
      configurationDigest: ports.configuration.digest,
      requestedBy: "function",
      waivers: ports.configuration.waivers,
      expectedPolicy: expectedPoliciesOf(configured),
      reader: ports.readerOf(configured),
      expectedOf: (finding) => expectedOf(configured, finding),
    },
  );
  if (answer.finding !== undefined) await deliverNews([answer.finding], ports);
  return answer;
}

function configuredAccount(account: string, { configuration, accountId }: RemediatePorts): ExpectedAccount {
  const configured = configuration.accounts.find((each) => each.account === account);
  if (configured !== undefined && account === accountId) return configured;
  const why =
    configured === undefined ? "plumbline.yml does not name it" : `this function runs in account ${accountId}`;
  throw new PlumblineError("UnknownAccount", `Nothing is repaired in account ${account}: ${why}.`, {
    retryable: false,
  });
}

function expectedOf(account: ExpectedAccount, finding: Finding): ExpectedEntity | undefined {
  return account.entities.find(
    (each) => each.baseline === finding.baseline && formatEntity(each.entity) === finding.entity,
  );
}
