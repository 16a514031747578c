import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Drift, RULES, type RuleName } from "../../shared/drift/drift.ts";
import type { EntityState } from "../../shared/observation/entity-state.ts";
import type { Observation } from "../../shared/observation/observation.ts";
import { answerDriftEvent } from "../../shared/remediation/answer-drift-event.ts";
import { lookAt } from "../../shared/remediation/apply-look.ts";
import { BY_HAND, isAnnouncing } from "../../shared/remediation/plan-obstacles.ts";
import { describeCall, type RemediationStep } from "../../shared/remediation/remediation-plan.ts";
import { undoRemediation } from "../../shared/remediation/undo-remediation.ts";
import { ADA, type LabAccount, type PlayedCase, startLabAccount } from "./lab-account.ts";
import { inLabTerms } from "./lab-make.ts";
import { CASES } from "./plan-cases.ts";
import { inOrder } from "./plan-world.ts";

/** Every case that has a plan. */
const REPAIRED = CASES.filter(({ full }) => typeof full !== "string").map(inLabTerms);

/** The only calls that cannot be taken back, each with the case in which it is made. */
const IRREVERSIBLE: Readonly<Record<string, readonly string[]>> = {
  "a password where there should be none": ["DeleteLoginProfile"],
  "a default version of a policy with as many versions as there can be": ["DeletePolicyVersion"],
  "a trust policy that names who was deleted, where its document names nobody who can be": ["UpdateAssumeRolePolicy"],
  "a service-linked role that is gone": ["CreateServiceLinkedRole"],
  "a policy that is gone, with approval": ["CreatePolicy"],
};

let lab: LabAccount;
beforeAll(async () => {
  lab = await startLabAccount();
});
afterAll(() => lab.stop());

const nameOf = ({ rule, subject }: Pick<Drift, "rule" | "subject">) => `${rule} ${subject}`;
const inTheLab = (observation: Observation<EntityState>) =>
  observation.status === "present" ? inOrder(observation.state) : observation;

/** The drift that asks, and the plan, as `plumbline plan` has it. */
async function planned(rule: RuleName, { expected, context, check }: PlayedCase) {
  const { drifts } = await check();
  const asking = drifts.find((drift) => drift.rule === rule);
  if (asking === undefined) throw new Error(`Nothing drifts by ${rule}.`);
  const ports = { ...context, approved: true, undoneBy: () => undefined, remembered: async () => undefined };
  const { plan } = await lookAt(context.account.account, expected, asking, ports);
  return { drifts, asking, steps: plan.plan.steps };
}

const irreversible = (steps: readonly RemediationStep[]) =>
  steps.flatMap(({ call, reversal }) => (reversal.reversible ? [] : [call.action]));

describe("drift, plan, apply, check, undo, over HTTP", () => {
  it.each(REPAIRED)("$rule: $name", async ({ rule, name }) => {
    const played = await lab.play(REPAIRED.find((each) => each.name === name) ?? never(name));
    const { context, check, observe } = played;
    const before = (await observe()).observation;
    const { drifts, asking, steps } = await planned(rule, played);

    const request = await played.open(asking);
    const answer = await answerDriftEvent(request, context);
    expect(answer).toMatchObject({ status: "remediated", calls: steps.map(({ call }) => describeCall(call)) });
    expect(played.made).toEqual(steps.map(({ call }) => call));
    expect(await check()).toEqual({ drifts: [], undecided: [] });

    const record = await context.attempts.attempt(request.account, request.entity, answer.remediationId);
    const undone = await undoRemediation(record ?? never("record"), { ...context, by: ADA });
    const left = irreversible(steps);
    expect(left).toEqual(IRREVERSIBLE[name] ?? []);
    const calls = undone.steps.filter(({ status }) => status === "irreversible").map(({ call }) => call);
    expect(calls.map((call) => call.split(" ")[0])).toEqual(left);
    expect(undone.steps.map(({ status }) => status)).toEqual(
      steps.toReversed().map(({ reversal }) => (reversal.reversible ? "undone" : "irreversible")),
    );
    if (left.length === steps.length) {
      expect(undone.status).toBe("partly");
      expect((await check()).drifts).toEqual([]);
      return;
    }
    expect(undone).toMatchObject({ status: "undone", verified: true });
    const back = (await check()).drifts;
    expect(back.map(nameOf)).toEqual(drifts.map(nameOf));
    if (left.length > 0) return;
    expect(back.map(({ fingerprint }) => fingerprint)).toEqual(drifts.map(({ fingerprint }) => fingerprint));
    expect(inTheLab((await observe()).observation)).toEqual(inTheLab(before));
  });

  it("is shown for every rule whose drifts can be repaired", () => {
    const repairable = RULES.filter((rule) => !(isAnnouncing(rule) || Object.hasOwn(BY_HAND, rule)));
    const shown = new Set(REPAIRED.map(({ rule }) => rule));
    expect(repairable.filter((rule) => !shown.has(rule))).toEqual([]);
    expect([...shown].filter((rule) => !repairable.includes(rule))).toEqual([]);
  });

  it("names each case that leaves something as it is", () => {
    const names = new Set(REPAIRED.map(({ name }) => name));
    expect(Object.keys(IRREVERSIBLE).filter((name) => !names.has(name))).toEqual([]);
  });
});

function never(what: string): never {
  throw new Error(`There is no ${what}.`);
}
