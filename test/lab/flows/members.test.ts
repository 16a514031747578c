import {
  AttachRolePolicyCommand,
  AttachUserPolicyCommand,
  CreateRoleCommand,
  DeleteRoleCommand,
  DeleteRolePolicyCommand,
  GetRoleCommand,
  GetRolePolicyCommand,
  IAMClient,
  ListAttachedRolePoliciesCommand,
  ListAttachedUserPoliciesCommand,
  PutRolePolicyCommand,
  type Role,
  TagRoleCommand,
  UpdateAssumeRolePolicyCommand,
} from "@aws-sdk/client-iam";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { administratorOf } from "../callers.ts";
import type { ShownAlert } from "../demo/stage.ts";
import { ADMINISTRATOR, type Flow, startFlow } from "./flow.ts";

const LISTED = "111111111111";
const OF_ORGANIZATION = "222222222222";
const READER = "plumbline-reader";
const USER = "production-streammanager";
const TASK = "matillion-agent-task";

let flow: Flow;
let listed: IAMClient;
let ofOrganization: IAMClient;

beforeAll(async () => {
  flow = await startFlow({ members: true });
  const clientOf = (account: string) =>
    new IAMClient({ region: "us-east-1", endpoint: flow.lab.endpoint, credentials: administratorOf(account) });
  listed = clientOf(LISTED);
  ofOrganization = clientOf(OF_ORGANIZATION);
  // The sweep that a deployment begins with lists the organization's accounts.
  await flow.invoke("sweep-account", {});
  await flow.settled();
});

afterAll(async () => {
  listed?.destroy();
  ofOrganization?.destroy();
  await flow?.stop();
});

const attachToUser = () => listed.send(new AttachUserPolicyCommand({ UserName: USER, PolicyArn: ADMINISTRATOR }));
const attachToTask = () =>
  ofOrganization.send(new AttachRolePolicyCommand({ RoleName: TASK, PolicyArn: ADMINISTRATOR }));

/**
 * `ACCOUNT ENTITY CHANGE` of each alert; after the first in the order of the alphabet, since who repaired tells of it, and who reads the
 * repair's own event tells that the drift is gone: either may be first.
 */
function told(alerts: readonly ShownAlert[]): readonly string[] {
  const [first, ...others] = alerts.map(
    ({ attributes: { account, entity, change } }) => `${account} ${entity} ${change}`,
  );
  return first === undefined ? [] : [first, ...others.toSorted()];
}

/** Who made the calls of this name, as CloudTrail has it, latest last. */
async function madeBy(eventName: string): Promise<readonly string[]> {
  const events = (await (await fetch(`${flow.lab.endpoint}/_lab/events`)).json()) as readonly {
    readonly eventName: string;
    readonly userIdentity: { readonly arn: string };
  }[];
  return events.filter((event) => event.eventName === eventName).map(({ userIdentity }) => userIdentity.arn);
}

describe("a drift in a member", () => {
  it("that plumbline.yml lists is told by its account, and repaired by that account's remediator role", async () => {
    const alerts = await flow.raisedBy(attachToUser);
    expect(told(alerts)).toEqual([
      `${LISTED} user/${USER} opened`,
      `${LISTED} user/${USER} remediated`,
      `${LISTED} user/${USER} resolved`,
    ]);
    expect(alerts[0]?.subject).toContain("media");
    const { AttachedPolicies } = await listed.send(new ListAttachedUserPoliciesCommand({ UserName: USER }));
    expect(AttachedPolicies?.map(({ PolicyArn }) => PolicyArn)).not.toContain(ADMINISTRATOR);
    const [finding] = (await flow.ledger.findingsOf(LISTED, `user/${USER}`)).filter(
      ({ drift }) => drift.subject === ADMINISTRATOR,
    );
    expect((await madeBy("DetachUserPolicy")).at(-1)).toBe(
      `arn:aws:sts::${LISTED}:assumed-role/plumbline-remediator/plumbline-${finding?.id}`,
    );
  });

  it("that the organization lists is, too", async () => {
    const alerts = await flow.raisedBy(attachToTask);
    expect(told(alerts)).toEqual([
      `${OF_ORGANIZATION} role/${TASK} opened`,
      `${OF_ORGANIZATION} role/${TASK} remediated`,
      `${OF_ORGANIZATION} role/${TASK} resolved`,
    ]);
    const { AttachedPolicies } = await ofOrganization.send(new ListAttachedRolePoliciesCommand({ RoleName: TASK }));
    expect(AttachedPolicies?.map(({ PolicyArn }) => PolicyArn)).not.toContain(ADMINISTRATOR);
  });
});

describe("a member whose reader role is gone", () => {
  let role: Role | undefined;
  let permissions = "";

  beforeAll(async () => {
    const ofReader = { RoleName: READER, PolicyName: READER };
    role = (await listed.send(new GetRoleCommand({ RoleName: READER }))).Role;
    permissions = decodeURIComponent((await listed.send(new GetRolePolicyCommand(ofReader))).PolicyDocument ?? "");
    // Once it has been read, its id is known.
    const looked = { RoleName: READER, Tags: [{ Key: "looked-at", Value: "once" }] };
    expect(await flow.raisedBy(() => listed.send(new TagRoleCommand(looked)))).toEqual([]);
  });

  it("is one finding, and the others go on", async () => {
    const alerts = await flow.raisedBy(async () => {
      // Of the policy's end nobody hears: a read between it and the role's own would tell of another finding.
      await flow.fault({ service: "events", action: "Deliver", code: "Withheld", times: 1, account: LISTED });
      await listed.send(new DeleteRolePolicyCommand({ RoleName: READER, PolicyName: READER }));
      await listed.send(new DeleteRoleCommand({ RoleName: READER }));
      await attachToUser();
      await attachToTask();
    });
    const ofListed = told(alerts).filter((line) => line.startsWith(LISTED));
    expect(ofListed).toEqual([`${LISTED} account unreadable`]);
    expect(told(alerts).filter((line) => line.startsWith(OF_ORGANIZATION))).toHaveLength(3);
    const again = await flow.raisedBy(attachToUser);
    expect(again).toEqual([]);
  });

  it("stays so while its role asks for another external id", async () => {
    const trust = decodeURIComponent(role?.AssumeRolePolicyDocument ?? "");
    const wrong = trust.replace(`lab-${LISTED}`, "lab-999999999999");
    expect(wrong).not.toBe(trust);
    await listed.send(new CreateRoleCommand({ RoleName: READER, AssumeRolePolicyDocument: wrong }));
    await listed.send(new PutRolePolicyCommand({ RoleName: READER, PolicyName: READER, PolicyDocument: permissions }));
    expect(await flow.raisedBy(attachToUser)).toEqual([]);
  });

  it("is over once the role is as it was, and what drifted meanwhile is found and repaired", async () => {
    const trust = decodeURIComponent(role?.AssumeRolePolicyDocument ?? "");
    const alerts = await flow.raisedBy(async () => {
      await listed.send(new UpdateAssumeRolePolicyCommand({ RoleName: READER, PolicyDocument: trust }));
      await attachToUser();
    });
    expect(told(alerts)).toEqual([
      `${LISTED} account resolved`,
      // It is another role of that name, which Plumbline's own baseline does not pass over.
      `${LISTED} role/${READER} opened`,
      `${LISTED} user/${USER} opened`,
      `${LISTED} user/${USER} remediated`,
      `${LISTED} user/${USER} resolved`,
    ]);
  });
});
