import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Detection, RuleName, RuleOutcome } from "../../shared/drift/drift.ts";
import { PlumblineError } from "../../shared/iam/errors.ts";
import { recordRemediation } from "../../shared/ledger/amend-finding.ts";
import type { Finding } from "../../shared/ledger/finding.ts";
import type { LedgerStore } from "../../shared/ledger/ledger-store.ts";
import { recordDetection, WRITE_ATTEMPTS } from "../../shared/ledger/record-detection.ts";
import { ACCOUNT, actor, at, decided, detection, drift } from "./fixtures.ts";
import { createMemoryLedgerStore } from "./memory-ledger-store.ts";

const ENTITY_NAME = "role/matillion-task";
const now = () => new Date(at(3_000));
const none: RuleOutcome = { rule: "attachment-unexpected", status: "decided", drifts: [] };

describe("recording a detection", () => {
  it("says what it wrote and what the ledger then holds", async () => {
    const store = createMemoryLedgerStore();
    const first = await recordDetection(store, { detection: detection(at(1), decided(drift())), actor, now });
    expect(first.written).toHaveLength(1);
    expect(first.findings).toEqual(first.written);
    const repeat = await recordDetection(store, { detection: detection(at(2), decided(drift())), now });
    expect(repeat.written).toEqual([]);
    expect(repeat.findings).toEqual(first.findings);
    const cleared = await recordDetection(store, { detection: detection(at(3), none), now });
    expect(cleared.findings).toEqual(cleared.written);
    expect(await store.findingsOf(ACCOUNT, ENTITY_NAME)).toEqual(cleared.findings);
  });

  const late = [
    { name: "a reading that found nothing", before: [detection(at(5), none)], expected: [] },
    {
      name: "a repeat, which wrote no finding",
      before: [detection(at(1), decided(drift())), detection(at(5), decided(drift()))],
      late: detection(at(3), none),
      expected: ["open"],
    },
    {
      name: "only a reading the rule could decide on",
      before: [detection(at(5), { rule: "attachment-unexpected", status: "undecided", reason: "unreadable" })],
      expected: ["open"],
    },
  ];
  it.each(late)("holds a late reading against $name", async ({ before, late: input, expected }) => {
    const store = createMemoryLedgerStore();
    for (const each of before) await recordDetection(store, { detection: each, now });
    await recordDetection(store, { detection: input ?? detection(at(3), decided(drift())), now });
    const held = await store.findingsOf(ACCOUNT, ENTITY_NAME);
    expect(held.map(({ status }) => status)).toEqual(expected);
  });

  it("reads and decides again when somebody else writes in between", async () => {
    const memory = createMemoryLedgerStore();
    const { written } = await recordDetection(memory, { detection: detection(at(1), decided(drift())), now });
    const [{ id }] = written as [Finding];
    let interrupted = false;
    const store: LedgerStore = {
      ...memory,
      async write(finding) {
        if (!interrupted) {
          interrupted = true;
          const remediation = { remediationId: "r-1", calls: [], outcome: "Refused." };
          const kind = "IAM Drift Remediation Refused";
          await recordRemediation(memory, { account: ACCOUNT, entity: ENTITY_NAME, id, kind, remediation, now });
        }
        return await memory.write(finding);
      },
    };
    const changed = await recordDetection(store, { detection: detection(at(2), none), now });
    expect(changed.written.map(({ news }) => news.map(({ kind }) => kind))).toEqual([
      ["IAM Drift Opened", "IAM Drift Remediation Refused", "IAM Drift Resolved"],
    ]);
  });

  it("gives up after a number of conflicts, and says so", async () => {
    let attempts = 0;
    const store: LedgerStore = {
      ...createMemoryLedgerStore(),
      async write() {
        attempts += 1;
        return "conflict";
      },
    };
    const fault = await recordDetection(store, { detection: detection(at(1), decided(drift())), now }).catch(
      (caught: unknown) => caught,
    );
    expect(fault).toBeInstanceOf(PlumblineError);
    expect(fault).toMatchObject({ code: "LedgerConflict", retryable: true });
    expect(String(fault)).toContain(`${ENTITY_NAME} in account ${ACCOUNT}`);
    expect(attempts).toBe(WRITE_ATTEMPTS);
  });

  it("leaves what a later reading found, when that one was taken in while it wrote", async () => {
    const memory = createMemoryLedgerStore();
    let interrupted = false;
    const store: LedgerStore = {
      ...memory,
      async findingsOf(account, entity) {
        const before = await memory.findingsOf(account, entity);
        if (!interrupted) {
          interrupted = true;
          await recordDetection(memory, { detection: detection(at(9), none), now });
        }
        return before;
      },
    };
    const { findings } = await recordDetection(store, { detection: detection(at(1), decided(drift())), actor, now });
    expect(findings.map(({ status }) => status)).toEqual(["resolved"]);
    expect(findings).toEqual(await memory.findingsOf(ACCOUNT, ENTITY_NAME));
  });

  it("makes good what a crash between the two writes left, even where it can decide nothing itself", async () => {
    const memory = createMemoryLedgerStore();
    const crashing: LedgerStore = { ...memory, write: () => Promise.reject(new Error("crashed")) };
    const input = { detection: detection(at(1), decided(drift())), actor, now };
    await expect(recordDetection(crashing, input)).rejects.toThrow("crashed");
    const undecided: RuleOutcome = { rule: "attachment-unexpected", status: "undecided", reason: "unreadable" };
    const { written } = await recordDetection(memory, { detection: detection(at(2), undecided), now });
    expect(written).toMatchObject([{ status: "open", observedAt: at(1), news: [{ kind: "IAM Drift Opened", actor }] }]);
  });
});

