import { describe, expect, it } from "vitest";
import type { SlackThread, SlackThreadStore } from "../../shared/ledger/slack-thread.ts";
import { ACCOUNT, at } from "./fixtures.ts";

const key = { account: ACCOUNT, entity: "role/worker", findingId: "a".repeat(32), route: "on-call" };
const first: SlackThread = { ...key, posted: [], claim: { revision: 1, at: at(1) }, version: 1 };
const posted: SlackThread = {
  ...key,
  root: { channel: "C0123", ts: "1700000000.000001", openedAt: at(0), revision: 1 },
  posted: [1],
  version: 2,
};

/** What every store of Slack threads must do. `createStore` gives an empty one each time. */
export function describeSlackThreadStore(name: string, createStore: () => Promise<SlackThreadStore>): void {
  describe(`${name} as a store of Slack threads`, () => {
    it("answers what it does not hold with nothing", async () => {
      expect(await (await createStore()).thread(key)).toBeUndefined();
    });

    it("gives back a thread exactly as it was written, and no other", async () => {
      const store = await createStore();
      expect(await store.writeThread(first)).toBe("written");
      expect(await store.thread(key)).toEqual(first);
      expect(await store.writeThread(posted)).toBe("written");
      expect(await store.thread(key)).toEqual(posted);
      for (const other of [{ route: "other" }, { findingId: "b".repeat(32) }, { entity: "role/other" }]) {
        expect(await store.thread({ ...key, ...other })).toBeUndefined();
      }
    });

    it("refuses to write what somebody else has written since", async () => {
      const store = await createStore();
      expect(await store.writeThread(posted)).toBe("conflict");
      await store.writeThread(first);
      expect(await store.writeThread(first)).toBe("conflict");
      await store.writeThread(posted);
      expect(await store.writeThread({ ...posted, posted: [] })).toBe("conflict");
      expect(await store.thread(key)).toEqual(posted);
    });

    it("lets exactly one of many concurrent claims through", async () => {
      const store = await createStore();
      const answers = await Promise.all(Array.from({ length: 8 }, () => store.writeThread(first)));
      expect(answers.filter((answer) => answer === "written")).toHaveLength(1);
    });
  });
}
