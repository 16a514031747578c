import { describe, expect, it } from "vitest";
import type { Drift } from "../../shared/drift/drift.ts";
import { findingId } from "../../shared/ledger/finding-id.ts";
import { settle } from "../../shared/ledger/settle.ts";
import { ACCOUNT, actor, at, drift, findingAfter, reading } from "./fixtures.ts";

const unreadable: Drift = drift({ rule: "unreadable", subject: "trust", summary: "The trust policy cannot be read." });
const opened = findingAfter([drift()]);
const resolved = findingAfter([drift()], []);
const read = (...drifts: readonly Drift[]) => reading(at(10), "attachment-unexpected", ...drifts);

const cases = [
  {
    name: "a new drift opens its finding",
    findings: [],
    input: read(drift()),
    expected: [{ status: "open", kind: "IAM Drift Opened", revision: 1, version: 1 }],
  },
  {
    name: "what cannot be read opens as unreadable",
    findings: [],
    input: reading(at(10), "unreadable", unreadable),
    expected: [{ status: "open", kind: "IAM Drift Unreadable", revision: 1, version: 1 }],
  },
  { name: "no drift and no finding is no news", findings: [], input: read(), expected: [] },
  { name: "a repeat is no news", findings: [opened], input: read(drift()), expected: [] },
  {
    name: "a repeat in other words is no news",
    findings: [opened],
    input: read(drift({ summary: "Still there." })),
    expected: [],
  },
  {
    name: "another fingerprint is a change",
    findings: [opened],
    input: read(drift({ fingerprint: "b2" })),
    expected: [{ status: "open", kind: "IAM Drift Changed", revision: 2, version: 2 }],
  },
  {
    name: "a drift that is gone is resolved",
    findings: [opened],
    input: read(),
    expected: [{ status: "resolved", kind: "IAM Drift Resolved", revision: 2, version: 2 }],
  },
  {
    name: "a rule that has not decided leaves its findings alone",
    findings: [opened],
    input: reading(at(10), "trust-changed"),
    expected: [],
  },
  { name: "what is resolved stays so", findings: [resolved], input: read(), expected: [] },
  {
    name: "a resolved drift that is back is opened again, whatever its fingerprint",
    findings: [resolved],
    input: read(drift()),
    expected: [{ status: "open", kind: "IAM Drift Opened", revision: 3, version: 3 }],
  },
  {
    name: "a finding of another baseline is left alone",
    findings: [{ ...opened, baseline: "other" }],
    input: read(),
    expected: [],
  },
  {
    name: "another subject is another finding",
    findings: [opened],
    input: read(drift(), drift({ subject: "arn:aws:iam::aws:policy/PowerUserAccess" })),
    expected: [{ status: "open", kind: "IAM Drift Opened", revision: 1, version: 1 }],
  },
];

describe("settling a reading", () => {
  const now = new Date(at(21));

  it.each(cases)("$name", ({ findings, input, expected }) => {
    const said = settle({ reading: input, findings, now }).map(({ status, news, revision, version }) => ({
      status,
      kind: news.at(-1)?.kind,
      revision,
      version,
    }));
    expect(said).toEqual(expected);
  });

  const stale = [
    { name: "resolve", drifts: [] },
    { name: "change", drifts: [drift({ fingerprint: "b2" })] },
  ];
  it.each(stale)("lets a reading older than the finding's $name nothing", ({ drifts }) => {
    const findings = [{ ...opened, observedAt: at(20) }];
    expect(settle({ reading: reading(at(19), "attachment-unexpected", ...drifts), findings, now })).toEqual([]);
    expect(settle({ reading: reading(at(20), "attachment-unexpected", ...drifts), findings, now })).toHaveLength(1);
  });

  it("does not let an older reading open again what a later one resolved", () => {
    const findings = [{ ...resolved, observedAt: at(20) }];
    expect(settle({ reading: reading(at(19), "attachment-unexpected", drift()), findings, now })).toEqual([]);
  });

  it("compares times, not their spelling", () => {
    const findings = [{ ...opened, observedAt: "2026-01-01T09:00:20.500Z" }];
    expect(settle({ reading: reading("2026-01-01T09:00:20Z", "attachment-unexpected"), findings, now })).toEqual([]);
  });

  it("writes down what was seen, when, and who is said to have done it", () => {
    const decisions = { "attachment-unexpected": { askedAt: at(10), drifts: [drift()], actor } };
    const [finding] = settle({ reading: { ...read(), decisions }, findings: [], now });
    const id = findingId(ACCOUNT, "matillion-agent", "role/matillion-task", drift().rule, drift().subject);
    expect(finding).toEqual({
      id,
      account: ACCOUNT,
      baseline: "matillion-agent",
      entity: "role/matillion-task",
      status: "open",
      drift: drift(),
      openedAt: at(21),
      observedAt: at(10),
      revision: 1,
      news: [{ revision: 1, kind: "IAM Drift Opened", at: at(21), drift: drift(), actor }],
      version: 1,
    });
  });

  it("opens again with a new opening time and what is there now", () => {
    const again = drift({ fingerprint: "c3" });
    const [finding] = settle({ reading: read(again), findings: [resolved], now });
    expect(finding).toMatchObject({ openedAt: at(21), observedAt: at(10), drift: again });
  });

  it("tells of a resolution by the drift that was there", () => {
    const decisions = { "attachment-unexpected": { askedAt: at(10), drifts: [], actor } };
    const [finding] = settle({ reading: { ...read(), decisions }, findings: [opened], now });
    expect(finding?.news.at(-1)).toEqual({
      revision: 2,
      kind: "IAM Drift Resolved",
      at: at(21),
      drift: drift(),
      actor,
    });
  });
});

describe("a finding's id", () => {
  it("is 32 hexadecimal digits, the same for the same drift and another for any other", () => {
    const ids = [
      findingId("1", "b", "role/r", "trust-changed", ""),
      findingId("2", "b", "role/r", "trust-changed", ""),
      findingId("1", "c", "role/r", "trust-changed", ""),
      findingId("1", "b", "role/s", "trust-changed", ""),
      findingId("1", "b", "role/r", "unreadable", ""),
      findingId("1", "b", "role/r", "trust-changed", "x"),
      findingId("1", 'b","role/r', "", "trust-changed", ""),
    ];
    for (const id of ids) expect(id).toMatch(/^[0-9a-f]{32}$/);
    expect(new Set(ids).size).toBe(ids.length);
    expect(findingId("1", "b", "role/r", "trust-changed", "")).toBe(ids[0]);
  });
});
