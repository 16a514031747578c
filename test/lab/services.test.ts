import {
  CreateTableCommand,
  DynamoDBClient,
  PutItemCommand,
  TransactWriteItemsCommand,
  UpdateTimeToLiveCommand,
} from "@aws-sdk/client-dynamodb";
import {
  CreateAccessKeyCommand,
  CreateUserCommand,
  GetAccessKeyLastUsedCommand,
  IAMClient,
  UpdateAccessKeyCommand,
} from "@aws-sdk/client-iam";
import {
  CreateTopicCommand,
  PublishBatchCommand,
  PublishCommand,
  SetTopicAttributesCommand,
  SNSClient,
  SubscribeCommand,
} from "@aws-sdk/client-sns";
import {
  AddPermissionCommand,
  CreateQueueCommand,
  ListQueuesCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  SetQueueAttributesCommand,
  SQSClient,
} from "@aws-sdk/client-sqs";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { LogLine, RecordedAlert } from "./control/records.ts";
import { clientOptions, post, readList, startFixtureLab } from "./fixtures/fixture-lab.ts";
import type { Lab } from "./lab.ts";

const TOPIC = "arn:aws:sns:us-east-1:000000000000:fixture-alerts";

let lab: Lab;
let iam: IAMClient;
let sns: SNSClient;
let sqs: SQSClient;
let dynamodb: DynamoDBClient;

beforeAll(async () => {
  lab = await startFixtureLab();
  const options = { ...clientOptions(lab), maxAttempts: 1 };
  iam = new IAMClient(options);
  sns = new SNSClient(options);
  sqs = new SQSClient(options);
  dynamodb = new DynamoDBClient(options);
});

afterAll(async () => {
  for (const client of [iam, sns, sqs, dynamodb]) client.destroy();
  await lab.stop();
});

const notImplemented = { name: "NotImplemented", $metadata: { httpStatusCode: 501 } };

/** A queue that SNS may send to, or may not, subscribed to the topic. */
async function subscribedQueue(QueueName: string, attributes: object, isAdmitted = true): Promise<string | undefined> {
  const Endpoint = `arn:aws:sqs:us-east-1:000000000000:${QueueName}`;
  const Principal = { Service: "sns.amazonaws.com" };
  const statement = { Effect: "Allow", Principal, Action: "sqs:SendMessage", Resource: Endpoint };
  const Condition = { ArnEquals: { "aws:SourceArn": isAdmitted ? TOPIC : `${TOPIC}-other` } };
  const Policy = JSON.stringify({ Version: "2012-10-17", Statement: { ...statement, Condition } });
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName, Attributes: { Policy } }));
  const Attributes = { RawMessageDelivery: "true", ...attributes };
  await sns.send(new SubscribeCommand({ TopicArn: TOPIC, Protocol: "sqs", Endpoint, Attributes }));
  return QueueUrl;
}

