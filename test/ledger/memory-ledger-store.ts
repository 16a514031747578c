import type { Finding, News } from "../../shared/ledger/finding.ts";
import type { LatestReading, LedgerStore } from "../../shared/ledger/ledger-store.ts";
import type { RememberedEntity } from "../../shared/ledger/remembered-entity.ts";
import { standingOf } from "../../shared/ledger/standing.ts";

/** A ledger in memory, for tests; it passes the same contract as the one in DynamoDB. */
export function createMemoryLedgerStore(): LedgerStore {
  const findings = new Map<string, Finding>();
  const histories = new Map<string, Map<number, News>>();
  const readings = new Map<string, LatestReading>();
  const remembered = new Map<string, RememberedEntity>();
  return {
    async findingsOf(account, entity) {
      return [...findings.values()]
        .filter((finding) => finding.account === account && finding.entity === entity)
        .map((finding) => structuredClone(finding));
    },
    async finding(account, entity, id) {
      return structuredClone(findings.get(key(account, entity, id)));
    },
    async write(finding) {
      return put(findings, key(finding.account, finding.entity, finding.id), finding);
    },
    async *standing(account) {
      const own = [...findings.values()].filter((finding) => finding.account === account);
      const standing = own.flatMap((finding) => {
        const by = standingOf(finding);
        return by === undefined ? [] : [{ by, finding }];
      });
      for (const { finding } of standing.sort((one, other) => (one.by < other.by ? -1 : 1))) {
        yield structuredClone(finding);
      }
    },
    async writeHistory(account, entity, findingId, news) {
      const at = key(account, entity, findingId);
      histories.set(at, new Map([...(histories.get(at) ?? []), [news.revision, structuredClone(news)]]));
    },
    async history(account, entity, findingId) {
      const told = [...(histories.get(key(account, entity, findingId))?.values() ?? [])];
      return told.sort((one, other) => one.revision - other.revision).map((news) => structuredClone(news));
    },
    async latestReading(account, entity, baseline) {
      return structuredClone(readings.get(key(account, entity, baseline)));
    },
    async writeLatestReading(reading) {
      return put(readings, key(reading.account, reading.entity, reading.baseline), reading);
    },
    async remembered(account, entity) {
      return structuredClone(remembered.get(key(account, entity)));
    },
    async writeRemembered(item) {
      return put(remembered, key(item.account, item.entity), item);
    },
  };
}

function key(...parts: readonly string[]): string {
  return JSON.stringify(parts);
}

function put<T extends { readonly version: number }>(
  items: Map<string, T>,
  at: string,
  item: T,
): "written" | "conflict" {
  if ((items.get(at)?.version ?? 0) !== item.version - 1) return "conflict";
  items.set(at, structuredClone(item));
  return "written";
}
