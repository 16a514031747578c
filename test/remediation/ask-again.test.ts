import { describe, expect, it } from "vitest";
import type { Finding, News } from "../../shared/ledger/finding.ts";
import { answerDriftEvent } from "../../shared/remediation/answer-drift-event.ts";
import { standingRefusal } from "../../shared/remediation/ask-again.ts";
import { createHourlyBudgetGuard } from "../../shared/remediation/guards/hourly-budget.ts";
import { createKillSwitchGuard } from "../../shared/remediation/guards/kill-switch.ts";
import { denied, present } from "./fixtures.ts";
import { createMemoryRemediationBudget } from "./guards/memory-remediation-budget.ts";
import { DETACH, ENTITY, opened, request, stage, thenTold } from "./stage.ts";

const HOUR = 60 * 60 * 1000;

/** The finding with a refusal told of it. */
function refused(finding: Finding, planId?: string): Finding {
  const told = thenTold(finding, "IAM Drift Remediation Refused");
  const remediation = { remediationId: "r-1", calls: [], outcome: "No.", ...(planId === undefined ? {} : { planId }) };
  const [last, ...earlier] = told.news.toReversed();
  if (last === undefined) throw new Error("Nothing was told.");
  const news: readonly News[] = [...earlier.toReversed(), { ...last, remediation }];
  return { ...told, news };
}

describe("the refusal that a finding was left with", () => {
  const once = refused(opened);
  const cases = [
    { name: "the last, where several were told", finding: refused(once), expected: 3 },
    { name: "the last, though people were reminded since", finding: thenTold(once, "IAM Drift Reminder"), expected: 2 },
    { name: "none where nothing was refused", finding: opened, expected: undefined },
    {
      name: "none where the drift has changed since",
      finding: thenTold(once, "IAM Drift Changed"),
      expected: undefined,
    },
    {
      name: "none where it is resolved",
      finding: thenTold(once, "IAM Drift Resolved", "resolved"),
      expected: undefined,
    },
    { name: "none where it was waived", finding: { ...once, status: "waived" as const }, expected: undefined },
    { name: "none where a person was asked to approve a plan", finding: refused(opened, "p-1"), expected: undefined },
  ];
  it.each(cases)("is $name", ({ finding, expected }) => {
    expect(standingRefusal(finding)?.revision).toBe(expected);
  });
});

describe("asking again for a repair that was refused", () => {
  it("is refused in silence as long as the kill switch is thrown, and lets it be made once it is not", async () => {
    const { context, written, held, told } = await stage();
    const kept = { value: "stop" };
    const guards = [createKillSwitchGuard({ read: async () => present(kept.value) }, "/plumbline/kill-switch")];
    const asked = { ...context, guards };
    expect(await answerDriftEvent(request(), asked)).toMatchObject({ status: "refused", finding: { revision: 2 } });
    const refusal = standingRefusal((await held()) ?? opened)?.revision;
    expect(refusal).toBe(2);
    for (let day = 0; day < 3; day += 1) {
      const answer = await answerDriftEvent(request(refusal), asked);
      expect([answer.status, answer.finding]).toEqual(["refused", undefined]);
    }
    expect(written).toEqual([]);
    kept.value = "run";
    expect(await answerDriftEvent(request(refusal), asked)).toMatchObject({ status: "remediated" });
    expect(written).toEqual([DETACH]);
    expect((await told()).map(({ kind }) => kind)).toEqual(["IAM Drift Remediation Refused", "IAM Drift Remediated"]);
    expect(await answerDriftEvent(request(refusal), asked)).toMatchObject({ status: "answered" });
    expect(standingRefusal((await held()) ?? opened)).toBeUndefined();
  });

  it("lets it be made once the hour is over in which the budget was used up", async () => {
    const { context, clock, told } = await stage();
    const budget = createMemoryRemediationBudget();
    const at = new Date(clock.now).toISOString();
    const begun = [1, 2, 3].map((number) => ({ remediationId: `other-${number}`, at, drifts: [] }));
    await budget.writeCount({ account: opened.account, scope: ENTITY, begun, version: 1 });
    const asked = { ...context, guards: [createHourlyBudgetGuard(budget, { entity: 3, account: 20 })] };
    expect(await answerDriftEvent(request(), asked)).toMatchObject({ status: "refused", finding: { revision: 2 } });
    expect((await answerDriftEvent(request(2), asked)).status).toBe("refused");
    clock.now += HOUR;
    expect(await answerDriftEvent(request(2), asked)).toMatchObject({ status: "remediated" });
    expect(await told()).toHaveLength(2);
  });

  it("lets it be made once what could not be read can be", async () => {
    const { context, account, told } = await stage();
    const live = account.live;
    account.live = denied("GetRole");
    expect(await answerDriftEvent(request(), context)).toMatchObject({ status: "refused" });
    expect(await answerDriftEvent(request(2), context)).toMatchObject({ status: "refused" });
    account.live = live;
    expect(await answerDriftEvent(request(2), context)).toMatchObject({ status: "remediated" });
    expect(await told()).toHaveLength(2);
  });
});
