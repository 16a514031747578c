import type { AccountSweep, SweepStore } from "../../shared/ledger/sweep-lease.ts";

/** Sweeps in memory, for tests. */
export function createMemorySweepStore(): SweepStore {
  const sweeps = new Map<string, AccountSweep>();
  return {
    async sweep(account) {
      return structuredClone(sweeps.get(account));
    },
    async writeSweep(sweep) {
      if ((sweeps.get(sweep.account)?.version ?? 0) !== sweep.version - 1) return "conflict";
      sweeps.set(sweep.account, structuredClone(sweep));
      return "written";
    },
  };
}
