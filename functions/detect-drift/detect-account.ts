import type { ConfiguredAccount } from "../../shared/baselines/settings.ts";
import type { Waiver } from "../../shared/baselines/waivers.ts";
import { PlumblineError } from "../../shared/iam/errors.ts";
import type { Finding } from "../../shared/ledger/finding.ts";
import type { AccountFinder } from "../account-directory.ts";
import type { EnterAccount } from "../enter-account.ts";
import { reportFault } from "../queue-batch.ts";
import { settleAccountEntry } from "../settle-account.ts";
import { type EntitySettled, type SettlePorts, settleEntities } from "../settle-entities.ts";
import type { Touch } from "./read-touches.ts";
import { type ArrivalPorts, rememberArrived } from "./remember-arrived.ts";
import { askForSecondLook, isDue, type SecondLookPorts } from "./second-look.ts";
import { type TouchedEntity, touchedEntities } from "./touched-entities.ts";

/** What the events of one account are answered with. */
export interface DetectAccountPorts
  extends Omit<SettlePorts, "reader" | "managedPolicies">,
    Omit<SecondLookPorts, "account">,
    ArrivalPorts {
  readonly accounts: AccountFinder;
  readonly enter: EnterAccount;
  readonly waivers: readonly Waiver[];
}

/** What the events of one account came to. */
export interface DetectedAccount {
  /** The messages that are to be delivered again. */
  readonly comingAgain: readonly string[];
  readonly entitiesRead: number;
  /** Entities that were to be read again, and had been meanwhile. */
  readonly secondLooksSpared: number;
  /** Entities that will not be read again before the next sweep. */
  readonly secondLooksLost: number;
  /** Events of which it could not be remembered that they came. */
  readonly arrivalsLost: number;
  /** The findings with news. */
  readonly written: readonly Finding[];
}

/** What a member's CloudTrail calls these readings. */
const SESSION_NAME = "plumbline-detect-drift";

const NOTHING: DetectedAccount = {
  comingAgain: [],
  entitiesRead: 0,
  secondLooksSpared: 0,
  secondLooksLost: 0,
  arrivalsLost: 0,
  written: [],
};

/**
 * Answers what messages say was touched in one account. An account that is not watched is refused; one that cannot be entered is told of by one
 * finding of its own, and what was touched in it is looked at once more after a while, and then by the sweep. Whatever goes wrong, it goes
 * wrong with this account alone.
 */
export async function detectAccount(
  id: string,
  touches: readonly Touch[],
  ports: DetectAccountPorts,
): Promise<DetectedAccount> {
  try {
    return await detect(id, touches, ports);
  } catch (fault) {
    const messageIds = [...new Set(touches.map(({ messageId }) => messageId))];
    return { ...NOTHING, comingAgain: reportFault(fault, messageIds, ports.log) === "retry" ? messageIds : [] };
  }
}

async function detect(id: string, touches: readonly Touch[], ports: DetectAccountPorts): Promise<DetectedAccount> {
  const account = await ports.accounts.find(id);
  if (account === undefined) {
    const message = `The event is about account ${id}, which plumbline.yml does not name; nothing was read.`;
    throw new PlumblineError("UnknownAccount", message, { retryable: false });
  }
  const touched = touchedEntities(account, touches);
  if (touched.length === 0) return NOTHING;
  const look = { ...ports, account: id };
  const { due, unknown } = await stillDue(touched, look);
  const { settled, written } = await settleDue(account, due, ports);
  const comingAgain = [...unknown, ...settled].filter((each) => isToComeAgain(each, ports));
  const doneWith = due.filter((entity) => comingAgain.every(({ watched }) => watched !== entity));
  return {
    comingAgain: comingAgain.flatMap(({ watched }) => watched.messageIds),
    entitiesRead: settled.length,
    secondLooksSpared: touched.length - due.length - unknown.length,
    secondLooksLost: await askForSecondLook(doneWith, look),
    arrivalsLost: await rememberArrived(id, touches, touched, ports),
    written,
  };
}

/** Enters the account, where there is something to read in it, and settles what there is; nothing of an account that cannot be entered. */
async function settleDue(
  account: ConfiguredAccount,
  due: readonly TouchedEntity[],
  ports: DetectAccountPorts,
): Promise<{ readonly settled: readonly Outcome[]; readonly written: readonly Finding[] }> {
  if (due.length === 0) return { settled: [], written: [] };
  const askedAt = ports.now().toISOString();
  const entry = await ports.enter(account, { role: "reader", sessionName: SESSION_NAME });
  if (entry.status === "unreadable") {
    const { code, message } = entry.reason;
    ports.log.warn(`Account ${account.account} could not be entered: ${message}`, { code });
    return { settled: [], written: await settleAccountEntry(account, { reason: entry.reason, askedAt }, ports) };
  }
  const { reader, managedPolicies, credentials } = entry.entered;
  const entering = { reason: undefined, askedAt };
  const resolved = credentials === undefined ? [] : await settleAccountEntry(account, entering, ports);
  const settled = await settleEntities(account, due, { ...ports, reader, managedPolicies });
  const written = settled.flatMap((each) => (each.status === "settled" ? each.written : []));
  return { settled, written: [...resolved, ...written] };
}

type Outcome = EntitySettled<TouchedEntity>;

/** The entities to read, and those of which the ledger could not say. */
async function stillDue(
  touched: readonly TouchedEntity[],
  ports: SecondLookPorts,
): Promise<{ readonly due: readonly TouchedEntity[]; readonly unknown: readonly Outcome[] }> {
  const due: TouchedEntity[] = [];
  const unknown: Outcome[] = [];
  for (const watched of touched) {
    try {
      if (await isDue(watched, ports)) due.push(watched);
    } catch (fault) {
      unknown.push({ watched, status: "failed", fault });
    }
  }
  return { due, unknown };
}

function isToComeAgain(outcome: Outcome, { log }: DetectAccountPorts): boolean {
  return outcome.status === "failed" && reportFault(outcome.fault, outcome.watched.messageIds, log) === "retry";
}
