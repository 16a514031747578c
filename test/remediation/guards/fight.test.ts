import { describe, expect, it } from "vitest";
import type { Guard, GuardAnswer } from "../../../shared/remediation/guard.ts";
import { runGuards } from "../../../shared/remediation/guard.ts";
import { createFightGuard, FIGHT_ROUNDS, isFoughtOver } from "../../../shared/remediation/guards/fight.ts";
import { createHourlyBudgetGuard } from "../../../shared/remediation/guards/hourly-budget.ts";
import type { RemediationBudgetStore } from "../../../shared/remediation/guards/remediation-budget.ts";
import type { RepairedDrift } from "../../../shared/remediation/remediation-plan.ts";
import { expectedRole } from "../fixtures.ts";
import { ACCOUNT, ATTACHED, DETACH, guardInput, NOW, step, told } from "./guard-input.ts";
import { createMemoryRemediationBudget } from "./memory-remediation-budget.ts";

const HOUR = 3_600_000;

interface Round {
  readonly id: string;
  readonly hours?: number;
  readonly name?: string;
  readonly repairs?: readonly RepairedDrift[];
  readonly approved?: boolean;
}

interface Ring {
  readonly store: RemediationBudgetStore;
  readonly ask: (round: Round) => Promise<GuardAnswer>;
}

/** The fight breaker with the budget behind it, which counts what it lets through. */
function ring(): Ring {
  const store = createMemoryRemediationBudget();
  const guards: readonly Guard[] = [
    createFightGuard({ budget: store, claimedTool: (agent) => `the tool of ${agent.length} letters` }),
    createHourlyBudgetGuard(store, { entity: 100, account: 100 }),
  ];
  return {
    store,
    ask({ id, hours = 0, name = "worker", repairs = [ATTACHED], approved = false }) {
      const expected = expectedRole({ entity: { kind: "role", name } });
      const now = new Date(Date.parse(NOW) + hours * HOUR);
      return runGuards(
        guards,
        guardInput({ remediationId: id, expected, steps: [step(DETACH, repairs)], approved, now }),
      );
    },
  };
}

async function fought(): Promise<Ring> {
  const made = ring();
  for (const id of ["r-1", "r-2", "r-3"]) expect(told(await made.ask({ id }))).toBe("pass");
  return made;
}

describe("the fight breaker", () => {
  it("stops when a drift is back after three repairs", async () => {
    expect(FIGHT_ROUNDS).toBe(3);
    const { ask, store } = await fought();
    expect(await isFoughtOver(store, ACCOUNT, "role/worker")).toBe(false);
    const answer = await ask({ id: "r-4" });
    expect(answer).toMatchObject({ status: "refuse", guard: "fight" });
    expect(answer).not.toHaveProperty("told");
    expect(told(answer)).toContain(
      'role/worker drifts back again and again: Plumbline set out to repair "attachment-unexpected arn:aws:iam::aws:policy/AdministratorAccess" 3 times within 24 hours, and it is there again',
    );
    expect(await isFoughtOver(store, ACCOUNT, "role/worker")).toBe(true);
  });

  it("is announced once, and again where the announcement itself is tried again", async () => {
    const { ask } = await fought();
    await ask({ id: "r-4" });
    expect(await ask({ id: "r-5" })).toMatchObject({ status: "refuse", guard: "fight", told: true });
    expect(await ask({ id: "r-4" })).not.toHaveProperty("told");
  });

  it("stays tripped, for every drift of the entity, until a person has had it repaired", async () => {
    const { ask, store } = await fought();
    await ask({ id: "r-4" });
    const other = [{ rule: "inline-policy-changed", subject: "work" }] as const;
    expect(await ask({ id: "r-5", hours: 24 * 90, repairs: other })).toMatchObject({ guard: "fight", told: true });
    expect(told(await ask({ id: "r-6", hours: 1, approved: true }))).toBe("pass");
    expect(await isFoughtOver(store, ACCOUNT, "role/worker")).toBe(false);
    for (const id of ["r-7", "r-8", "r-9"]) expect(told(await ask({ id, hours: 2 }))).toBe("pass");
    expect(await ask({ id: "r-10", hours: 2 })).toMatchObject({ guard: "fight" });
  });

  it("lets what a person approves be repaired however often, where nobody fights", async () => {
    const { ask } = await fought();
    expect(told(await ask({ id: "r-4", approved: true }))).toBe("pass");
  });

  const peace: readonly { name: string; input: Round }[] = [
    { name: "another entity", input: { id: "r-4", name: "other" } },
    { name: "another drift of it", input: { id: "r-4", repairs: [{ ...ATTACHED, subject: "arn:other" }] } },
    { name: "the same after a day", input: { id: "r-4", hours: 24 } },
    { name: "another try at the third repair", input: { id: "r-3" } },
  ];
  it.each(peace)("lets $name be repaired", async ({ input }) => {
    const { ask } = await fought();
    expect(told(await ask(input))).toBe("pass");
  });

  it("finds the drift that is back among others", async () => {
    const { ask } = await fought();
    const repairs = [{ rule: "trust-changed", subject: "" } as const, ATTACHED];
    expect(told(await ask({ id: "r-4", repairs }))).toContain("attachment-unexpected");
  });

  it("shows a key by its last four characters", async () => {
    const made = ring();
    const repairs = [{ rule: "access-key-unused", subject: "AKIAEXAMPLEEXAMPLOLD" } as const];
    for (const id of ["r-1", "r-2", "r-3"]) await made.ask({ id, repairs });
    expect(told(await made.ask({ id: "r-4", repairs }))).toContain('"access-key-unused …LOLD"');
  });

  it("names who did it and with what, as claimed", async () => {
    const { store } = await fought();
    const guard = createFightGuard({ budget: store, claimedTool: () => "Terraform" });
    const input = guardInput({ remediationId: "r-4" });
    const actor = {
      who: "arn:aws:iam::000000000000:user/contractor",
      type: "IAMUser",
      userAgent: "terraform <b>1.0</b>",
      eventName: "AttachRolePolicy",
      eventTime: NOW,
      eventId: "e-1",
    };
    const news = input.finding.news.map((each) => ({ ...each, actor }));
    const reason = told(await guard.check({ ...input, finding: { ...input.finding, news } }));
    expect(reason).toContain("; its event says that arn:aws:iam::000000000000:user/contractor did it with Terraform.");
    expect(reason).not.toContain("<b>");
    expect(told(await guard.check(input))).toContain("; no event said who did it.");
  });
});