describe("SNS", () => {
  it("tells the alert topic's messages, and delivers them to queues", async () => {
    const QueueUrl = await subscribedQueue("listener", { FilterPolicy: '{"severity":["high"]}' });
    for (const severity of ["low", "high"]) {
      const MessageAttributes = { severity: { DataType: "String", StringValue: severity } };
      await sns.send(new PublishCommand({ TopicArn: TOPIC, Subject: "s", Message: severity, MessageAttributes }));
    }
    expect(await readList<RecordedAlert>(lab, "alerts")).toEqual([
      { id: expect.any(String), at: expect.any(String), subject: "s", message: "low", attributes: { severity: "low" } },
      {
        id: expect.any(String),
        at: expect.any(String),
        subject: "s",
        message: "high",
        attributes: { severity: "high" },
      },
    ]);
    const { Messages } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }));
    expect(Messages?.map(({ Body }) => Body)).toEqual(["high"]);
  });

  it("does not tell what another topic took", async () => {
    const before = await readList<RecordedAlert>(lab, "alerts");
    const { TopicArn } = await sns.send(new CreateTopicCommand({ Name: "other" }));
    await sns.send(new PublishCommand({ TopicArn, Message: "elsewhere" }));
    expect(await readList<RecordedAlert>(lab, "alerts")).toEqual(before);
  });

  const subscribe = (more: object) =>
    new SubscribeCommand({
      TopicArn: TOPIC,
      Protocol: "sqs",
      Endpoint: "arn:aws:sqs:us-east-1:000000000000:q",
      ...more,
    });
  it.each([
    ["a subscription by e-mail", subscribe({ Protocol: "email", Endpoint: "a@example.com" })],
    [
      "a subscription of a function",
      subscribe({ Protocol: "lambda", Endpoint: "arn:aws:lambda:us-east-1:000000000000:function:f" }),
    ],
    ["a subscription of another account's queue", subscribe({ Endpoint: "arn:aws:sqs:us-east-1:111111111111:q" })],
    ["a subscription with a redrive policy", subscribe({ Attributes: { RedrivePolicy: "{}" } })],
    ["a message to a telephone", new PublishCommand({ PhoneNumber: "+15550100", Message: "m" })],
    [
      "a batch to the alert topic",
      new PublishBatchCommand({ TopicArn: TOPIC, PublishBatchRequestEntries: [{ Id: "a", Message: "m" }] }),
    ],
    [
      "a policy that it cannot evaluate",
      new SetTopicAttributesCommand({
        TopicArn: TOPIC,
        AttributeName: "Policy",
        AttributeValue: '{"Statement":{"NotAction":"a"}}',
      }),
    ],
  ])("refuses %s", async (_, command) => {
    await expect(sns.send(command as PublishCommand)).rejects.toMatchObject(notImplemented);
  });

  it("gives a queue the message for queues, and tells the one for people", async () => {
    const QueueUrl = await subscribedQueue("structured", {});
    const publish = (messages: object) =>
      sns.send(new PublishCommand({ TopicArn: TOPIC, Message: JSON.stringify(messages), MessageStructure: "json" }));
    await publish({ default: "d", email: "for people", sqs: "for queues" });
    await publish({ default: "for all" });
    const told = await readList<RecordedAlert>(lab, "alerts");
    expect(told.slice(-2).map(({ message }) => message)).toEqual(["for people", "for all"]);
    const { Messages } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }));
    expect(Messages?.map(({ Body }) => Body).toSorted()).toEqual(["for all", "for queues"]);
    await expect(publish({ email: "m" })).rejects.toMatchObject({ name: "InvalidParameterException" });
  });

  it("delivers to no queue that does not let it send, and says so; to the others it does", async () => {
    const [shut, filtered, open] = [
      await subscribedQueue("shut", {}, false),
      await subscribedQueue("shut-filtered", { FilterPolicy: '{"severity":["high"]}' }, false),
      await subscribedQueue("open", {}),
    ];
    await Promise.all(["a", "b"].map((Message) => sns.send(new PublishCommand({ TopicArn: TOPIC, Message }))));
    const received = async (QueueUrl: string | undefined) => {
      const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }));
      return Messages.map(({ Body }) => Body).toSorted();
    };
    expect([await received(shut), await received(filtered), await received(open)]).toEqual([[], [], ["a", "b"]]);
    const lines = (await readList<LogLine>(lab, "logs")).filter((one) => one.function === "sns");
    const queue = "arn:aws:sqs:us-east-1:000000000000:shut";
    expect(lines.filter(({ line }) => line.includes(`${queue}:`)).map(({ line }) => line)).toEqual(
      Array(2).fill(`SNS could not deliver to ${queue}: its policy does not let sns.amazonaws.com send for ${TOPIC}.`),
    );
    const own = { Effect: "Allow", Principal: "*", Action: "sqs:SendMessage", Resource: `${queue}-filtered` };
    const Policy = JSON.stringify({ Statement: own });
    await sqs.send(new SetQueueAttributesCommand({ QueueUrl: filtered, Attributes: { Policy } }));
    for (const StringValue of ["low", "high"]) {
      const MessageAttributes = { severity: { DataType: "String", StringValue } };
      await sns.send(new PublishCommand({ TopicArn: TOPIC, Message: StringValue, MessageAttributes }));
    }
    expect(await received(filtered)).toEqual(["high"]);
  });

  it.each(["two\nlines", "x".repeat(101), " leading", "é"])("refuses the subject %j", async (Subject) => {
    const answer = sns.send(new PublishCommand({ TopicArn: TOPIC, Message: "m", Subject }));
    await expect(answer).rejects.toMatchObject({ name: "InvalidParameterException" });
  });

  it("heeds a topic policy that denies the caller", async () => {
    await iam.send(new CreateUserCommand({ UserName: "mallory" }));
    const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName: "mallory" }));
    const client = new SNSClient({ ...clientOptions(lab, AccessKey?.AccessKeyId), maxAttempts: 1 });
    const answer = client.send(new PublishCommand({ TopicArn: TOPIC, Message: "m" }));
    await expect(answer).rejects.toMatchObject({ name: "AuthorizationErrorException" });
    client.destroy();
  });
});

