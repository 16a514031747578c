import { describe, expect, it } from "vitest";
import type { Finding, News } from "../../shared/ledger/finding.ts";
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

/** Delivered to everybody. */
function delivered(finding: Finding): Finding {
  return { ...finding, news: finding.news.map((piece) => ({ ...piece, publishedAt: at(2), alertedAt: at(3) })) };
}

async function standing(store: LedgerStore): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  for await (const finding of store.standing(ACCOUNT)) findings.push(finding);
  return findings;
}

function piece(revision: number, reason = ""): News {
  return { revision, kind: "IAM Drift Changed", at: at(revision), drift: drift({ reason }), actor };
}

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

    it("keeps the history of a finding beside it, oldest first, apart from any other's", async () => {
      const store = await createStore();
      const finding = findingAfter([drift()]);
      await store.write(finding);
      const told = Array.from({ length: 12 }, (_, index) => piece(index + 1));
      for (const news of told.toReversed()) await store.writeHistory(ACCOUNT, ENTITY_NAME, finding.id, news);
      await store.writeHistory(ACCOUNT, ENTITY_NAME, "f".repeat(32), piece(13));
      await store.writeHistory(ACCOUNT, "role/matillion-task-2", finding.id, piece(14));
      await store.writeHistory("111111111111", ENTITY_NAME, finding.id, piece(15));
      expect(await store.history(ACCOUNT, ENTITY_NAME, finding.id)).toEqual(told);
      expect(await store.history(ACCOUNT, ENTITY_NAME, "0".repeat(32))).toEqual([]);
      expect(await store.findingsOf(ACCOUNT, ENTITY_NAME)).toEqual([finding]);
    });

    it("keeps a revision once, as it was last written", async () => {
      const store = await createStore();
      const { id } = findingAfter([drift()]);
      for (const news of [piece(1, "first"), piece(1), piece(1)]) {
        await store.writeHistory(ACCOUNT, ENTITY_NAME, id, news);
      }
      expect(await store.history(ACCOUNT, ENTITY_NAME, id)).toEqual([piece(1)]);
    });

    it("finds a history that has more than one page", async () => {
      const store = await createStore();
      const { id } = findingAfter([drift()]);
      const told = Array.from({ length: 12 }, (_, index) => piece(index + 1, "x".repeat(150_000)));
      for (const news of told) await store.writeHistory(ACCOUNT, ENTITY_NAME, id, news);
      expect(await store.history(ACCOUNT, ENTITY_NAME, id)).toEqual(told);
    });

    it("finds what is not over in an account, the worst of the open first", async () => {
      const store = await createStore();
      expect(await standing(store)).toEqual([]);
      const open = findingAfter([drift()]);
      const resolved = findingAfter([drift()], []);
      const others: readonly Finding[] = [
        { ...open, entity: "role/b", drift: drift({ severity: "low" }) },
        { ...open, entity: "user/a", drift: drift({ severity: "critical" }) },
        { ...delivered(open), entity: "role/c" },
        { ...delivered(open), entity: "role/w", status: "waived" },
        { ...resolved, entity: "role/untold", version: 1 },
        { ...delivered(resolved), entity: "role/over", version: 1 },
        { ...open, account: "111111111111" },
      ];
      for (const finding of [open, ...others]) expect(await store.write(finding)).toBe("written");
      const held = await standing(store);
      expect(held.map(({ entity }) => entity)).toEqual([
        "user/a",
        "role/c",
        ENTITY_NAME,
        "role/b",
        "role/untold",
        "role/w",
      ]);
      expect(held[2]).toEqual(open);
    });

    it("forgets a finding among them once it is over, and finds it again when it is opened again", async () => {
      const store = await createStore();
      const opened = findingAfter([drift()]);
      await store.write(opened);
      await store.write({ ...opened, drift: drift({ severity: "critical" }), version: 2 });
      expect((await standing(store)).map(({ version }) => version)).toEqual([2]);
      await store.write({ ...delivered(opened), status: "resolved", version: 3 });
      expect(await standing(store)).toEqual([]);
      await store.write({ ...opened, version: 4 });
      expect((await standing(store)).map(({ version }) => version)).toEqual([4]);
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
