import { describe, expect, it } from "vitest";
import { givenValues, readGivenResources } from "../../cli/doctor-given.ts";
import { namedResources } from "../../cli/doctor-own-resources.ts";
import { deployedParts, NOT_READ, readStack } from "../../cli/doctor-stack.ts";
import { NO_RESOURCES } from "../../cli/doctor-switch-off-calls.ts";
import { examineWatched } from "../../cli/doctor-watched.ts";
import type { FunctionReading } from "../../shared/aws/deployment-functions.ts";
import type { QueueReading } from "../../shared/aws/deployment-queues.ts";
import type { TrailReading } from "../../shared/aws/deployment-trails.ts";
import type { ConfiguredAccount } from "../../shared/baselines/settings.ts";
import type { Observation } from "../../shared/observation/observation.ts";

const present = <T>(state: T): Observation<T> => ({ status: "present", state });
const absent = { status: "absent" } as const;
const denied = (call: string) =>
  ({ status: "unreadable", reason: { call, code: "AccessDenied", message: "No." } }) as const;

const ACCOUNT = "111122223333";
const OTHER = "999988887777";
const place = { account: ACCOUNT, partition: "aws", region: "us-east-1" };
const BUS = "plumbline";
const OWN_TOPIC = `arn:aws:sns:us-east-1:${ACCOUNT}:plumbline-alerts`;
const STACK = await readStack();
const topicOf = (account: string) => `arn:aws:sns:us-east-1:${account}:ours`;

function reading(environment: FunctionReading["environment"]): Observation<FunctionReading> {
  return present({ arn: "a", state: "Active", lastUpdate: "Successful", role: "r", environment });
}

describe("the bus and the topic that were given", () => {
  const DENIED = denied("lambda:GetFunctionConfiguration");
  const cases = [
    {
      name: "those that the functions were told",
      functions: [reading(present({ DRIFT_BUS_NAME: "b" })), reading(present({ ALERT_TOPIC_ARN: "t" }))],
      expected: { ExistingDriftBus: "b", ExistingAlertTopic: "t" },
    },
    {
      name: "the stack's own where no function is there",
      functions: [absent, absent],
      expected: { ExistingDriftBus: "", ExistingAlertTopic: "" },
    },
    {
      name: "the stack's own where the functions were told those",
      functions: [reading(present({ DRIFT_BUS_NAME: BUS })), reading(present({ ALERT_TOPIC_ARN: OWN_TOPIC }))],
      expected: { ExistingDriftBus: "", ExistingAlertTopic: "" },
    },
    {
      name: "not known where a function may not be read",
      functions: [DENIED, reading(present({ ALERT_TOPIC_ARN: "t" }))],
      expected: { ExistingDriftBus: NOT_READ, ExistingAlertTopic: "t" },
    },
    {
      name: "not known where a function's environment could not be decrypted",
      functions: [reading(DENIED), reading(DENIED)],
      expected: { ExistingDriftBus: NOT_READ, ExistingAlertTopic: NOT_READ },
    },
  ] as const;

  it.each(cases)("are $name", async ({ functions: [detecting, alerting], expected }) => {
    const configuration = async (name: string) => (name === "plumbline-detect-drift" ? detecting : alerting);
    expect(givenValues(await readGivenResources({ configuration }), place)).toEqual(expected);
  });
});

