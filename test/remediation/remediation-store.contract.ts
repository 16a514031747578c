import { describe, expect, it } from "vitest";
import type {
  RemediationAttempt,
  RemediationHold,
  RemediationStore,
} from "../../shared/remediation/remediation-attempt.ts";
import { ACCOUNT, NOW } from "./scripted-ports.ts";

const ENTITY = "role/worker";
const ID = `${"a".repeat(32)}-1`;

const PUT = { RoleName: "worker", PolicyName: "work", PolicyDocument: '{"Statement":[]}' };

const first: RemediationAttempt = {
  remediationId: ID,
  account: ACCOUNT,
  entity: ENTITY,
  findingId: "a".repeat(32),
  revision: 1,
  requestedBy: "function",
  configurationDigest: "sha256:00",
  status: "started",
  startedAt: NOW,
  tries: 1,
  drifts: [{ rule: "inline-policy-changed", subject: "work ünïcode \u202e and \n lines", fingerprint: "00" }],
  steps: [
    {
      call: { action: "PutRolePolicy", input: PUT },
      reversal: { reversible: true, inverse: [{ action: "PutRolePolicy", input: { ...PUT, PolicyDocument: "{}" } }] },
      repairs: [{ rule: "inline-policy-changed", subject: "work" }],
      status: "begun",
      at: NOW,
    },
    {
      call: {
        action: "DeletePolicyVersion",
        input: { PolicyArn: "arn:aws:iam::000000000000:policy/x", VersionId: "v1" },
      },
      reversal: { reversible: false, why: "version ids are never given again" },
      repairs: [],
      status: "failed",
      at: NOW,
      error: "no",
      reversed: { status: "skipped", at: NOW },
    },
  ],
  version: 1,
};
const ended: RemediationAttempt = {
  ...first,
  requestedBy: { arn: "arn:aws:iam::000000000000:user/ada" },
  status: "undone",
  outcome: "Done.",
  guard: "kill-switch",
  undone: { by: "arn:aws:iam::000000000000:user/ada", at: NOW },
  version: 2,
};
const hold: RemediationHold = { account: ACCOUNT, entity: ENTITY, remediationId: ID, until: NOW, version: 1 };

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

    it("lists every remediation of one entity, and of no other", async () => {
      const store = await createStore();
      expect(await store.attemptsOf(ACCOUNT, ENTITY)).toEqual([]);
      const second = { ...first, remediationId: `${"b".repeat(32)}-2` };
      for (const each of [first, second, { ...first, entity: "role/worker-2" }]) await store.writeAttempt(each);
      await store.writeHold(hold);
      const listed = await store.attemptsOf(ACCOUNT, ENTITY);
      expect(listed.map(({ remediationId }) => remediationId).toSorted()).toEqual([ID, second.remediationId]);
    });

    it("gives an entity to one at a time", async () => {
      const store = await createStore();
      expect(await store.hold(ACCOUNT, ENTITY)).toBeUndefined();
      const answers = await Promise.all(Array.from({ length: 4 }, () => store.writeHold(hold)));
      expect(answers.filter((answer) => answer === "written")).toHaveLength(1);
      expect(await store.hold(ACCOUNT, ENTITY)).toEqual(hold);
      expect(await store.writeHold({ ...hold, version: 3 })).toBe("conflict");
      expect(await store.writeHold({ ...hold, remediationId: "other", version: 2 })).toBe("written");
      expect(await store.hold(ACCOUNT, "role/worker-2")).toBeUndefined();
    });
  });
}
