import { describe, expect, it } from "vitest";
import type { ServiceRequest } from "../server/exchange.ts";
import { createKeys, keyNamed } from "./keys.ts";
import { answerKms } from "./service.ts";

const KEY = "arn:aws:kms:us-east-1:000000000000:key/one";
const ADMINISTRATOR = "arn:aws:iam::000000000000:user/administrator";
const principal = { account: "000000000000", arn: ADMINISTRATOR, principalArn: ADMINISTRATOR };
const policyFor = (Principal: unknown) =>
  JSON.stringify({ Statement: { Effect: "Allow", Principal, Action: "kms:*", Resource: "*" } });
const OWN = policyFor({ AWS: "000000000000" });

function kms() {
  const keys = createKeys();
  keys.policies.set(KEY, OWN);
  const ask = (action: string, input: object): unknown => {
    const signed = { service: "kms", region: "us-east-1", accessKeyId: "AKIA", protocol: "json", form: {} } as const;
    const plain = { method: "POST", url: "/", headers: {}, body: Buffer.from(JSON.stringify(input)) };
    const request: ServiceRequest = { ...plain, ...signed, action };
    return JSON.parse(answerKms(request, keys, principal).body);
  };
  return { keys, ask };
}

describe("the lab's KMS", () => {
  it.each([KEY, "one"])("shows a key by %s", (KeyId) => {
    const { ask } = kms();
    expect(ask("DescribeKey", { KeyId })).toMatchObject({
      KeyMetadata: { Arn: KEY, KeyId: "one", AWSAccountId: "000000000000", KeyManager: "CUSTOMER" },
    });
    expect(ask("GetKeyPolicy", { KeyId, PolicyName: "default" })).toEqual({ Policy: OWN, PolicyName: "default" });
  });

  it("changes a key's policy", () => {
    const { keys, ask } = kms();
    const Policy = policyFor("*");
    expect(ask("PutKeyPolicy", { KeyId: KEY, PolicyName: "default", Policy })).toEqual({});
    expect(keys.policies.get(KEY)).toBe(Policy);
  });

  it("does not let its caller lock himself out unless he says so", () => {
    const { keys, ask } = kms();
    const Policy = policyFor({ Service: "sns.amazonaws.com" });
    expect(() => ask("PutKeyPolicy", { KeyId: KEY, Policy })).toThrow(
      expect.objectContaining({ code: "MalformedPolicyDocumentException" }),
    );
    expect(keys.policies.get(KEY)).toBe(OWN);
    ask("PutKeyPolicy", { KeyId: KEY, Policy, BypassPolicyLockoutSafetyCheck: true });
    expect(keys.policies.get(KEY)).toBe(Policy);
  });

  const elsewhere = KEY.replace("one", "two");
  it.each([
    ["DescribeKey", { KeyId: elsewhere }, "NotFoundException"],
    ["GetKeyPolicy", { KeyId: KEY, PolicyName: "other" }, "NotFoundException"],
    ["PutKeyPolicy", { KeyId: KEY, PolicyName: "other", Policy: OWN }, "ValidationException"],
    ["PutKeyPolicy", { KeyId: KEY, Policy: "{" }, "MalformedPolicyDocumentException"],
    ["PutKeyPolicy", { KeyId: KEY, Policy: '{"Statement":{"NotAction":"a"}}' }, "NotImplemented"],
    ["PutKeyPolicy", { KeyId: KEY }, "ValidationException"],
    ["DescribeKey", { KeyId: "alias/plumbline" }, "NotImplemented"],
    ["DescribeKey", { KeyId: KEY, GrantTokens: [] }, "NotImplemented"],
    ["ListAliases", {}, "NotImplemented"],
    ["ScheduleKeyDeletion", { KeyId: KEY }, "NotImplemented"],
  ])("refuses %s of %j with %s", (action, input, code) => {
    expect(() => kms().ask(action, input)).toThrow(expect.objectContaining({ code }));
  });
});

describe("keyNamed", () => {
  const where = { region: "us-east-1", account: "000000000000" };
  const { keys } = kms();

  it.each([
    ["its ARN", KEY, KEY],
    ["its id", "one", KEY],
    ["nothing, which is no key", "", undefined],
  ])("knows a key by %s", (_, named, expected) => {
    expect(keyNamed(keys, named, where)).toBe(expected);
  });

  it.each(["two", "alias/aws/sqs", elsewhereOf("eu-west-1")])("refuses %s, which the account has not", (named) => {
    expect(() => keyNamed(keys, named, where)).toThrow(
      expect.objectContaining({ code: "NotImplemented", status: 501 }),
    );
  });
});

function elsewhereOf(region: string): string {
  return KEY.replace("us-east-1", region);
}
