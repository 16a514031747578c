import { afterEach, describe, expect, it } from "vitest";
import { readCallerAccount } from "../../shared/aws/caller-account.ts";
import { createStsClient } from "../../shared/aws/sts-client.ts";
import { servedAccount } from "../lab/iam/served-account.ts";
import { present, unreadable } from "./observe-scripted.ts";
import { answer, failure, type Reply } from "./scripted-iam.ts";
import { prepareSts, stopAllSts, stsClient } from "./sts-scripted.ts";

afterEach(stopAllSts);

const CALL = "GetCallerIdentity";
const identity = (account: string, arn: string) =>
  answer(CALL, `<Arn>${arn}</Arn><UserId>AIDAIOSFODNN7EXAMPLE1</UserId><Account>${account}</Account>`);

interface Case {
  readonly name: string;
  readonly reply: Reply;
  readonly expected: unknown;
}

const CASES: readonly Case[] = [
  {
    name: "of a user",
    reply: identity("123456789012", "arn:aws-cn:iam::123456789012:user/team/ada"),
    expected: present({ account: "123456789012", partition: "aws-cn" }),
  },
  {
    name: "of a role's session",
    reply: identity("123456789012", "arn:aws-us-gov:sts::123456789012:assumed-role/Admin/ada"),
    expected: present({ account: "123456789012", partition: "aws-us-gov" }),
  },
  {
    name: "of the root user",
    reply: identity("123456789012", "arn:aws:iam::123456789012:root"),
    expected: present({ account: "123456789012", partition: "aws" }),
  },
  {
    name: "of an ARN that names none",
    reply: identity("123456789012", "arn:aws:iam::aws:user/x"),
    expected: unreadable(CALL, "MalformedAnswer"),
  },
  {
    name: "that is not the ARN's",
    reply: identity("210987654321", "arn:aws:iam::123456789012:root"),
    expected: unreadable(CALL, "MalformedAnswer"),
  },
  { name: "of an answer without any", reply: answer(CALL, ""), expected: unreadable(CALL, "MalformedAnswer") },
  {
    name: "of an answer that is no XML",
    reply: { kind: "body", status: 200, body: "<html>Sign in to the network" },
    expected: unreadable(CALL, "MalformedAnswer"),
  },
  {
    name: "of credentials that have expired",
    reply: failure(403, "ExpiredToken", "The security token included in the request is expired"),
    expected: unreadable(CALL, "ExpiredToken"),
  },
  {
    name: "of a throttled call",
    reply: failure(400, "Throttling", "Rate exceeded"),
    expected: unreadable(CALL, "Throttling"),
  },
  {
    name: "of an entity that is not there, which is no answer",
    reply: failure(404, "NoSuchEntity", "no"),
    expected: unreadable(CALL, "NoSuchEntity"),
  },
  { name: "of a connection that breaks", reply: { kind: "reset" }, expected: unreadable(CALL, "ECONNRESET") },
];

describe("the account of the caller", () => {
  it.each(CASES)("$name", async ({ reply, expected }) => {
    const { client, server } = await prepareSts({ [CALL]: reply });
    expect(await readCallerAccount(client)).toMatchObject(expected as object);
    expect(server.requests.map(({ action }) => action)).toEqual([CALL]);
  });

  it("is asked for again where STS fails for a moment", async () => {
    const found = identity("123456789012", "arn:aws:iam::123456789012:root");
    const { client, server } = await prepareSts(
      { [CALL]: [failure(503, "ServiceUnavailable", "no"), found] },
      { maxAttempts: 2 },
    );
    expect(await readCallerAccount(client)).toMatchObject({ status: "present" });
    expect(server.requests).toHaveLength(2);
  });

  it("is not waited for without end", async () => {
    const { client } = await prepareSts({ [CALL]: { kind: "hang" } }, { attemptTimeout: 50 });
    expect(await readCallerAccount(client)).toMatchObject(unreadable(CALL, "ETIMEDOUT"));
  });

  it("is the lab's", async () => {
    const account = await servedAccount();
    try {
      expect(await readCallerAccount(stsClient(account.endpoint))).toEqual(
        present({ account: "000000000000", partition: "aws" }),
      );
    } finally {
      account.client.destroy();
      await account.stop();
    }
  });
});

describe("an STS client", () => {
  it("asks the endpoint of its region", async () => {
    const client = createStsClient({ region: "eu-central-1", credentials: { accessKeyId: "a", secretAccessKey: "b" } });
    const { endpoint, useGlobalEndpoint } = client.config;
    expect({ endpoint, useGlobalEndpoint }).toEqual({ endpoint: undefined, useGlobalEndpoint: false });
    expect(client.config.endpointProvider({ Region: "eu-central-1", UseGlobalEndpoint: false }).url.hostname).toBe(
      "sts.eu-central-1.amazonaws.com",
    );
  });
});
