import { CreatePolicyCommand, CreateRoleCommand } from "@aws-sdk/client-iam";
import { afterEach, describe, expect, it } from "vitest";
import { readCallerAccount } from "../../shared/aws/caller-account.ts";
import { servedAccount } from "../lab/iam/served-account.ts";
import { prepare, present, stopAll, unreadable } from "./observe-scripted.ts";
import { answer, failure, type Script } from "./scripted-iam.ts";

afterEach(stopAll);

const CALL = "GetAccountAuthorizationDetails";
const ROLE =
  "<RoleDetailList><member><Arn>arn:aws-cn:iam::123456789012:role/team/worker</Arn></member></RoleDetailList>";
const more = (marker: string) => answer(CALL, `<IsTruncated>true</IsTruncated><Marker>${marker}</Marker>`);
const last = (lists: string) => answer(CALL, `${lists}<IsTruncated>false</IsTruncated>`);

interface Case {
  readonly name: string;
  readonly replies: Script[string];
  readonly expected: unknown;
  readonly calls: number;
}

const CASES: readonly Case[] = [
  {
    name: "the account of a role",
    replies: last(ROLE),
    expected: present({ account: "123456789012", partition: "aws-cn" }),
    calls: 1,
  },
  {
    name: "the account on a later page, after pages that are empty",
    replies: [more("one"), more("two"), last(ROLE)],
    expected: present({ account: "123456789012", partition: "aws-cn" }),
    calls: 3,
  },
  { name: "an account with nothing in it", replies: last(""), expected: { status: "absent" }, calls: 1 },
  {
    name: "pages that go round",
    replies: more("one"),
    expected: unreadable(CALL, "MalformedAnswer"),
    calls: 2,
  },
  {
    name: "an ARN that names no account",
    replies: last("<UserDetailList><member><Arn>arn:aws:iam::aws:policy/x</Arn></member></UserDetailList>"),
    expected: unreadable(CALL, "MalformedAnswer"),
    calls: 1,
  },
  {
    name: "a call that is refused",
    replies: failure(403, "AccessDenied", "no"),
    expected: unreadable(CALL, "AccessDenied"),
    calls: 1,
  },
];

describe("the account that credentials read", () => {
  it.each(CASES)("$name", async ({ replies, expected, calls }) => {
    const { iam, iamClient } = await prepare({ [CALL]: replies });
    expect(await readCallerAccount(iamClient)).toMatchObject(expected as object);
    expect(iam.requests).toHaveLength(calls);
    const [first] = iam.requests;
    const filters = [1, 2, 3, 4].map((index) => first?.parameters.get(`Filter.member.${index}`));
    expect(filters).toEqual(["Role", "User", "Group", "LocalManagedPolicy"]);
    expect(first?.parameters.get("MaxItems")).toBe("1");
  });

  const TRUST = JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Principal: { Service: "ec2.amazonaws.com" }, Action: "sts:AssumeRole" }],
  });
  const POLICY = JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Action: "s3:GetObject", Resource: "*" }],
  });

  it.each([
    ["a role", new CreateRoleCommand({ RoleName: "worker", AssumeRolePolicyDocument: TRUST })],
    ["a customer managed policy", new CreatePolicyCommand({ PolicyName: "reader", PolicyDocument: POLICY })],
  ] as const)("is told by %s of the lab's", async (_, command) => {
    const account = await servedAccount();
    try {
      expect(await readCallerAccount(account.client)).toEqual({ status: "absent" });
      await (command instanceof CreateRoleCommand ? account.client.send(command) : account.client.send(command));
      expect(await readCallerAccount(account.client)).toEqual(present({ account: "000000000000", partition: "aws" }));
    } finally {
      account.client.destroy();
      await account.stop();
    }
  });
});
