import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { deliver, type PublishNews } from "../../shared/ledger/deliver.ts";
import type { Finding } from "../../shared/ledger/finding.ts";
import type { LedgerStore } from "../../shared/ledger/ledger-store.ts";
import { tell } from "../../shared/ledger/news.ts";
import { ACCOUNT, at, drift, findingAfter } from "./fixtures.ts";
import { createMemoryLedgerStore } from "./memory-ledger-store.ts";

const now = () => new Date(at(500));
const opened = findingAfter([drift()]);
const history: readonly Finding[] = [opened, findingAfter([drift()], []), findingAfter([drift()], [], [drift()])];

async function ledgerWith(versions: readonly Finding[]): Promise<LedgerStore> {
  const store = createMemoryLedgerStore();
  for (const finding of versions) expect(await store.write(finding)).toBe("written");
  return store;
}

async function held(store: LedgerStore): Promise<Finding> {
  const finding = await store.finding(ACCOUNT, opened.entity, opened.id);
  if (finding === undefined) throw new Error("The finding is not in the ledger.");
  return finding;
}

function bus(refuses: (revision: number) => boolean = () => false): { publish: PublishNews; taken: number[] } {
  const taken: number[] = [];
  const publish: PublishNews = async (told) =>
    told.map(({ news }) => {
      if (refuses(news.revision)) return { failed: "ThrottlingException slow down" };
      taken.push(news.revision);
      return "published";
    });
  return { publish, taken };
}

