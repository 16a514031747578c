import { settleAccountReading } from "../../functions/settle-account.ts";
import type {
  AccountOpening,
  OpenAccount,
  OpenedAccount,
  OpeningRequest,
} from "../../functions/sweep-account/open-account.ts";
import type { Reconciliation } from "../../functions/sweep-account/reconcile-events.ts";
import {
  type CountedSweep,
  type SweepPorts,
  type SweepResult,
  sweepAccount,
} from "../../functions/sweep-account/sweep-account.ts";
import { readSweepOrder, type SweepOrder } from "../../functions/sweep-account/sweep-message.ts";
import type { CompiledConfiguration } from "../../shared/baselines/expected-state.ts";
import type { LedgerStore } from "../../shared/ledger/ledger-store.ts";
import type { SweepStore } from "../../shared/ledger/sweep-lease.ts";
import type { IamReader } from "../../shared/observation/iam-reader.ts";
import { ACCOUNT } from "../ledger/fixtures.ts";
import { createMemoryKnownPolicyStore } from "../ledger/memory-known-policy-store.ts";
import { createMemorySweepStore } from "../ledger/memory-sweep-store.ts";
import { accountsOf, type World } from "./fixtures.ts";

/** An event history in which nothing is missing. */
export const NOTHING_MISSED: Reconciliation = {
  missed: 0,
  touched: new Map(),
  status: "whole",
  remember: async () => undefined,
};

/** An account that was opened, as a reader has it. */
export function openedBy(
  { reader, managedPolicies }: Pick<OpenedAccount, "reader" | "managedPolicies">,
  changes: Partial<OpenedAccount> = {},
): AccountOpening {
  const pagedPolicies = managedPolicies;
  const plain = { reader, managedPolicies, pagedPolicies, lacksReport: false, reconcile: async () => NOTHING_MISSED };
  return { status: "open", opened: { ...plain, ...changes } };
}

/** Messages that were sent, each with its delay in seconds. */
export interface SentSweep {
  readonly order: SweepOrder;
  readonly delaySeconds: number;
}

/** What a sweep of a test's account goes through. */
export interface SweepStageOptions
  extends Pick<World, "now" | "log" | "publish" | "loadTable" | "managedPolicies" | "askAgain" | "isFoughtOver"> {
  readonly configuration: CompiledConfiguration;
  readonly ledger: LedgerStore;
  readonly reader: IamReader;
  readonly sweeps?: SweepStore;
  /** In place of the reader. */
  readonly open?: (request: OpeningRequest) => Promise<AccountOpening>;
  readonly reconciliation?: Reconciliation;
}

/** An account to be swept, its queue, and how much time an invocation has. */
export interface SweepStage {
  readonly ports: SweepPorts;
  readonly sent: SentSweep[];
  /** What each invocation did, as it was taken down. */
  readonly counted: readonly CountedSweep[];
  /** Milliseconds that an invocation has left, each time that it asks. */
  remaining: () => number;
  /** Begins a sweep: each has an id of its own. */
  begin(): SweepOrder;
  /** Works on an order once. */
  work(order: SweepOrder): Promise<SweepResult>;
  /** Works on an order until the account is to be opened, and is then heard of no more. */
  die(order: SweepOrder): Promise<void>;
}

/** Sets one up. */
export function sweepStage(options: SweepStageOptions): SweepStage {
  const { configuration, reader, managedPolicies, reconciliation = NOTHING_MISSED } = options;
  const sent: SentSweep[] = [];
  const counted: CountedSweep[] = [];
  let begun = 0;
  let invoked = 0;
  const open: OpenAccount = async (_, request) => {
    if (options.open !== undefined) return await options.open(request);
    return openedBy({ reader, managedPolicies }, { reconcile: async () => reconciliation });
  };
  const ports: SweepPorts = {
    ...options,
    accounts: accountsOf(configuration),
    sweeps: options.sweeps ?? createMemorySweepStore(),
    knownPolicies: createMemoryKnownPolicyStore(),
    open,
    settleAccount: settleAccountReading,
    send: async (body, delaySeconds) => {
      sent.push({ order: readSweepOrder(body), delaySeconds });
    },
    remaining: () => stage.remaining(),
    count: (done) => void counted.push(done),
    holder: "nobody",
  };
  const stage: SweepStage = {
    ports,
    sent,
    counted,
    remaining: () => 900_000,
    begin: () => {
      begun += 1;
      return { sweepId: `sweep-${begun}`, account: ACCOUNT, startedAt: options.now().toISOString() };
    },
    async work(order) {
      invoked += 1;
      return await sweepAccount(order, { ...ports, holder: `invocation-${invoked}` });
    },
    async die(order) {
      const opening = Promise.withResolvers<void>();
      const silent = async () => {
        opening.resolve();
        return await new Promise<never>(() => undefined);
      };
      void sweepAccount(order, { ...ports, open: silent, holder: "the dead" });
      await opening.promise;
    },
  };
  return stage;
}

/** Sweeps the account from end to end in one invocation. */
export async function sweepOnce(options: SweepStageOptions): Promise<SweepResult> {
  const { work, begin } = sweepStage(options);
  return await work(begin());
}
