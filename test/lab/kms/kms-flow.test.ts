import { IAMClient, PutRolePolicyCommand, UpdateAssumeRolePolicyCommand } from "@aws-sdk/client-iam";
import {
  CreateTopicCommand,
  DeleteTopicCommand,
  GetTopicAttributesCommand,
  PublishBatchCommand,
  PublishCommand,
  SetTopicAttributesCommand,
  SNSClient,
  SubscribeCommand,
} from "@aws-sdk/client-sns";
import {
  CreateQueueCommand,
  DeleteMessageCommand,
  DeleteQueueCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  SetQueueAttributesCommand,
  SQSClient,
} from "@aws-sdk/client-sqs";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createAccount, type LabAccount } from "../account.ts";
import { createDispatch } from "../dispatch.ts";
import { ec2Trust } from "../iam/iam-under-test.ts";
import { type Listening, listen } from "../server/http.ts";

const ACCOUNT = "000000000000";
const KEY = `arn:aws:kms:us-east-1:${ACCOUNT}:key/one`;
const OTHER_KEY = `arn:aws:kms:us-east-1:${ACCOUNT}:key/two`;
const ROLE = `arn:aws:iam::${ACCOUNT}:role/task`;
const SESSION = `arn:aws:sts::${ACCOUNT}:assumed-role/task/one`;
const QUEUE = `arn:aws:sqs:us-east-1:${ACCOUNT}:kept`;
const TOPIC = `arn:aws:sns:us-east-1:${ACCOUNT}:told`;
const ADMINISTRATOR = "AKIAADMINISTRATOR000";
const ADMINISTRATOR_ARN = `arn:aws:iam::${ACCOUNT}:user/administrator`;
const ALL_ACTIONS = ["kms:GenerateDataKey", "kms:Decrypt"];

const statement = (Action: unknown, Resource: unknown, more: object = {}) => ({
  Effect: "Allow",
  Action,
  Resource,
  ...more,
});
const document = (...Statement: object[]) => JSON.stringify({ Version: "2012-10-17", Statement });
const ACCOUNTS = statement("kms:*", "*", { Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` } });
const SERVICES = statement(ALL_ACTIONS, "*", { Principal: { Service: "sns.amazonaws.com" } });

let account: LabAccount;
let listening: Listening;
let iam: IAMClient;
let session: { readonly sqs: SQSClient; readonly sns: SNSClient };
let administrator: typeof session;
let sessionKey = "";
let QueueUrl = "";

beforeAll(async () => {
  account = createAccount(() => `127.0.0.1:${listening.port}`);
  listening = await listen(0, () => new Date(), createDispatch(account, { arn: undefined }));
  iam = new IAMClient(signedBy(ADMINISTRATOR));
  const signed = { accessKeyId: ADMINISTRATOR, sourceIPAddress: "127.0.0.1", userAgent: "test", requestId: "one" };
  const params = { RoleName: "task", AssumeRolePolicyDocument: ec2Trust };
  account.iam.handle({ ...signed, action: "CreateRole", params });
  sessionKey = account.iam.registerSession({ roleName: "task", sessionName: "one", durationSeconds: 900 }).accessKeyId;
  session = { sqs: new SQSClient(signedBy(sessionKey)), sns: new SNSClient(signedBy(sessionKey)) };
  administrator = { sqs: new SQSClient(signedBy(ADMINISTRATOR)), sns: new SNSClient(signedBy(ADMINISTRATOR)) };
  account.keys.policies.set(KEY, document(ACCOUNTS, SERVICES)).set(OTHER_KEY, document(ACCOUNTS));
  const queue = new CreateQueueCommand({ QueueName: "kept", Attributes: { KmsMasterKeyId: KEY } });
  QueueUrl = (await administrator.sqs.send(queue)).QueueUrl ?? "";
  await administrator.sns.send(new CreateTopicCommand({ Name: "told", Attributes: { KmsMasterKeyId: "one" } }));
});

beforeEach(async () => {
  account.keys.policies.set(KEY, document(ACCOUNTS, SERVICES));
  await grant(ALL_ACTIONS);
});

afterAll(async () => {
  for (const client of [iam, ...Object.values(session), ...Object.values(administrator)]) client.destroy();
  await listening.close();
  await account.messaging.close();
});

function signedBy(accessKeyId: string) {
  const endpoint = `http://127.0.0.1:${listening.port}`;
  const credentials = { accessKeyId, secretAccessKey: "lab" };
  return { endpoint, region: "us-east-1", credentials, maxAttempts: 1 };
}

/** Gives the role every right to SQS and SNS, and these to the key. */
async function grant(actions: readonly string[], resource = KEY): Promise<void> {
  const messages = statement(["sqs:*", "sns:*"], "*");
  const PolicyDocument = actions.length === 0 ? document(messages) : document(messages, statement(actions, resource));
  await iam.send(new PutRolePolicyCommand({ RoleName: "task", PolicyName: "own", PolicyDocument }));
}

/** Asks KMS, as `aws kms` does. */
async function kms(accessKeyId: string, action: string, input: object) {
  const scope = `${accessKeyId}/20261122/us-east-1/kms/aws4_request`;
  const authorization = `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=0`;
  const headers = {
    authorization,
    "x-amz-target": `TrentService.${action}`,
    "content-type": "application/x-amz-json-1.1",
  };
  const body = JSON.stringify(input);
  const answer = await fetch(`http://127.0.0.1:${listening.port}/`, { method: "POST", headers, body });
  return { status: answer.status, body: (await answer.json()) as unknown };
}

const lines = (source: string) => account.records.logs.filter((one) => one.function === source).map(({ line }) => line);
const refusal = (action: string, why: string) =>
  `User: ${SESSION} is not authorized to perform: ${action} on resource: ${KEY} because ${why} allows the ${action} action`;

type Use = (clients: typeof session) => Promise<unknown>;
const send: Use = ({ sqs }) => sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: "m" }));
const receive: Use = ({ sqs }) => sqs.send(new ReceiveMessageCommand({ QueueUrl, VisibilityTimeout: 0 }));
const publish: Use = ({ sns }) => sns.send(new PublishCommand({ TopicArn: TOPIC, Message: "m" }));
const sendBatch: Use = ({ sqs }) =>
  sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries: [{ Id: "a", MessageBody: "m" }] }));
