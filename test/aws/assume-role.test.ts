import { CreateRoleCommand, ListRolesCommand } from "@aws-sdk/client-iam";
import { afterEach, describe, expect, it } from "vitest";
import { assumeRole, type RoleSession } from "../../shared/aws/assume-role.ts";
import { servedAccount } from "../lab/iam/served-account.ts";
import { present, unreadable } from "./observe-scripted.ts";
import { answer, failure, type Reply } from "./scripted-iam.ts";
import { prepareSts, stopAllSts, stsClient } from "./sts-scripted.ts";

afterEach(stopAllSts);

const CALL = "AssumeRole";
const SESSION: RoleSession = {
  roleArn: "arn:aws-cn:iam::123456789012:role/team/Reader",
  externalId: "media-7f3a9c",
  sessionName: "plumbline-check",
  seconds: 3600,
};
const KEY = "ASIAIOSFODNN7EXAMPLE";
const CREDENTIALS = `<Credentials><AccessKeyId>${KEY}</AccessKeyId><SecretAccessKey>secret</SecretAccessKey><SessionToken>token</SessionToken><Expiration>2026-06-01T13:00:00Z</Expiration></Credentials>`;
const session = (arn: string) =>
  `<AssumedRoleUser><AssumedRoleId>AROAIOSFODNN7EXAMPLE1:x</AssumedRoleId><Arn>${arn}</Arn></AssumedRoleUser>`;
const OWN = session("arn:aws-cn:sts::123456789012:assumed-role/Reader/plumbline-check");

interface Case {
  readonly name: string;
  readonly reply: Reply;
  readonly expected: unknown;
}

const CASES: readonly Case[] = [
  {
    name: "has the role's credentials",
    reply: answer(CALL, CREDENTIALS + OWN),
    expected: present({
      accessKeyId: KEY,
      secretAccessKey: "secret",
      sessionToken: "token",
      expiration: new Date("2026-06-01T13:00:00Z"),
    }),
  },
  ...[
    ["another account's role", "arn:aws-cn:sts::210987654321:assumed-role/Reader/plumbline-check"],
    ["another partition's role", "arn:aws:sts::123456789012:assumed-role/Reader/plumbline-check"],
    ["a role of another name", "arn:aws-cn:sts::123456789012:assumed-role/Reader2/plumbline-check"],
    ["no role at all", "arn:aws-cn:iam::123456789012:user/Reader"],
  ].map(([name, arn = ""]) => ({
    name: `is refused where it is of ${name}`,
    reply: answer(CALL, CREDENTIALS + session(arn)),
    expected: unreadable(CALL, "MalformedAnswer"),
  })),
  {
    name: "is refused where the answer does not say whose it is",
    reply: answer(CALL, CREDENTIALS),
    expected: unreadable(CALL, "MalformedAnswer"),
  },
  {
    name: "is refused where its token is missing",
    reply: answer(CALL, CREDENTIALS.replace(/<SessionToken>.*<\/SessionToken>/, "") + OWN),
    expected: unreadable(CALL, "MalformedAnswer"),
  },
  {
    name: "is refused where there are no credentials",
    reply: answer(CALL, OWN),
    expected: unreadable(CALL, "MalformedAnswer"),
  },
  ...[
    { code: "AccessDenied", status: 403 },
    { code: "ExpiredToken", status: 403 },
    { code: "Throttling", status: 400 },
    { code: "RegionDisabledException", status: 403 },
    { code: "NoSuchEntity", status: 404 },
  ].map(({ code, status }) => ({
    name: `cannot be had where STS says ${code}`,
    reply: failure(status, code, `User: x with key AKIAIOSFODNN7ABCDEFG is refused`),
    expected: { status: "unreadable", reason: { call: CALL, code, message: "User: x with key …DEFG is refused" } },
  })),
];

describe("a role's session", () => {
  it.each(CASES)("$name", async ({ reply, expected }) => {
    const { client } = await prepareSts({ [CALL]: reply });
    expect(await assumeRole(client, SESSION)).toMatchObject(expected as object);
  });

  it("is asked for with what the role's account wants to know, and no more", async () => {
    const { client, server } = await prepareSts({ [CALL]: answer(CALL, CREDENTIALS + OWN) });
    await assumeRole(client, SESSION);
    await assumeRole(client, { ...SESSION, externalId: undefined });
    const asked = {
      Action: CALL,
      Version: "2011-06-15",
      RoleArn: SESSION.roleArn,
      RoleSessionName: "plumbline-check",
      DurationSeconds: "3600",
    };
    expect(server.requests.map(({ parameters }) => Object.fromEntries(parameters))).toEqual([
      { ...asked, ExternalId: "media-7f3a9c" },
      asked,
    ]);
  });
});

describe("a session of a role of the lab's", () => {
  const trust = JSON.stringify({
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Principal: { AWS: "arn:aws:iam::000000000000:root" },
        Action: "sts:AssumeRole",
        Condition: { StringEquals: { "sts:ExternalId": "media-7f3a9c" } },
      },
    ],
  });

  it("reads the account, and is not had with another external id", async () => {
    const account = await servedAccount();
    try {
      const created = await account.client.send(
        new CreateRoleCommand({ RoleName: "Reader", Path: "/team/", AssumeRolePolicyDocument: trust }),
      );
      const asked = { ...SESSION, roleArn: created.Role?.Arn ?? "" };
      const client = stsClient(account.endpoint);
      const assumed = await assumeRole(client, asked);
      if (assumed.status !== "present") throw new Error(assumed.reason.message);
      const reader = account.clientOf(assumed.state);
      expect((await reader.send(new ListRolesCommand({}))).Roles).toHaveLength(1);
      reader.destroy();
      for (const externalId of ["another", undefined]) {
        expect(await assumeRole(client, { ...asked, externalId })).toMatchObject(unreadable(CALL, "AccessDenied"));
      }
    } finally {
      account.client.destroy();
      await account.stop();
    }
  });
});
