import {
  AttachRolePolicyCommand,
  CreateRoleCommand,
  PutRolePolicyCommand,
  UpdateAssumeRolePolicyCommand,
} from "@aws-sdk/client-iam";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ADMINISTRATOR, CONTRACTOR, envelope, type Flow, headlines, startFlow, within } from "./flow.ts";

const TASK = "matillion-agent-task";
const DEPLOY = "viz-now-deploy-infra";
const STRANGER = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: { AWS: "arn:aws:iam::111122223333:root" }, Action: "sts:AssumeRole" }],
});

let flow: Flow;

beforeAll(async () => {
  flow = await startFlow();
});

afterAll(async () => {
  await flow.stop();
});

/** Puts a stranger into the trust of the deploy role, which is left for a person to put back. */
async function trustStranger(): Promise<void> {
  await flow.iam.send(new UpdateAssumeRolePolicyCommand({ RoleName: DEPLOY, PolicyDocument: STRANGER }));
}

describe("an outside change", () => {
  it("stands in the alerts within two seconds: what, where, how bad, and who", async () => {
    await flow.iam.send(new AttachRolePolicyCommand({ RoleName: TASK, PolicyArn: ADMINISTRATOR }));
    const alert = await within(2_000, async () =>
      (await flow.alerts()).find(({ attributes }) => attributes.entity === `role/${TASK}`),
    );
    expect(alert).toMatchObject({
      subject: `[critical] Drift opened: role/${TASK} in lab`,
      attributes: {
        severity: "critical",
        account: "000000000000",
        baseline: "matillion-agent",
        entity: `role/${TASK}`,
        change: "opened",
        rule: "attachment-unexpected",
      },
    });
    expect(alert.message).toContain(ADMINISTRATOR);
    expect(alert.message).toMatch(
      new RegExp(`Who did it, as the event claims:\\n +${CONTRACTOR}\\n +AttachRolePolicy at \\d{4}-\\d\\d-\\d\\dT`),
    );
    expect(alert.message).toMatch(/Configuration sha256:[0-9a-f]{64}/);
  });

  it("is put back, and every step of it is told once", async () => {
    await flow.settled();
    expect(headlines(await flow.alerts(), `role/${TASK}`).toSorted()).toEqual([
      "[critical] Drift opened",
      "[critical] Drift remediated",
      "[critical] Drift resolved",
    ]);
    const [finding] = await flow.findingsOf(`role/${TASK}`);
    expect(finding).toMatchObject({ status: "resolved", revision: 3 });
  });

  it("raises one alert when it is made three times, and each is told of by one message alone", async () => {
    const raised = await flow.raisedBy(async () => {
      await trustStranger();
      await trustStranger();
      await trustStranger();
    });
    expect(headlines(raised, `role/${DEPLOY}`).toSorted()).toEqual(["[critical] Drift opened"]);
  });

  it("is silent when its record comes doubled, and out of order", async () => {
    const records = (await flow.events()).slice(-3).toReversed();
    expect(records.map(({ eventName }) => eventName)).toEqual(Array(3).fill("UpdateAssumeRolePolicy"));
    const bodies = [...records, ...records].map((record) => envelope(record));
    const before = await flow.findingsOf(`role/${DEPLOY}`);
    expect(await flow.raisedBy(() => flow.send("detect-drift", ...bodies))).toEqual([]);
    expect(await flow.findingsOf(`role/${DEPLOY}`)).toEqual(before);
  });

  it("is told of once when its own record comes twice, late, and after the one that took it back", async () => {
    const role = "matillion-agent-execution";
    const raised = await flow.raisedBy(async () => {
      await flow.iam.send(new AttachRolePolicyCommand({ RoleName: role, PolicyArn: ADMINISTRATOR }));
    });
    expect(headlines(raised, `role/${role}`)).toHaveLength(3);
    const records = (await flow.events()).slice(-2);
    expect(records.map(({ eventName }) => eventName)).toEqual(["AttachRolePolicy", "DetachRolePolicy"]);
    const bodies = [...records.toReversed(), ...records].map((record) => envelope(record));
    expect(await flow.raisedBy(() => flow.send("detect-drift", ...bodies))).toEqual([]);
    expect((await flow.findingsOf(`role/${role}`)).map(({ status, revision }) => [status, revision])).toEqual([
      ["resolved", 3],
    ]);
  });

  it("opens its finding again when it is made again", async () => {
    const raised = await flow.raisedBy(async () => {
      await flow.iam.send(new AttachRolePolicyCommand({ RoleName: TASK, PolicyArn: ADMINISTRATOR }));
    });
    expect(headlines(raised, `role/${TASK}`).toSorted()).toEqual([
      "[critical] Drift opened",
      "[critical] Drift remediated",
      "[critical] Drift resolved",
    ]);
    expect(await flow.findingsOf(`role/${TASK}`)).toHaveLength(1);
  });

  it("of a document is told with what it comes to, which the function reads from the table beside it", async () => {
    const Statement = [{ Effect: "Allow", Action: "organizations:LeaveOrganization", Resource: "*" }];
    const raised = await flow.raisedBy(async () => {
      await flow.iam.send(
        new PutRolePolicyCommand({
          RoleName: DEPLOY,
          PolicyName: DEPLOY,
          PolicyDocument: JSON.stringify({ Version: "2012-10-17", Statement }),
        }),
      );
    });
    const opened = raised.find(({ attributes }) => attributes.rule === "inline-policy-changed");
    expect(opened?.subject).toBe(`[critical] Drift opened: role/${DEPLOY} in lab`);
    expect(opened?.message).toMatch(
      /\n {6}privilege escalation: organizations:LeaveOrganization: takes the account .+\n {6}actions: 1 Write\n/,
    );
  });

  it("to what no baseline names is nobody's business", async () => {
    const RoleName = "unwatched";
    const raised = await flow.raisedBy(async () => {
      await flow.iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: STRANGER }));
      await flow.iam.send(new AttachRolePolicyCommand({ RoleName, PolicyArn: ADMINISTRATOR }));
    });
    expect((await flow.events()).at(-1)?.eventName).toBe("AttachRolePolicy");
    expect(raised).toEqual([]);
  });

  it("is told in a subject that SNS takes: at most 100 characters of ASCII", async () => {
    for (const { subject } of await flow.alerts()) expect(subject).toMatch(/^[!-~][ -~]{0,99}$/);
    expect((await flow.alerts()).length).toBeGreaterThan(10);
  });
});
