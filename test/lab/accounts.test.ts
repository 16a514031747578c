import {
  CreateEventBusCommand,
  DisableRuleCommand,
  PutPermissionCommand,
  PutRuleCommand,
  PutTargetsCommand,
} from "@aws-sdk/client-eventbridge";
import {
  CreateAccessKeyCommand,
  CreateRoleCommand,
  CreateUserCommand,
  DeleteAccessKeyCommand,
  DeleteRoleCommand,
  DeleteRolePolicyCommand,
  GetRoleCommand,
  GetUserCommand,
  ListRolePoliciesCommand,
  ListUsersCommand,
  PutRolePolicyCommand,
  UpdateAssumeRolePolicyCommand,
} from "@aws-sdk/client-iam";
import { CreateQueueCommand, ReceiveMessageCommand, SetQueueAttributesCommand } from "@aws-sdk/client-sqs";
import { GetCallerIdentityCommand } from "@aws-sdk/client-sts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { LogLine } from "./control/records.ts";
import { type AccountClients, accountClients, type Keys } from "./fixtures/account-clients.ts";
import { post, readList, settled } from "./fixtures/fixture-lab.ts";
import type { CloudTrailRecord } from "./iam/service.ts";
import { type Lab, startLab } from "./lab.ts";

const HUB = "000000000000";
const LISTED = "111111111111";
const FOUND = "222222222222";
const BUS = `arn:aws:events:us-east-1:${HUB}:event-bus/arrivals`;
const QUEUE = `arn:aws:sqs:us-east-1:${HUB}:arrivals`;

const policy = (...Statement: readonly object[]) => JSON.stringify({ Version: "2012-10-17", Statement });
const assumable = (Principal: object) => policy({ Effect: "Allow", Principal, Action: "sts:AssumeRole" });

let lab: Lab;
let clients: AccountClients;

/** Clients of an account's administrator. */
const iam = (account: string) => clients.iam(clients.keysOf(account));
const events = (account: string) => clients.events(clients.keysOf(account));
const createUser = (account: string, UserName: string) => iam(account).send(new CreateUserCommand({ UserName }));

const reader = (account: string) => `arn:aws:iam::${account}:role/plumbline-reader`;
const detector = () => clients.assume(clients.keysOf(HUB), `arn:aws:iam::${HUB}:role/plumbline-detect-drift`);

/** A user of the hub, whose own policies the lab does not ask. */
async function visitor(): Promise<Keys> {
  await iam(HUB).send(new CreateUserCommand({ UserName: "visitor" }));
  const { AccessKey } = await iam(HUB).send(new CreateAccessKeyCommand({ UserName: "visitor" }));
  return { accessKeyId: AccessKey?.AccessKeyId ?? "", secretAccessKey: AccessKey?.SecretAccessKey ?? "" };
}

const enter = (keys: Keys, account: string, externalId?: string) => clients.assume(keys, reader(account), externalId);

beforeAll(async () => {
  lab = await startLab({ members: true });
  clients = await accountClients(lab);
  const PolicyDocument = assumable({ AWS: `arn:aws:iam::${HUB}:root` });
  const trusted = { RoleName: "plumbline-detect-drift", PolicyDocument };
  await iam(HUB).send(new UpdateAssumeRolePolicyCommand(trusted));
});

afterAll(async () => {
  await lab?.stop();
});

