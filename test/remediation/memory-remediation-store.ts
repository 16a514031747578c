import type { RemediationAttempt, RemediationStore } from "../../shared/remediation/remediation-attempt.ts";

/** Remediation attempts in memory, for tests; it passes the same contract as the store in DynamoDB. */
export function createMemoryRemediationStore(): RemediationStore {
  const attempts = new Map<string, RemediationAttempt>();
  const key = (...parts: readonly string[]) => JSON.stringify(parts);
  return {
    async attempt(account, entity, remediationId) {
      return structuredClone(attempts.get(key(account, entity, remediationId)));
    },
    async writeAttempt(attempt) {
      const at = key(attempt.account, attempt.entity, attempt.remediationId);
      if ((attempts.get(at)?.version ?? 0) !== attempt.version - 1) return "conflict";
      attempts.set(at, structuredClone(attempt));
      return "written";
    },
  };
}
