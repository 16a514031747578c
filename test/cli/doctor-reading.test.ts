import { afterEach, describe, expect, it } from "vitest";
import { createFunctionReader } from "../../shared/aws/deployment-functions.ts";
import { createQueueReader } from "../../shared/aws/deployment-queues.ts";
import { createRuleReader } from "../../shared/aws/deployment-rules.ts";
import { createSecretPresenceReader } from "../../shared/aws/deployment-secrets.ts";
import { type AnsweringServer, startAnsweringServer } from "../aws/answering-server.ts";
import { type JsonCall, type JsonReply, startJsonService, stopJsonServices } from "../aws/json-service.ts";

const servers: AnsweringServer[] = [];
afterEach(() => {
  stopJsonServices();
  for (const server of servers.splice(0)) server.close();
});

const credentials = { accessKeyId: "test", secretAccessKey: "test" };

async function functions(status: number, body: object) {
  const server = await startAnsweringServer(() => {
    return { status, contentType: "application/json", body: JSON.stringify(body) };
  });
  servers.push(server);
  return createFunctionReader({ region: "us-east-1", endpoint: server.endpoint, credentials });
}

describe("reading a function", () => {
  const FUNCTION = { FunctionArn: "arn:aws:lambda:us-east-1:111122223333:function:f", Role: "r" };
  const cases = [
    {
      name: "what it was told",
      Environment: { Variables: { A: "b" } },
      expected: { status: "present", state: { A: "b" } },
    },
    { name: "nothing where it was told nothing", Environment: undefined, expected: { status: "present", state: {} } },
    {
      name: "that what it was told could not be decrypted",
      Environment: { Error: { ErrorCode: "KMSAccessDeniedException", Message: "Lambda was unable to decrypt." } },
      expected: {
        status: "unreadable",
        reason: {
          call: "lambda:GetFunctionConfiguration",
          code: "KMSAccessDeniedException",
          message: "Lambda was unable to decrypt.",
        },
      },
    },
  ];
  it.each(cases)("tells $name", async ({ Environment, expected }) => {
    const observed = await (await functions(200, { ...FUNCTION, Environment })).configuration("f");
    expect(observed).toMatchObject({ status: "present", state: { environment: expected } });
  });

  it("tells how many at once are reserved for it", async () => {
    const read = async (status: number, body: object) => await (await functions(status, body)).reservedConcurrency("f");
    expect(await read(200, { ReservedConcurrentExecutions: 0 })).toEqual({ status: "present", state: 0 });
    expect(await read(200, {})).toEqual({ status: "absent" });
    const denied = { Code: "AccessDeniedException", message: "No." };
    expect(await read(403, denied)).toMatchObject({
      status: "unreadable",
      reason: { call: "lambda:GetFunctionConcurrency" },
    });
  });
});

describe("reading what feeds a function", () => {
  const MAPPING = { UUID: "8a2b", EventSourceArn: "q", State: "Enabled", FunctionArn: "f" };
  it("has the id by which calls name it", async () => {
    const observed = await (await functions(200, { EventSourceMappings: [MAPPING] })).mappings("f");
    const state = [{ uuid: "8a2b", source: "q", state: "Enabled", filters: "none" }];
    expect(observed).toEqual({ status: "present", state });
  });

  const key = "arn:aws:kms:us-east-1:111122223333:key/8a2b";
  it.each([
    { name: "none", more: { FilterCriteria: {} }, expected: "none" },
    { name: "none, by an empty list", more: { FilterCriteria: { Filters: [] } }, expected: "none" },
    { name: "some", more: { FilterCriteria: { Filters: [{ Pattern: '{"body":{"a":[1]}}' }] } }, expected: "some" },
    { name: "encrypted ones", more: { FilterCriteria: null, KMSKeyArn: key }, expected: "hidden" },
    {
      name: "ones that cannot be decrypted",
      more: { FilterCriteriaError: { ErrorCode: "KMSAccessDeniedException", Message: "No." } },
      expected: "hidden",
    },
  ])("tells of filters: $name", async ({ more, expected }) => {
    const reader = await functions(200, { EventSourceMappings: [{ ...MAPPING, ...more }] });
    expect(await reader.mappings("f")).toMatchObject({ status: "present", state: [{ filters: expected }] });
  });
});

