import { EventBridgeClient, PutEventsCommand } from "@aws-sdk/client-eventbridge";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Flow, startFlow } from "./flow.ts";

let flow: Flow;
let contractor: EventBridgeClient;

beforeAll(async () => {
  flow = await startFlow();
  contractor = new EventBridgeClient({
    region: "us-east-1",
    endpoint: flow.lab.endpoint,
    credentials: flow.iam.config.credentials,
    maxAttempts: 1,
  });
});

afterAll(async () => {
  contractor.destroy();
  await flow.stop();
});

const entry = (EventBusName: string) => ({
  EventBusName,
  Source: "plumbline",
  DetailType: "IAM Drift Opened",
  Detail: JSON.stringify({ version: 1 }),
});

describe("Plumbline's bus", () => {
  it("takes nothing from anybody else", async () => {
    const put = contractor.send(new PutEventsCommand({ Entries: [entry("plumbline")] }));
    await expect(put).rejects.toMatchObject({
      name: "AccessDeniedException",
      message: expect.stringContaining("event-bus/plumbline with an explicit deny"),
    });
  });

  it("is not what keeps them from the account's own bus, where no rule of Plumbline's believes them", async () => {
    const { Entries } = await contractor.send(new PutEventsCommand({ Entries: [entry("default")] }));
    expect(Entries).toEqual([{ EventId: expect.any(String) }]);
  });
});
