import { DisableRuleCommand, EnableRuleCommand, EventBridgeClient } from "@aws-sdk/client-eventbridge";
import {
  AttachRolePolicyCommand,
  CreateAccessKeyCommand,
  DeleteAccessKeyCommand,
  ListAccessKeysCommand,
  TagUserCommand,
} from "@aws-sdk/client-iam";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ShownAlert } from "../demo/stage.ts";
import { ADMINISTRATOR, CONTRACTOR, type Flow, headlines, startFlow, toldAgain } from "./flow.ts";

const UserName = "production-streammanager";
const ENTITY = `user/${UserName}`;
const SWEEP = { Name: "plumbline-sweep-account" };

let flow: Flow;
let events: EventBridgeClient;

beforeAll(async () => {
  flow = await startFlow();
  const credentials = { accessKeyId: "AKIALABTESTSCHEDULER", secretAccessKey: "lab" };
  events = new EventBridgeClient({ region: "us-east-1", endpoint: flow.lab.endpoint, credentials });
});

afterAll(async () => {
  events.destroy();
  await flow.stop();
});

async function keys(): Promise<Readonly<Record<string, string | undefined>>> {
  const { AccessKeyMetadata } = await flow.iam.send(new ListAccessKeysCommand({ UserName }));
  return Object.fromEntries((AccessKeyMetadata ?? []).map(({ AccessKeyId, Status }) => [AccessKeyId, Status]));
}

async function createKey(): Promise<{ readonly id: string; readonly secret: string }> {
  const { AccessKey } = await flow.iam.send(new CreateAccessKeyCommand({ UserName }));
  return { id: AccessKey?.AccessKeyId ?? "", secret: AccessKey?.SecretAccessKey ?? "" };
}

/** What is told of the user, but for reminders of what stays open. */
function headlinesOf(raised: readonly ShownAlert[]): readonly string[] {
  const told = raised.filter(({ attributes }) => attributes.change !== "reminder");
  return headlines(told, ENTITY);
}

/** Lets days go by in which nobody looks: a sweep for each would tell no more, and take long. */
async function pass(duration: string): Promise<void> {
  await events.send(new DisableRuleCommand(SWEEP));
  await flow.advance(duration);
  await events.send(new EnableRuleCommand(SWEEP));
}

/** The findings of keys that are too old: their status by the key's id. */
async function tooOld(): Promise<Readonly<Record<string, string>>> {
  const findings = (await flow.findingsOf(ENTITY)).filter(({ drift }) => drift.rule === "access-key-too-old");
  return Object.fromEntries(findings.map(({ drift, status }) => [drift.subject, status]));
}

describe("an event that never comes", () => {
  const RoleName = "matillion-agent-task";
  const logged = async (text: string) =>
    (await flow.logs()).map(({ line }) => line).filter((line) => line.includes(text));

  it("is found by the sweep, which tells its drift with the actor, and counts it once", async () => {
    await flow.advance("P1D");
    const silent = await flow.raisedBy(async () => {
      await flow.fault({ service: "events", action: "Deliver", code: "Withheld", times: 1 });
      await flow.iam.send(new AttachRolePolicyCommand({ RoleName, PolicyArn: ADMINISTRATOR }));
    });
    expect(silent).toEqual([]);
    const raised = await flow.raisedBy(() => flow.advance("P1D"));
    const opened = raised.filter(({ attributes }) => attributes.change === "opened");
    expect(headlines(opened, `role/${RoleName}`)).toEqual(["[critical] Drift opened"]);
    expect(opened[0]?.message).toMatch(new RegExp(`as the event claims:\n  ${CONTRACTOR}.*\n  AttachRolePolicy at `));

    const attached = (await flow.events()).find(({ eventName }) => eventName === "AttachRolePolicy");
    const missed = await logged("never came");
    expect(missed.filter((line) => line.includes(attached?.eventID ?? "?"))).toHaveLength(1);
    expect(missed).toHaveLength(1);
    expect(await logged('"EventsMissed":1')).toHaveLength(1);
    await flow.advance("P2D");
    expect(await logged("never came")).toHaveLength(1);
  });

  it("is none where the event came", async () => {
    await flow.raisedBy(() => flow.iam.send(new AttachRolePolicyCommand({ RoleName, PolicyArn: ADMINISTRATOR })));
    await flow.advance("P1D");
    expect(await logged("never came")).toHaveLength(1);
    expect(await logged('"EventHistoryUnreadable":1')).toEqual([]);
  });
});

