import { type SendSecondLook, secondLookDelay, writeSecondLook } from "../../shared/cloudtrail/second-look.ts";
import { formatEntity } from "../../shared/iam/entity-reference.ts";
import { PlumblineError } from "../../shared/iam/errors.ts";
import type { LedgerStore } from "../../shared/ledger/ledger-store.ts";
import type { Log } from "../logger.ts";
import type { TouchedEntity } from "./touched-entities.ts";

/** What second looks are asked for and judged by. */
export interface SecondLookPorts {
  /** The account whose entities they are of. */
  readonly account: string;
  readonly ledger: LedgerStore;
  readonly secondLook: {
    /** How long IAM is given to show a change everywhere. */
    readonly seconds: number;
    readonly send: SendSecondLook;
  };
  readonly now: () => Date;
  readonly log: Log;
}

/**
 * Whether an entity has still to be read: an event touched it, or nobody has read all of it since the interval after its first look was over.
 * @throws PlumblineError `LedgerUnavailable`, retryable.
 */
export async function isDue({ expected, lookedAt }: TouchedEntity, ports: SecondLookPorts): Promise<boolean> {
  if (lookedAt === undefined) return true;
  const due = Date.parse(lookedAt) + ports.secondLook.seconds * 1_000;
  for (const { entity, baseline } of expected) {
    const latest = await ports.ledger.latestReading(ports.account, formatEntity(entity), baseline);
    // This rule has drifts where something could not be read: what was read then says nothing of the rest.
    const read = latest?.decisions.unreadable;
    if (read === undefined || read.drifts.length > 0 || Date.parse(read.askedAt) < due) return true;
  }
  return false;
}

/**
 * Asks for a second look at the entities that events touched; a second look leads to no third.
 *
 * Where the queue does not take it that is logged, and the batch is done with all the same: everything it found is in the ledger and
 * told, reading all of it again would find no more, and what IAM shows late is then found by the sweep.
 * @returns how many entities will not be looked at again
 */
export async function askForSecondLook(
  entities: readonly TouchedEntity[],
  { account, secondLook, now, log }: SecondLookPorts,
): Promise<number> {
  const touchedByEvents = entities.filter(({ lookedAt }) => lookedAt === undefined);
  const at = now();
  const bodies = writeSecondLook({
    account,
    lookedAt: at.toISOString(),
    entities: touchedByEvents.map(({ expected: [{ entity }], actor }) => ({ entity: formatEntity(entity), actor })),
  });
  try {
    for (const body of bodies) await secondLook.send(body, secondLookDelay(at, secondLook.seconds));
    return 0;
  } catch (fault) {
    if (!(fault instanceof PlumblineError)) throw fault;
    log.warn(fault.message, { code: fault.code, entities: touchedByEvents.length });
    return touchedByEvents.length;
  }
}
