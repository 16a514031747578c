import { describe, expect, it } from "vitest";
import { planEntities, planResult } from "../../cli/plan-account.ts";
import { planResultSchema } from "../../cli/plan-schema.ts";
import { choosePlan, remediatePlan } from "../../cli/remediate-plans.ts";
import { tell } from "../../shared/ledger/news.ts";
import { parsePlanId } from "../../shared/remediation/plan-id.ts";
import { undoRemediation } from "../../shared/remediation/undo-remediation.ts";
import { ENTITY, PLUMB, TAMPERED } from "../remediation/apply-world.ts";
import { present } from "../remediation/fixtures.ts";
import { ACCOUNT } from "../remediation/scripted-ports.ts";
import { ADA, BOB, openWorld } from "./remediation-desk.ts";

const MINUTE = 60_000;
const REQUIRED = { approval: "required" } as const;

type World = Awaited<ReturnType<typeof openWorld>>;

async function planned({ desk }: World) {
  const { plans } = planResult(await planEntities(desk, undefined), desk);
  const [plan] = plans;
  if (plan === undefined || plans.length > 1) throw new Error("One plan was meant to be made.");
  return plan;
}

async function apply(planId: string, { desk }: World, by = desk) {
  return await remediatePlan(await choosePlan(planId, by), by);
}

describe("a plan's id", () => {
  it("holds for an hour, and its remediation goes by it", async () => {
    const world = await openWorld();
    const { remediationId, madeAt, holdsUntil, steps } = await planned(world);
    expect(Date.parse(holdsUntil) - Date.parse(madeAt)).toBe(60 * MINUTE);
    world.clock.now += 60 * MINUTE - 30_000;
    const applied = await apply(remediationId, world);
    expect(applied).toMatchObject({ status: "remediated", remediationId, calls: steps.map(({ call }) => call) });
    expect(world.made).toEqual(steps.map(({ call }) => call));
    await expect(apply(remediationId, world)).rejects.toThrow(`Plan ${remediationId} was answered before (`);
  });

  it("is refused after the hour, with when it was made and how to get another", async () => {
    const world = await openWorld();
    const { remediationId, madeAt } = await planned(world);
    world.clock.now += 60 * MINUTE;
    expect(await apply(remediationId, world)).toMatchObject({
      status: "refused",
      outcome: `Plan ${remediationId} was made at ${madeAt}, and a plan holds for one hour. \`plumbline plan --entity ${ENTITY}\` makes a new one.`,
    });
    expect([world.made, await world.told()]).toEqual([[], []]);
    expect(await apply((await planned(world)).remediationId, world)).toMatchObject({ status: "remediated" });
  });

  const otherwise = [
    { name: "something of the entity is other than it was", live: { ...TAMPERED, tags: present({ team: "third" }) } },
    { name: "something that the plan leaves alone is", live: { ...TAMPERED, permissionsBoundary: present("arn:b") } },
    { name: "one of the drifts is gone", live: { ...TAMPERED, tags: PLUMB.tags } },
    { name: "it is the same name and another role", live: { ...TAMPERED, roleId: "AROAANOTHER" } },
  ];
  it.each(otherwise)("is refused where $name", async ({ live }) => {
    const world = await openWorld();
    const { remediationId } = await planned(world);
    world.account.live = present(live);
    expect(await apply(remediationId, world)).toMatchObject({
      status: "refused",
      outcome: expect.stringContaining("was made for another state than what is live now"),
    });
    expect([world.made, await world.told()]).toEqual([[], []]);
  });

  it("is refused where the entity changes just before the first call", async () => {
    const world = await openWorld();
    const { remediationId } = await planned(world);
    let reads = 0;
    const { context } = world.desk;
    const reader: typeof context.reader = {
      async observe(request) {
        reads += 1;
        if (reads === 2) world.account.live = present({ ...TAMPERED, tags: present({ team: "third" }) });
        return await context.reader.observe(request);
      },
    };
    const desk = { ...world.desk, context: { ...context, reader } };
    expect(await apply(remediationId, world, desk)).toMatchObject({ status: "refused" });
    expect(world.made).toEqual([]);
  });

  const forged = [
    { name: "of another second", of: (id: string) => id.replace(/T0900/, "T0901") },
    { name: "with another digest", of: (id: string) => `${id.slice(0, -4)}${id.endsWith("0000") ? "1111" : "0000"}` },
    { name: "that is still to come", of: (id: string) => id.replace(/-2026/, "-2027") },
  ];
  it.each(forged)("is refused where it is one $name", async ({ of }) => {
    const world = await openWorld();
    const { remediationId } = await planned(world);
    expect(await apply(of(remediationId), world)).toMatchObject({ status: "refused", calls: [] });
    expect(world.made).toEqual([]);
  });

  it.each(["x", `${"0".repeat(32)}-20260231T090000Z-${"0".repeat(32)}`, `${"0".repeat(32)}-1-0`])(
    "is none: %s",
    async (text) => {
      expect(parsePlanId(text)).toBeUndefined();
      await expect(choosePlan(text, (await openWorld()).desk)).rejects.toThrow("is no plan's id");
    },
  );

  it("is not a remediation's: nobody has seen what that would do", async () => {
    const world = await openWorld();
    await expect(choosePlan(`${world.first.id}-1`, world.desk)).rejects.toThrow("names a remediation, and no plan");
  });

  it("is the same where the same plan is made again at its time", async () => {
    const world = await openWorld();
    const plan = await planned(world);
    world.clock.now += 5 * MINUTE;
    const again = await planEntities(world.desk, ENTITY, parsePlanId(plan.remediationId));
    expect(again.planned.map(({ shown }) => shown)).toEqual([plan]);
    expect((await planned(world)).remediationId).not.toBe(plan.remediationId);
  });

  it("goes on with what a command that died has left, and is refused once that is not all that is left", async () => {
    for (const meddled of [false, true]) {
      const world = await openWorld();
      const { remediationId, steps } = await planned(world);
      const { context } = world.desk;
      const writer: typeof context.writer = {
        async apply(call) {
          if (world.made.length === 2) throw new Error("It died.");
          return await context.writer.apply(call);
        },
      };
      await expect(apply(remediationId, world, { ...world.desk, context: { ...context, writer } })).rejects.toThrow(
        "It died.",
      );
      world.clock.now += 10 * MINUTE;
      const { live } = world.account;
      if (meddled && live.status === "present" && live.state.kind === "role") {
        world.account.live = present({ ...live.state, permissionsBoundary: present("arn:b"), tags: present({}) });
      }
      const again = await apply(remediationId, world);
      expect(again.status).toBe(meddled ? "refused" : "remediated");
      expect(world.made).toEqual(steps.map(({ call }) => call).slice(0, meddled ? 2 : undefined));
      if (!meddled) continue;
      const record = await world.attempts.attempt(ACCOUNT, ENTITY, remediationId);
      expect(record).toMatchObject({ status: "ended" });
      if (record === undefined) continue;
      expect(await undoRemediation(record, { ...context, by: ADA })).toMatchObject({
        status: "undone",
        verified: true,
      });
    }
  });
});