describe("an access key that grows too old", () => {
  let first = "";
  let second = "";
  const told: ShownAlert[] = [];

  /** What is told while days go by of which the last ones alone are swept. */
  async function passing(days: number, swept: number): Promise<readonly string[]> {
    await pass(`P${days - swept}D`);
    const raised = await flow.raisedBy(() => flow.advance(`P${swept}D`));
    told.push(...raised);
    return headlinesOf(raised).toSorted();
  }

  it("is told of ahead, each time once: when it is due, and seven days and one day before the breach", async () => {
    first = Object.keys(await keys())[0] ?? "";
    const Tags = [{ Key: "Owner", Value: "streaming-team" }];
    expect(await flow.raisedBy(() => flow.iam.send(new TagUserCommand({ UserName, Tags })))).toEqual([]);
    // It has been there for five days; the other one says that nobody has used the key.
    expect(await passing(73, 4)).toEqual(["[high] Drift opened", "[low] Drift opened"]);
    expect(await passing(7, 3)).toEqual(["[medium] Drift changed"]);
    expect(await passing(4, 2)).toEqual(["[high] Drift changed"]);
    const due = told.filter(({ attributes }) => attributes.rule === "access-key-due");
    const left = due.map(({ message }) => Number(/ before it is 90 days old, in (\d+) days?\.$/m.exec(message)?.[1]));
    expect(left.toSorted((one, other) => other - one)).toEqual([15, 7, 1]);
    expect(told.map(({ message }) => message).join("\n")).toContain(
      `Access key …${first.slice(-4)} of user ${UserName}`,
    );
  });

  it("is told of once, on the day it is ninety days old; without a successor it stays in use", async () => {
    const before = told.length;
    expect(await passing(2, 2)).toEqual(["[high] Drift opened", "[high] Drift resolved"]);
    const breach = told.slice(before).map(({ message }) => message);
    expect(breach.join("\n")).toContain(`Access key …${first.slice(-4)} of user ${UserName} is 90 days old`);
    expect(await keys()).toEqual({ [first]: "Active" });
    expect(await passing(3, 3)).toEqual([]);
  });

  it("is told of with its owner, by whom a subscription can choose, and never with the whole key", () => {
    const ofKeys = told.filter(({ attributes }) => attributes.entity === ENTITY);
    expect(ofKeys.length).toBeGreaterThan(5);
    expect(new Set(ofKeys.map(({ attributes }) => attributes.owner))).toEqual(new Set(["streaming-team"]));
    for (const { message } of ofKeys) {
      expect(message).toContain("\nOwner:     streaming-team\n");
      expect(message).not.toContain(first);
    }
    expect(toldAgain(told)).toEqual([]);
  });

  it("is resolved when a person has replaced it", async () => {
    const successor = await createKey();
    second = successor.id;
    const raised = await flow.raisedBy(() =>
      flow.iam.send(new DeleteAccessKeyCommand({ UserName, AccessKeyId: first })),
    );
    // It is neither too old nor unused any more.
    expect(headlinesOf(raised)).toEqual(["[high] Drift resolved", "[high] Drift resolved"]);
    expect(await tooOld()).toEqual({ [first]: "resolved" });
  });

  it("is deactivated, never deleted, when its successor has been used since", async () => {
    await pass("P85D");
    let third = "";
    const raised = await flow.raisedBy(async () => {
      const created = await createKey();
      third = created.id;
      await flow.useKey(created.id, created.secret);
      await flow.advance("P6D");
    });
    const told = headlinesOf(raised);
    expect(told.filter((headline) => headline === "[high] Drift remediated")).toHaveLength(1);
    expect(told).toContain("[high] Drift resolved");
    expect(raised.map(({ message }) => message).join("\n")).not.toContain(second);
    expect(await keys()).toEqual({ [second]: "Inactive", [third]: "Active" });
    expect(Object.values(await tooOld())).not.toContain("open");
  });

  it("is told of at the next sweep when nobody has looked for long", async () => {
    const third = Object.entries(await keys()).find(([, status]) => status === "Active")?.[0] ?? "";
    await pass("P200D");
    const raised = await flow.raisedBy(() => flow.advance("P1D"));
    expect(headlinesOf(raised)).toContain("[high] Drift opened");
    expect(await tooOld()).toMatchObject({ [third]: "open" });
  });
});
