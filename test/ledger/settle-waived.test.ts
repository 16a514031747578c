import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Drift } from "../../shared/drift/drift.ts";
import type { Finding } from "../../shared/ledger/finding.ts";
import { recordDetection } from "../../shared/ledger/record-detection.ts";
import { settle } from "../../shared/ledger/settle.ts";
import { storedFinding } from "../../shared/ledger/stored-finding.ts";
import { ACCOUNT, at, decided, detection, drift, findingAfter, reading } from "./fixtures.ts";
import { createMemoryLedgerStore } from "./memory-ledger-store.ts";

const ACCEPTED = "a1";
const accepted = (seen: Drift) => seen.fingerprint === ACCEPTED;
const now = new Date(at(21));

function settled(findings: readonly Finding[], drifts: readonly Drift[], waived: (seen: Drift) => boolean) {
  return settle({ reading: reading(at(10), "attachment-unexpected", ...drifts), findings, now, waived });
}

function only(findings: readonly Finding[]): Finding {
  const [finding, ...others] = findings;
  if (finding === undefined || others.length > 0) throw new Error(`${findings.length} findings in place of one.`);
  return finding;
}

const opened = findingAfter([drift()]);
const resolved = findingAfter([drift()], []);
const waivedFromTheFirst = only(settled([], [drift()], accepted));
const waivedLater = only(settled([opened], [drift()], accepted));
const waivedWhenBack = only(settled([resolved], [drift()], accepted));

describe("settling a waived drift", () => {
  it.each([
    { name: "a new one is written, and told to nobody", finding: undefined, expected: ["waived", 0, undefined, 1] },
    { name: "an open one is waived without news", finding: opened, expected: ["waived", 1, "IAM Drift Opened", 2] },
    { name: "one that is back is waived too", finding: resolved, expected: ["waived", 2, "IAM Drift Resolved", 3] },
    { name: "a repeat changes nothing", finding: waivedLater, expected: [] },
  ])("$name", ({ finding, expected }) => {
    const written = settled(finding === undefined ? [] : [finding], [drift()], accepted);
    expect(
      written.flatMap(({ status, revision, news, version }) => [status, revision, news.at(-1)?.kind, version]),
    ).toEqual(expected);
  });

  it.each([
    { name: "from the first", finding: waivedFromTheFirst, revision: 1 },
    { name: "later", finding: waivedLater, revision: 2 },
    { name: "when it was back", finding: waivedWhenBack, revision: 3 },
  ])("opens what was waived $name once the waiver is over, or the drift another", ({ finding, revision }) => {
    for (const [drifts, waived] of [
      [[drift()], () => false],
      [[drift({ fingerprint: "b2" })], accepted],
    ] as const) {
      const again = only(settled([finding], drifts, waived));
      expect(again).toMatchObject({ status: "open", revision, openedAt: at(21), version: finding.version + 1 });
      expect(again.news.at(-1)).toMatchObject({ kind: "IAM Drift Opened", drift: drifts[0] });
    }
  });

  it.each([
    { name: "silently where nobody was told of it", finding: waivedFromTheFirst, news: [] },
    {
      name: "silently where its end was the last that was told",
      finding: waivedWhenBack,
      news: ["IAM Drift Opened", "IAM Drift Resolved"],
    },
    { name: "with news where it was told", finding: waivedLater, news: ["IAM Drift Opened", "IAM Drift Resolved"] },
  ])("resolves it $name", ({ finding, news }) => {
    const gone = only(settled([finding], [], accepted));
    expect(gone).toMatchObject({ status: "resolved", version: finding.version + 1 });
    expect(gone.news.map(({ kind }) => kind)).toEqual(news);
  });

  it("takes in no reading older than the finding's", () => {
    const later = { ...opened, observedAt: at(20) };
    expect(settled([later], [drift()], accepted)).toEqual([]);
  });

  it("is stored and read back", () => {
    for (const finding of [waivedFromTheFirst, waivedLater]) {
      expect(storedFinding.parse(JSON.parse(JSON.stringify(finding)))).toEqual(finding);
    }
  });
});

describe("recording a waived drift", () => {
  it("holds the finding, counts it as nothing told, and opens it by the same reading when the waiver is over", async () => {
    const store = createMemoryLedgerStore();
    const input = { detection: detection(at(1), decided(drift())), now: () => now };
    const silent = await recordDetection(store, { ...input, waived: accepted });
    expect([silent.written, silent.findings.map(({ status }) => status)]).toEqual([[], ["waived"]]);
    const told = await recordDetection(store, { ...input, waived: () => false });
    expect(told.written.map(({ status, news }) => [status, ...news.map(({ kind }) => kind)])).toEqual([
      ["open", "IAM Drift Opened"],
    ]);
  });

  it("whatever comes and goes: what is accepted is never told, what is not is open, and every revision is told once", async () => {
    const step = fc.record({
      fingerprint: fc.constantFrom(undefined, ACCEPTED, "b2"),
      inForce: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 8 }), async (steps) => {
        const store = createMemoryLedgerStore();
        const held = async () => (await store.findingsOf(ACCOUNT, "role/matillion-task"))[0];
        for (const [index, { fingerprint, inForce }] of steps.entries()) {
          const drifts = fingerprint === undefined ? [] : [drift({ fingerprint })];
          const outcome = { rule: drift().rule, status: "decided", drifts } as const;
          const waived = (seen: Drift) => inForce && accepted(seen);
          const before = await held();
          await recordDetection(store, { detection: detection(at(index + 1), outcome), now: () => now, waived });
          expectAfter(before, await held(), drifts[0], waived);
        }
      }),
    );
  });
});

function expectAfter(
  before: Finding | undefined,
  after: Finding | undefined,
  seen: Drift | undefined,
  waived: (seen: Drift) => boolean,
): void {
  const there = seen !== undefined && waived(seen) ? "waived" : "open";
  const status = seen === undefined ? "resolved" : there;
  expect(after?.status ?? "resolved").toBe(status);
  if (status === "waived") expect(after?.revision).toBe(before?.revision ?? 0);
  const revisions = Array.from({ length: after?.revision ?? 0 }, (_, index) => index + 1);
  expect(after?.news.map(({ revision }) => revision) ?? []).toEqual(revisions);
}
