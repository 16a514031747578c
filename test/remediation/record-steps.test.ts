import { describe, expect, it } from "vitest";
import type { EntityState } from "../../shared/observation/entity-state.ts";
import type { Observation } from "../../shared/observation/observation.ts";
import { foundDone } from "../../shared/remediation/record-steps.ts";
import type { RecordedStep } from "../../shared/remediation/remediation-attempt.ts";
import { denied, present, roleState } from "./fixtures.ts";

const now = new Date("2026-06-01T00:00:00.000Z");
const STOP = "arn:aws:iam::000000000000:policy/more";

function step(status: RecordedStep["status"]): RecordedStep {
  return {
    call: { action: "DetachRolePolicy", input: { RoleName: "worker", PolicyArn: STOP } },
    reversal: { reversible: true, inverse: [] },
    repairs: [],
    status,
    at: "2026-05-31T00:00:00.000Z",
  };
}

const attached = (...arns: readonly string[]): Observation<EntityState> =>
  present(roleState({ attachments: present(arns.map((policyArn) => ({ policyArn, policyName: "more" }))) }));

describe("a step of a remediation that died", () => {
  it.each([
    { name: "was begun and is seen done", status: "begun", observation: attached(), becomes: "done" },
    { name: "was begun and is seen not to be done", status: "begun", observation: attached(STOP), becomes: "skipped" },
    {
      name: "was begun and cannot be seen",
      status: "begun",
      observation: present(roleState({ attachments: denied("ListAttachedRolePolicies") })),
      becomes: "begun",
    },
    { name: "was begun on what cannot be read", status: "begun", observation: denied("GetRole"), becomes: "begun" },
    { name: "was not begun", status: "pending", observation: attached(), becomes: "skipped" },
    { name: "was done", status: "done", observation: attached(STOP), becomes: "done" },
  ] as const)("that $name is $becomes", ({ status, observation, becomes }) => {
    expect(foundDone([step(status)], { observation, now }).map((each) => each.status)).toEqual([becomes]);
  });
});
