import { describe, expect, it } from "vitest";
import {
  amendCount,
  type RemediationBudgetStore,
  type RepairCount,
  WHOLE_ACCOUNT,
} from "../../../shared/remediation/guards/remediation-budget.ts";
import { ACCOUNT, NOW } from "./guard-input.ts";

const SCOPE = "role/worker";
const repair = (remediationId: string) => ({
  remediationId,
  at: NOW,
  drifts: ["attachment-unexpected arn:x ünïcode \n"],
});
const first: RepairCount = { account: ACCOUNT, scope: SCOPE, begun: [repair("r-1")], version: 1 };
const second: RepairCount = {
  ...first,
  begun: [repair("r-1"), repair("r-2")],
  fight: { at: NOW, remediationId: "r-2", drift: "attachment-unexpected arn:x" },
  version: 2,
};

/** What every store of counts must do. `createStore` gives an empty one each time. */
export function describeRemediationBudgetStore(name: string, createStore: () => Promise<RemediationBudgetStore>): void {
  describe(`${name} as a store of counts of repairs`, () => {
    it("answers what it does not hold with nothing", async () => {
      expect(await (await createStore()).count(ACCOUNT, SCOPE)).toBeUndefined();
    });

    it("gives back a count exactly as it was written", async () => {
      const store = await createStore();
      for (const count of [first, second]) {
        expect(await store.writeCount(count)).toBe("written");
        expect(await store.count(ACCOUNT, SCOPE)).toEqual(count);
      }
    });

    it("refuses to write what somebody else has written since", async () => {
      const store = await createStore();
      expect(await store.writeCount(second)).toBe("conflict");
      expect(await store.count(ACCOUNT, SCOPE)).toBeUndefined();
      await store.writeCount(first);
      expect(await store.writeCount({ ...first, begun: [] })).toBe("conflict");
      await store.writeCount(second);
      expect(await store.writeCount(second)).toBe("conflict");
      expect(await store.count(ACCOUNT, SCOPE)).toEqual(second);
    });

    it("keeps accounts and scopes apart", async () => {
      const store = await createStore();
      const all = [
        first,
        { ...first, account: "111111111111" },
        { ...first, scope: "role/worker-2" },
        { ...first, scope: WHOLE_ACCOUNT },
      ];
      for (const each of all) expect(await store.writeCount(each)).toBe("written");
      for (const each of all) expect(await store.count(each.account, each.scope)).toEqual(each);
    });

    it("loses none of several changes made at once", async () => {
      const store = await createStore();
      const ids = ["a", "b", "c", "d"];
      const amend = (id: string) =>
        amendCount(store, ACCOUNT, SCOPE, (count) => ({ ...count, begun: [...count.begun, repair(id)] }));
      await Promise.all(ids.map(amend));
      const held = await store.count(ACCOUNT, SCOPE);
      expect(held?.begun.map(({ remediationId }) => remediationId).toSorted()).toEqual(ids);
      expect(held?.version).toBe(4);
    });
  });
}
