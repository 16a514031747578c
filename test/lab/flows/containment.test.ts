import {
  AttachRolePolicyCommand,
  AttachUserPolicyCommand,
  CreatePolicyCommand,
  DetachRolePolicyCommand,
  DetachUserPolicyCommand,
  GetRolePolicyCommand,
  ListAttachedRolePoliciesCommand,
  ListAttachedUserPoliciesCommand,
  PutRolePolicyCommand,
} from "@aws-sdk/client-iam";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ADMINISTRATOR, type Flow, headlines, startFlow } from "./flow.ts";

const UserName = "production-streammanager";
const QUARANTINE = "arn:aws:iam::aws:policy/AWSCompromisedKeyQuarantineV3";
const DENY_ALL = '{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"*","Resource":"*"}]}';
const REVOKED =
  '{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":["*"],"Resource":["*"],"Condition":{"DateLessThan":{"aws:TokenIssueTime":"2026-11-22T00:00:00.000Z"}}}]}';

let flow: Flow;

beforeAll(async () => {
  flow = await startFlow();
});

afterAll(async () => {
  await flow.stop();
});

async function attachedToUser(): Promise<readonly (string | undefined)[]> {
  const { AttachedPolicies } = await flow.iam.send(new ListAttachedUserPoliciesCommand({ UserName }));
  return (AttachedPolicies ?? []).map(({ PolicyArn }) => PolicyArn);
}

async function attachedToRole(RoleName: string): Promise<readonly (string | undefined)[]> {
  const { AttachedPolicies } = await flow.iam.send(new ListAttachedRolePoliciesCommand({ RoleName }));
  return (AttachedPolicies ?? []).map(({ PolicyArn }) => PolicyArn);
}

/** Attaches AdministratorAccess to a role, and tells what was said of that. */
async function attachToRole(RoleName: string) {
  const raised = await flow.raisedBy(() =>
    flow.iam.send(new AttachRolePolicyCommand({ RoleName, PolicyArn: ADMINISTRATOR })),
  );
  const refusal = raised.find(({ subject }) => subject.includes("Remediation refused"))?.message ?? "";
  return { told: headlines(raised, `role/${RoleName}`).toSorted(), refusal };
}

const LEFT_OPEN = ["[critical] Drift opened", "[critical] Remediation refused"];

describe("a user whose key has leaked", () => {
  it("has AWS's quarantine policy told of, and left where it is", async () => {
    const raised = await flow.raisedBy(() =>
      flow.iam.send(new AttachUserPolicyCommand({ UserName, PolicyArn: QUARANTINE })),
    );
    expect(headlines(raised, `user/${UserName}`).toSorted()).toEqual([
      "[high] Drift opened",
      "[high] Remediation refused",
    ]);
    const told = raised.map(({ message }) => message).join("\n");
    expect(told).toContain("it must not be removed");
    expect(told).toContain(`user/${UserName} is contained by ${QUARANTINE}, which only denies`);
    expect(await attachedToUser()).toContain(QUARANTINE);
  });

  it("is frozen: AdministratorAccess attached later is told of, and left too", async () => {
    const raised = await flow.raisedBy(() =>
      flow.iam.send(new AttachUserPolicyCommand({ UserName, PolicyArn: ADMINISTRATOR })),
    );
    expect(headlines(raised, `user/${UserName}`).toSorted()).toEqual(LEFT_OPEN);
    expect(raised.find(({ subject }) => subject.includes("refused"))?.message).toContain(
      `user/${UserName} is contained by ${QUARANTINE}, which only denies; nothing on it is repaired until a person has removed that.`,
    );
    expect(await attachedToUser()).toEqual(expect.arrayContaining([QUARANTINE, ADMINISTRATOR]));
  });

  it("stays so when a day goes by", async () => {
    const raised = await flow.raisedBy(() => flow.advance("P1D"));
    expect(raised.filter(({ attributes }) => attributes.change !== "reminder")).toEqual([]);
    expect(await attachedToUser()).toEqual(expect.arrayContaining([QUARANTINE, ADMINISTRATOR]));
  });

  it("is repaired again once a person has lifted the quarantine", async () => {
    for (const PolicyArn of [ADMINISTRATOR, QUARANTINE]) {
      await flow.raisedBy(() => flow.iam.send(new DetachUserPolicyCommand({ UserName, PolicyArn })));
    }
    const raised = await flow.raisedBy(() =>
      flow.iam.send(new AttachUserPolicyCommand({ UserName, PolicyArn: ADMINISTRATOR })),
    );
    expect(headlines(raised, `user/${UserName}`)).toContain("[critical] Drift remediated");
    expect(await attachedToUser()).not.toContain(ADMINISTRATOR);
  });
});

