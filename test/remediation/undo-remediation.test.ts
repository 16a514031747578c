import { describe, expect, it } from "vitest";
import { answerDriftEvent } from "../../shared/remediation/answer-drift-event.ts";
import { undoRemediation } from "../../shared/remediation/undo-remediation.ts";
import { createRoleWorld, driftsOf, ENTITY, PLUMB, requestOf, TAMPERED } from "./apply-world.ts";
import { NARROW_TEXT, present, WIDE_TEXT } from "./fixtures.ts";
import { ACCOUNT } from "./scripted-ports.ts";

const ADA = "arn:aws:iam::000000000000:user/ada";

/** A world in which everything was just put right. */
async function repaired() {
  const world = await createRoleWorld();
  const [finding] = world.findings;
  if (finding === undefined) throw new Error("Nothing drifts.");
  const { remediationId } = await answerDriftEvent(requestOf(finding), world.context);
  const record = async () => {
    const held = await world.attempts.attempt(ACCOUNT, ENTITY, remediationId);
    if (held === undefined) throw new Error("There is no record.");
    return held;
  };
  return { world, finding, record, undo: async () => undoRemediation(await record(), { ...world.context, by: ADA }) };
}

describe("undo", () => {
  it("restores what was there before, latest call first, and is recorded", async () => {
    const { world, record, undo } = await repaired();
    const before = world.made.length;
    const result = await undo();
    expect(result).toMatchObject({ status: "undone", verified: true });
    expect(result.steps.map(({ call }) => call)).toEqual(world.made.slice(0, before).toReversed());
    expect(result.steps.flatMap(({ inverse }) => inverse)).toEqual(world.made.slice(before));
    const drifts = await driftsOf(world.account.live, world.context);
    expect(drifts.map(({ fingerprint }) => fingerprint)).toEqual(
      (await driftsOf(present(TAMPERED), world.context)).map(({ fingerprint }) => fingerprint),
    );
    expect(await record()).toMatchObject({ status: "undone", undone: { by: ADA } });
    await expect(undo()).rejects.toMatchObject({ code: "UsageError" });
  });

  it("is not repaired again by itself as long as the drift stays as it was, and is once it changes or a person asks", async () => {
    const { world, finding, undo } = await repaired();
    await undo();
    const open = async () => {
      const held = await world.ledger.finding(ACCOUNT, ENTITY, finding.id);
      if (held === undefined) throw new Error("It is gone.");
      const revision = held.revision + 1;
      const news = { revision, kind: "IAM Drift Opened", at: finding.openedAt, drift: held.drift } as const;
      const opened = { ...held, revision, news: [...held.news, news], version: held.version + 1 };
      await world.ledger.write(opened);
      return requestOf(opened);
    };
    const made = world.made.length;
    expect(await answerDriftEvent(await open(), world.context)).toMatchObject({
      status: "refused",
      outcome: expect.stringContaining(`${ADA} has undone the repair`),
    });
    expect(world.made).toHaveLength(made);
    const asked = { ...world.context, requestedBy: { arn: ADA } };
    expect(await answerDriftEvent(await open(), asked)).toMatchObject({ status: "remediated" });
    expect(world.account.live).toEqual(present(PLUMB));
  });

  it("leaves what somebody has changed since, and takes back the rest", async () => {
    const { world, record, undo } = await repaired();
    const other = NARROW_TEXT.replace("GetObject", "ListBucket");
    world.account.live = present({ ...PLUMB, inlinePolicies: present({ work: other }) });
    const result = await undo();
    expect(result.status).toBe("partly");
    expect(result.steps.filter(({ status }) => status === "changed").map(({ call }) => call)).toEqual([
      "PutRolePolicy role/worker work",
    ]);
    expect(world.account.live).toMatchObject({
      state: { inlinePolicies: { state: { work: other, more: WIDE_TEXT } } },
    });
    expect((await record()).status).toBe("ended");
  });

  it("leaves everything where the entity cannot be read", async () => {
    const { world, record } = await repaired();
    const before = world.made.length;
    const reason = { call: "GetRole", code: "AccessDenied", message: "no" };
    world.account.live = { status: "unreadable", reason };
    const result = await undoRemediation(await record(), { ...world.context, by: ADA });
    expect(new Set(result.steps.map(({ status }) => status))).toEqual(new Set(["changed"]));
    expect(world.made).toHaveLength(before);
  });

  it("goes on after it died, with nothing taken back twice", async () => {
    const whole = await repaired();
    const count = whole.world.made.length;
    await whole.undo();
    for (let deathAt = 1; deathAt <= count; deathAt += 1) {
      for (const when of ["before", "after"] as const) {
        const { world, record, undo } = await repaired();
        let uses = 0;
        const { attempts } = world.context;
        const dying = {
          ...world.context,
          writer: {
            async apply(call: Parameters<typeof world.context.writer.apply>[0]) {
              uses += 1;
              if (uses === deathAt && when === "after") await world.context.writer.apply(call);
              if (uses >= deathAt) throw new Error("crashed");
              return await world.context.writer.apply(call);
            },
          },
          attempts: {
            ...attempts,
            writeHold: (hold: Parameters<typeof attempts.writeHold>[0]) =>
              uses >= deathAt ? Promise.reject(new Error("crashed")) : attempts.writeHold(hold),
          },
        };
        await expect(undoRemediation(await record(), { ...dying, by: ADA })).rejects.toThrow("crashed");
        await expect(undo()).rejects.toMatchObject({ code: "RemediationUnfinished" });
        world.clock.now += 60_001;
        await undo();
        expect(world.account.live, `${when} ${deathAt}`).toEqual(whole.world.account.live);
        expect(world.made, `${when} ${deathAt}`).toEqual(whole.world.made);
        expect((await record()).status).toBe("undone");
      }
    }
  });
});
