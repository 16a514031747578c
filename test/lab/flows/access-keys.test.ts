import { DisableRuleCommand, EnableRuleCommand, EventBridgeClient } from "@aws-sdk/client-eventbridge";
import { CreateAccessKeyCommand, DeleteAccessKeyCommand, ListAccessKeysCommand } from "@aws-sdk/client-iam";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ShownAlert } from "../demo/stage.ts";
import { type Flow, headlines, startFlow } from "./flow.ts";

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

describe("an access key that grows too old", () => {
  let first = "";
  let second = "";

  it("is told of before, once, as due and as not used by anybody", async () => {
    first = Object.keys(await keys())[0] ?? "";
    await pass("P80D");
    const raised = await flow.raisedBy(() => flow.advance("P9D"));
    expect(headlinesOf(raised).toSorted()).toEqual(["[high] Drift opened", "[low] Drift opened"]);
    const told = raised.map(({ message }) => message).join("\n");
    expect(told).toContain(`Access key …${first.slice(-4)} of user ${UserName} was never used in the 8`);
    expect(told).toMatch(/ is 8\d days old, and is to be replaced before it is 90 days old\.\n/);
    expect(told).not.toContain(first);
  });

  it("is told of once, on the day it is ninety days old; without a successor it stays in use", async () => {
    const raised = await flow.raisedBy(() => flow.advance("P2D"));
    expect(headlinesOf(raised).toSorted()).toEqual(["[high] Drift opened", "[low] Drift resolved"]);
    const told = raised.map(({ message }) => message).join("\n");
    expect(told).toContain(`Access key …${first.slice(-4)} of user ${UserName} is 90 days old`);
    expect(told).not.toContain(first);
    expect(await keys()).toEqual({ [first]: "Active" });
    expect(headlinesOf(await flow.raisedBy(() => flow.advance("P3D")))).toEqual([]);
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
