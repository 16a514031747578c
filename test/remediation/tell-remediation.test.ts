import { describe, expect, it } from "vitest";
import type { Finding } from "../../shared/ledger/finding.ts";
import { tell } from "../../shared/ledger/news.ts";
import { answerDriftEvent, type RemediationContext } from "../../shared/remediation/answer-drift-event.ts";
import { standingRefusal } from "../../shared/remediation/ask-again.ts";
import { createKillSwitchGuard } from "../../shared/remediation/guards/kill-switch.ts";
import { createRoleWorld, ENTITY, requestOf, TAMPERED } from "./apply-world.ts";
import { denied, expectedRole, present, WIDE_TEXT } from "./fixtures.ts";
import { ACCOUNT } from "./scripted-ports.ts";
import { opened, request, stage } from "./stage.ts";

type World = Awaited<ReturnType<typeof createRoleWorld>>;

async function held({ ledger }: World, of: Finding | undefined): Promise<Finding> {
  const finding = of === undefined ? undefined : await ledger.finding(ACCOUNT, ENTITY, of.id);
  if (finding === undefined) throw new Error("There is no such finding.");
  return finding;
}

describe("a refusal of a repair that was begun", () => {
  const THROTTLED = { status: "failed", code: "Throttling", message: "slow down", retryable: true } as const;
  const cases = [
    { name: "after its first call", says: /Made before: \w+ role\/worker/, throttled: false },
    { name: "after a call that was throttled", says: /kill switch/, throttled: true },
  ];
  it.each(cases)("$name is told, though the same guard refused it before, and is asked again", async (each) => {
    const world = await createRoleWorld();
    const { context, made, clock, findings, told } = world;
    const [first] = findings;
    const kept = { value: "stop" };
    const guards = [createKillSwitchGuard({ read: async () => present(kept.value) }, "/plumbline/kill-switch")];
    const asked: RemediationContext = { ...context, guards };
    const sweep = async (by: RemediationContext) => {
      const finding = await held(world, first);
      const refusal = standingRefusal(finding);
      if (refusal === undefined) throw new Error("Nothing asks again.");
      return await answerDriftEvent({ ...requestOf(finding), revision: refusal.revision }, by);
    };
    await answerDriftEvent(requestOf(await held(world, first)), asked);
    expect(standingRefusal(await held(world, first))?.revision).toBe(2);
    kept.value = "run";
    const writer: typeof context.writer = {
      async apply(call) {
        kept.value = "stop";
        return each.throttled ? THROTTLED : await context.writer.apply(call);
      },
    };
    if (each.throttled) {
      await expect(sweep({ ...asked, writer })).rejects.toMatchObject({ code: "RemediationUnfinished" });
      clock.now += 60_001;
    }
    expect(await sweep({ ...asked, writer })).toMatchObject({ status: "refused", finding: { revision: 3 } });
    expect((await told()).map(({ remediation }) => remediation?.outcome)[1]).toMatch(each.says);
    expect(made).toHaveLength(each.throttled ? 0 : 1);
    expect((await sweep(asked)).status).toBe("refused");
    expect(await told()).toHaveLength(2);
    kept.value = "run";
    expect(await sweep(asked)).toMatchObject({ status: "remediated" });
    expect(standingRefusal(await held(world, first))).toBeUndefined();
  });
});

const WIDER_TEXT = WIDE_TEXT.replace("s3:PutObject", "s3:*");

describe("a repair that waits for approval", () => {
  it("is told as refused where what it would be made of cannot be read, and asks for approval once it can be", async () => {
    const { context, held, told, written } = await stage();
    const required: RemediationContext = { ...context, expectedOf: () => expectedRole({ approval: "required" }) };
    const unread = { ...required, managedPolicies: { readDocument: async () => denied("GetPolicyVersion") } };
    expect(await answerDriftEvent(request(), unread)).toMatchObject({
      status: "refused",
      outcome: expect.stringContaining(`What the managed policy ${opened.drift.subject} says could not be read`),
      finding: { revision: 2 },
    });
    expect((await held())?.news.at(-1)?.remediation?.planId).toBeUndefined();
    expect((await answerDriftEvent(request(2), unread)).finding).toBeUndefined();
    await answerDriftEvent(request(2), required);
    expect((await told()).map(({ remediation }) => remediation?.planId !== undefined)).toEqual([false, true]);
    expect(written).toEqual([]);
  });

  it("is asked for anew where the drift has changed since another's request", async () => {
    const world = await createRoleWorld();
    const { context, clock, ledger, account, findings, told } = world;
    const required: RemediationContext = {
      ...context,
      expectedOf: (finding) => {
        const expected = context.expectedOf(finding);
        return expected === undefined ? undefined : { ...expected, approval: "required" };
      },
    };
    const ask = async (of: Finding | undefined) => await answerDriftEvent(requestOf(await held(world, of)), required);
    const [first, second] = findings;
    await ask(first);
    await ask(second);
    expect(await told()).toHaveLength(1);
    clock.now += 60_000;
    account.live = present({ ...TAMPERED, inlinePolicies: present({ work: WIDER_TEXT, more: WIDE_TEXT }) });
    const before = await held(world, second);
    await ledger.write(tell(before, { kind: "IAM Drift Changed", drift: before.drift }, context.now()));
    await ask(second);
    const plans = (await told()).map(({ remediation }) => remediation?.planId);
    expect([plans.length, new Set(plans).size]).toEqual([2, 2]);
    const [asked, anew] = (await told()).map(({ remediation }) => remediation?.calls.toSorted());
    expect(anew).toEqual(asked);
  });
});
