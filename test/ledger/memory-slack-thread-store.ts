import type { SlackThread, SlackThreadKey, SlackThreadStore } from "../../shared/ledger/slack-thread.ts";

/** Slack threads in memory, for tests; it passes the same contract as the store in DynamoDB. */
export function createMemorySlackThreadStore(): SlackThreadStore {
  const threads = new Map<string, SlackThread>();
  return {
    async thread(key) {
      return structuredClone(threads.get(nameOf(key)));
    },
    async writeThread(thread) {
      if ((threads.get(nameOf(thread))?.version ?? 0) !== thread.version - 1) return "conflict";
      threads.set(nameOf(thread), structuredClone(thread));
      return "written";
    },
  };
}

function nameOf({ account, entity, findingId, route }: SlackThreadKey): string {
  return JSON.stringify([account, entity, findingId, route]);
}