describe("the lab's accounts", () => {
  it("are listed with their administrators' keys", async () => {
    expect(await readList(lab, "accounts")).toEqual([
      { account: HUB, role: "hub", accessKeyId: "AKIAPLUMBLINELABADMN", secretAccessKey: "lab" },
      { account: LISTED, role: "member", accessKeyId: "AKIALABM111111111111", secretAccessKey: "lab" },
      { account: FOUND, role: "member", accessKeyId: "AKIALABM222222222222", secretAccessKey: "lab" },
    ]);
  });

  it("have each its own entities", async () => {
    const names = async (account: string) =>
      (await iam(account).send(new ListUsersCommand({}))).Users?.map(({ UserName }) => UserName);
    expect(await names(HUB)).toEqual(["production-streammanager"]);
    expect(await names(LISTED)).toEqual(["ivs-operator", "production-streammanager"]);
    expect(await names(FOUND)).toEqual([]);
    const role = new GetRoleCommand({ RoleName: "matillion-agent-task" });
    expect((await iam(FOUND).send(role)).Role?.Arn).toBe(`arn:aws:iam::${FOUND}:role/matillion-agent-task`);
    await expect(iam(HUB).send(role)).rejects.toMatchObject({ name: "NoSuchEntityException" });
  });

  it("know their users by their keys, also by one that was deleted", async () => {
    await createUser(FOUND, "mary");
    const { AccessKey } = await iam(FOUND).send(new CreateAccessKeyCommand({ UserName: "mary" }));
    const { AccessKeyId = "", SecretAccessKey = "" } = AccessKey ?? {};
    const marys = { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey };
    const sts = clients.sts(marys);
    expect((await sts.send(new GetCallerIdentityCommand({}))).Arn).toBe(`arn:aws:iam::${FOUND}:user/mary`);
    await iam(FOUND).send(new DeleteAccessKeyCommand({ UserName: "mary", AccessKeyId }));
    await expect(sts.send(new GetCallerIdentityCommand({}))).rejects.toMatchObject({ name: "InvalidClientTokenId" });
    const records = await readList<CloudTrailRecord>(lab, "events");
    const ofKey = records.filter(({ eventName }) => eventName === "CreateAccessKey");
    expect(ofKey.map(({ recipientAccountId }) => recipientAccountId)).toEqual([FOUND]);
  });

  it("lack in a member what only the hub has", async () => {
    const sqs = clients.sqs(clients.keysOf(LISTED));
    await expect(sqs.send(new CreateQueueCommand({ QueueName: "mine" }))).rejects.toThrow(/sqs in the member account/);
  });
});

describe("a member", () => {
  it("is entered by its reader role, which may read and nothing else", async () => {
    const session = await enter(await detector(), LISTED, `lab-${LISTED}`);
    const { Arn, Account } = await clients.sts(session).send(new GetCallerIdentityCommand({}));
    expect(Arn).toBe(`arn:aws:sts::${LISTED}:assumed-role/plumbline-reader/plumbline-test`);
    expect(Account).toBe(LISTED);
    const { User } = await clients.iam(session).send(new GetUserCommand({ UserName: "ivs-operator" }));
    expect(User?.Arn).toBe(`arn:aws:iam::${LISTED}:user/ivs-operator`);
    const creating = clients.iam(session).send(new CreateUserCommand({ UserName: "intruder" }));
    await expect(creating).rejects.toMatchObject({
      name: "AccessDenied",
      message: `User: ${Arn} is not authorized to perform: iam:CreateUser on resource: arn:aws:iam::${LISTED}:user/intruder because no identity-based policy allows the iam:CreateUser action`,
    });
    const { Role } = await iam(LISTED).send(new GetRoleCommand({ RoleName: "plumbline-reader" }));
    expect(Role?.RoleLastUsed?.Region).toBe("us-east-1");
  });

  it.each([
    { name: "with another account's external id", externalId: `lab-${FOUND}`, by: detector },
    { name: "without an external id", externalId: undefined, by: detector },
    {
      name: "by somebody of the hub whom it does not trust",
      externalId: `lab-${LISTED}`,
      by: visitor,
    },
    { name: "by another member", externalId: `lab-${LISTED}`, by: async () => clients.keysOf(FOUND) },
    { name: "by the member's own administrator", externalId: `lab-${LISTED}`, by: async () => clients.keysOf(LISTED) },
  ])("is not entered $name", async ({ externalId, by }) => {
    const entering = enter(await by(), LISTED, externalId);
    await expect(entering).rejects.toMatchObject({ name: "AccessDenied", $metadata: { httpStatusCode: 403 } });
  });

  it("is entered for reading by the hub's administrator, whom its template trusts", async () => {
    const entered = await enter(clients.keysOf(HUB), LISTED, `lab-${LISTED}`);
    expect(entered.accessKeyId).toMatch(/^ASIA/);
  });

  it("is not entered by a function whose own role may not assume", async () => {
    const name = "plumbline-send-alert";
    const PolicyDocument = assumable({ AWS: `arn:aws:iam::${HUB}:root` });
    await iam(HUB).send(new UpdateAssumeRolePolicyCommand({ RoleName: name, PolicyDocument }));
    const by = await clients.assume(clients.keysOf(HUB), `arn:aws:iam::${HUB}:role/${name}`);
    await expect(enter(by, LISTED, `lab-${LISTED}`)).rejects.toMatchObject({
      name: "AccessDenied",
      message: `User: arn:aws:sts::${HUB}:assumed-role/${name}/plumbline-test is not authorized to perform: sts:AssumeRole on resource: ${reader(LISTED)}`,
    });
  });

  it("meets faults that are ordered for it alone", async () => {
    const order = { service: "sts", action: "AssumeRole", code: "ServiceUnavailable", times: 1, account: FOUND };
    expect((await post(lab, "faults", order)).status).toBe(200);
    const by = await detector();
    await expect(enter(by, LISTED, `lab-${LISTED}`)).resolves.toBeDefined();
    await expect(enter(by, FOUND, `lab-${FOUND}`)).rejects.toMatchObject({ name: "ServiceUnavailable" });
    await expect(enter(by, FOUND, `lab-${FOUND}`)).resolves.toBeDefined();
    expect(await post(lab, "faults", { ...order, account: "333333333333" })).toEqual({
      status: 400,
      body: { message: "The lab has no account 333333333333, so no call would meet the fault." },
    });
  });

  it("is not entered by a role that it removed, while the others are", async () => {
    const RoleName = "plumbline-reader";
    const { PolicyNames = [] } = await iam(FOUND).send(new ListRolePoliciesCommand({ RoleName }));
    for (const PolicyName of PolicyNames) await iam(FOUND).send(new DeleteRolePolicyCommand({ RoleName, PolicyName }));
    await iam(FOUND).send(new DeleteRoleCommand({ RoleName }));
    const by = await detector();
    await expect(enter(by, FOUND, `lab-${FOUND}`)).rejects.toMatchObject({ name: "AccessDenied" });
    await expect(enter(by, LISTED, `lab-${LISTED}`)).resolves.toBeDefined();
  });
});

