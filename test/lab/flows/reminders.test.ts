import { DisableRuleCommand, EventBridgeClient } from "@aws-sdk/client-eventbridge";
import { AttachUserPolicyCommand, DetachUserPolicyCommand } from "@aws-sdk/client-iam";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ShownAlert } from "../demo/stage.ts";
import { ADMINISTRATOR, type Flow, headlines, startFlow } from "./flow.ts";

const UserName = "production-streammanager";
const ENTITY = `user/${UserName}`;
/** It only denies, so it is left, and so is whatever else is on the user. */
const QUARANTINE = "arn:aws:iam::aws:policy/AWSCompromisedKeyQuarantineV3";

let flow: Flow;

beforeAll(async () => {
  flow = await startFlow();
  const credentials = { accessKeyId: "AKIALABTESTSCHEDULER", secretAccessKey: "lab" };
  const events = new EventBridgeClient({ region: "us-east-1", endpoint: flow.lab.endpoint, credentials });
  await events.send(new DisableRuleCommand({ Name: "plumbline-sweep-account" }));
  events.destroy();
  await advanceToNoon();
});

afterAll(async () => {
  await flow.stop();
});

/** Far from the midnights that reminders are counted by. */
async function advanceToNoon(): Promise<void> {
  const now = await flow.advance("PT0S");
  const noon = Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate() + 1, 12);
  await flow.advance(`PT${Math.round((noon - now.getTime()) / 1000)}S`);
}

/** What a sweep on the next day raises. */
async function nextDay(): Promise<readonly ShownAlert[]> {
  await flow.advance("P1D");
  return await flow.raisedBy(() => flow.invoke("sweep-account", {}));
}

describe("a drift that stays open", () => {
  it("is reminded of by its severity, never twice on a day, in e-mail and in its Slack thread", async () => {
    for (const PolicyArn of [QUARANTINE, ADMINISTRATOR]) {
      await flow.raisedBy(() => flow.iam.send(new AttachUserPolicyCommand({ UserName, PolicyArn })));
    }
    expect(await flow.raisedBy(() => flow.invoke("sweep-account", {}))).toEqual([]);
    const days: (readonly string[])[] = [];
    for (let day = 1; day <= 4; day += 1) {
      days.push(headlines(await nextDay(), ENTITY).toSorted());
      expect(await flow.raisedBy(() => flow.invoke("sweep-account", {}))).toEqual([]);
    }
    const critical = "[critical] Still open";
    expect(days).toEqual([[critical], [critical], [critical, "[high] Still open"], [critical]]);

    const [last] = (await flow.alerts()).slice(-1);
    expect(last?.attributes).toMatchObject({ change: "reminder", severity: "critical", entity: ENTITY });
    expect(last?.message).toMatch(/Next: It has been open since \d{4}-\d\d-\d\d, for 4 days\. /);
    const posted = (await flow.slack()).filter(({ method }) => method === "chat.postMessage");
    const reminders = posted.filter(({ text }) => text.includes("Still open"));
    expect(reminders).toHaveLength(5);
    expect(reminders.every((reminder) => reminder.thread_ts !== undefined)).toBe(true);
  });

  it("is in the ledger's history with all that was told of it", async () => {
    const [finding] = (await flow.findingsOf(ENTITY)).filter(({ drift }) => drift.subject === ADMINISTRATOR);
    const told = await flow.ledger.history(flow.account, ENTITY, finding?.id ?? "");
    expect(told.map(({ kind }) => kind)).toEqual([
      "IAM Drift Opened",
      "IAM Drift Remediation Refused",
      ...Array.from({ length: 4 }, () => "IAM Drift Reminder"),
    ]);
  });

  it("is among what stands in the account until it is resolved; then nobody is reminded", async () => {
    expect(await standing()).toEqual([ADMINISTRATOR, QUARANTINE]);
    for (const PolicyArn of [ADMINISTRATOR, QUARANTINE]) {
      await flow.raisedBy(() => flow.iam.send(new DetachUserPolicyCommand({ UserName, PolicyArn })));
    }
    expect(await standing()).toEqual([]);
    expect(await nextDay()).toEqual([]);
  });
});

/** The policies that findings of the account are about, the worst first. */
async function standing(): Promise<readonly string[]> {
  const subjects: string[] = [];
  for await (const { drift } of flow.ledger.standing(flow.account)) {
    if (drift.rule === "attachment-unexpected") subjects.push(drift.subject);
  }
  return subjects;
}
