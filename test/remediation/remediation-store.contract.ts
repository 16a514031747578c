import { describe, expect, it } from "vitest";
import type { RemediationAttempt, RemediationStore } from "../../shared/remediation/remediation-attempt.ts";
import { ACCOUNT, NOW } from "./scripted-ports.ts";

const ENTITY = "role/worker";
const ID = `${"a".repeat(32)}-1`;

const first: RemediationAttempt = {
  remediationId: ID,
  account: ACCOUNT,
  entity: ENTITY,
  findingId: "a".repeat(32),
  revision: 1,
  status: "started",
  startedAt: NOW,
  calls: ["PutRolePolicy role/worker ünïcode \u202e and \n lines"],
  version: 1,
};
const ended: RemediationAttempt = { ...first, status: "ended", version: 2 };

/** What every store of remediation attempts must do. `createStore` gives an empty one each time. */
export function describeRemediationStore(name: string, createStore: () => Promise<RemediationStore>): void {
  describe(`${name} as a remediation store`, () => {
    it("answers what it does not hold with nothing", async () => {
      expect(await (await createStore()).attempt(ACCOUNT, ENTITY, ID)).toBeUndefined();
    });

    it("gives back an attempt exactly as it was written", async () => {
      const store = await createStore();
      expect(await store.writeAttempt(first)).toBe("written");
      expect(await store.attempt(ACCOUNT, ENTITY, ID)).toEqual(first);
      expect(await store.writeAttempt(ended)).toBe("written");
      expect(await store.attempt(ACCOUNT, ENTITY, ID)).toEqual(ended);
    });

    it("refuses to write what somebody else has written since", async () => {
      const store = await createStore();
      expect(await store.writeAttempt(ended)).toBe("conflict");
      expect(await store.attempt(ACCOUNT, ENTITY, ID)).toBeUndefined();
      await store.writeAttempt(first);
      expect(await store.writeAttempt({ ...first, startedAt: "2026-04-02T09:00:00.000Z" })).toBe("conflict");
      await store.writeAttempt(ended);
      expect(await store.writeAttempt(ended)).toBe("conflict");
      expect(await store.attempt(ACCOUNT, ENTITY, ID)).toEqual(ended);
    });

    it("lets exactly one of many concurrent claims through", async () => {
      const store = await createStore();
      const answers = await Promise.all(Array.from({ length: 8 }, () => store.writeAttempt(first)));
      expect(answers.filter((answer) => answer === "written")).toHaveLength(1);
    });

    it("keeps accounts, entities and remediations apart", async () => {
      const store = await createStore();
      const elsewhere = [
        { ...first, account: "111111111111" },
        { ...first, entity: "role/worker-2" },
        { ...first, remediationId: `${"a".repeat(32)}-11`, revision: 11 },
      ];
      for (const each of [first, ...elsewhere]) expect(await store.writeAttempt(each)).toBe("written");
      for (const each of [first, ...elsewhere]) {
        expect(await store.attempt(each.account, each.entity, each.remediationId)).toEqual(each);
      }
    });
  });
}