describe("what is asked of a person", () => {
  it("is told once with the plan's id, which then applies", async () => {
    const world = await openWorld({ expected: REQUIRED, actor: BOB });
    expect(await world.answered()).toMatchObject({ status: "refused" });
    const [news, ...others] = await world.told();
    expect([news?.kind, others]).toEqual(["IAM Drift Remediation Refused", []]);
    const planId = news?.remediation?.planId ?? "";
    expect(news?.remediation?.outcome).toContain(`A person has to approve it: plan ${planId} holds until `);
    expect(world.made).toEqual([]);
    world.clock.now += 59 * MINUTE;
    expect(await apply(planId, world)).toMatchObject({ status: "remediated", remediationId: planId });
    expect(world.made).toEqual(news?.remediation?.calls);
  });

  it("is not told again with a reminder, and is once the drift has changed", async () => {
    const world = await openWorld({ expected: REQUIRED });
    await world.answered();
    for (const [kind, often] of [
      ["IAM Drift Reminder", 1],
      ["IAM Drift Changed", 2],
    ] as const) {
      world.clock.now += MINUTE;
      const finding = await world.ledger.finding(ACCOUNT, ENTITY, world.first.id);
      if (finding === undefined) throw new Error("There is none.");
      await world.ledger.write(tell(finding, { kind, drift: finding.drift }, world.context.now()));
      expect(await world.answered()).toMatchObject({ status: "refused" });
      expect(await world.told()).toHaveLength(often);
    }
  });

  it("is told once for all that one plan puts right, and again once that plan does not hold any more", async () => {
    const world = await openWorld({ expected: REQUIRED });
    const [, second, third, ...others] = world.findings;
    await world.answered();
    for (const finding of [second, third])
      expect(await world.answered(finding?.id)).toMatchObject({ status: "refused" });
    expect(await world.told()).toHaveLength(1);
    world.clock.now += 60 * MINUTE;
    for (const finding of others) await world.answered(finding.id);
    expect(others.length).toBeGreaterThan(1);
    expect(await world.told()).toHaveLength(2);
  });

  it("is told of an entity that is gone, whatever the configuration says of approval", async () => {
    const world = await openWorld({ live: "gone", actor: BOB });
    await world.answered();
    const planId = (await world.told())[0]?.remediation?.planId ?? "";
    expect(await apply(planId, world)).toMatchObject({ status: "remediated" });
    expect(world.made[0]).toMatch(/^CreateRole /);
  });

  it("is not told where a guard would refuse it all the same: that is", async () => {
    const world = await openWorld({ expected: REQUIRED });
    const { live } = world.account;
    if (live.status !== "present" || live.state.kind !== "role") throw new Error("It is a role.");
    world.account.live = present({ ...live.state, tags: present({ "aws:cloudformation:stack-name": "till" }) });
    expect(await world.answered()).toMatchObject({ status: "refused" });
    const [news] = await world.told();
    expect(news?.remediation?.planId).toBeUndefined();
    expect(news?.remediation?.outcome).toContain("CloudFormation");
  });
});

