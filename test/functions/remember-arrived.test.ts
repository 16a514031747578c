import { describe, expect, it } from "vitest";
import { type DetectPorts, detectRecords } from "../../functions/detect-drift/detect-records.ts";
import { PlumblineError } from "../../shared/iam/errors.ts";
import { ACCOUNT } from "../ledger/fixtures.ts";
import { createMemoryLedgerStore } from "../ledger/memory-ledger-store.ts";
import { accountsOf, configurationOf, createWorld, entering, expectedRole, iamEvent, type World } from "./fixtures.ts";

const configuration = configurationOf(expectedRole("task"), expectedRole("execution"));

const portsOf = (world: World, events = world.events): DetectPorts => ({
  ...world,
  configuration,
  accounts: accountsOf(configuration),
  enter: entering(world.reader, world.managedPolicies),
  ledger: createMemoryLedgerStore(),
  events,
});

/** An event of an id of its own. */
function event(id: string, role: string) {
  const envelope = JSON.parse(iamEvent(role));
  return { messageId: id, body: JSON.stringify({ ...envelope, detail: { ...envelope.detail, eventID: id } }) };
}

const remembered = async ({ events }: World) => {
  const day = { from: "2026-01-01T00:00:00Z", to: "2026-01-01T23:59:59Z" };
  return Object.fromEntries(await events.arrivals(ACCOUNT, day));
};

describe("what detect-drift remembers of the events that came", () => {
  it("is each that touched what is watched, and no other", async () => {
    const world = createWorld();
    const records = [event("one", "task"), event("two", "TASK"), event("three", "execution"), event("four", "other")];
    const { arrivalsLost } = await detectRecords([...records, ...records], portsOf(world));
    expect(await remembered(world)).toEqual({ one: "arrived", two: "arrived", three: "arrived" });
    expect(arrivalsLost).toBe(0);
  });

  it("is no second look, which is no event", async () => {
    const world = createWorld();
    const ports = portsOf(world);
    await detectRecords([event("one", "task")], ports);
    const fresh = createWorld();
    const [look] = world.secondLooks;
    await detectRecords([{ messageId: "look", body: look?.body ?? "" }], { ...ports, events: fresh.events });
    expect(await remembered(fresh)).toEqual({});
  });

  it("is written before an entity that cannot be settled has the message come again", async () => {
    const world = createWorld();
    world.busDown = true;
    world.roles.set("task", ["AdministratorAccess"]);
    const { response } = await detectRecords([event("one", "task")], portsOf(world));
    expect(response.batchItemFailures).toHaveLength(1);
    expect(await remembered(world)).toEqual({ one: "arrived" });
  });

  it("may be lost, which is logged and counted, and fails nothing", async () => {
    const world = createWorld();
    world.roles.set("task", ["AdministratorAccess"]);
    const broken = {
      ...world.events,
      async writeArrived({ eventId }: { readonly eventId: string }) {
        if (eventId === "three") throw new TypeError("fetch failed");
        throw new PlumblineError("LedgerUnavailable", "PutItem failed (Throttling).", { retryable: true });
      },
    };
    const records = [event("one", "task"), event("two", "task"), event("three", "task")];
    const { response, arrivalsLost, counts } = await detectRecords(records, portsOf(world, broken));
    expect({ failures: response.batchItemFailures, arrivalsLost, opened: counts.opened }).toEqual({
      failures: [],
      arrivalsLost: 3,
      opened: 1,
    });
    expect(world.sentences.filter((sentence) => sentence.includes("could not be remembered"))).toEqual([
      `That 3 events of account ${ACCOUNT} came could not be remembered; the sweep may count them as missed: PutItem failed (Throttling).`,
    ]);
  });
});