describe("a role that an incident responder has contained", () => {
  it("by the console's revoke sessions is frozen", async () => {
    const RoleName = "matillion-agent-task";
    const revoke = { RoleName, PolicyName: "AWSRevokeOlderSessions", PolicyDocument: REVOKED };
    const raised = await flow.raisedBy(() => flow.iam.send(new PutRolePolicyCommand(revoke)));
    expect(headlines(raised, `role/${RoleName}`)).toContain("[high] Drift opened");
    expect(raised[0]?.message).toContain("it only denies");
    const { told, refusal } = await attachToRole(RoleName);
    expect(told).toEqual(LEFT_OPEN);
    expect(refusal).toContain(`role/${RoleName} is contained by the inline policy AWSRevokeOlderSessions`);
    expect(await attachedToRole(RoleName)).toContain(ADMINISTRATOR);
  });

  it("by a policy of the customer's own is frozen", async () => {
    const RoleName = "matillion-agent-execution";
    const { Policy } = await flow.iam.send(
      new CreatePolicyCommand({ PolicyName: "incident-4711", PolicyDocument: DENY_ALL }),
    );
    const raised = await flow.raisedBy(() =>
      flow.iam.send(new AttachRolePolicyCommand({ RoleName, PolicyArn: Policy?.Arn })),
    );
    expect(raised.map(({ message }) => message.replaceAll(/\s+/g, " ")).join(" ")).toContain("; it only denies, as");
    const { told, refusal } = await attachToRole(RoleName);
    expect(told).toEqual(LEFT_OPEN);
    expect(refusal).toContain("is contained by arn:aws:iam::000000000000:policy/incident-4711, which only denies");
    expect(await attachedToRole(RoleName)).toEqual(expect.arrayContaining([Policy?.Arn, ADMINISTRATOR]));
  });

  describe("by a denial written over its own policy, which its baseline would tolerate,", () => {
    const RoleName = "viz-now-deploy-infra";
    const PolicyName = RoleName;
    let before: string;

    it("is told of once", async () => {
      const { PolicyDocument } = await flow.iam.send(new GetRolePolicyCommand({ RoleName, PolicyName }));
      before = decodeURIComponent(PolicyDocument ?? "");
      const put = { RoleName, PolicyName, PolicyDocument: DENY_ALL };
      const raised = await flow.raisedBy(() => flow.iam.send(new PutRolePolicyCommand(put)));
      expect(headlines(raised, `role/${RoleName}`)).toEqual(["[critical] Drift opened"]);
      expect(raised[0]?.message.replaceAll(/\s+/g, " ")).toContain(
        `Role ${RoleName} is contained by the inline policy ${RoleName}, which only denies`,
      );
      expect(await flow.raisedBy(() => flow.iam.send(new PutRolePolicyCommand(put)))).toEqual([]);
    });

    it("is frozen", async () => {
      const { told, refusal } = await attachToRole(RoleName);
      expect(told).toEqual(LEFT_OPEN);
      expect(refusal).toContain(`is contained by the inline policy ${RoleName}, which only denies`);
      expect(await attachedToRole(RoleName)).toContain(ADMINISTRATOR);
    });

    it("is resolved when a person has put the policy back", async () => {
      await flow.raisedBy(() => flow.iam.send(new DetachRolePolicyCommand({ RoleName, PolicyArn: ADMINISTRATOR })));
      const raised = await flow.raisedBy(() =>
        flow.iam.send(new PutRolePolicyCommand({ RoleName, PolicyName, PolicyDocument: before })),
      );
      expect(headlines(raised, `role/${RoleName}`)).toEqual(["[critical] Drift resolved"]);
      const findings = await flow.findingsOf(`role/${RoleName}`);
      expect(findings.map(({ drift, status }) => [drift.rule, status])).toEqual(
        expect.arrayContaining([["entity-contained", "resolved"]]),
      );
    });
  });
});