/** What the readings of a law see: a few subjects under two rules, each with one of two contents, or a rule undecided. */
const outcome = (rule: RuleName) =>
  fc.oneof(
    { weight: 1, arbitrary: fc.constant<RuleOutcome>({ rule, status: "undecided", reason: "unreadable" }) },
    {
      weight: 4,
      arbitrary: fc
        .uniqueArray(fc.record({ subject: fc.constantFrom("a", "b", "c"), fingerprint: fc.constantFrom("1", "2") }), {
          selector: ({ subject }) => subject,
        })
        .map(
          (drifts): RuleOutcome => ({
            rule,
            status: "decided",
            drifts: drifts.map((each) => drift({ rule, ...each })),
          }),
        ),
    },
  );
const readings = fc
  .array(fc.tuple(outcome("attachment-unexpected"), outcome("inline-policy-changed")), { minLength: 1, maxLength: 8 })
  .map((all) => all.map((outcomes, index) => detection(at(index + 1), ...outcomes)));

/** What the latest reading that each rule decided on says is drifting. */
function latest(all: readonly Detection[]): readonly string[] {
  const byRule = new Map<RuleName, RuleOutcome>();
  for (const { outcomes } of all.toSorted((left, right) => Date.parse(left.askedAt) - Date.parse(right.askedAt))) {
    for (const each of outcomes) if (each.status === "decided") byRule.set(each.rule, each);
  }
  return [...byRule.values()]
    .flatMap((each) => (each.status === "decided" ? each.drifts : []))
    .map(({ rule, subject, fingerprint }) => `${rule} ${subject} ${fingerprint}`)
    .toSorted();
}

function open(findings: readonly Finding[]): readonly string[] {
  return findings
    .filter(({ status }) => status === "open")
    .map((finding) => `${finding.drift.rule} ${finding.drift.subject} ${finding.drift.fingerprint}`)
    .toSorted();
}

describe("laws of the ledger", () => {
  it("what is open is what the latest reading said, in whatever order and however often the readings come", async () => {
    const orders = readings.chain((all) =>
      fc.record({
        all: fc.constant(all),
        arriving: fc
          .array(fc.nat(all.length - 1), { maxLength: 8 })
          .chain((again) => fc.shuffledSubarray([...all.keys(), ...again], { minLength: all.length + again.length })),
      }),
    );
    await fc.assert(
      fc.asyncProperty(orders, async ({ all, arriving }) => {
        const store = createMemoryLedgerStore();
        for (const index of arriving) {
          const arrived = all[index];
          if (arrived !== undefined) await recordDetection(store, { detection: arrived, now });
        }
        expect(open(await store.findingsOf(ACCOUNT, ENTITY_NAME))).toEqual(latest(all));
      }),
    );
  });

  it("concurrent readings end as the latest one said, and every revision is told exactly once", async () => {
    await fc.assert(
      fc.asyncProperty(readings, fc.scheduler(), async (all, scheduler) => {
        const memory = createMemoryLedgerStore();
        const store = interleaved(memory, scheduler);
        await scheduler.waitFor(Promise.all(all.map((each) => recordDetection(store, { detection: each, now }))));
        const findings = await memory.findingsOf(ACCOUNT, ENTITY_NAME);
        expect(open(findings)).toEqual(latest(all));
        for (const { news, revision } of findings) {
          expect(news.map((piece) => piece.revision)).toEqual(
            Array.from({ length: revision }, (_, index) => index + 1),
          );
        }
      }),
      { numRuns: 300 },
    );
  });
});

/** The store with its calls carried out in whatever order the scheduler likes. */
function interleaved(store: LedgerStore, scheduler: fc.Scheduler): LedgerStore {
  const later = async <T>(call: () => Promise<T>): Promise<T> => {
    await scheduler.schedule(Promise.resolve());
    return await call();
  };
  return {
    findingsOf: (account, entity) => later(() => store.findingsOf(account, entity)),
    finding: (account, entity, id) => later(() => store.finding(account, entity, id)),
    write: (finding) => later(() => store.write(finding)),
    standing: (account) => store.standing(account),
    writeHistory: (account, entity, id, news) => later(() => store.writeHistory(account, entity, id, news)),
    history: (account, entity, id) => later(() => store.history(account, entity, id)),
    latestReading: (account, entity, baseline) => later(() => store.latestReading(account, entity, baseline)),
    writeLatestReading: (reading) => later(() => store.writeLatestReading(reading)),
    remembered: (account, entity) => later(() => store.remembered(account, entity)),
    writeRemembered: (remembered) => later(() => store.writeRemembered(remembered)),
  };
}
