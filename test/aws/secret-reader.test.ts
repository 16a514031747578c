import { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { SSMClient } from "@aws-sdk/client-ssm";
import { afterEach, describe, expect, it } from "vitest";
import { createSecretReader } from "../../shared/aws/secret-reader.ts";
import { type AnsweringServer, startAnsweringServer } from "./answering-server.ts";

let server: AnsweringServer | undefined;
afterEach(() => server?.close());

async function readerAnswered(status: number, body: unknown) {
  server = await startAnsweringServer(() => ({
    status,
    contentType: "application/x-amz-json-1.1",
    body: JSON.stringify(body),
  }));
  const options = {
    region: "us-east-1",
    endpoint: server.endpoint,
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
    maxAttempts: 1,
  };
  return createSecretReader({ ssm: new SSMClient(options), secretsManager: new SecretsManagerClient(options) });
}

const PARAMETER = { store: "ssm", id: "/plumbline/token" } as const;
const SECRET = {
  store: "secretsmanager",
  id: "arn:aws:secretsmanager:us-east-1:000000000000:secret:t-AbCdEf",
} as const;
const asked = () => JSON.parse(server?.requests[0]?.body ?? "{}");

describe("the secret reader", () => {
  it("reads a parameter, decrypted", async () => {
    const read = await readerAnswered(200, { Parameter: { Value: "xoxb-1" } });
    expect(await read(PARAMETER)).toBe("xoxb-1");
    expect(asked()).toEqual({ Name: "/plumbline/token", WithDecryption: true });
  });

  it("reads a secret by its ARN", async () => {
    const read = await readerAnswered(200, { SecretString: "xoxb-2" });
    expect(await read(SECRET)).toBe("xoxb-2");
    expect(asked()).toEqual({ SecretId: SECRET.id });
  });

  const failures = [
    {
      name: "a refused parameter",
      at: PARAMETER,
      status: 400,
      body: { __type: "AccessDeniedException", message: "no" },
      says: "AccessDeniedException",
    },
    {
      name: "a missing secret",
      at: SECRET,
      status: 400,
      body: { __type: "ResourceNotFoundException", message: "no" },
      says: "ResourceNotFoundException",
    },
    {
      name: "an empty parameter",
      at: PARAMETER,
      status: 200,
      body: { Parameter: { Value: "" } },
      says: "it is empty, or is no text",
    },
    {
      name: "a binary secret",
      at: SECRET,
      status: 200,
      body: { SecretBinary: "AAAA" },
      says: "it is empty, or is no text",
    },
  ];
  it.each(failures)("throws what can be put right: $name", async ({ at, status, body, says }) => {
    const read = await readerAnswered(status, body);
    await expect(read(at)).rejects.toMatchObject({
      code: "SecretUnavailable",
      retryable: true,
      message: `The secret ${at.id} could not be read (${says}); see that it is there, and that the function's role may read and decrypt it.`,
    });
  });
});