const publishBatch: Use = ({ sns }) =>
  sns.send(new PublishBatchCommand({ TopicArn: TOPIC, PublishBatchRequestEntries: [{ Id: "a", Message: "m" }] }));

const OF_SQS = { name: "KmsAccessDenied", Code: "KMS.AccessDeniedException" };
const OF_SNS = { name: "KMSAccessDeniedException", Error: { Code: "KMSAccessDenied" } };

/** What is done with a queue or topic under a key, the role's rights to the key, and how it is refused. */
const uses: readonly {
  readonly name: string;
  readonly use: Use;
  readonly rights: readonly string[];
  readonly wanting?: string;
  readonly error?: object;
}[] = [
  { name: "sending", use: send, rights: ALL_ACTIONS },
  { name: "sending", use: send, rights: ["kms:GenerateDataKey"], wanting: "kms:Decrypt", error: OF_SQS },
  { name: "sending", use: send, rights: ["kms:Decrypt"], wanting: "kms:GenerateDataKey", error: OF_SQS },
  { name: "sending a batch", use: sendBatch, rights: [], wanting: "kms:GenerateDataKey", error: OF_SQS },
  { name: "receiving", use: receive, rights: ["kms:Decrypt"] },
  { name: "receiving", use: receive, rights: ["kms:GenerateDataKey"], wanting: "kms:Decrypt", error: OF_SQS },
  { name: "publishing", use: publish, rights: ALL_ACTIONS },
  { name: "publishing", use: publish, rights: ["kms:GenerateDataKey"], wanting: "kms:Decrypt", error: OF_SNS },
  {
    name: "publishing a batch",
    use: publishBatch,
    rights: ["kms:Decrypt"],
    wanting: "kms:GenerateDataKey",
    error: OF_SNS,
  },
];

