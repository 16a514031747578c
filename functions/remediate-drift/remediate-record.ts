import { readDriftEvent } from "../../shared/alerts/read-drift-event.ts";
import type { CompiledConfiguration, ExpectedAccount, ExpectedEntity } from "../../shared/baselines/expected-state.ts";
import type { ConfiguredAccount } from "../../shared/baselines/settings.ts";
import { expectedPoliciesOf } from "../../shared/drift/expected-policies.ts";
import { formatEntity } from "../../shared/iam/entity-reference.ts";
import { PlumblineError } from "../../shared/iam/errors.ts";
import type { PublishNews } from "../../shared/ledger/deliver.ts";
import type { Finding } from "../../shared/ledger/finding.ts";
import type { RemediationAnswer, RemediationContext } from "../../shared/remediation/answer-drift-event.ts";
import { remediationIdOf } from "../../shared/remediation/remediation-attempt.ts";
import type { AccountFinder } from "../account-directory.ts";
import { deliverNews } from "../deliver-news.ts";
import { type EnterAccount, type EnteredAccount, isRefused } from "../enter-account.ts";
import { settleAccountEntry } from "../settle-account.ts";

/** What of a repair is the account's own. */
type AccountPorts = Pick<RemediationContext, "accountQuotas" | "guards" | "policyVersions" | "writer">;

/** What a drift event is answered with; the ports into IAM are made for the account it is about. */
export interface RemediatePorts
  extends Omit<
    RemediationContext,
    | "account"
    | "configurationDigest"
    | "expectedOf"
    | "expectedPolicy"
    | "managedPolicies"
    | "reader"
    | "requestedBy"
    | "waivers"
    | keyof AccountPorts
  > {
  readonly configuration: CompiledConfiguration;
  readonly accounts: AccountFinder;
  readonly enter: EnterAccount;
  /** @param entered to be read by. @param sessionName what the account's CloudTrail is to call whoever writes */
  readonly portsOf: (account: ConfiguredAccount, entered: EnteredAccount, sessionName: string) => AccountPorts;
  readonly publish: PublishNews;
}

/**
 * Repairs what a drift event tells of, where the configuration asks for it, and delivers the news of it. A member is read by its reader role
 * and written to by its remediator role, each in a session whose name is `plumbline-` and the finding's id.
 * @throws PlumblineError `InvalidEvent` where it is no drift event; `UnknownAccount` where the event is about an account that is not
 * watched; `RemediationUnfinished` where the account cannot be entered, retryable unless that was refused; `DeliveryFailed`, retryable; what `answerDriftEvent` throws.
 */
export async function remediateRecord(body: string, ports: RemediatePorts): Promise<RemediationAnswer> {
  const reading = readDriftEvent(body);
  if (reading.status === "malformed") throw new PlumblineError("InvalidEvent", reading.problem, { retryable: false });
  const { account, entity, findingId, revision } = reading.event.detail;
  const configured = await watchedAccount(account, ports);
  const asked = configured.entities.filter((each) => formatEntity(each.entity) === entity);
  if (asked.every(({ remediate }) => remediate === "off")) {
    const status = asked.length === 0 ? "not-configured" : "off";
    return { status, remediationId: remediationIdOf(findingId, revision) };
  }
  const sessionName = `plumbline-${findingId}`;
  const entered = await enteredAccount(configured, sessionName, ports);
  // What plans and makes repairs is a file of its own in the bundle: most drift events are of entities that nobody asks to be repaired.
  const { answerDriftEvent } = await import("../../shared/remediation/answer-drift-event.ts");
  const answer = await answerDriftEvent(
    { account, entity, findingId, revision },
    {
      ...ports,
      ...ports.portsOf(configured, entered, sessionName),
      account: configured,
      configurationDigest: ports.configuration.digest,
      requestedBy: "function",
      waivers: ports.configuration.waivers,
      expectedPolicy: expectedPoliciesOf(configured),
      reader: entered.reader,
      managedPolicies: entered.managedPolicies,
      expectedOf: (finding) => expectedOf(configured, finding),
    },
  );
  if (answer.finding !== undefined) await deliverNews([answer.finding], ports);
  return answer;
}

async function watchedAccount(id: string, { accounts }: RemediatePorts): Promise<ConfiguredAccount> {
  const account = await accounts.find(id);
  if (account !== undefined) return account;
  const message = `Nothing is repaired in account ${id}: plumbline.yml does not name it.`;
  throw new PlumblineError("UnknownAccount", message, { retryable: false });
}

/** An account that cannot be entered is told of by its own finding. Where its role is gone, a reminder asks for the repair again. */
async function enteredAccount(
  account: ConfiguredAccount,
  sessionName: string,
  ports: RemediatePorts,
): Promise<EnteredAccount> {
  const askedAt = ports.now().toISOString();
  const entry = await ports.enter(account, { role: "reader", sessionName });
  if (entry.status === "entered") return entry.entered;
  await settleAccountEntry(account, { reason: entry.reason, askedAt }, ports);
  const message = `Nothing is repaired in account ${account.account} before it can be read: ${entry.reason.message}`;
  throw new PlumblineError("RemediationUnfinished", message, { retryable: !isRefused(entry.reason) });
}

function expectedOf(account: ExpectedAccount, finding: Finding): ExpectedEntity | undefined {
  return account.entities.find(
    (each) => each.baseline === finding.baseline && formatEntity(each.entity) === finding.entity,
  );
}