describe("reading a rule's targets", () => {
  const TARGET = { Id: "t", Arn: "arn:q" };
  const template = '"Changed"';
  it.each([
    { name: "the event", more: {}, expected: { arn: "arn:q" } },
    {
      name: "the event, by a role",
      more: { RoleArn: "arn:r" },
      expected: { arn: "arn:q", role: "arn:r" },
    },
    { name: "a constant", more: { Input: "{}" }, expected: { arn: "arn:q", input: { constant: "{}" } } },
    { name: "a part", more: { InputPath: "$.detail" }, expected: { arn: "arn:q", input: { path: "$.detail" } } },
    {
      name: "a text",
      more: { InputTransformer: { InputPathsMap: { a: "$.id" }, InputTemplate: template } },
      expected: { arn: "arn:q", input: { transformer: { paths: { a: "$.id" }, template } } },
    },
    {
      name: "a text without parts",
      more: { InputTransformer: { InputTemplate: template } },
      expected: { arn: "arn:q", input: { transformer: { paths: {}, template } } },
    },
  ])("tells that they get $name", async ({ more, expected }) => {
    const { client } = await startJsonService(({ action }) => ({
      body: action === "DescribeRule" ? { Name: "r", State: "ENABLED" } : { Targets: [{ ...TARGET, ...more }] },
    }));
    const reader = createRuleReader({ region: client.region, endpoint: client.endpoint, credentials });
    expect(await reader.rule("r", "default")).toEqual({
      status: "present",
      state: { state: "ENABLED", targets: { status: "present", state: [expected] } },
    });
  });
});

describe("reading a queue", () => {
  const KEY = "arn:aws:kms:us-east-1:111122223333:key/8a2b";
  it.each([
    { name: "the key that it is under", attributes: { KmsMasterKeyId: KEY }, expected: KEY },
    { name: "a key of another form", attributes: { KmsMasterKeyId: "alias/aws/sqs" }, expected: "alias/aws/sqs" },
    { name: "none where it is under none", attributes: { SqsManagedSseEnabled: "true" }, expected: undefined },
  ])("tells $name", async ({ attributes, expected }) => {
    const counts = ["", "NotVisible", "Delayed"].map((of) => [`ApproximateNumberOfMessages${of}`, "1"]);
    const { client } = await startJsonService(({ action }) => ({
      body:
        action === "GetQueueUrl"
          ? { QueueUrl: "http://127.0.0.1/q" }
          : { Attributes: { QueueArn: "arn:q", ...Object.fromEntries(counts), ...attributes } },
    }));
    const read = createQueueReader({ region: client.region, endpoint: client.endpoint, credentials });
    const state = { arn: "arn:q", policy: "", messages: 3, ...(expected === undefined ? {} : { key: expected }) };
    expect(await read("q")).toEqual({ status: "present", state });
  });
});

describe("whether a parameter is there", () => {
  const asked = async (reply: (call: JsonCall) => JsonReply) => {
    const { client, calls } = await startJsonService(reply);
    const read = createSecretPresenceReader({ region: client.region, endpoint: client.endpoint, credentials });
    return { observed: await read({ store: "ssm", id: "/plumbline/token" }), calls };
  };

  it("is told by whichever page has it", async () => {
    const { observed, calls } = await asked(({ input }) => {
      if (input.NextToken === undefined) return { body: { Parameters: [], NextToken: "2" } };
      return { body: { Parameters: [{ Name: "/plumbline/token" }] } };
    });
    expect(observed).toEqual({ status: "present", state: "there" });
    expect(calls.map(({ input }) => input.NextToken)).toEqual([undefined, "2"]);
  });

  it("is told of none once all pages were read, and is not known where one was not", async () => {
    expect((await asked(() => ({ body: { Parameters: [] } }))).observed).toEqual({ status: "absent" });
    const { observed } = await asked(({ input }) => {
      return input.NextToken === undefined ? { body: { NextToken: "2" } } : { code: "AccessDeniedException" };
    });
    expect(observed).toMatchObject({ status: "unreadable", reason: { call: "ssm:DescribeParameters" } });
  });
});
