import {
  AttachRolePolicyCommand,
  CreateRoleCommand,
  DeleteRoleCommand,
  DeleteRolePolicyCommand,
  DeleteServiceLinkedRoleCommand,
  GetRoleCommand,
  GetRolePolicyCommand,
  ListAttachedRolePoliciesCommand,
  PutRolePolicyCommand,
  TagRoleCommand,
} from "@aws-sdk/client-iam";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ShownAlert } from "../demo/stage.ts";
import { ADMINISTRATOR, CONTRACTOR, type Flow, headlines, startFlow } from "./flow.ts";

const LINKED = "AWSServiceRoleForIVSRecordToS3";
const DEPLOY = "viz-now-deploy-infra";
const BEING_DELETED = "service-linked-role-being-deleted";

let flow: Flow;

beforeAll(async () => {
  flow = await startFlow({ deletionSeconds: 3_600 });
  // Whatever was never read cannot be found to be another.
  await flow.advance("P1D");
});

afterAll(async () => {
  await flow.stop();
});

/** The status of each finding of a role, by rule. */
async function findings(role: string): Promise<Readonly<Record<string, string>>> {
  return Object.fromEntries((await flow.findingsOf(`role/${role}`)).map(({ drift, status }) => [drift.rule, status]));
}

/** `Headline: rule` of each alert about a role, in the order of the alphabet. */
function told(alerts: readonly ShownAlert[], role: string): readonly string[] {
  const own = alerts.filter(({ attributes }) => attributes.entity === `role/${role}`);
  return own.map((alert) => `${headlines([alert], `role/${role}`)[0]}: ${alert.attributes.rule}`).toSorted();
}

/** An event about the service-linked role that changes nothing of what its baseline says. */
const touchLinked = () => flow.iam.send(new TagRoleCommand({ RoleName: LINKED, Tags: [{ Key: "seen", Value: "1" }] }));

describe("a service-linked role that is deleted", () => {
  it("is told of once while it is still there, by the event's actor", async () => {
    const raised = await flow.raisedBy(async () => {
      await flow.fault({
        service: "iam",
        action: "GetServiceLinkedRoleDeletionStatus",
        code: "AccessDenied",
        times: 1,
      });
      await flow.iam.send(new DeleteServiceLinkedRoleCommand({ RoleName: LINKED }));
    });
    expect(told(raised, LINKED)).toEqual(["[high] Not readable: unreadable"]);

    const then = await flow.raisedBy(touchLinked);
    expect(told(then, LINKED)).toEqual([
      "[high] Drift opened: service-linked-role-being-deleted",
      "[high] Drift resolved: unreadable",
    ]);
    expect(then.find(({ attributes }) => attributes.rule === BEING_DELETED)?.message).toContain(CONTRACTOR);

    const again = await flow.raisedBy(async () => {
      await flow.iam.send(new DeleteServiceLinkedRoleCommand({ RoleName: LINKED }));
      await touchLinked();
    });
    expect(told(again, LINKED)).toEqual([]);
    expect(await findings(LINKED)).toEqual({ [BEING_DELETED]: "open", unreadable: "resolved" });
  });

  it("is missed once it is gone, created again, and told to be another", async () => {
    const before = (await flow.iam.send(new GetRoleCommand({ RoleName: LINKED }))).Role?.RoleId;
    const raised = await flow.raisedBy(() => flow.advance("P1D"));
    expect(told(raised, LINKED)).toEqual([
      "[high] Drift opened: entity-missing",
      "[high] Drift remediated: entity-missing",
      "[high] Drift resolved: entity-missing",
      "[high] Drift resolved: service-linked-role-being-deleted",
      "[medium] Drift opened: entity-re-created",
    ]);
    const after = (await flow.iam.send(new GetRoleCommand({ RoleName: LINKED }))).Role?.RoleId;
    const { message } = raised.find(({ attributes }) => attributes.rule === "entity-re-created") ?? {};
    expect(message).toContain(`its id is ${after} instead of ${before}, known since 2`);
    expect(message).toContain("inline policies that its service had added to it may be lacking");
    expect(await findings(LINKED)).toEqual({
      "entity-missing": "resolved",
      "entity-re-created": "open",
      [BEING_DELETED]: "resolved",
      unreadable: "resolved",
    });
    expect(told(await flow.raisedBy(() => flow.advance("P1D")), LINKED)).toEqual([]);
  });
});

describe("a role that is made anew", () => {
  it("is told to be another, and nothing on it is repaired", async () => {
    const named = { RoleName: DEPLOY, PolicyName: DEPLOY };
    const { Role } = await flow.iam.send(new GetRoleCommand({ RoleName: DEPLOY }));
    const { PolicyDocument } = await flow.iam.send(new GetRolePolicyCommand(named));
    const raised = await flow.raisedBy(async () => {
      await flow.iam.send(new DeleteRolePolicyCommand(named));
      await flow.iam.send(new DeleteRoleCommand({ RoleName: DEPLOY }));
      await flow.settled();
      const AssumeRolePolicyDocument = decodeURIComponent(Role?.AssumeRolePolicyDocument ?? "");
      await flow.iam.send(new CreateRoleCommand({ RoleName: DEPLOY, AssumeRolePolicyDocument, Tags: Role?.Tags }));
      const policy = { ...named, PolicyDocument: decodeURIComponent(PolicyDocument ?? "") };
      await flow.iam.send(new PutRolePolicyCommand(policy));
      await flow.iam.send(new AttachRolePolicyCommand({ RoleName: DEPLOY, PolicyArn: ADMINISTRATOR }));
    });
    expect(told(raised, DEPLOY).filter((line) => line.endsWith("entity-re-created"))).toEqual([
      "[critical] Drift opened: entity-re-created",
    ]);
    expect(raised.map(({ message }) => message).join("\n")).toContain(
      `role/${DEPLOY} is another than before, under the same name, and may be somebody else's: nothing on it is repaired`,
    );
    const { AttachedPolicies } = await flow.iam.send(new ListAttachedRolePoliciesCommand({ RoleName: DEPLOY }));
    expect(AttachedPolicies?.map(({ PolicyArn }) => PolicyArn)).toEqual([ADMINISTRATOR]);
    expect(await findings(DEPLOY)).toMatchObject({
      "entity-missing": "resolved",
      "entity-re-created": "open",
      "attachment-unexpected": "open",
    });
  });
});
