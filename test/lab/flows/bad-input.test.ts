import { AttachRolePolicyCommand } from "@aws-sdk/client-iam";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ADMINISTRATOR, envelope, type Flow, headlines, startFlow } from "./flow.ts";

const TASK = "matillion-agent-task";
const RECORD_ID = "6f1f2f6e-1111-4222-8333-444455556666";

const record = {
  eventVersion: "1.09",
  eventID: RECORD_ID,
  eventName: "UpdateRole",
  eventSource: "iam.amazonaws.com",
  eventTime: "2026-01-01T09:00:00Z",
  awsRegion: "us-east-1",
  recipientAccountId: "000000000000",
  userIdentity: { type: "IAMUser", arn: "arn:aws:iam::000000000000:user/mallory" },
  requestParameters: { roleName: TASK },
  responseElements: null,
};
const good = envelope(record);
const { eventID: _, ...unnamed } = record;

/** What is put beside a good record, and what the log must say of it. */
const bad = [
  { name: "poison text", body: "\u0000 hello \u202e", says: "EventBridge event" },
  { name: "JSON that is no event", body: "{}", says: "source of the EventBridge event must be aws.iam" },
  { name: "an event without a record", body: envelope(null), says: "the CloudTrail record must be an object" },
  { name: "a record without an id", body: envelope(unnamed), says: "eventID of the CloudTrail record" },
  {
    name: "a record of no time",
    body: envelope({ ...record, eventTime: "yesterday" }),
    says: `eventTime of CloudTrail record ${RECORD_ID} must be a UTC time`,
  },
  {
    name: "an operation nobody knows that names nothing",
    body: envelope({ ...record, eventName: "FrobnicateThing", requestParameters: { thing: "x" } }),
    says: '"FrobnicateThing" is not an IAM operation known here',
  },
  {
    name: "an account that is not configured",
    body: envelope({ ...record, recipientAccountId: "999999999999" }, "999999999999"),
    says: "account 999999999999, which plumbline.yml does not name",
  },
  {
    name: "an account other than its record's",
    body: envelope(record, "999999999999"),
    says: `holds CloudTrail record ${RECORD_ID} of account 000000000000, so neither is believed`,
  },
  {
    name: "a second look of a version to come",
    body: JSON.stringify({ plumbline: "second-look", version: 2, account: "000000000000", entities: [`role/${TASK}`] }),
    says: "version of the request for a second look must be 1, not 2",
  },
] as const;

let flow: Flow;

beforeAll(async () => {
  flow = await startFlow();
});

afterAll(async () => {
  await flow.stop();
});

interface Logged {
  readonly level: string;
  readonly message: string;
  readonly messageIds: readonly string[];
}

/** What a function complains of while `act` is done. */
async function complaints(name: string, act: () => Promise<unknown>): Promise<readonly Logged[]> {
  const before = (await flow.logs()).length;
  await act();
  await flow.settled();
  return (await flow.logs()).slice(before).flatMap((line) => {
    if (line.function !== `plumbline-${name}` || !line.line.startsWith("{")) return [];
    const logged = JSON.parse(line.line) as Logged;
    return logged.level === "ERROR" || logged.level === "WARN" ? [logged] : [];
  });
}

describe("a batch with a message in it that is of no use", () => {
  it.each(bad)("gets one sentence for it: $name", async ({ body, says }) => {
    let answer: unknown;
    const Records = [
      { messageId: "bad", body },
      { messageId: "good", body: good },
    ];
    const said = await complaints("detect-drift", async () => {
      answer = await flow.invoke("detect-drift", { Records });
    });
    expect(said).toEqual([expect.objectContaining({ message: expect.stringContaining(says), messageIds: ["bad"] })]);
    expect(said[0]?.message).toMatch(/^[^\p{Cc}\p{Cf}]+\.$/u);
    expect(answer).toEqual({ result: { batchItemFailures: [] } });
  });

  it("has its other messages answered: what somebody did is told, whatever stands around it in the queue", async () => {
    const said = complaints("detect-drift", async () => {
      const raised = await flow.raisedBy(async () => {
        const bodies = bad.map(({ body }) => body);
        // SQS itself takes no control characters.
        await flow.send("detect-drift", "hello", ...bodies.slice(1, 5), good, ...bodies.slice(5));
        await flow.iam.send(new AttachRolePolicyCommand({ RoleName: TASK, PolicyArn: ADMINISTRATOR }));
        await flow.send("detect-drift", "{", good);
      });
      expect(headlines(raised, `role/${TASK}`)).toContain("[critical] Drift opened");
      expect(headlines(raised, `role/${TASK}`)).toContain("[critical] Drift resolved");
    });
    expect(await said).toHaveLength(bad.length + 1);
  });

  it("comes again in no part: nothing was to be gained by that", async () => {
    const said = await complaints("detect-drift", () => flow.advance("PT2H"));
    expect(said).toEqual([]);
  });

  it("an operation nobody knows yet is looked into where it names an entity", async () => {
    const body = envelope({ ...record, eventName: "FrobnicateRole" });
    const logs = (await flow.logs()).length;
    await flow.invoke("detect-drift", { Records: [{ messageId: "new", body }] });
    const lines = (await flow.logs()).slice(logs).map(({ line }) => line);
    expect(lines.filter((line) => line.includes('"entitiesRead":1'))).toHaveLength(1);
  });
});

