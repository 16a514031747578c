import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createAccount, type LabAccount } from "../account.ts";
import { allowing, ec2Trust } from "../iam/iam-under-test.ts";
import { POLLING, requireUsable, SENDING } from "./usable-queues.ts";

const ACCOUNT = "000000000000";
const KEY = `arn:aws:kms:us-east-1:${ACCOUNT}:key/one`;
const QUEUE = `arn:aws:sqs:us-east-1:${ACCOUNT}:kept`;
const ROLE = { RoleName: "task-role" };
const keyPolicy = (AWS: string) =>
  JSON.stringify({ Statement: { Effect: "Allow", Principal: { AWS }, Action: "kms:*", Resource: "*" } });

let account: LabAccount;

beforeAll(() => {
  account = createAccount(() => "127.0.0.1:1");
  call("CreateRole", { ...ROLE, AssumeRolePolicyDocument: ec2Trust });
});

afterAll(() => account.messaging.close());

function call(action: string, params: Readonly<Record<string, string>>): void {
  const signed = { accessKeyId: "AKIAADMINISTRATOR000", sourceIPAddress: "127.0.0.1", userAgent: "t", requestId: "1" };
  expect(account.iam.handle({ action, params, ...signed }).status).toBe(200);
}

const cases: readonly {
  readonly name: string;
  readonly actions: readonly string[];
  readonly calls: readonly string[];
  readonly underKey?: string;
  readonly role?: string;
  readonly says?: string;
}[] = [
  { name: "polling with all rights", actions: ["sqs:*"], calls: POLLING },
  { name: "sending with all rights", actions: ["sqs:*"], calls: SENDING },
  {
    name: "polling without leave to receive",
    actions: ["sqs:DeleteMessage", "sqs:GetQueueAttributes"],
    calls: POLLING,
    says: "call ReceiveMessage on SQS: task-role, the role of count, needs sqs:ReceiveMessage.",
  },
  {
    name: "a role that is not there",
    actions: ["*"],
    calls: SENDING,
    role: "nobody",
    says: "call SendMessage on SQS: nobody, the role of count, is not there.",
  },
  { name: "polling under a key", actions: ["sqs:*", "kms:Decrypt"], calls: POLLING, underKey: ACCOUNT },
  {
    name: "polling under a key without it",
    actions: ["sqs:*", "kms:GenerateDataKey"],
    calls: POLLING,
    underKey: ACCOUNT,
    says: `call ReceiveMessage on SQS: task-role, the role of count, needs kms:Decrypt on ${KEY}.`,
  },
  {
    name: "polling under a key that leaves it to nobody",
    actions: ["*"],
    calls: POLLING,
    underKey: "111111111111",
    says: `needs kms:Decrypt on ${KEY}: the key's policy has to let it, or the account.`,
  },
  {
    name: "polling under a key that names the role",
    actions: ["sqs:*"],
    calls: POLLING,
    underKey: `arn:aws:iam::${ACCOUNT}:role/task-role`,
  },
  {
    name: "sending under a key",
    actions: ["sqs:*", "kms:Decrypt"],
    calls: SENDING,
    underKey: ACCOUNT,
    says: `call SendMessage on SQS: task-role, the role of count, needs kms:GenerateDataKey on ${KEY}.`,
  },
];

describe("requireUsable", () => {
  it.each(cases)("$name: $says", ({ actions, calls, underKey, role = "task-role", says }) => {
    call("PutRolePolicy", { ...ROLE, PolicyName: "own", PolicyDocument: allowing(...actions) });
    account.keys.keyOf.clear();
    if (underKey !== undefined) {
      account.keys.keyOf.set(QUEUE, KEY);
      account.keys.policies.set(KEY, keyPolicy(underKey));
    }
    const use = () => requireUsable(account, "count", role, QUEUE, calls);
    if (says === undefined) use();
    else expect(use).toThrow(says);
  });
});
