import { describe, expect, it } from "vitest";
import type { ArrivedEventStore, EventKey, ReconciledHistory } from "../../shared/ledger/arrived-events.ts";
import { ACCOUNT, at } from "./fixtures.ts";

const event = (minute: number): EventKey => ({
  account: ACCOUNT,
  eventId: `6f1f2f6e-1111-4222-8333-4444555566${String(minute).padStart(2, "0")}`,
  eventTime: `2026-01-01T09:${String(minute).padStart(2, "0")}:00Z`,
});
const first: ReconciledHistory = {
  account: ACCOUNT,
  through: at(0),
  watched: [{ since: at(0), names: ["0a1b2c3d"] }],
  version: 1,
};
const second: ReconciledHistory = { ...first, unread: { from: at(1), to: at(2) }, version: 2 };
const hour = { from: "2026-01-01T09:00:00Z", to: "2026-01-01T09:59:59Z" };

/** What every store of events that came must do. `createStore` gives an empty one each time. */
export function describeArrivedEventStore(name: string, createStore: () => Promise<ArrivedEventStore>): void {
  describe(`${name} as a store of events that came`, () => {
    it("answers what it does not hold with nothing", async () => {
      const store = await createStore();
      expect(await store.arrivals(ACCOUNT, hour)).toEqual(new Map());
      expect(await store.reconciled(ACCOUNT)).toBeUndefined();
    });

    it("remembers an event once, however often it comes", async () => {
      const store = await createStore();
      for (let time = 0; time < 3; time += 1) await store.writeArrived(event(5));
      expect(await store.arrivals(ACCOUNT, hour)).toEqual(new Map([[event(5).eventId, "arrived"]]));
    });

    it("gives the events of a span, both ends included, and of no other account", async () => {
      const store = await createStore();
      for (const minute of [1, 2, 3, 4]) await store.writeArrived(event(minute));
      await store.writeArrived({ ...event(3), account: "111122223333", eventId: "another" });
      const arrivals = await store.arrivals(ACCOUNT, { from: event(2).eventTime, to: event(3).eventTime });
      expect([...arrivals.keys()]).toEqual([event(2).eventId, event(3).eventId]);
      expect(await store.arrivals("444455556666", hour)).toEqual(new Map());
    });

    it("takes an event for missed once, and never one that came", async () => {
      const store = await createStore();
      const answers = await Promise.all(Array.from({ length: 6 }, () => store.writeMissed(event(7))));
      expect(answers.filter((answer) => answer === "written")).toHaveLength(1);
      await store.writeArrived(event(8));
      expect(await store.writeMissed(event(8))).toBe("conflict");
      expect(await store.arrivals(ACCOUNT, hour)).toEqual(
        new Map([
          [event(7).eventId, "missed"],
          [event(8).eventId, "arrived"],
        ]),
      );
    });

    it("knows an event to have come that came after all", async () => {
      const store = await createStore();
      await store.writeMissed(event(9));
      await store.writeArrived(event(9));
      expect(await store.arrivals(ACCOUNT, hour)).toEqual(new Map([[event(9).eventId, "arrived"]]));
    });

    it("gives back how far it was reconciled, and refuses to write what somebody else has written since", async () => {
      const store = await createStore();
      expect(await store.writeReconciled(second)).toBe("conflict");
      expect(await store.writeReconciled(first)).toBe("written");
      expect(await store.writeReconciled(first)).toBe("conflict");
      expect(await store.reconciled(ACCOUNT)).toEqual(first);
      expect(await store.writeReconciled(second)).toBe("written");
      expect(await store.reconciled(ACCOUNT)).toEqual(second);
      expect(await store.reconciled("111122223333")).toBeUndefined();
    });
  });
}