describe("a rule of a member", () => {
  const EventPattern = JSON.stringify({ source: ["aws.iam"] });
  const Targets = [{ Id: "queue", Arn: QUEUE }];
  let url = "";
  const received = async () => {
    await settled(lab);
    const sqs = clients.sqs(clients.keysOf(HUB));
    const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl: url, MaxNumberOfMessages: 10 }));
    return Messages.map(({ Body }) => JSON.parse(Body ?? "") as { account: string; detail: CloudTrailRecord });
  };
  const lastLine = async (rule: string) =>
    (await readList<LogLine>(lab, "logs")).findLast(({ line }) => line.startsWith(`Rule ${rule} could not`))?.line;
  const admit = (Principal: unknown, Condition: object = {}) => {
    const statement = { Effect: "Allow", Principal, Action: "events:PutEvents", Resource: BUS, Condition };
    return events(HUB).send(new PutPermissionCommand({ EventBusName: "arrivals", Policy: policy(statement) }));
  };
  const forward = async (account: string, Arn: string, role: string) => {
    await events(account).send(new PutRuleCommand({ Name: "forward", EventPattern }));
    const RoleArn = `arn:aws:iam::${account}:role/${role}`;
    await events(account).send(new PutTargetsCommand({ Rule: "forward", Targets: [{ Id: "hub", Arn, RoleArn }] }));
  };

  beforeAll(async () => {
    const sqs = clients.sqs(clients.keysOf(HUB));
    ({ QueueUrl: url = "" } = await sqs.send(new CreateQueueCommand({ QueueName: "arrivals" })));
    const send = { Effect: "Allow", Principal: "*", Action: "sqs:SendMessage", Resource: QUEUE };
    await sqs.send(new SetQueueAttributesCommand({ QueueUrl: url, Attributes: { Policy: policy(send) } }));
    await events(HUB).send(new CreateEventBusCommand({ Name: "arrivals" }));
    await events(HUB).send(new PutRuleCommand({ Name: "arrivals", EventBusName: "arrivals", EventPattern }));
    await events(HUB).send(new PutTargetsCommand({ Rule: "arrivals", EventBusName: "arrivals", Targets }));
    const AssumeRolePolicyDocument = assumable({ Service: "events.amazonaws.com" });
    const sender = iam(LISTED);
    for (const RoleName of ["sender", "idle"])
      await sender.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument }));
    const PolicyDocument = policy({ Effect: "Allow", Action: "events:PutEvents", Resource: BUS });
    await sender.send(new PutRolePolicyCommand({ RoleName: "sender", PolicyName: "send", PolicyDocument }));
  });

  it("that its template made sends what changes its IAM to the hub", async () => {
    const rule = { Name: "arrivals", EventBusName: "plumbline-members" };
    await events(HUB).send(new PutRuleCommand({ ...rule, EventPattern }));
    await events(HUB).send(new PutTargetsCommand({ Targets, Rule: rule.Name, EventBusName: rule.EventBusName }));
    for (const account of [LISTED, FOUND]) await createUser(account, "newcomer");
    const senders = (await received()).map(({ account, detail }) => [account, detail.recipientAccountId]);
    expect(senders.toSorted()).toEqual([LISTED, FOUND].map((account) => [account, account]));
    await events(HUB).send(new DisableRuleCommand(rule));
  });

  it.each([
    { name: "its organization", principal: "*", condition: { StringEquals: { "aws:PrincipalOrgID": "o-lab0000000" } } },
    { name: "its account", principal: { AWS: LISTED }, condition: {} },
  ])("sends to the hub's bus, which admits $name", async ({ name, principal, condition }) => {
    await admit(principal, condition);
    await forward(LISTED, BUS, "sender");
    const UserName = name.replaceAll(" ", "-");
    await createUser(LISTED, UserName);
    const [event, ...others] = await received();
    expect(others).toEqual([]);
    expect(event).toMatchObject({ account: LISTED, source: "aws.iam", region: "us-east-1" });
    expect(event?.detail).toMatchObject({ recipientAccountId: LISTED, requestParameters: { userName: UserName } });
  });

  it.each([
    { name: "the bus does not admit", role: "sender", principal: { AWS: FOUND }, says: "no resource-based policy" },
    { name: "whose role may not", role: "idle", principal: "*", says: "role/idle may not events:PutEvents" },
    { name: "without its role", role: "nobody", principal: "*", says: "There is no role" },
    { name: "EventBridge may not act for", role: "plumbline-reader", principal: "*", says: "does not trust" },
  ])("does not reach the hub's bus where it is one that $name", async ({ role, principal, says }) => {
    await admit(principal);
    await forward(LISTED, BUS, role);
    await createUser(LISTED, `by-${role}`);
    expect(await received()).toEqual([]);
    expect(await lastLine("forward")).toContain(says);
  });

  it("names the role that sends to another account, and only then", async () => {
    const put = (Target: { Id: string; Arn: string; RoleArn?: string }) =>
      events(LISTED).send(new PutTargetsCommand({ Rule: "forward", Targets: [Target] }));
    await expect(put({ Id: "hub", Arn: BUS })).rejects.toThrow(`RoleArn is required for target ${BUS}`);
    const own = `arn:aws:sqs:us-east-1:${LISTED}:own`;
    await expect(put({ Id: "own", Arn: own, RoleArn: "any" })).rejects.toMatchObject({ name: "NotImplemented" });
  });

  it("sends nothing on that came from another account", async () => {
    await admit("*");
    await forward(LISTED, BUS, "sender");
    const Arn = `arn:aws:events:us-east-1:${FOUND}:event-bus/default`;
    const RoleArn = `arn:aws:iam::${HUB}:role/plumbline-detect-drift`;
    const further = { Rule: "arrivals", EventBusName: "arrivals", Targets: [{ Id: "further", Arn, RoleArn }] };
    await events(HUB).send(new PutTargetsCommand(further));
    await createUser(LISTED, "traveller");
    expect(await received()).toHaveLength(1);
    expect(await lastLine("arrivals")).toContain(
      `came from account ${LISTED}, and EventBridge sends it on to no other`,
    );
  });
});
