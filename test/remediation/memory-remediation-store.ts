import type {
  RemediationAttempt,
  RemediationHold,
  RemediationStore,
} from "../../shared/remediation/remediation-attempt.ts";

/** Remediations in memory, for tests; it passes the same contract as the store in DynamoDB. */
export function createMemoryRemediationStore(): RemediationStore {
  const attempts = new Map<string, RemediationAttempt>();
  const holds = new Map<string, RemediationHold>();
  const key = (...parts: readonly string[]) => JSON.stringify(parts);
  return {
    async attempt(account, entity, remediationId) {
      return structuredClone(attempts.get(key(account, entity, remediationId)));
    },
    async attemptsOf(account, entity) {
      return [...attempts.values()]
        .filter((attempt) => attempt.account === account && attempt.entity === entity)
        .map((attempt) => structuredClone(attempt));
    },
    async writeAttempt(attempt) {
      return write(attempts, key(attempt.account, attempt.entity, attempt.remediationId), attempt);
    },
    async hold(account, entity) {
      return structuredClone(holds.get(key(account, entity)));
    },
    async writeHold(hold) {
      return write(holds, key(hold.account, hold.entity), hold);
    },
  };
}

function write<T extends { readonly version: number }>(items: Map<string, T>, at: string, item: T) {
  if ((items.get(at)?.version ?? 0) !== item.version - 1) return "conflict";
  items.set(at, structuredClone(item));
  return "written";
}