describe("Plumbline's own resources", () => {
  const trail = (account: string): TrailReading => ({
    ...{ arn: `arn:aws:cloudtrail:us-east-1:${account}:trail/t`, homeRegion: "us-east-1", isMultiRegion: true },
    ...{ hasGlobalServices: true, isLogging: present(true), selectors: absent },
  });
  const queue = (key?: string): Observation<QueueReading> =>
    present({ arn: "q", policy: "", messages: 0, ...(key === undefined ? {} : { key }) });
  const keyOf = (account: string) => `arn:aws:kms:us-east-1:${account}:key/k`;
  const named = (change: Partial<Parameters<typeof namedResources>[0]> = {}) => {
    const given = change.given ?? { driftBus: present(BUS), alertTopic: absent };
    const values = { ...givenValues(given, place), MemberAccounts: OTHER };
    const parts = deployedParts(STACK, { ...place, values });
    const read = { given, queues: [], mappings: new Map(), trails: present([]) };
    return namedResources({ ...place, table: "plumbline-ledger", killSwitch: "/k", ...read, parts, ...change });
  };

  it("are those of the account itself", () => {
    const { resources, unread } = named({
      given: { driftBus: present(BUS), alertTopic: present(topicOf(OTHER)) },
      trails: present([trail(ACCOUNT), trail(OTHER)]),
      queues: [queue(), queue(keyOf(ACCOUNT)), queue(keyOf(ACCOUNT)), queue(keyOf(OTHER)), absent],
    });
    expect(unread).toEqual([]);
    expect(resources).toMatchObject({ trails: [trail(ACCOUNT).arn], keys: [keyOf(ACCOUNT)] });
    expect(resources.topics).not.toContain(topicOf(OTHER));
    expect(resources.buses.toSorted()).toEqual(
      ["plumbline", "plumbline-members"].map((bus) => `arn:aws:events:us-east-1:${ACCOUNT}:event-bus/${bus}`),
    );
    expect(resources.roles).toContain(`arn:aws:iam::${ACCOUNT}:role/plumbline-watch-plumbline`);
    expect(named({ given: { driftBus: absent, alertTopic: present(topicOf(ACCOUNT)) } }).resources.topics).toContain(
      topicOf(ACCOUNT),
    );
  });

  it("are the event-source mappings by their own ids, each with its function", () => {
    const arn = (rest: string) => `arn:aws:lambda:us-east-1:${ACCOUNT}:${rest}`;
    const read = new Map([
      ["f", present([{ uuid: "8a2b", source: "q", state: "Enabled", filters: "none" } as const])],
      ["g", denied("lambda:ListEventSourceMappings")],
    ]);
    const { resources, unread } = named({ mappings: read });
    expect(resources.mappings).toEqual([
      { arn: arn("event-source-mapping:8a2b"), functionArn: arn("function:f") },
      { arn: expect.stringContaining(":event-source-mapping:"), functionArn: arn("function:g") },
    ]);
    expect(unread).toEqual(["change what feeds the functions (lambda:ListEventSourceMappings: AccessDenied: No.)"]);
  });

  it("are known to be more where something could not be read", () => {
    const { resources, unread } = named({
      given: { driftBus: denied("lambda:x"), alertTopic: denied("lambda:x") },
      trails: denied("cloudtrail:DescribeTrails"),
      queues: [denied("sqs:GetQueueUrl"), denied("sqs:GetQueueUrl")],
    });
    expect(unread).toEqual([
      "stop a trail (cloudtrail:DescribeTrails: AccessDenied: No.)",
      "change the rules on Plumbline's bus (lambda:x: AccessDenied: No.)",
      "change the alert topic (lambda:x: AccessDenied: No.)",
      "change the key that the queues are under (sqs:GetQueueUrl: AccessDenied: No.)",
    ]);
    expect(JSON.stringify(resources)).not.toContain(String.raw`\u0000`);
    expect(resources.rules).toContain(`arn:aws:events:us-east-1:${ACCOUNT}:rule/plumbline-detect-drift`);
  });
});

describe("who is watched", () => {
  const account: ConfiguredAccount = {
    ...{ account: ACCOUNT, partition: "aws" },
    entities: [
      {
        ...{ kind: "role", baseline: "b", entity: { kind: "role", name: "agent" }, path: "/", presence: "forbidden" },
        ...{ severity: "low", remediate: "off" },
      } as unknown as ConfiguredAccount["entities"][number],
    ],
  };
  const ports = {
    reader: { observe: async () => ({ entity: account.entities[0]?.entity, askedAt: "x", observation: absent }) },
    managedPolicies: { readDocument: async () => absent },
  } as unknown as Parameters<typeof examineWatched>[3];
  const lines = (unread: readonly string[], watched = account) =>
    examineWatched(watched, { resources: NO_RESOURCES, unread }, "us-east-1", ports);

  it("is not Plumbline's own role", async () => {
    const own = { ...NO_RESOURCES, roles: [`arn:aws:iam::${ACCOUNT}:role/agent`] };
    const judged = await examineWatched(account, { resources: own, unread: [] }, "us-east-1", ports);
    expect(judged).toMatchObject([{ status: "ok", says: "No role or user is watched." }]);
  });

  it("is not known to be harmless where not all of Plumbline's resources are known", async () => {
    expect(await lines(["stop a trail (x: Y: Z)"])).toMatchObject([
      { status: "unknown", says: expect.stringContaining("whether any can stop a trail (x: Y: Z) is not known.") },
    ]);
    expect(await lines([])).toMatchObject([{ status: "ok" }]);
    expect(await lines(["stop a trail"], { ...account, entities: [] })).toMatchObject([{ status: "ok" }]);
  });
});