describe("a role that uses what is under a key", () => {
  it.each(uses)("$name with $rights: needs $wanting", async ({ use, rights, wanting, error }) => {
    await grant(rights);
    if (wanting === undefined) {
      await use(session);
      return;
    }
    const message = refusal(wanting, "no identity-based policy");
    await expect(use(session)).rejects.toMatchObject({ ...error, message, $metadata: { httpStatusCode: 400 } });
    expect(lines("access").at(-1)).toBe(message);
  });

  it("needs the right to just that key", async () => {
    await grant(ALL_ACTIONS, OTHER_KEY);
    await expect(send(session)).rejects.toMatchObject(OF_SQS);
  });

  it("needs none to delete", async () => {
    await send(session);
    const { Messages } = await session.sqs.send(new ReceiveMessageCommand({ QueueUrl }));
    await grant([]);
    const ReceiptHandle = Messages?.[0]?.ReceiptHandle;
    await session.sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
  });

  it("needs no right of its own where the key's policy names it", async () => {
    await grant([]);
    account.keys.policies.set(KEY, document(statement(ALL_ACTIONS, "*", { Principal: { AWS: ROLE } })));
    for (const use of [send, receive, publish]) await use(session);
  });

  it("is refused with all rights where somebody takes its account out of the key's policy", async () => {
    const BypassPolicyLockoutSafetyCheck = true;
    const change = { KeyId: KEY, PolicyName: "default", Policy: document(SERVICES), BypassPolicyLockoutSafetyCheck };
    expect((await kms(ADMINISTRATOR, "PutKeyPolicy", change)).status).toBe(200);
    const message = refusal("kms:GenerateDataKey", "no resource-based policy");
    await expect(send(session)).rejects.toMatchObject({ message });
    for (const use of [send, publish]) await expect(use(administrator)).rejects.toThrow(/no resource-based policy/);
    await expect(receive(administrator)).rejects.toMatchObject(OF_SQS);
    expect(await kms(ADMINISTRATOR, "GetKeyPolicy", { KeyId: KEY })).toMatchObject({
      status: 400,
      body: { __type: "AccessDeniedException", message: expect.stringContaining("kms:GetKeyPolicy") },
    });
  });
});

describe("a queue under a key that is subscribed to a topic", () => {
  it("gets nothing while the key's policy does not name SNS", async () => {
    const admitted = statement("sqs:SendMessage", QUEUE, { Principal: { Service: "sns.amazonaws.com" } });
    const Attributes = { Policy: document(admitted) };
    await administrator.sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes }));
    await administrator.sns.send(new SubscribeCommand({ TopicArn: TOPIC, Protocol: "sqs", Endpoint: QUEUE }));
    const depth = async () =>
      (await account.messaging.depths()).find(({ arn }) => arn === QUEUE)?.approximateMessageCount ?? 0;
    const before = await depth();
    await publish(session);
    expect(await depth()).toBe(before + 1);
    account.keys.policies.set(KEY, document(ACCOUNTS));
    await publish(session);
    expect(await depth()).toBe(before + 1);
    expect(lines("sns")).toEqual([
      `SNS could not deliver to ${QUEUE}: the policy of ${KEY}, under which it is, does not let sns.amazonaws.com use kms:GenerateDataKey.`,
    ]);
  });
});

describe("a rule that publishes to a topic under a key as a role", () => {
  it("publishes nothing while the role has no right to the key", async () => {
    const trust = ec2Trust.replace("ec2.", "events.");
    const principal = { account: ACCOUNT, arn: ADMINISTRATOR_ARN, principalArn: ADMINISTRATOR_ARN };
    const call = (action: "PutRule" | "PutTargets" | "PutEvents", input: object) =>
      account.eventbridge.call(action, input, principal);
    await iam.send(new UpdateAssumeRolePolicyCommand({ RoleName: "task", PolicyDocument: trust }));
    await call("PutRule", { Name: "tell", EventPattern: JSON.stringify({ source: ["test"] }) });
    await call("PutTargets", { Rule: "tell", Targets: [{ Id: "topic", Arn: TOPIC, RoleArn: ROLE }] });
    const tell = () => call("PutEvents", { Entries: [{ Source: "test", DetailType: "t", Detail: "{}" }] });
    await tell();
    expect(lines("events")).toEqual([]);
    await grant(["kms:Decrypt"]);
    await tell();
    const why = refusal("kms:GenerateDataKey", "no identity-based policy").replace("/one is", "/events is");
    expect(lines("events")).toEqual([expect.stringMatching(/^Rule tell could not deliver event /)]);
    expect(lines("events").at(-1)).toContain(`to ${TOPIC}: ${why}`);
  });
});

describe("KMS", () => {
  const ask = (KeyId: string) => kms(sessionKey, "GetKeyPolicy", { KeyId });

  it("tells a role what it may know", async () => {
    await grant(["kms:GetKeyPolicy"], "*");
    expect(await ask(KEY)).toMatchObject({ status: 200, body: { Policy: document(ACCOUNTS, SERVICES) } });
    expect(await ask("nowhere")).toMatchObject({ status: 400, body: { __type: "NotFoundException" } });
    await grant([]);
    expect(await ask(KEY)).toMatchObject({ status: 400, body: { __type: "AccessDeniedException" } });
    expect(await ask("nowhere")).toMatchObject({ status: 400, body: { __type: "AccessDeniedException" } });
  });
});