describe("SQS", () => {
  it.each([
    [
      "what fauxqs does not do",
      new AddPermissionCommand({ QueueUrl: "q", Label: "l", AWSAccountIds: ["1"], Actions: ["*"] }),
    ],
    ["another account's queue", new SendMessageCommand({ QueueUrl: "http://x/111111111111/q", MessageBody: "m" })],
    [
      "a policy that it cannot evaluate",
      new CreateQueueCommand({ QueueName: "q", Attributes: { Policy: '{"Statement":{"NotPrincipal":"*"}}' } }),
    ],
  ])("refuses %s", async (_, command) => {
    await expect(sqs.send(command as SendMessageCommand)).rejects.toMatchObject(notImplemented);
  });

  it("refuses another region", async () => {
    const elsewhere = new SQSClient({ ...clientOptions(lab), region: "eu-west-1", maxAttempts: 1 });
    await expect(elsewhere.send(new ListQueuesCommand({}))).rejects.toMatchObject(notImplemented);
    elsewhere.destroy();
  });

  it("refuses a policy that is none, and heeds one that denies", async () => {
    const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: "guarded" }));
    const put = (Policy: string) => sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { Policy } }));
    await expect(put("{")).rejects.toMatchObject({ name: "InvalidParameterValue" });
    const deny = { Effect: "Deny", Principal: "*", Action: "sqs:SendMessage", Resource: "*" };
    await put(JSON.stringify({ Statement: [deny] }));
    const answer = sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: "m" }));
    await expect(answer).rejects.toMatchObject({ name: "AccessDenied" });
    const batch = new SendMessageBatchCommand({ QueueUrl, Entries: [{ Id: "0", MessageBody: "m" }] });
    await expect(sqs.send(batch)).rejects.toMatchObject({ name: "AccessDenied" });
  });
});

describe("DynamoDB", () => {
  const table = {
    TableName: "t",
    BillingMode: "PAY_PER_REQUEST",
    AttributeDefinitions: [{ AttributeName: "k", AttributeType: "S" }],
    KeySchema: [{ AttributeName: "k", KeyType: "HASH" }],
  } as const;
  const Put = { TableName: "fixture", Item: { pk: { S: "a" } } };
  it.each([
    ["transactions", new TransactWriteItemsCommand({ TransactItems: [{ Put }] })],
    [
      "time to live",
      new UpdateTimeToLiveCommand({
        TableName: "fixture",
        TimeToLiveSpecification: { Enabled: true, AttributeName: "a" },
      }),
    ],
    [
      "streams",
      new CreateTableCommand({
        ...table,
        AttributeDefinitions: [...table.AttributeDefinitions],
        KeySchema: [...table.KeySchema],
        StreamSpecification: { StreamEnabled: true },
      }),
    ],
    [
      "the old item of a failed condition",
      new PutItemCommand({ ...Put, ReturnValuesOnConditionCheckFailure: "ALL_OLD" }),
    ],
  ])("refuses %s", async (_, command) => {
    await expect(dynamodb.send(command as PutItemCommand)).rejects.toMatchObject(notImplemented);
  });

  it("does conditional writes", async () => {
    const ConditionExpression = "attribute_not_exists(pk)";
    const put = () =>
      dynamodb.send(new PutItemCommand({ ...Put, ConditionExpression, ReturnValuesOnConditionCheckFailure: "NONE" }));
    await put();
    await expect(put()).rejects.toMatchObject({ name: "ConditionalCheckFailedException" });
  });

  it("meets a fault that was ordered", async () => {
    const fault = { service: "dynamodb", action: "PutItem", code: "ProvisionedThroughputExceededException", times: 1 };
    await post(lab, "faults", fault);
    await expect(dynamodb.send(new PutItemCommand(Put))).rejects.toMatchObject({
      name: fault.code,
      $metadata: { httpStatusCode: 400 },
    });
    await dynamodb.send(new PutItemCommand(Put));
  });
});

