import { describe, expect, it } from "vitest";
import { answerDriftEvent, type RemediationContext } from "../../shared/remediation/answer-drift-event.ts";
import { createRoleWorld, driftsOf, ENTITY, PLUMB, requestOf } from "./apply-world.ts";
import { present } from "./fixtures.ts";
import { ACCOUNT } from "./scripted-ports.ts";

type World = Awaited<ReturnType<typeof createRoleWorld>>;

/** A process that dies at its so-many-th use of a port: before that takes effect, or just after. */
function mortal({ context }: World, deathAt: number, when: "before" | "after") {
  let uses = 0;
  const die = () => Promise.reject(new Error("crashed"));
  const wrap =
    <Args extends readonly unknown[], Result>(use: (...args: Args) => Promise<Result>) =>
    async (...args: Args): Promise<Result> => {
      uses += 1;
      if (uses > deathAt || (uses === deathAt && when === "before")) return await die();
      const result = await use(...args);
      return uses === deathAt ? await die() : result;
    };
  const { ledger, attempts, writer } = context;
  const dying: RemediationContext = {
    ...context,
    writer: { apply: wrap(writer.apply) },
    attempts: { ...attempts, writeAttempt: wrap(attempts.writeAttempt), writeHold: wrap(attempts.writeHold) },
    ledger: { ...ledger, write: wrap(ledger.write) },
  };
  return { context: dying, uses: () => uses };
}

async function untilAnswered(world: World, finding = world.findings[0]) {
  if (finding === undefined) throw new Error("Nothing drifts.");
  for (let reception = 0; reception < 4; reception += 1) {
    world.clock.now += 360_000;
    try {
      return await answerDriftEvent(requestOf(finding), world.context);
    } catch (fault) {
      if (!(fault instanceof Error && "code" in fault && fault.code === "RemediationUnfinished")) throw fault;
    }
  }
  throw new Error("It was never answered.");
}

async function uninterrupted() {
  const world = await createRoleWorld();
  const [first] = world.findings;
  if (first === undefined) throw new Error("Nothing drifts.");
  const counted = mortal(world, Number.POSITIVE_INFINITY, "before");
  const answer = await answerDriftEvent(requestOf(first), counted.context);
  return { world, answer, uses: counted.uses() };
}

describe("a repair of a whole entity", () => {
  it("puts everything right in one plan, tells it once, and leaves the other findings nothing to do", async () => {
    const { world, answer } = await uninterrupted();
    expect(answer.status).toBe("remediated");
    expect(world.findings.length).toBeGreaterThan(4);
    expect(world.account.live).toEqual(present(PLUMB));
    expect(await driftsOf(world.account.live, world.context)).toEqual([]);
    expect(new Set(world.made).size).toBe(world.made.length);
    for (const other of world.findings.slice(1)) {
      expect(await answerDriftEvent(requestOf(other), world.context)).toMatchObject({ status: "gone" });
    }
    expect(await world.told()).toHaveLength(1);
    const record = await world.attempts.attempt(ACCOUNT, ENTITY, answer.remediationId);
    expect(record).toMatchObject({ status: "ended", tries: 1, requestedBy: "function" });
    expect(record?.steps.map(({ status }) => status)).toEqual(world.made.map(() => "done"));
  });

  it("ends the same wherever its process dies, with nothing done twice and told once", async () => {
    const whole = await uninterrupted();
    expect(whole.uses).toBeGreaterThan(20);
    for (const when of ["before", "after"] as const) {
      for (let deathAt = 1; deathAt <= whole.uses; deathAt += 1) {
        const world = await createRoleWorld();
        const [first] = world.findings;
        if (first === undefined) throw new Error("Nothing drifts.");
        const where = `${when} use ${deathAt}`;
        await expect(answerDriftEvent(requestOf(first), mortal(world, deathAt, when).context), where).rejects.toThrow();
        const answer = await untilAnswered(world);
        expect(["remediated", "answered"], where).toContain(answer.status);
        expect(world.account.live, where).toEqual(whole.world.account.live);
        expect(world.made, where).toEqual(whole.world.made);
        expect(
          (await world.told()).map(({ kind }) => kind),
          where,
        ).toEqual(["IAM Drift Remediated"]);
        const record = await world.attempts.attempt(ACCOUNT, ENTITY, answer.remediationId);
        expect(record?.status, where).toBe("ended");
        expect(new Set(record?.steps.map(({ status }) => status)), where).toEqual(new Set(["done"]));
        expect(record?.steps, where).toHaveLength(world.made.length);
      }
    }
  });
});
