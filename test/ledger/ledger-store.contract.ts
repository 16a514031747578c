import { describe, expect, it } from "vitest";
import type { LatestReading, LedgerStore } from "../../shared/ledger/ledger-store.ts";
import type { RememberedEntity } from "../../shared/ledger/remembered-entity.ts";
import { ACCOUNT, actor, at, drift, findingAfter } from "./fixtures.ts";

const ENTITY_NAME = "role/matillion-task";

const reading: LatestReading = {
  account: ACCOUNT,
  entity: ENTITY_NAME,
  baseline: "matillion-agent",
  decisions: { "trust-changed": { askedAt: at(1), drifts: [] } },
  version: 1,
};

const remembered: RememberedEntity = {
  account: ACCOUNT,
  entity: ENTITY_NAME,
  identity: { id: "AROAEXAMPLE", since: at(1) },
  deletionTasks: ["task/aws-service-role/ivs.amazonaws.com/AWSServiceRoleForIVSRecordToS3/4ba0ee4b"],
  version: 1,
};

/** What every ledger must do. `createStore` gives an empty one each time. */
export function describeLedgerStore(name: string, createStore: () => Promise<LedgerStore>): void {
  describe(`${name} as a ledger store`, () => {
    it("answers an empty ledger with nothing", async () => {
      const store = await createStore();
      expect(await store.findingsOf(ACCOUNT, ENTITY_NAME)).toEqual([]);
      expect(await store.finding(ACCOUNT, ENTITY_NAME, "0".repeat(32))).toBeUndefined();
      expect(await store.latestReading(ACCOUNT, ENTITY_NAME, "matillion-agent")).toBeUndefined();
      expect(await store.remembered(ACCOUNT, ENTITY_NAME)).toBeUndefined();
    });

    it("gives back a finding exactly as it was written", async () => {
      const store = await createStore();
      const opened = findingAfter([
        drift({
          subject: "ünïcode \u202e and \n lines",
          verdict: "different",
          change: "broadened",
          deltas: [{ effect: "lost", text: "s3:GetObject", canonicalPath: "Statement[0]" }],
          witness: {
            action: "iam:PassRole",
            resource: "*",
            context: { "aws:PrincipalTag/team": ["a", "b"], "aws:SecureTransport": "true" },
            canonical: "none",
            live: "allow",
          },
          reason: "why",
        }),
      ]);
      const news = opened.news.map((piece) => ({ ...piece, actor, publishedAt: at(2), alertedAt: at(3) }));
      const finding = { ...opened, news };
      expect(await store.write(finding)).toBe("written");
      expect(await store.finding(ACCOUNT, ENTITY_NAME, finding.id)).toEqual(finding);
      expect(await store.findingsOf(ACCOUNT, ENTITY_NAME)).toEqual([finding]);
    });

    it("refuses to write what somebody else has written since", async () => {
      const store = await createStore();
      const first = findingAfter([drift()]);
      const second = findingAfter([drift()], []);
      expect(await store.write(second)).toBe("conflict");
      expect(await store.findingsOf(ACCOUNT, ENTITY_NAME)).toEqual([]);
      expect(await store.write(first)).toBe("written");
      expect(await store.write({ ...first, status: "resolved" })).toBe("conflict");
      expect(await store.write(second)).toBe("written");
      expect(await store.write(second)).toBe("conflict");
      expect(await store.finding(ACCOUNT, ENTITY_NAME, first.id)).toEqual(second);
    });

    it("lets exactly one of many concurrent writers through", async () => {
      const store = await createStore();
      const finding = findingAfter([drift()]);
      const answers = await Promise.all(Array.from({ length: 8 }, () => store.write(finding)));
      expect(answers.filter((answer) => answer === "written")).toHaveLength(1);
    });

    it("keeps entities, accounts and baselines apart", async () => {
      const store = await createStore();
      const finding = findingAfter([drift()]);
      const elsewhere = [
        { ...finding, entity: "role/matillion-task-2" },
        { ...finding, account: "111111111111" },
        { ...finding, id: "f".repeat(32), baseline: "other" },
      ];
      for (const each of [finding, ...elsewhere]) expect(await store.write(each)).toBe("written");
      const held = await store.findingsOf(ACCOUNT, ENTITY_NAME);
      expect(held.map(({ id }) => id).toSorted()).toEqual([finding.id, "f".repeat(32)].toSorted());

      await store.writeLatestReading(reading);
      expect(await store.latestReading(ACCOUNT, ENTITY_NAME, "other")).toBeUndefined();
    });

    it("finds all findings of an entity that has more than one page of them", async () => {
      const store = await createStore();
      const finding = findingAfter([drift({ reason: "x".repeat(150_000) })]);
      const ids = Array.from({ length: 12 }, (_, index) => index.toString(16).repeat(32));
      for (const id of ids) await store.write({ ...finding, id });
      const held = await store.findingsOf(ACCOUNT, ENTITY_NAME);
      expect(held.map(({ id }) => id).toSorted()).toEqual(ids);
    });

    it("holds the latest reading beside the findings, under the same kind of condition", async () => {
      const store = await createStore();
      const later = {
        ...reading,
        decisions: { "trust-changed": { askedAt: at(2), drifts: [drift()], actor } },
        version: 2,
      };
      expect(await store.writeLatestReading(later)).toBe("conflict");
      expect(await store.writeLatestReading(reading)).toBe("written");
      expect(await store.writeLatestReading(reading)).toBe("conflict");
      expect(await store.writeLatestReading(later)).toBe("written");
      expect(await store.latestReading(ACCOUNT, ENTITY_NAME, "matillion-agent")).toEqual(later);
      expect(await store.findingsOf(ACCOUNT, ENTITY_NAME)).toEqual([]);
    });

    it("holds what is remembered of an entity beside all else, under the same kind of condition", async () => {
      const store = await createStore();
      const { identity: _, ...unread } = { ...remembered, deletionTasks: [], version: 2 };
      expect(await store.writeRemembered(unread)).toBe("conflict");
      expect(await store.writeRemembered(remembered)).toBe("written");
      expect(await store.writeRemembered(remembered)).toBe("conflict");
      expect(await store.remembered(ACCOUNT, ENTITY_NAME)).toEqual(remembered);
      expect(await store.writeRemembered(unread)).toBe("written");
      expect(await store.remembered(ACCOUNT, ENTITY_NAME)).toEqual(unread);

      expect(await store.remembered("111111111111", ENTITY_NAME)).toBeUndefined();
      expect(await store.remembered(ACCOUNT, "role/matillion-task-2")).toBeUndefined();
      expect(await store.findingsOf(ACCOUNT, ENTITY_NAME)).toEqual([]);
      expect(await store.latestReading(ACCOUNT, ENTITY_NAME, "matillion-agent")).toBeUndefined();
    });

    it("lets exactly one of many that have seen an entity first say which one it is", async () => {
      const store = await createStore();
      const seen = Array.from({ length: 8 }, (_, index) => ({
        ...remembered,
        identity: { id: `AROA${index}`, since: at(index) },
      }));
      const answers = await Promise.all(seen.map((each) => store.writeRemembered(each)));
      expect(answers.filter((answer) => answer === "written")).toHaveLength(1);
      expect(await store.remembered(ACCOUNT, ENTITY_NAME)).toEqual(seen[answers.indexOf("written")]);
    });
  });
}