describe("an event of a version to come", () => {
  const versions = [
    {
      name: "of CloudTrail's record",
      body: envelope({ ...record, eventVersion: "2.00", eventContext: { new: true } }),
    },
    { name: "of EventBridge's envelope", body: JSON.stringify({ ...JSON.parse(good), version: "1", traces: [] }) },
  ];
  it.each(versions)("is looked into as long as it says what was touched: $name", async ({ body }) => {
    const logs = (await flow.logs()).length;
    const said = await complaints("detect-drift", () =>
      flow.invoke("detect-drift", { Records: [{ messageId: "new", body }] }),
    );
    const lines = (await flow.logs()).slice(logs).map(({ line }) => line);
    expect(lines.filter((line) => line.includes('"entitiesRead":1'))).toHaveLength(1);
    expect(said).toEqual([]);
  });
});

describe("a message that can never be answered", () => {
  interface JudgedAlarm {
    readonly name: string;
    readonly state: string;
    readonly reason: string;
  }
  const alarms = async () => (await (await fetch(`${flow.lab.endpoint}/_lab/alarms`)).json()) as readonly JudgedAlarm[];
  const inAlarm = async () => (await alarms()).filter(({ state }) => state === "ALARM");

  it("ends in the dead letters, and an alarm tells of it that the topic lets through", async () => {
    expect(await inAlarm()).toEqual([]);
    // A drift event about a finding that the ledger does not hold yet, and never will.
    const detail = {
      version: 1,
      findingId: "0".repeat(32),
      revision: 1,
      account: "000000000000",
      baseline: "matillion-agent",
      entity: `role/${TASK}`,
      rule: "attachment-unexpected",
      severity: "high",
      summary: "Made up.",
      at: "2026-01-01T09:00:00.000Z",
      configurationDigest: "sha256:none",
    };
    const raised = await flow.raisedBy(async () => {
      await flow.send("send-alert", JSON.stringify({ source: "plumbline", "detail-type": "IAM Drift Opened", detail }));
      for (let time = 0; time < 6; time += 1) await flow.advance("PT4M");
    });
    expect(raised).toEqual([]);
    expect(await inAlarm()).toEqual([
      {
        name: "plumbline-send-alert-dead-letters",
        state: "ALARM",
        reason: "ApproximateNumberOfMessagesVisible of plumbline-send-alert-dead-letters is 1, more than 0.",
      },
    ]);
  });

  it("is not told of by an alarm whose metric the lab does not have", async () => {
    const unknown = (await alarms()).filter(({ state }) => state === "INSUFFICIENT_DATA");
    expect(unknown.map(({ name }) => name)).toEqual(
      expect.arrayContaining(["plumbline-detect-drift-queue-age", "plumbline-detect-drift-errors"]),
    );
    expect(unknown.every(({ reason }) => /^The lab has no metric (?:AWS\/|Plumbline )/.test(reason))).toBe(true);
  });
});

describe("the functions behind Plumbline's own bus", () => {
  it.each(["send-alert", "remediate-drift"])("say in one sentence what %s cannot use", async (name) => {
    for (const body of ["hello", "{}", good]) {
      let answer: unknown;
      const said = await complaints(name, async () => {
        answer = await flow.invoke(name, { Records: [{ messageId: "bad", body }] });
      });
      expect(said).toEqual([
        expect.objectContaining({ message: expect.stringMatching(/^This is not a drift event of Plumbline's: .+\.$/) }),
      ]);
      expect(answer).toEqual({ result: { batchItemFailures: [] } });
    }
  });
});
