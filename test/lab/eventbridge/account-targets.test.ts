import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createAccount, type LabAccount } from "../account.ts";
import { accountTargets } from "./account-targets.ts";
import { deliverToTargets, type TargetPorts } from "./delivery.ts";
import type { Event } from "./event.ts";
import type { Rule } from "./state.ts";

const ACCOUNT = "000000000000";
const KEY = `arn:aws:kms:us-east-1:${ACCOUNT}:key/one`;
const RULE = `arn:aws:events:us-east-1:${ACCOUNT}:rule/one`;
const queue = (name: string) => `arn:aws:sqs:us-east-1:${ACCOUNT}:${name}`;

const event: Event = {
  ...{ version: "0", id: "e1", "detail-type": "t", source: "s", account: ACCOUNT },
  ...{ time: "2026-11-22T00:00:00Z", region: "us-east-1", resources: [], detail: {} },
};

let account: LabAccount;
let ports: TargetPorts;
let undelivered: string[] = [];

beforeAll(async () => {
  const host = () => "127.0.0.1:1";
  account = createAccount(host);
  const { clock, messaging, keys, functions, permissions, failureQueues } = account;
  const own = { clock, messaging, keys, functions, permissions, failureQueues, host, iam: () => account.iam };
  const told = { undelivered: (sentence: string) => void undelivered.push(sentence) };
  const targets = accountTargets({ account: ACCOUNT, region: "us-east-1", ...own, ...told });
  ports = { ...targets, sendToBus: () => Promise.reject(new Error("No rule of these has a bus as its target.")) };
  for (const QueueName of ["first", "dead"]) {
    const Resource = queue(QueueName);
    const send = { Effect: "Allow", Principal: "*", Action: "sqs:SendMessage", Resource };
    const Attributes = { Policy: JSON.stringify({ Statement: send }) };
    await messaging.sqs("CreateQueue", { QueueName, Attributes });
  }
});

beforeEach(() => {
  undelivered = [];
  account.keys.keyOf.clear();
});

afterAll(() => account.messaging.close());

/** How many messages the queues got of an event. */
async function delivered(): Promise<readonly number[]> {
  const target = { Id: "q", Arn: queue("first"), DeadLetterConfig: { Arn: queue("dead") } };
  const rule: Rule = {
    ...{ name: "one", arn: RULE, bus: "default", description: undefined, state: "ENABLED" },
    ...{ pattern: undefined, schedule: undefined, targets: new Map([["q", target]]) },
  };
  const depths = async () => {
    const all = await account.messaging.depths();
    return ["first", "dead"].map((name) => all.find(({ arn }) => arn === queue(name))?.approximateMessageCount ?? 0);
  };
  const before = await depths();
  await deliverToTargets(rule, event, ports);
  return (await depths()).map((depth, index) => depth - (before[index] ?? 0));
}

function keyAllowing(Action: readonly string[]): void {
  const use = { Effect: "Allow", Principal: { Service: "events.amazonaws.com" }, Action, Resource: "*" };
  account.keys.policies.set(KEY, JSON.stringify({ Statement: use }));
}

describe("a rule whose target is a queue under a key", () => {
  it("delivers where the key's policy names EventBridge for both actions", async () => {
    account.keys.keyOf.set(queue("first"), KEY);
    keyAllowing(["kms:GenerateDataKey", "kms:Decrypt"]);
    expect([await delivered(), undelivered]).toEqual([[1, 0], []]);
  });

  const refused = `the policy of ${KEY}, under which it is, does not let events.amazonaws.com use kms:Decrypt.`;

  it("hands the event to its dead letters where it does not", async () => {
    account.keys.keyOf.set(queue("first"), KEY);
    keyAllowing(["kms:GenerateDataKey"]);
    expect(await delivered()).toEqual([0, 1]);
    const why = `SQS refuses events.amazonaws.com at ${queue("first")}: ${refused}`;
    expect(undelivered).toEqual([`Rule one could not deliver event e1 to ${queue("first")}: ${why}`]);
  });

  it("loses it where those are under the key as well", async () => {
    for (const name of ["first", "dead"]) account.keys.keyOf.set(queue(name), KEY);
    keyAllowing(["kms:GenerateDataKey"]);
    expect(await delivered()).toEqual([0, 0]);
    expect(undelivered.at(-1)).toBe(
      `Nor to its dead-letter queue ${queue("dead")}: SQS refuses events.amazonaws.com at ${queue("dead")}: ${refused}`,
    );
  });
});
