import type { KnownPolicy, KnownPolicyStore } from "../../shared/ledger/known-policy.ts";

/** What AWS's policies said, in memory, for tests. */
export function createMemoryKnownPolicyStore(): KnownPolicyStore {
  const known = new Map<string, KnownPolicy>();
  const keyOf = (account: string, policyArn: string) => `${account} ${policyArn}`;
  return {
    async knownPolicy(account, policyArn) {
      return structuredClone(known.get(keyOf(account, policyArn)));
    },
    async writeKnownPolicy(policy) {
      const key = keyOf(policy.account, policy.policyArn);
      if ((known.get(key)?.version ?? 0) !== policy.version - 1) return "conflict";
      known.set(key, structuredClone(policy));
      return "written";
    },
  };
}
