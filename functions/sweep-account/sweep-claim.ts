import { PlumblineError } from "../../shared/iam/errors.ts";
import { type AccountSweep, released, type SweepStore, takeLease } from "../../shared/ledger/sweep-lease.ts";
import type { Log } from "../logger.ts";
import { type SendSweep, type SweepOrder, writeSweepOrder } from "./sweep-message.ts";

/** What working on a sweep alone goes through. */
export interface ClaimPorts {
  readonly sweeps: SweepStore;
  readonly send: SendSweep;
  /** What this invocation is known by: another one each time. */
  readonly holder: string;
  readonly now: () => Date;
  readonly log: Log;
}

/** What came of claiming a sweep; `busy`: the order was sent again, to come once the other one must be done. */
export type Claim =
  | { readonly status: "taken"; readonly sweep: AccountSweep }
  | { readonly status: "busy" | "over"; readonly sweep?: undefined };

/** How often a claim is decided anew before the conflict is handed to the queue. */
const ATTEMPTS = 10;

/** Whoever has to wait looks again after a minute at the earliest, and after as long as SQS keeps a message back at the latest. */
const [SHORTEST_WAIT, LONGEST_WAIT] = [60, 900];

/**
 * Claims an account's sweep for this invocation alone.
 * @throws PlumblineError `LedgerConflict` or `LedgerUnavailable`, retryable; `DeliveryFailed`, retryable.
 */
export async function takeSweep(order: SweepOrder, ports: ClaimPorts): Promise<Claim> {
  const { sweeps, send, holder, now, log } = ports;
  const { account } = order;
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const answer = takeLease(await sweeps.sweep(account), { ...order, holder, now: now() });
    switch (answer.status) {
      case "over":
        log.info(`This sweep of account ${account} has ended, or a later one has begun.`, { ...order });
        return answer;
      case "busy": {
        const seconds = Math.ceil((Date.parse(answer.until) - now().getTime()) / 1_000);
        log.info(`Account ${account} is being swept; this sweep waits.`, { ...order, seconds });
        await send(writeSweepOrder(order), Math.min(LONGEST_WAIT, Math.max(SHORTEST_WAIT, seconds)));
        return { status: "busy" };
      }
      case "taken":
        if ((await sweeps.writeSweep(answer.sweep)) === "written") return answer;
    }
  }
  throw conflict(account, `was claimed by others ${ATTEMPTS} times running`);
}

/**
 * Writes down how far a sweep is, and keeps its lease.
 * @returns it as it is written now
 * @throws as {@link releaseSweep}
 */
export async function tellProgress(sweep: AccountSweep, ports: Pick<ClaimPorts, "sweeps">): Promise<AccountSweep> {
  return await write({ ...sweep, version: sweep.version + 1 }, ports);
}

/**
 * Writes down how far a sweep is, and gives its lease back.
 * @returns it as it is written now
 * @throws PlumblineError `LedgerConflict`, retryable, where somebody else has taken it; `LedgerUnavailable`, retryable.
 */
export async function releaseSweep(sweep: AccountSweep, ports: Pick<ClaimPorts, "sweeps">): Promise<AccountSweep> {
  return await write(released(sweep), ports);
}

async function write(sweep: AccountSweep, { sweeps }: Pick<ClaimPorts, "sweeps">): Promise<AccountSweep> {
  if ((await sweeps.writeSweep(sweep)) === "written") return sweep;
  throw conflict(sweep.account, "was taken over by another invocation");
}

function conflict(account: string, what: string): PlumblineError {
  const sentence = `The sweep of account ${account} ${what}; it is tried again, and goes on from where it is.`;
  return new PlumblineError("LedgerConflict", sentence, { retryable: true });
}
