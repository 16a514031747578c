import { describe, expect, it } from "vitest";
import { PlumblineError } from "../../../shared/iam/errors.ts";
import { runGuards } from "../../../shared/remediation/guard.ts";
import { createFightGuard, FIGHT_ROUNDS } from "../../../shared/remediation/guards/fight.ts";
import { createHourlyBudgetGuard } from "../../../shared/remediation/guards/hourly-budget.ts";
import { type RemediationBudgetStore, WHOLE_ACCOUNT } from "../../../shared/remediation/guards/remediation-budget.ts";
import { expectedRole } from "../fixtures.ts";
import { ACCOUNT, ATTACHED, DETACH, guardInput, NOW, step, told } from "./guard-input.ts";
import { createMemoryRemediationBudget } from "./memory-remediation-budget.ts";

const MINUTE = 60_000;
const later = (minutes: number) => new Date(Date.parse(NOW) + minutes * MINUTE);
const role = (name: string) => expectedRole({ entity: { kind: "role", name } });

function budget(store: RemediationBudgetStore = createMemoryRemediationBudget(), maximum = { entity: 2, account: 3 }) {
  const guard = createHourlyBudgetGuard(store, maximum);
  return (remediationId: string, minutes = 0, name = "worker") =>
    guard.check(guardInput({ remediationId, now: later(minutes), expected: role(name) })).then(told);
}

const ENTITY_FULL =
  "2 repairs of role/worker have been begun within the hour, and no more may be (`maximumRemediationsPerHour.entity`).";
const ACCOUNT_FULL =
  "3 repairs of account 000000000000 have been begun within the hour, and no more may be (`maximumRemediationsPerHour.account`).";

describe("the hourly budget", () => {
  it("lets so many repairs of an entity be begun within an hour, and then more", async () => {
    const ask = budget();
    expect([await ask("r-1"), await ask("r-2", 30), await ask("r-3", 59)]).toEqual(["pass", "pass", ENTITY_FULL]);
    expect(await ask("r-3", 60)).toBe("pass");
    expect(await ask("r-4", 61)).toBe(ENTITY_FULL);
    expect(await ask("r-4", 90)).toBe("pass");
  });

  it("lets so many repairs in an account be begun, of whatever entities", async () => {
    const ask = budget();
    for (const name of ["one", "two", "three"]) expect(await ask(`r-${name}`, 0, name)).toBe("pass");
    expect(await ask("r-four", 59, "four")).toBe(ACCOUNT_FULL);
    expect(await ask("r-four", 60, "four")).toBe("pass");
  });

  it("counts a repair that is tried again once", async () => {
    const ask = budget();
    for (let attempt = 0; attempt < 5; attempt += 1) expect(await ask("r-1", attempt)).toBe("pass");
    expect(await ask("r-2")).toBe("pass");
    expect(await ask("r-1", 10)).toBe("pass");
    expect(await ask("r-3", 10)).toBe(ENTITY_FULL);
  });

  it("counts it from when it was first begun", async () => {
    const ask = budget();
    for (const minutes of [0, 50]) expect(await ask("r-1", minutes)).toBe("pass");
    for (const id of ["r-2", "r-3"]) expect(await ask(id, 60)).toBe("pass");
  });

  it("counts a repair again that is tried again after the hour", async () => {
    const ask = budget();
    for (const [id, minutes] of [
      ["r-1", 0],
      ["r-2", 61],
      ["r-3", 61],
    ] as const)
      expect(await ask(id, minutes)).toBe("pass");
    expect(await ask("r-1", 62)).toBe(ENTITY_FULL);
  });

  it("does not count for its entity what the account keeps back, so that nobody is taken to fight over it", async () => {
    const store = createMemoryRemediationBudget();
    const guards = [
      createFightGuard({ budget: store, claimedTool: () => "a tool" }),
      createHourlyBudgetGuard(store, { entity: 3, account: 1 }),
    ];
    const ask = async (remediationId: string, minutes: number, name = "worker") =>
      told(await runGuards(guards, guardInput({ remediationId, now: later(minutes), expected: role(name) })));
    for (let hour = 0; hour < FIGHT_ROUNDS + 1; hour += 1) {
      expect(await ask(`other-${hour}`, hour * 60, `other-${hour}`)).toBe("pass");
      expect(await ask(`r-${hour}`, hour * 60 + 1)).toContain("`maximumRemediationsPerHour.account`");
      expect((await store.count(ACCOUNT, "role/worker"))?.begun).toEqual([]);
    }
    expect(await ask("r-last", (FIGHT_ROUNDS + 1) * 60)).toBe("pass");
  });

  it("is not exceeded by remediators that work at once", async () => {
    const ask = budget(createMemoryRemediationBudget(), { entity: 3, account: 100 });
    const answers = await Promise.all(Array.from({ length: 5 }, (_, index) => ask(`r-${index}`)));
    expect(answers.filter((answer) => answer === "pass")).toHaveLength(3);
  });

  it("remembers what each repair of an entity was for, once, and forgets it after a day", async () => {
    const store = createMemoryRemediationBudget();
    const guard = createHourlyBudgetGuard(store, { entity: 2, account: 3 });
    const steps = [step(DETACH), step(DETACH, [ATTACHED, { rule: "entity-missing", subject: "" }])];
    await guard.check(guardInput({ steps }));
    const drifts = [`attachment-unexpected ${ATTACHED.subject}`, "entity-missing"];
    const begun = [{ remediationId: "r-1", at: NOW, drifts }];
    expect((await store.count(ACCOUNT, "role/worker"))?.begun).toEqual(begun);
    expect((await store.count(ACCOUNT, WHOLE_ACCOUNT))?.begun).toEqual([{ remediationId: "r-1", at: NOW, drifts: [] }]);
    await guard.check(guardInput({ remediationId: "r-2", now: later(24 * 60) }));
    const ids = (await store.count(ACCOUNT, "role/worker"))?.begun.map(({ remediationId }) => remediationId);
    expect(ids).toEqual(["r-2"]);
  });

  it("refuses where the ledger does not answer, or others keep writing", async () => {
    const input = guardInput();
    const down: RemediationBudgetStore = {
      count: () => Promise.reject(new PlumblineError("LedgerUnavailable", "The ledger is down.", { retryable: true })),
      writeCount: async () => "written",
    };
    const busy: RemediationBudgetStore = { count: async () => undefined, writeCount: async () => "conflict" };
    const maximum = { entity: 2, account: 3 };
    expect(told(await runGuards([createHourlyBudgetGuard(down, maximum)], input))).toContain("The ledger is down.");
    expect(told(await runGuards([createHourlyBudgetGuard(busy, maximum)], input))).toContain(
      "The count of repairs of role/worker in account 000000000000 was written by others 8 times running.",
    );
  });
});
