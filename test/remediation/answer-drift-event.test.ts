import { describe, expect, it } from "vitest";
import { answerDriftEvent } from "../../shared/remediation/answer-drift-event.ts";
import { createMemoryLedgerStore } from "../ledger/memory-ledger-store.ts";
import { ADMINISTRATOR, denied, expectedRole } from "./fixtures.ts";
import { ACCOUNT, roleWith } from "./scripted-ports.ts";
import { DETACH, ENTITY, ID, opened, request, stage, TIMEOUT, thenTold } from "./stage.ts";

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
    expect(await attempts.attempt(ACCOUNT, ENTITY, ID)).toMatchObject({
      status: "ended",
      tries: 1,
      outcome: expect.stringContaining("verified"),
      steps: [{ status: "done", repairs: [{ rule: "attachment-unexpected", subject: ADMINISTRATOR }] }],
      drifts: [{ rule: "attachment-unexpected", subject: ADMINISTRATOR }],
    });
  });

  it("repairs and tells once however often the event comes", async () => {
    const { context, written, told } = await stage();
    await answerDriftEvent(request(), context);
    const again = await answerDriftEvent(request(), context);
    expect(again).toMatchObject({ status: "answered", finding: { id: opened.id, revision: 2 } });
    expect(written).toEqual([DETACH]);
    expect(await told()).toHaveLength(1);
  });

  it("writes once when two functions are given the event at the same time, and the other one finds it done", async () => {
    const { context, written, told } = await stage();
    const outcomes = await Promise.allSettled([
      answerDriftEvent(request(), context),
      answerDriftEvent(request(), context),
    ]);
    expect(written).toEqual([DETACH]);
    const statuses = outcomes.map((each) => (each.status === "fulfilled" ? each.value.status : each.reason.code));
    expect(statuses.filter((status) => status === "remediated")).toHaveLength(1);
    expect(["gone", "answered", "RemediationUnfinished"]).toContain(statuses.find((each) => each !== "remediated"));
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
        remediation: {
          calls: [DETACH],
          outcome: expect.stringMatching(
            /^DetachRolePolicy .* failed with AccessDenied: not allowed\. IAM does not say which/,
          ),
        },
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

  it("gives a write up that IAM never takes, and tells it, before the queue gives its message up", async () => {
    const { context, account, clock, written, told } = await stage();
    account.write = { status: "failed", code: "Throttling", message: "slow down", retryable: true };
    const receptions = 5;
    const statuses: string[] = [];
    for (let reception = 0; reception < receptions; reception += 1) {
      const outcome = await answerDriftEvent(request(), context).catch(() => ({ status: "retried" }));
      statuses.push(outcome.status);
      clock.now += TIMEOUT + 1;
    }
    expect(statuses).toEqual(["retried", "retried", "retried", "failed", "answered"]);
    expect(written).toHaveLength(4);
    expect(await told()).toMatchObject([
      {
        kind: "IAM Drift Remediation Failed",
        remediation: {
          calls: [DETACH],
          outcome: `${DETACH} was answered Throttling. It was tried 4 times, and is not tried again.`,
        },
      },
    ]);
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
    expect(await answerDriftEvent(request(revision), context)).toMatchObject({ status: "superseded" });
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
    expect(await answerDriftEvent(request(), { ...context, expectedOf: () => undefined })).toMatchObject({
      status: "not-configured",
    });
    const off = expectedRole({ remediate: "off" });
    expect(await answerDriftEvent(request(), { ...context, expectedOf: () => off })).toMatchObject({ status: "off" });
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
