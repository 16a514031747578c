import { describe, expect, it } from "vitest";
import { DEFAULT_SETTINGS } from "../../../shared/baselines/settings.ts";
import { PlumblineError } from "../../../shared/iam/errors.ts";
import { createGuards } from "../../../shared/remediation/create-guards.ts";
import { GUARD_NAMES, type Guard, type GuardAnswer, PASS, runGuards } from "../../../shared/remediation/guard.ts";
import { present } from "../fixtures.ts";
import { guardInput, managedPolicies } from "./guard-input.ts";
import { createMemoryRemediationBudget } from "./memory-remediation-budget.ts";

const refusal = (reason: string): GuardAnswer => ({ status: "refuse", guard: "ownership", reason, clear: "Do this." });

function guard(check: () => GuardAnswer): Guard & { readonly asked: () => number } {
  let asked = 0;
  return {
    name: "ownership",
    beforeEachWrite: false,
    asked: () => asked,
    async check() {
      asked += 1;
      return check();
    },
  };
}

describe("the guards together", () => {
  it("pass where each of them does", async () => {
    const guards = [guard(() => PASS), guard(() => PASS)];
    expect(await runGuards(guards, guardInput())).toEqual(PASS);
    expect(guards.map(({ asked }) => asked())).toEqual([1, 1]);
    expect(await runGuards([], guardInput())).toEqual(PASS);
  });

  it("answer with the first that refuses, and ask no other", async () => {
    const guards = [guard(() => PASS), guard(() => refusal("first")), guard(() => refusal("second"))];
    expect(await runGuards(guards, guardInput())).toEqual(refusal("first"));
    expect(guards.map(({ asked }) => asked())).toEqual([1, 1, 0]);
  });

  it("refuse where one fails, with its reason", async () => {
    const failing = guard(() => {
      throw new PlumblineError("LedgerUnavailable", "The ledger is down.", { retryable: true });
    });
    expect(await runGuards([failing], guardInput())).toEqual({
      status: "refuse",
      guard: "ownership",
      reason: 'The guard "ownership" could not answer: The ledger is down.',
      clear: "Put right what it names; a guard that cannot answer lets nothing be written.",
    });
  });

  it("do not hide a fault of the program", async () => {
    const broken = guard(() => {
      throw new TypeError("x is not a function");
    });
    await expect(runGuards([broken], guardInput())).rejects.toThrow(TypeError);
  });
});

describe("every guard", () => {
  const guards = createGuards({
    settings: DEFAULT_SETTINGS,
    killSwitch: { read: async () => present("run") },
    callers: { read: async () => present(["arn:aws:sts::000000000000:assumed-role/plumbline-remediate-drift/one"]) },
    budget: createMemoryRemediationBudget(),
    managedPolicies: managedPolicies(),
    claimedTool: () => "a tool",
  });

  it("is there, in the order in which they are named", () => {
    expect(guards.map(({ name }) => name)).toEqual(GUARD_NAMES);
  });

  it("that looks at what somebody may change meanwhile is asked before each write", () => {
    const asked = guards.filter(({ beforeEachWrite }) => beforeEachWrite).map(({ name }) => name);
    expect(asked).toEqual(["kill-switch", "containment", "access-key"]);
  });

  it("lets an ordinary repair be made", async () => {
    expect(await runGuards(guards, guardInput())).toEqual(PASS);
  });
});
