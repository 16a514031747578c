import type { RemediationBudgetStore, RepairCount } from "../../../shared/remediation/guards/remediation-budget.ts";

/** Counts of repairs in memory, for tests; it passes the same contract as the store in DynamoDB. */
export function createMemoryRemediationBudget(): RemediationBudgetStore {
  const counts = new Map<string, RepairCount>();
  const key = (account: string, scope: string) => JSON.stringify([account, scope]);
  return {
    async count(account, scope) {
      return structuredClone(counts.get(key(account, scope)));
    },
    async writeCount(count) {
      const at = key(count.account, count.scope);
      if ((counts.get(at)?.version ?? 0) !== count.version - 1) return "conflict";
      counts.set(at, structuredClone(count));
      return "written";
    },
  };
}
