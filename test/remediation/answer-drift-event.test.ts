import { describe, expect, it } from "vitest";
import { formatEntity } from "../../shared/iam/entity-reference.ts";
import type { Finding, NewsKind } from "../../shared/ledger/finding.ts";
import { tell } from "../../shared/ledger/news.ts";
import type { EntityState } from "../../shared/observation/entity-state.ts";
import type { Observation } from "../../shared/observation/observation.ts";
import { answerDriftEvent, type RemediationContext } from "../../shared/remediation/answer-drift-event.ts";
import type { WriteResult } from "../../shared/remediation/iam-writer.ts";
import { describeCall } from "../../shared/remediation/remediation-plan.ts";
import { createMemoryLedgerStore } from "../ledger/memory-ledger-store.ts";
import { ADMINISTRATOR, denied, drift, expectedRole, present, WIDE_TEXT } from "./fixtures.ts";
import { createMemoryRemediationStore } from "./memory-remediation-store.ts";
import { ACCOUNT, findingOf, NOW, roleWith } from "./scripted-ports.ts";

const role = expectedRole();
const ENTITY = formatEntity(role.entity);
const opened = findingOf(drift("attachment-unexpected", role.entity, ADMINISTRATOR));
const ID = `${opened.id}-1`;
const DETACH = `DetachRolePolicy role/worker ${ADMINISTRATOR}`;
const TIMEOUT = 60_000;

/** A role with AdministratorAccess attached, in an account that does what it is told, with a ledger around it. */
async function stage(finding: Finding | undefined = opened) {
  const account = {
    live: roleWith(ADMINISTRATOR) as Observation<EntityState>,
    write: undefined as WriteResult | undefined,
  };
  const clock = { now: Date.parse(NOW) };
  const written: string[] = [];
  const ledger = createMemoryLedgerStore();
  const attempts = createMemoryRemediationStore();
  if (finding !== undefined) await writeAll(ledger, finding);
  const context: RemediationContext = {
    ledger,
    attempts,
    expectedOf: () => role,
    attemptTimeoutMilliseconds: TIMEOUT,
    now: () => new Date(clock.now),
    async pause() {
      clock.now += 1_000;
    },
    reader: {
      async observe({ entity }) {
        return { entity, askedAt: new Date(clock.now).toISOString(), observation: account.live };
      },
    },
    managedPolicies: { readDocument: async () => present(WIDE_TEXT) },
    writer: {
      async apply(call) {
        written.push(describeCall(call));
        if (account.write !== undefined) return account.write;
        account.live = roleWith();
        return { status: "done" };
      },
    },
  };
  const held = async () => await ledger.finding(ACCOUNT, ENTITY, opened.id);
  const told = async () => (await held())?.news.filter(({ remediation }) => remediation !== undefined) ?? [];
  return { account, clock, written, ledger, attempts, context, held, told };
}

/** The ledger takes one version after the other. */
async function writeAll(ledger: ReturnType<typeof createMemoryLedgerStore>, finding: Finding): Promise<void> {
  for (let version = 1; version <= finding.version; version += 1) await ledger.write({ ...finding, version });
}

function request(revision = 1) {
  return { account: ACCOUNT, entity: ENTITY, findingId: opened.id, revision };
}

function thenTold(finding: Finding, kind: NewsKind, status: Finding["status"] = "open"): Finding {
  return { ...tell(finding, { kind, drift: finding.drift }, new Date(NOW)), status };
}

