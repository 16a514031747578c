import { describe, expect, it } from "vitest";
import { answerDriftEvent, type RemediationContext } from "../../shared/remediation/answer-drift-event.ts";
import { ADMINISTRATOR } from "./fixtures.ts";
import { ACCOUNT, roleWith } from "./scripted-ports.ts";
import { DETACH, ENTITY, ID, opened, request, stage, TIMEOUT, thenTold } from "./stage.ts";

describe("an attempt that died", () => {
  /** The ports, of which one throws the first time it is used; whoever used it is dead then, and gives nothing back. */
  function crashing(context: RemediationContext, where: "before the write" | "after the write" | "after the record") {
    const crash = () => Promise.reject(new Error("crashed"));
    const writeHold: typeof context.attempts.writeHold = (hold) =>
      hold.version === 1 ? context.attempts.writeHold(hold) : crash();
    const attempts = { ...context.attempts, writeHold };
    switch (where) {
      case "before the write":
        return { ...context, attempts, writer: { apply: crash } };
      case "after the write":
        return { ...context, attempts, ledger: { ...context.ledger, write: crash } };
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
