import {
  CreateSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
} from "@aws-sdk/client-secrets-manager";
import { GetParameterCommand, PutParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { clientOptions, startFixtureLab } from "../fixtures/fixture-lab.ts";
import type { Lab } from "../lab.ts";

let lab: Lab;
let ssm: SSMClient;
let secrets: SecretsManagerClient;

beforeAll(async () => {
  lab = await startFixtureLab();
  ssm = new SSMClient({ ...clientOptions(lab), maxAttempts: 1 });
  secrets = new SecretsManagerClient({ ...clientOptions(lab), maxAttempts: 1 });
});
afterAll(async () => {
  ssm.destroy();
  secrets.destroy();
  await lab.stop();
});

describe("SSM", () => {
  const put = (Value: string, more: object = {}) =>
    ssm.send(new PutParameterCommand({ Name: "/a/token", Value, Type: "SecureString", ...more }));

  it("keeps a parameter by its name, and gives it decrypted, by name or ARN", async () => {
    await put("one");
    await expect(put("two")).rejects.toMatchObject({ name: "ParameterAlreadyExists" });
    await put("two", { Overwrite: true });
    const ARN = "arn:aws:ssm:us-east-1:000000000000:parameter/a/token";
    for (const Name of ["/a/token", ARN]) {
      const { Parameter } = await ssm.send(new GetParameterCommand({ Name, WithDecryption: true }));
      expect(Parameter).toMatchObject({ Name: "/a/token", Value: "two", Version: 2, ARN, Type: "SecureString" });
    }
  });

  it("refuses what is not there, and what the lab does not do", async () => {
    const get = (Name: string) => ssm.send(new GetParameterCommand({ Name }));
    await expect(get("/b")).rejects.toMatchObject({ name: "ParameterNotFound" });
    await expect(get("/a/token")).rejects.toMatchObject({ name: "NotImplemented" });
  });
});

describe("Secrets Manager", () => {
  it("keeps a secret, and gives it by its ARN or its name", async () => {
    const { ARN } = await secrets.send(new CreateSecretCommand({ Name: "slack/token", SecretString: "one" }));
    await secrets.send(new PutSecretValueCommand({ SecretId: "slack/token", SecretString: "two" }));
    for (const SecretId of ["slack/token", ARN]) {
      const secret = await secrets.send(new GetSecretValueCommand({ SecretId }));
      expect(secret).toMatchObject({ ARN, Name: "slack/token", SecretString: "two" });
    }
    await expect(secrets.send(new GetSecretValueCommand({ SecretId: "other" }))).rejects.toMatchObject({
      name: "ResourceNotFoundException",
    });
  });
});