describe("delivering news", () => {
  it("publishes what is undelivered, oldest first, and marks it", async () => {
    const store = await ledgerWith(history);
    const { publish, taken } = bus();
    const delivered = await deliver(store, { findings: [await held(store)], publish, now });
    expect(delivered).toEqual({ published: 3, failed: [] });
    expect(taken).toEqual([1, 2, 3]);
    expect((await held(store)).news.map(({ publishedAt }) => publishedAt)).toEqual([at(500), at(500), at(500)]);
  });

  it("puts what the bus took into the history, as it was told", async () => {
    const store = await ledgerWith(history);
    await deliver(store, { findings: [await held(store)], publish: bus((revision) => revision === 2).publish, now });
    const told = (await held(store)).news.map(({ publishedAt: _, ...news }) => news);
    expect(await store.history(ACCOUNT, opened.entity, opened.id)).toEqual([told[0], told[2]]);
    await deliver(store, { findings: [await held(store)], publish: bus().publish, now });
    expect(await store.history(ACCOUNT, opened.entity, opened.id)).toEqual(told);
  });

  it("marks nothing that the history has not", async () => {
    const store = await ledgerWith([opened]);
    const writeHistory = () => Promise.reject(new Error("crashed"));
    const first = bus();
    const attempt = deliver({ ...store, writeHistory }, { findings: [opened], publish: first.publish, now });
    await expect(attempt).rejects.toThrow("crashed");
    expect((await held(store)).news[0]?.publishedAt).toBeUndefined();
    const second = bus();
    await deliver(store, { findings: [await held(store)], publish: second.publish, now });
    expect([...first.taken, ...second.taken]).toEqual([1, 1]);
    expect(await store.history(ACCOUNT, opened.entity, opened.id)).toHaveLength(1);
  });

  it("has nothing left to do the next time", async () => {
    const store = await ledgerWith(history);
    await deliver(store, { findings: [await held(store)], publish: bus().publish, now });
    const again = bus();
    expect(await deliver(store, { findings: [await held(store)], publish: again.publish, now })).toEqual({
      published: 0,
      failed: [],
    });
    expect(again.taken).toEqual([]);
  });

  it("keeps what the bus refused, says why, and delivers it the next time", async () => {
    const store = await ledgerWith(history);
    const findings = [await held(store)];
    const delivered = await deliver(store, { findings, publish: bus((revision) => revision === 2).publish, now });
    expect(delivered.published).toBe(2);
    expect(delivered.failed.map(({ news, reason }) => [news.revision, reason])).toEqual([
      [2, "ThrottlingException slow down"],
    ]);
    const again = bus();
    await deliver(store, { findings: [await held(store)], publish: again.publish, now });
    expect(again.taken).toEqual([2]);
  });

  it("counts an entry the bus gave no answer for as refused", async () => {
    const store = await ledgerWith([opened]);
    const delivered = await deliver(store, { findings: [opened], publish: async () => [], now });
    expect(delivered.failed).toHaveLength(1);
    expect((await held(store)).news[0]?.publishedAt).toBeUndefined();
  });

  it("publishes again after a crash between the bus and the mark", async () => {
    const store = await ledgerWith([opened]);
    const crashing: LedgerStore = {
      ...store,
      write: async () => {
        throw new Error("crashed");
      },
    };
    const first = bus();
    await expect(deliver(crashing, { findings: [opened], publish: first.publish, now })).rejects.toThrow("crashed");
    const second = bus();
    await deliver(store, { findings: [await held(store)], publish: second.publish, now });
    expect([...first.taken, ...second.taken]).toEqual([1, 1]);
  });

  it("marks beside what others wrote meanwhile", async () => {
    const store = await ledgerWith([opened]);
    const publish: PublishNews = async (told) => {
      await store.write(tell(opened, { kind: "IAM Drift Changed", drift: drift() }, new Date(at(2))));
      return told.map(() => "published");
    };
    await deliver(store, { findings: [opened], publish, now });
    expect((await held(store)).news.map(({ publishedAt }) => publishedAt)).toEqual([at(500), undefined]);
  });

  const overdue = [
    {
      name: "what was published before then and never alerted",
      publishedAt: at(99),
      alertedAt: undefined,
      expected: [1],
    },
    { name: "not what was published since", publishedAt: at(100), alertedAt: undefined, expected: [] },
    { name: "not what was alerted", publishedAt: at(99), alertedAt: at(99), expected: [] },
  ];
  it.each(overdue)("delivers overdue news again: $name", async ({ publishedAt, alertedAt, expected }) => {
    const news = opened.news.map((each) => ({
      ...each,
      publishedAt,
      ...(alertedAt === undefined ? {} : { alertedAt }),
    }));
    const finding = { ...opened, news };
    const store = await ledgerWith([finding]);
    const { publish, taken } = bus();
    await deliver(store, { findings: [finding], publish, now, unalertedBefore: at(100) });
    expect(taken).toEqual(expected);
    const twice = bus();
    await deliver(store, { findings: [await held(store)], publish: twice.publish, now, unalertedBefore: at(100) });
    expect(twice.taken).toEqual([]);
  });

  it("loses nothing, whatever the bus refuses, whoever else writes and wherever it crashes", async () => {
    const step = fc.oneof(
      fc.constant("tell" as const),
      fc.record({
        refused: fc.array(fc.nat(10)),
        crash: fc.constantFrom("write" as const, "writeHistory" as const, undefined),
        tellMeanwhile: fc.boolean(),
      }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
        const store = await ledgerWith([opened]);
        const taken = new Set<number>();
        const more = async () => {
          const current = await held(store);
          await store.write(
            tell(current, { kind: "IAM Drift Changed", drift: drift() }, new Date(at(current.revision))),
          );
        };
        for (const each of steps) {
          if (each === "tell") await more();
          else {
            const publish: PublishNews = async (told) => {
              if (each.tellMeanwhile) await more();
              return told.map(({ news }) => {
                if (each.refused.includes(news.revision)) return { failed: "refused" };
                taken.add(news.revision);
                return "published";
              });
            };
            const crash = each.crash === undefined ? {} : { [each.crash]: () => Promise.reject(new Error("crashed")) };
            const attempt = deliver({ ...store, ...crash }, { findings: [await held(store)], publish, now });
            await attempt.catch((fault: unknown) => expect(String(fault)).toContain("crashed"));
          }
        }
        const last = bus();
        await deliver(store, { findings: [await held(store)], publish: last.publish, now });
        for (const revision of last.taken) taken.add(revision);
        const { revision } = await held(store);
        const all = Array.from({ length: revision }, (_, index) => index + 1);
        expect([...taken].toSorted((left, right) => left - right)).toEqual(all);
        const kept = await store.history(ACCOUNT, opened.entity, opened.id);
        expect(kept.map((news) => news.revision)).toEqual(all);
      }),
    );
  });
});
