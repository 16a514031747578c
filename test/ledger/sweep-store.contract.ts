import { describe, expect, it } from "vitest";
import type { AccountSweep, SweepStore } from "../../shared/ledger/sweep-lease.ts";
import { ACCOUNT, at } from "./fixtures.ts";

/** A sweep that has everything a sweep can have. */
export const SWEEP: AccountSweep = {
  account: ACCOUNT,
  sweepId: "sweep-1",
  startedAt: at(0),
  entities: 3,
  opened: 1,
  changed: 0,
  resolved: 1,
  unreadable: 0,
  reminded: 2,
  missedEvents: 1,
  total: 12,
  after: "role/task",
  again: ["role/execution"],
  reportAttempts: 2,
  unbrokenSince: at(-900),
  longestPause: { seconds: 800, endedAt: at(0) },
  problem: "The bus is down.",
  lease: { holder: "invocation-1", until: at(960) },
  version: 1,
};

/** What every store of sweeps does. */
export function describeSweepStore(name: string, create: () => Promise<SweepStore>): void {
  describe(`sweeps in ${name}`, () => {
    it("are given back as they were written, one for each account", async () => {
      const store = await create();
      expect(await store.sweep(ACCOUNT)).toBeUndefined();
      expect(await store.writeSweep(SWEEP)).toBe("written");
      expect(await store.sweep(ACCOUNT)).toEqual(SWEEP);
      expect(await store.sweep("222222222222")).toBeUndefined();
      const { lease: _, ...ended } = { ...SWEEP, end: { outcome: "swept", at: at(60) }, version: 2 } as const;
      expect(await store.writeSweep(ended)).toBe("written");
      expect(await store.sweep(ACCOUNT)).toEqual(ended);
    });

    it("are written by one of those who read the same", async () => {
      const store = await create();
      await store.writeSweep(SWEEP);
      expect(await store.writeSweep(SWEEP)).toBe("conflict");
      const next = { ...SWEEP, version: 2 };
      expect([await store.writeSweep(next), await store.writeSweep(next)]).toEqual(["written", "conflict"]);
    });
  });
}
