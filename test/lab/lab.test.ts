import { CreateUserCommand, DeleteUserCommand, GetUserCommand, IAMClient } from "@aws-sdk/client-iam";
import { GetQueueUrlCommand, ReceiveMessageCommand, SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { LogLine, RecordedAlert } from "./control/records.ts";
import { clientOptions, post, readList, settled, startFixtureLab } from "./fixtures/fixture-lab.ts";
import type { CloudTrailRecord } from "./iam/service.ts";
import type { Lab } from "./lab.ts";

const DAY = 86_400_000;
const QUEUE = "plumbline-CountWordsQueue";

let lab: Lab;
let iam: IAMClient;
let sqs: SQSClient;

beforeAll(async () => {
  lab = await startFixtureLab();
  iam = new IAMClient(clientOptions(lab));
  sqs = new SQSClient(clientOptions(lab));
});

afterAll(async () => {
  iam.destroy();
  sqs.destroy();
  await lab.stop();
});

const alerts = () => readList<RecordedAlert>(lab, "alerts");

async function now(): Promise<number> {
  const { body } = await post(lab, "clock", { advance: "PT0S" });
  return Date.parse((body as { now: string }).now);
}

async function queueUrl(name: string): Promise<string> {
  const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName: name }));
  return QueueUrl ?? "";
}

describe("an IAM call", () => {
  it("becomes a CloudTrail record, an event, a function's batch and an alert", async () => {
    await iam.send(new CreateUserCommand({ UserName: "mary" }));
    await settled(lab);
    const record = (await readList<CloudTrailRecord>(lab, "events")).at(-1);
    expect(record).toMatchObject({ eventSource: "iam.amazonaws.com", eventName: "CreateUser" });
    const alert = (await alerts()).at(-1);
    expect(alert).toMatchObject({ subject: "Counted", attributes: { words: expect.stringMatching(/^\d+$/) } });
    expect(JSON.parse(alert?.message ?? "")).toEqual({
      version: "0",
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      "detail-type": "AWS API Call via CloudTrail",
      source: "aws.iam",
      account: "000000000000",
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
      region: "us-east-1",
      resources: [],
      detail: record,
    });
    const [published] = await alerts();
    const { Messages } = await sqs.send(
      new ReceiveMessageCommand({ QueueUrl: await queueUrl("plumbline-AlertQueue") }),
    );
    expect(Messages?.[0]?.Body).toBe(published?.message);
  });

  it("that a rule's pattern excludes reaches no function", async () => {
    const before = (await alerts()).length;
    await expect(iam.send(new DeleteUserCommand({ UserName: "nobody" }))).rejects.toMatchObject({
      name: "NoSuchEntityException",
    });
    await settled(lab);
    expect(await alerts()).toHaveLength(before);
    expect((await readList<CloudTrailRecord>(lab, "events")).at(-1)).toMatchObject({ errorCode: expect.any(String) });
  });
});

describe("a function", () => {
  it("runs with its own environment, configuration and context", async () => {
    const { status, body } = await post(lab, "invoke/count-words", { do: "tell" });
    expect(status).toBe(200);
    expect(body).toMatchObject({
      result: {
        isDate: true,
        parsed: "2020-01-01T00:00:00.000Z",
        digest: "sha256:fixture",
        table: "fixture",
        name: "plumbline-count-words",
        functionName: "plumbline-count-words",
        home: null,
      },
    });
    const { remaining } = (body as { result: { remaining: number } }).result;
    expect(remaining).toBeGreaterThan(0);
    expect(remaining).toBeLessThanOrEqual(2000);
  });

  it("that throws answers with its error, and logs it", async () => {
    const { body } = await post(lab, "invoke/plumbline-count-words", { do: "throw" });
    expect(body).toMatchObject({ error: { errorType: "RangeError", errorMessage: "asked to throw" } });
    const logs = await readList<LogLine>(lab, "logs");
    expect(logs.at(-1)).toMatchObject({
      function: "plumbline-count-words",
      line: expect.stringContaining("asked to throw"),
    });
  });

  it.each([
    ["takes too long", "hang", "Sandbox.Timedout", /timed out after 2\.00 seconds/],
    ["throws outside its handler", "crash", "SyntaxError", /crashed/],
    ["ends its process", "exit", "Runtime.ExitError", /exited with status 3/],
  ])("that %s answers with an error, and the next event is handled", async (_, what, errorType, message) => {
    const { body } = await post(lab, "invoke/count-words", { do: what });
    expect(body).toMatchObject({ error: { errorType, errorMessage: expect.stringMatching(message) } });
    expect((await post(lab, "invoke/count-words", {})).body).toEqual({ result: { batchItemFailures: [] } });
  });
});

describe("stop", () => {
  it("does not wait for an event that is being handled", async () => {
    const other = await startFixtureLab();
    const answer = post(other, "invoke/count-words", { do: "hang" });
    const started = Date.now();
    await Promise.all([other.stop(), answer.catch(() => undefined)]);
    expect(Date.now() - started).toBeLessThan(1500);
    await expect(fetch(`${other.endpoint}/_lab/alerts`)).rejects.toThrow();
  });
});