describe("the key of a queue", () => {
  const keyOf = async (url: string | undefined, names: readonly string[]) => {
    const command = new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: names as ["All"] });
    return (await administrator.sqs.send(command)).Attributes?.KmsMasterKeyId;
  };
  const setKey = (url: string | undefined, KmsMasterKeyId: string) =>
    administrator.sqs.send(new SetQueueAttributesCommand({ QueueUrl: url, Attributes: { KmsMasterKeyId } }));
  const create = async (QueueName: string, Attributes = {}) =>
    (await administrator.sqs.send(new CreateQueueCommand({ QueueName, Attributes }))).QueueUrl;

  it("is told, changed and taken away", async () => {
    expect([await keyOf(QueueUrl, ["All"]), await keyOf(QueueUrl, ["KmsMasterKeyId"])]).toEqual([KEY, KEY]);
    expect(await keyOf(QueueUrl, ["QueueArn"])).toBeUndefined();
    const own = new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["SqsManagedSseEnabled"] });
    expect((await administrator.sqs.send(own)).Attributes).toEqual({ SqsManagedSseEnabled: "false" });
    const url = await create("changing");
    expect(await keyOf(url, ["All"])).toBeUndefined();
    await setKey(url, "two");
    expect(await keyOf(url, ["All"])).toBe(OTHER_KEY);
    await setKey(url, "");
    expect(await keyOf(url, ["All"])).toBeUndefined();
  });

  it("is of a queue's own, and goes with it", async () => {
    const url = await create("going", { KmsMasterKeyId: KEY, DelaySeconds: "3" });
    expect(await create("going", { KmsMasterKeyId: KEY, DelaySeconds: "3" })).toBe(url);
    const another = create("going", { KmsMasterKeyId: OTHER_KEY });
    await expect(another).rejects.toMatchObject({ name: "QueueNameExists" });
    await administrator.sqs.send(new DeleteQueueCommand({ QueueUrl: url }));
    expect(await keyOf(await create("going"), ["All"])).toBeUndefined();
  });

  it("is never ignored", async () => {
    await expect(setKey(QueueUrl, "alias/aws/sqs")).rejects.toMatchObject({ name: "NotImplemented" });
    for (const Attributes of [
      { SqsManagedSseEnabled: "true" },
      { SqsManagedSseEnabled: "true", KmsMasterKeyId: KEY },
    ]) {
      const managed = administrator.sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes }));
      await expect(managed).rejects.toMatchObject({ name: "NotImplemented" });
    }
    expect(await keyOf(QueueUrl, ["All"])).toBe(KEY);
  });
});

describe("the key of a topic", () => {
  const keyOf = async (TopicArn: string | undefined) => {
    const { Attributes } = await administrator.sns.send(new GetTopicAttributesCommand({ TopicArn }));
    return Attributes?.KmsMasterKeyId;
  };
  const setKey = (TopicArn: string | undefined, AttributeValue: string) =>
    administrator.sns.send(
      new SetTopicAttributesCommand({ TopicArn, AttributeName: "KmsMasterKeyId", AttributeValue }),
    );
  const create = async (Name: string, Attributes = {}) =>
    (await administrator.sns.send(new CreateTopicCommand({ Name, Attributes }))).TopicArn;

  it("is told, changed and taken away", async () => {
    expect(await keyOf(TOPIC)).toBe(KEY);
    const arn = await create("changing", { DisplayName: "d" });
    expect(await keyOf(arn)).toBeUndefined();
    await setKey(arn, "two");
    expect(await keyOf(arn)).toBe(OTHER_KEY);
    await setKey(arn, "");
    expect(await keyOf(arn)).toBeUndefined();
    await expect(setKey(`${arn}-not`, KEY)).rejects.toMatchObject({ name: "NotFoundException" });
  });

  it("is of a topic's own, and goes with it", async () => {
    const arn = await create("going", { DisplayName: "d", KmsMasterKeyId: KEY });
    expect(await create("going", { DisplayName: "d", KmsMasterKeyId: KEY })).toBe(arn);
    const another = create("going", { KmsMasterKeyId: OTHER_KEY });
    await expect(another).rejects.toMatchObject({ name: "InvalidParameterException" });
    await administrator.sns.send(new DeleteTopicCommand({ TopicArn: arn }));
    expect(await keyOf(await create("going", { DisplayName: "d" }))).toBeUndefined();
  });

  it("is never ignored", async () => {
    await expect(setKey(TOPIC, "alias/aws/sns")).rejects.toMatchObject({ name: "NotImplemented" });
    await expect(create("new", { KmsMasterKeyId: "nowhere" })).rejects.toMatchObject({ name: "NotImplemented" });
    expect(await keyOf(TOPIC)).toBe(KEY);
  });
});