describe("an access key", () => {
  it("is known by its user, shows its last use, and is refused everywhere once inactive", async () => {
    await iam.send(new CreateUserCommand({ UserName: "keyed" }));
    const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName: "keyed" }));
    const AccessKeyId = AccessKey?.AccessKeyId ?? "";
    const options = { ...clientOptions(lab, AccessKeyId), maxAttempts: 1 };
    const clients = { sts: new STSClient(options), sqs: new SQSClient(options), dynamodb: new DynamoDBClient(options) };
    const whoAmI = () => clients.sts.send(new GetCallerIdentityCommand({}));
    expect((await whoAmI()).Arn).toBe("arn:aws:iam::000000000000:user/keyed");
    const lastUsed = async () => (await iam.send(new GetAccessKeyLastUsedCommand({ AccessKeyId }))).AccessKeyLastUsed;
    expect(await lastUsed()).toMatchObject({ ServiceName: "sts", Region: "us-east-1" });
    await clients.sqs.send(new ListQueuesCommand({}));
    expect(await lastUsed()).toMatchObject({ ServiceName: "sqs" });
    await iam.send(new UpdateAccessKeyCommand({ UserName: "keyed", AccessKeyId, Status: "Inactive" }));
    await expect(whoAmI()).rejects.toMatchObject({ name: "InvalidClientTokenId" });
    await expect(clients.sqs.send(new ListQueuesCommand({}))).rejects.toMatchObject({ name: "InvalidClientTokenId" });
    await expect(
      clients.dynamodb.send(new PutItemCommand({ TableName: "fixture", Item: { pk: { S: "a" } } })),
    ).rejects.toMatchObject({
      name: "UnrecognizedClientException",
    });
    expect(await lastUsed()).toMatchObject({ ServiceName: "sqs" });
    for (const client of Object.values(clients)) client.destroy();
  });
});

describe("the one port", () => {
  const signed = (service: string) => ({
    authorization: `AWS4-HMAC-SHA256 Credential=AKIAX/20240101/us-east-1/${service}/aws4_request, SignedHeaders=host, Signature=0`,
  });
  it.each([
    ["an unsigned request", {}, "", 403, "MissingAuthenticationToken"],
    ["a service that it does not have", signed("s3"), "", 501, "NotImplemented"],
    ["a service named like a member of every object", signed("constructor"), "", 501, "NotImplemented"],
    [
      "a protocol that it does not speak",
      { ...signed("iam"), "content-type": "application/cbor" },
      "x",
      501,
      "NotImplemented",
    ],
    [
      "an unknown action of SNS",
      { ...signed("sns"), "content-type": "application/x-www-form-urlencoded" },
      "Action=Nothing",
      501,
      "NotImplemented",
    ],
    [
      "an unknown action of EventBridge",
      { ...signed("events"), "x-amz-target": "AWSEvents.Nothing" },
      "{}",
      501,
      "NotImplemented",
    ],
    [
      "EventBridge in text that is not JSON",
      { ...signed("events"), "x-amz-target": "AWSEvents.PutEvents" },
      "{",
      400,
      "SerializationException",
    ],
    ["IAM in JSON", { ...signed("iam"), "x-amz-target": "IAM.ListUsers" }, "{}", 501, "NotImplemented"],
  ])("says what is wrong with %s", async (_, headers, body, status, code) => {
    const answer = await fetch(lab.endpoint, { method: "POST", headers: headers as Record<string, string>, body });
    expect(answer.status).toBe(status);
    expect(await answer.text()).toContain(code);
  });

  it("answers a query request by GET too", async () => {
    const answer = await fetch(`${lab.endpoint}/?Action=ListUsers&Version=2010-05-08`, { headers: signed("iam") });
    expect(answer.status).toBe(200);
    expect(await answer.text()).toContain("<ListUsersResult>");
  });
});
