import { AttachRolePolicyCommand, DetachRolePolicyCommand, ListAttachedRolePoliciesCommand } from "@aws-sdk/client-iam";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ADMINISTRATOR, CONTRACTOR, type Flow, headlines, startFlow } from "./flow.ts";

const RoleName = "matillion-agent-task";
const ENTITY = `role/${RoleName}`;
const ROUNDS = 10;

let flow: Flow;

beforeAll(async () => {
  flow = await startFlow();
});

afterAll(async () => {
  await flow.stop();
});

const attach = () => flow.iam.send(new AttachRolePolicyCommand({ RoleName, PolicyArn: ADMINISTRATOR }));
const detach = () => flow.iam.send(new DetachRolePolicyCommand({ RoleName, PolicyArn: ADMINISTRATOR }));

async function isAttached(): Promise<boolean> {
  const { AttachedPolicies } = await flow.iam.send(new ListAttachedRolePoliciesCommand({ RoleName }));
  return (AttachedPolicies ?? []).some(({ PolicyArn }) => PolicyArn === ADMINISTRATOR);
}

describe("a contractor who attaches AdministratorAccess again and again", () => {
  let told: string[];
  let refusals: string[];

  beforeAll(async () => {
    told = [];
    refusals = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      const raised = await flow.raisedBy(async () => {
        if (await isAttached()) await detach();
        await flow.settled();
        await attach();
      });
      told.push(...headlines(raised, ENTITY));
      const refused = raised.filter(({ subject }) => subject.includes("Remediation refused"));
      refusals.push(...refused.map(({ message }) => message.replaceAll(/\s+/g, " ")));
    }
  });

  it("is answered by three repairs, and by no more", async () => {
    expect(told.filter((headline) => headline.includes("Drift remediated"))).toHaveLength(3);
    const calls = (await flow.events()).filter(({ eventName }) => eventName === "DetachRolePolicy");
    const byPlumbline = calls.filter(({ userIdentity }) => userIdentity.arn?.includes("plumbline-remediate-drift"));
    expect(byPlumbline).toHaveLength(3);
    expect(await isAttached()).toBe(true);
  });

  it("is announced once: who did it, as claimed, and how it is cleared", () => {
    expect(refusals).toHaveLength(1);
    expect(refusals[0]).toContain(`${ENTITY} drifts back again and again`);
    expect(refusals[0]).toContain(`; its event says that ${CONTRACTOR} did it with`);
    expect(refusals[0]).toContain(`npx plumbline remediate --entity ${ENTITY} --apply`);
  });

  it("is told of again, day after day", async () => {
    for (let day = 0; day < 3; day += 1) {
      const raised = await flow.raisedBy(() => flow.advance("P1D"));
      expect(headlines(raised, ENTITY).filter((headline) => headline.includes("Still open"))).toHaveLength(1);
    }
    expect(await isAttached()).toBe(true);
  });

  it("is not repaired even after a day, until a person has cleared it", async () => {
    await flow.raisedBy(detach);
    const raised = await flow.raisedBy(attach);
    expect(headlines(raised, ENTITY)).toEqual(["[critical] Drift opened"]);
    expect(await isAttached()).toBe(true);
  });
});