describe("who approves", () => {
  const cases = [
    {
      name: "not who made the change",
      actor: ADA,
      expected: REQUIRED,
      status: "refused",
      says: "somebody else has to approve",
    },
    {
      name: "not somebody of whom that cannot be told",
      actor: "ada",
      expected: REQUIRED,
      status: "refused",
      says: "cannot be told",
    },
    { name: "another", actor: BOB, expected: REQUIRED, status: "remediated", says: "verified by reading" },
    {
      name: "whoever made the change, where no approval is asked for",
      actor: ADA,
      expected: {},
      status: "remediated",
      says: `An event claims that you (${ADA}) made this change`,
    },
  ];
  it.each(cases)("is $name", async ({ actor, expected, status, says }) => {
    const world = await openWorld({ actor, expected });
    const result = await apply((await planned(world)).remediationId, world);
    expect(result).toMatchObject({ status, outcome: expect.stringContaining(says) });
    expect(world.made.length > 0).toBe(status === "remediated");
  });
});

describe("a person's repair", () => {
  it("clears a fight, and the function repairs again", async () => {
    const world = await openWorld({ live: { ...PLUMB, tags: present({ team: "other" }) } });
    const broken = world.account.live;
    const rounds: string[] = [];
    const round = async () => {
      world.account.live = broken;
      const finding = await world.ledger.finding(ACCOUNT, ENTITY, world.first.id);
      if (finding === undefined) throw new Error("There is none.");
      await world.ledger.write(tell(finding, { kind: "IAM Drift Changed", drift: finding.drift }, world.context.now()));
      const { status, outcome } = await world.answered();
      rounds.push(status);
      return outcome;
    };
    // A round every hour, so that it is not the number of an hour that stops them.
    for (let turn = 0; turn < 4; turn += 1) {
      await round();
      world.clock.now += 61 * MINUTE;
    }
    expect(rounds).toEqual(["remediated", "remediated", "remediated", "refused"]);
    expect((await world.budget.count(ACCOUNT, ENTITY))?.fight).toBeDefined();

    const { guards, remediationId } = await planned(world);
    expect(guards).toEqual([]);
    expect(await apply(remediationId, world)).toMatchObject({ status: "remediated" });
    expect((await world.budget.count(ACCOUNT, ENTITY))?.fight).toBeUndefined();
    await round();
    expect(rounds.at(-1)).toBe("remediated");
  });

  it("uses up nothing of what the function may do in an hour, and is not kept back by that", async () => {
    const world = await openWorld();
    const broken = world.account.live;
    for (let turn = 0; turn < 5; turn += 1) {
      world.account.live = broken;
      expect(await apply((await planned(world)).remediationId, world)).toMatchObject({ status: "remediated" });
      world.clock.now += MINUTE;
    }
    expect((await world.budget.count(ACCOUNT, ENTITY))?.begun ?? []).toEqual([]);
  });

  it("is shown as plumbline plan --json says it is", async () => {
    const { desk } = await openWorld();
    const result = planResult(await planEntities(desk, undefined), desk);
    expect(planResultSchema.parse(JSON.parse(JSON.stringify(result)))).toEqual(result);
  });
});
