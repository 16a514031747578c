import { afterEach, describe, expect, it } from "vitest";
import { createKillSwitchReader } from "../../shared/aws/kill-switch.ts";
import { type AnsweringServer, startAnsweringServer } from "./answering-server.ts";

let server: AnsweringServer | undefined;
afterEach(() => server?.close());

const NAME = "/plumbline/kill-switch";
const credentials = { accessKeyId: "test", secretAccessKey: "test" };

async function reading(status: number, body: unknown) {
  server = await startAnsweringServer(() => ({
    status,
    contentType: "application/x-amz-json-1.1",
    body: typeof body === "string" ? body : JSON.stringify(body),
  }));
  const { endpoint } = server;
  return createKillSwitchReader({ name: NAME, region: "us-east-1", endpoint, credentials, maxAttempts: 1 });
}

const cases = [
  {
    name: "what it holds",
    status: 200,
    body: { Parameter: { Value: "run" } },
    expected: { status: "present", state: "run" },
  },
  {
    name: "an empty value",
    status: 200,
    body: { Parameter: { Value: "" } },
    expected: { status: "present", state: "" },
  },
  { name: "no such parameter", status: 400, body: { __type: "ParameterNotFound" }, expected: { status: "absent" } },
  {
    name: "a denial",
    status: 400,
    body: { __type: "AccessDeniedException", message: "no" },
    expected: { status: "unreadable", reason: { call: "GetParameter", code: "AccessDeniedException", message: "no" } },
  },
  {
    name: "a throttled call",
    status: 400,
    body: { __type: "ThrottlingException", message: "slow" },
    expected: { status: "unreadable", reason: { code: "ThrottlingException" } },
  },
  {
    name: "an answer without a value",
    status: 200,
    body: {},
    expected: { status: "unreadable", reason: { code: "MalformedAnswer" } },
  },
  {
    name: "an answer that is no JSON",
    status: 200,
    body: "<html>",
    expected: { status: "unreadable", reason: { code: "MalformedAnswer" } },
  },
];

describe("the kill switch in SSM", () => {
  it.each(cases)("answers with $name", async ({ status, body, expected }) => {
    const reader = await reading(status, body);
    expect(await reader.read()).toMatchObject(expected);
    expect(JSON.parse(server?.requests[0]?.body ?? "")).toEqual({ Name: NAME });
  });

  it("asks anew each time", async () => {
    const reader = await reading(200, { Parameter: { Value: "run" } });
    await reader.read();
    await reader.read();
    expect(server?.requests).toHaveLength(2);
  });

  it("is unreadable where nobody answers", async () => {
    const endpoint = "http://127.0.0.1:1";
    const reader = createKillSwitchReader({ name: NAME, region: "us-east-1", endpoint, credentials, maxAttempts: 1 });
    expect(await reader.read()).toMatchObject({ status: "unreadable", reason: { code: "ECONNREFUSED" } });
  });
});