describe("a queue", () => {
  it("gets back what the function reports as failed, and gives it up to the dead letters", async () => {
    const QueueUrl = await queueUrl(QUEUE);
    expect(QueueUrl).toBe(`${lab.endpoint}/000000000000/${QUEUE}`);
    const before = (await alerts()).length;
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: "fail here" }));
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: "go on" }));
    await settled(lab);
    expect((await alerts()).slice(before)).toEqual([
      expect.objectContaining({ message: "go on", attributes: { words: "2" } }),
    ]);
    const dead = { QueueUrl: await queueUrl("plumbline-CountWordsDeadLetters") };
    await post(lab, "clock", { advance: "PT20S" });
    expect((await sqs.send(new ReceiveMessageCommand(dead))).Messages).toBeUndefined();
    await post(lab, "clock", { advance: "PT20S" });
    const { Messages } = await sqs.send(new ReceiveMessageCommand(dead));
    expect(Messages?.map(({ Body }) => Body)).toEqual(["fail here"]);
  });
});

describe("the clock", () => {
  it("fires the schedules due in between, each at its time, and moves everybody's clock", async () => {
    const before = (await alerts()).length;
    const from = await now();
    const { body } = await post(lab, "clock", { advance: "P3D" });
    const moved = Date.parse((body as { now: string }).now);
    expect(moved - from).toBeGreaterThanOrEqual(3 * DAY);
    expect(moved - from).toBeLessThan(3 * DAY + 10_000);
    const ticks = (await alerts()).slice(before).filter(({ subject }) => subject === "Tick");
    expect(ticks).toHaveLength(3);
    for (const { message } of ticks) {
      const [ran = "", due = ""] = message.split(" for ");
      expect(Date.parse(ran) - Date.parse(due)).toBeGreaterThanOrEqual(0);
      expect(Date.parse(ran) - Date.parse(due)).toBeLessThan(10_000);
    }
    const told = (await post(lab, "invoke/count-words", { do: "tell" })).body as {
      result: { now: string; dateNow: number };
    };
    expect(Math.abs(Date.parse(told.result.now) - moved)).toBeLessThan(10_000);
    expect(Math.abs(told.result.dateNow - moved)).toBeLessThan(10_000);
    const answer = await fetch(`${lab.endpoint}/_lab/slack`);
    expect(await answer.json()).toEqual([]);
    expect(Math.abs(Date.parse(answer.headers.get("date") ?? "") - moved)).toBeLessThan(10_000);
  });

  it.each([
    ["no duration", {}, /Write \{"advance"/],
    ["something else beside it", { advance: "P1D", by: 1 }, /nothing else/],
    ["a number", { advance: 3 }, /Write \{"advance"/],
    ["a text that is no duration", { advance: "3 days" }, /"3 days" is not an ISO 8601 duration/],
    ["a duration of nothing", { advance: "P" }, /"P" is not/],
    ["time without a number", { advance: "PT" }, /"PT" is not/],
    ["more than a date can hold", { advance: "P999999Y" }, /is not/],
    ["text that is not JSON", "P1D", /is not JSON/],
  ])("says what is wrong with %s", async (_, body, sentence) => {
    const from = await now();
    const answer = await post(lab, "clock", body);
    expect(answer).toEqual({ status: 400, body: { message: expect.stringMatching(sentence) } });
    expect((await now()) - from).toBeLessThan(10_000);
  });
});

describe("a fault", () => {
  it("meets the next calls of its action, and no others", async () => {
    const ordered = { service: "iam", action: "GetUser", code: "Throttling", times: 1 };
    expect((await post(lab, "faults", ordered)).status).toBe(200);
    const once = new IAMClient({ ...clientOptions(lab), maxAttempts: 1 });
    const get = () => once.send(new GetUserCommand({ UserName: "mary" }));
    await expect(get()).rejects.toMatchObject({ name: "Throttling", $metadata: { httpStatusCode: 400 } });
    expect((await get()).User?.UserName).toBe("mary");
    once.destroy();
  });

  it.each([
    ["an unknown service", { service: "ec2", action: "RunInstances", code: "Throttling", times: 1 }, /service/],
    [
      "an unknown action",
      { service: "iam", action: "GetUsers", code: "Throttling", times: 1 },
      /has no action GetUsers/,
    ],
    ["no times", { service: "iam", action: "GetUser", code: "Throttling" }, /times/],
    ["a time too few", { service: "iam", action: "GetUser", code: "Throttling", times: 0 }, /times/],
    ["something nobody reads", { service: "iam", action: "GetUser", code: "Throttling", times: 1, after: 2 }, /after/],
  ])("is refused with %s", async (_, body, sentence) => {
    expect(await post(lab, "faults", body)).toEqual({
      status: 400,
      body: { message: expect.stringMatching(sentence) },
    });
  });
});

describe("the control endpoints", () => {
  it.each([
    ["an unknown path", "nothing", "GET", 404, /There is no \/_lab\/nothing/],
    [
      "an unknown function",
      "invoke/nothing",
      "POST",
      404,
      /There is no function nothing; the stack has plumbline-count-words/,
    ],
    ["the wrong method for a list", "alerts", "DELETE", 405, /answers GET, not DELETE/],
    ["the wrong method for the clock", "clock", "GET", 405, /answers POST, not GET/],
  ])("say what is wrong with %s", async (_, path, method, status, sentence) => {
    const answer = await fetch(`${lab.endpoint}/_lab/${path}`, { method });
    expect(answer.status).toBe(status);
    expect(await answer.json()).toEqual({ message: expect.stringMatching(sentence) });
  });
});