describe("answering a drift event", () => {
  it("repairs, and puts what came of it into the finding's news, which stays open", async () => {
    const { context, written, held, told, attempts } = await stage();
    const answer = await answerDriftEvent(request(), context);
    expect(answer).toMatchObject({ status: "remediated", finding: { status: "open", revision: 2 } });
    expect(written).toEqual([DETACH]);
    expect(await told()).toMatchObject([
      { revision: 2, kind: "IAM Drift Remediated", remediation: { remediationId: ID, calls: [DETACH] } },
    ]);
    expect((await held())?.news[1]?.publishedAt).toBeUndefined();
    expect(await attempts.attempt(ACCOUNT, ENTITY, ID)).toMatchObject({ status: "ended", calls: [DETACH] });
  });

  it("repairs and tells once however often the event comes", async () => {
    const { context, written, told } = await stage();
    await answerDriftEvent(request(), context);
    const again = await answerDriftEvent(request(), context);
    expect(again).toMatchObject({ status: "answered", finding: { id: opened.id, revision: 2 } });
    expect(written).toEqual([DETACH]);
    expect(await told()).toHaveLength(1);
  });

  it("writes once when two functions are given the event at the same time, and the other one looks again", async () => {
    const { context, written, told } = await stage();
    const outcomes = await Promise.allSettled([
      answerDriftEvent(request(), context),
      answerDriftEvent(request(), context),
    ]);
    expect(written).toEqual([DETACH]);
    expect(outcomes.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
    expect(outcomes.find(({ status }) => status === "rejected")).toMatchObject({
      reason: { code: "RemediationUnfinished", retryable: true },
    });
    expect(await answerDriftEvent(request(), context)).toMatchObject({ status: "answered" });
    expect(await told()).toHaveLength(1);
  });

  it("tells a refusal once, and does not look again for the same event", async () => {
    const { context, account, written, told } = await stage();
    account.live = denied("GetRole");
    expect(await answerDriftEvent(request(), context)).toMatchObject({ status: "refused" });
    account.live = roleWith(ADMINISTRATOR);
    expect(await answerDriftEvent(request(), context)).toMatchObject({ status: "answered" });
    expect(written).toEqual([]);
    expect(await told()).toMatchObject([{ kind: "IAM Drift Remediation Refused", remediation: { calls: [] } }]);
  });

  it("tells a write that IAM refused as failed, with its call and code", async () => {
    const { context, account, told } = await stage();
    account.write = { status: "failed", code: "AccessDenied", message: "not allowed", retryable: false };
    expect(await answerDriftEvent(request(), context)).toMatchObject({ status: "failed" });
    expect(await told()).toMatchObject([
      {
        kind: "IAM Drift Remediation Failed",
        remediation: { calls: [DETACH], outcome: `${DETACH} failed with AccessDenied: not allowed` },
      },
    ]);
  });

  it("tries a throttled write again once the attempt's time is over, and then tells it once", async () => {
    const { context, account, clock, written, told } = await stage();
    account.write = { status: "failed", code: "Throttling", message: "slow down", retryable: true };
    const fault = await answerDriftEvent(request(), context).catch((caught: unknown) => caught);
    expect(fault).toMatchObject({ code: "RemediationUnfinished", retryable: true });
    expect(String(fault)).toContain(`${DETACH} was answered Throttling. It is tried again later.`);
    expect(await told()).toEqual([]);
    account.write = undefined;
    clock.now += TIMEOUT + 1;
    expect(await answerDriftEvent(request(), context)).toMatchObject({ status: "remediated" });
    expect(written).toEqual([DETACH, DETACH]);
    expect(await told()).toHaveLength(1);
  });

  const silent = [
    { name: "whose finding is resolved", finding: thenTold(opened, "IAM Drift Resolved", "resolved"), revision: 1 },
    { name: "whose finding has changed since", finding: thenTold(opened, "IAM Drift Changed"), revision: 1 },
    {
      name: "that tells of something else than a drift",
      finding: thenTold(opened, "IAM Drift Remediation Refused"),
      revision: 2,
    },
  ];
  it.each(silent)("leaves an event alone $name", async ({ finding, revision }) => {
    const { context, written, told } = await stage(finding);
    const before = await told();
    expect(await answerDriftEvent(request(revision), context)).toEqual({ status: "superseded" });
    expect(written).toEqual([]);
    expect(await told()).toEqual(before);
  });

  it("answers the news that changed the finding, whatever was told since", async () => {
    const changed = thenTold(thenTold(opened, "IAM Drift Changed"), "IAM Drift Remediation Refused");
    const { context, written } = await stage(changed);
    expect(await answerDriftEvent(request(2), context)).toMatchObject({ status: "remediated" });
    expect(written).toEqual([DETACH]);
  });

  it("leaves alone what is not configured any more, and what repair is off for", async () => {
    const { context, written, told } = await stage();
    expect(await answerDriftEvent(request(), { ...context, expectedOf: () => undefined })).toEqual({
      status: "not-configured",
    });
    const off = expectedRole({ remediate: "off" });
    expect(await answerDriftEvent(request(), { ...context, expectedOf: () => off })).toEqual({ status: "off" });
    expect(written).toEqual([]);
    expect(await told()).toEqual([]);
  });

  const unheld = [
    {
      name: "finding",
      finding: undefined,
      revision: 1,
      says: `The ledger holds no finding ${opened.id} of role/worker`,
    },
    { name: "revision", finding: opened, revision: 9, says: `The ledger holds no revision 9 of finding ${opened.id}` },
  ];
  it.each(unheld)(
    "has an event tried again whose $name the ledger does not hold",
    async ({ finding, revision, says }) => {
      const { context, written, ledger } = await stage(opened);
      const empty = { ...context, ledger: finding === undefined ? createMemoryLedgerStore() : ledger };
      const fault = await answerDriftEvent(request(revision), empty).catch((caught: unknown) => caught);
      expect(fault).toMatchObject({ code: "InvalidEvent", retryable: true });
      expect(String(fault)).toContain(says);
      expect(written).toEqual([]);
    },
  );
});

describe("an attempt that died", () => {
  /** The ports, of which one throws the first time it is used. */
  function crashing(context: RemediationContext, where: "before the write" | "after the write" | "after the record") {
    const crash = () => Promise.reject(new Error("crashed"));
    switch (where) {
      case "before the write":
        return { ...context, writer: { apply: crash } };
      case "after the write":
        return { ...context, ledger: { ...context.ledger, write: crash } };
      case "after the record": {
        const writeAttempt: typeof context.attempts.writeAttempt = (attempt) =>
          attempt.status === "ended" ? crash() : context.attempts.writeAttempt(attempt);
        return { ...context, attempts: { ...context.attempts, writeAttempt } };
      }
    }
  }

  const cases = [
    { where: "before the write", writes: 1, status: "remediated", says: "verified by reading role/worker again" },
    { where: "after the write", writes: 1, status: "remediated", says: "interrupted, and found done" },
    { where: "after the record", writes: 1, status: "answered", says: "verified by reading role/worker again" },
  ] as const;
  it.each(cases)("$where is finished by the retry, which tells it once", async ({ where, writes, status, says }) => {
    const { context, clock, written, told, attempts } = await stage();
    await expect(answerDriftEvent(request(), crashing(context, where))).rejects.toThrow("crashed");
    clock.now += TIMEOUT + 1;
    expect(await answerDriftEvent(request(), context)).toMatchObject({ status, finding: { id: opened.id } });
    expect(written).toHaveLength(writes);
    expect(await told()).toMatchObject([
      { kind: "IAM Drift Remediated", remediation: { remediationId: ID, outcome: expect.stringContaining(says) } },
    ]);
    expect(await attempts.attempt(ACCOUNT, ENTITY, ID)).toMatchObject({ status: "ended" });
    expect(await answerDriftEvent(request(), context)).toMatchObject({ status: "answered" });
    expect(await told()).toHaveLength(1);
  });

  it("is told even where a reading has resolved the finding meanwhile", async () => {
    const { context, clock, ledger, held, told } = await stage();
    await expect(answerDriftEvent(request(), crashing(context, "after the write"))).rejects.toThrow("crashed");
    await ledger.write(thenTold((await held()) ?? opened, "IAM Drift Resolved", "resolved"));
    clock.now += TIMEOUT + 1;
    expect(await answerDriftEvent(request(), context)).toMatchObject({ status: "remediated" });
    expect(await told()).toHaveLength(1);
    expect((await held())?.status).toBe("resolved");
  });

  it("is left alone while it may still be alive, and its event is kept for when it is not", async () => {
    const { context, clock, written } = await stage();
    await expect(answerDriftEvent(request(), crashing(context, "after the write"))).rejects.toThrow("crashed");
    clock.now += TIMEOUT - 1_000;
    await expect(answerDriftEvent(request(), context)).rejects.toMatchObject({
      code: "RemediationUnfinished",
      retryable: true,
    });
    expect(written).toEqual([DETACH]);
  });

  it("is taken over by one of two", async () => {
    const { context, clock, account, written, told } = await stage();
    await expect(answerDriftEvent(request(), crashing(context, "before the write"))).rejects.toThrow("crashed");
    account.live = roleWith(ADMINISTRATOR);
    clock.now += TIMEOUT + 1;
    const outcomes = await Promise.allSettled([
      answerDriftEvent(request(), context),
      answerDriftEvent(request(), context),
    ]);
    expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    expect(written).toEqual([DETACH]);
    expect(await told()).toHaveLength(1);
  });
});
