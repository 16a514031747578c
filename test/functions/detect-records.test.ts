import { describe, expect, it } from "vitest";
import { type DetectPorts, detectRecords } from "../../functions/detect-drift/detect-records.ts";
import { PlumblineError } from "../../shared/iam/errors.ts";
import type { LedgerStore } from "../../shared/ledger/ledger-store.ts";
import { ACCOUNT } from "../ledger/fixtures.ts";
import { createMemoryLedgerStore } from "../ledger/memory-ledger-store.ts";
import { accountsOf, configurationOf, createWorld, entering, expectedRole, iamEvent, type World } from "./fixtures.ts";

const configuration = configurationOf(expectedRole("task"), expectedRole("execution"), expectedRole("task", "other"));

function portsOf(world: World, ledger: LedgerStore = createMemoryLedgerStore()): DetectPorts {
  return {
    ...world,
    configuration,
    accounts: accountsOf(configuration),
    enter: entering(world.reader, world.managedPolicies),
    ledger,
  };
}

function record(messageId: string, body: string) {
  return { messageId, body };
}

function worldWith(...attached: readonly string[]): World {
  const world = createWorld();
  world.roles.set("task", attached).set("execution", []);
  return world;
}

describe("answering a batch of IAM events", () => {
  it("reads an entity once however many events touched it, and tells of each drift once", async () => {
    const world = worldWith("AdministratorAccess");
    const records = ["a", "b", "c"].map((id) => record(id, iamEvent("task")));
    const { response, entitiesRead, counts } = await detectRecords(records, portsOf(world));
    expect(response).toEqual({ batchItemFailures: [] });
    expect(world.reads).toEqual(["role/task"]);
    expect(entitiesRead).toBe(1);
    expect(counts).toMatchObject({ opened: 2, changed: 0, resolved: 0, unreadable: 0 });
    expect(world.published.map(({ finding, news }) => [finding.baseline, news.kind, news.drift.rule])).toEqual([
      ["matillion-agent", "IAM Drift Opened", "attachment-unexpected"],
      ["other", "IAM Drift Opened", "attachment-unexpected"],
    ]);
  });

  it("finds the entity whatever the case its name is written in", async () => {
    const world = worldWith("AdministratorAccess");
    await detectRecords([record("a", iamEvent("TASK"))], portsOf(world));
    expect(world.reads).toEqual(["role/task"]);
  });

  it("is silent when the same change is reported again, and announces when it is gone", async () => {
    const world = worldWith("AdministratorAccess");
    const ports = portsOf(world);
    await detectRecords([record("a", iamEvent("task"))], ports);
    await detectRecords([record("a", iamEvent("task"))], ports);
    expect(world.published).toHaveLength(2);
    world.roles.set("task", []);
    const { counts } = await detectRecords([record("b", iamEvent("task"))], ports);
    expect(counts.resolved).toBe(2);
    expect(world.published.map(({ news }) => news.kind).slice(2)).toEqual(["IAM Drift Resolved", "IAM Drift Resolved"]);
  });

  it("names the actor of the latest event of the batch", async () => {
    const world = worldWith("AdministratorAccess");
    const events = [
      iamEvent("task", { who: "first", eventTime: "2026-01-01T09:00:01Z" }),
      iamEvent("task", { who: "latest", eventTime: "2026-01-01T09:00:03Z" }),
      iamEvent("task", { who: "middle", eventTime: "2026-01-01T09:00:02Z" }),
      iamEvent("execution", { who: "elsewhere", eventTime: "2026-01-01T09:00:04Z" }),
    ];
    await detectRecords(
      events.map((body, index) => record(`${index}`, body)),
      portsOf(world),
    );
    expect(world.published.map(({ news }) => news.actor?.who)).toEqual(["latest", "latest"]);
  });

  const useless = [
    { name: "no JSON", body: "{", sentence: "EventBridge event" },
    { name: "no event", body: "{}", sentence: "source" },
    { name: "no CloudTrail record in it", body: iamEvent("task").replace("eventID", "id"), sentence: "eventID" },
    {
      name: "an account that is not configured",
      body: iamEvent("task", { account: "999999999999" }),
      sentence: "account 999999999999, which plumbline.yml does not name",
    },
  ];
  it.each(useless)(
    "says in one sentence what is wrong with a message, and answers the others: $name",
    async ({ body, sentence }) => {
      const world = worldWith("AdministratorAccess");
      const records = [record("bad", body), record("good", iamEvent("task"))];
      const { response } = await detectRecords(records, portsOf(world));
      expect(response).toEqual({ batchItemFailures: [] });
      expect(world.sentences).toHaveLength(1);
      expect(world.sentences[0]).toContain(sentence);
      expect(world.published).toHaveLength(2);
    },
  );

  it("reads nothing for an entity nobody expects", async () => {
    const world = worldWith();
    const { entitiesRead } = await detectRecords([record("a", iamEvent("unwatched"))], portsOf(world));
    expect(entitiesRead).toBe(0);
    expect(world.reads).toEqual([]);
  });

  it("reads nothing in an account that is not configured", async () => {
    const world = worldWith();
    await detectRecords([record("a", iamEvent("task", { account: "333333333333" }))], portsOf(world));
    expect(world.reads).toEqual([]);
    expect(world.sentences).toEqual([
      "The event is about account 333333333333, which plumbline.yml does not name; nothing was read.",
    ]);
  });

  it("reports what it cannot read as unreadable, and leaves what it knows", async () => {
    const world = worldWith("AdministratorAccess");
    const ports = portsOf(world);
    await detectRecords([record("a", iamEvent("task"))], ports);
    world.unreadable.add("task");
    const { counts } = await detectRecords([record("b", iamEvent("task"))], ports);
    expect(counts).toMatchObject({ opened: 0, changed: 0, resolved: 0, unreadable: 2 });
    const held = await ports.ledger.findingsOf(ACCOUNT, "role/task");
    expect(held.filter(({ drift }) => drift.rule === "attachment-unexpected").map(({ status }) => status)).toEqual([
      "open",
      "open",
    ]);
  });

  it("has only the messages tried again whose entity could not be settled", async () => {
    const world = worldWith("AdministratorAccess");
    world.roles.set("execution", ["AdministratorAccess"]);
    const memory = createMemoryLedgerStore();
    const ledger: LedgerStore = {
      ...memory,
      async findingsOf(account, entity) {
        if (entity === "role/task") throw new PlumblineError("LedgerUnavailable", "Query failed.", { retryable: true });
        return await memory.findingsOf(account, entity);
      },
    };
    const records = [
      record("a", iamEvent("task")),
      record("b", iamEvent("execution")),
      record("c", iamEvent("task")),
      record("d", "{"),
    ];
    const { response } = await detectRecords(records, portsOf(world, ledger));
    expect(response.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier)).toEqual(["a", "c"]);
    expect(world.published.map(({ finding }) => finding.entity)).toEqual(["role/execution"]);
    expect(world.sentences).toContain("Query failed.");
  });

  it("loses no news when the bus is down: the messages are tried again, and then it is delivered", async () => {
    const world = worldWith("AdministratorAccess");
    const ports = portsOf(world);
    world.busDown = true;
    const records = [record("a", iamEvent("task"))];
    const { response } = await detectRecords(records, ports);
    expect(response).toEqual({ batchItemFailures: [{ itemIdentifier: "a" }] });
    expect(world.sentences).toEqual([
      `2 drift events about role/task in account ${ACCOUNT} were not taken (PutEvents on bus plumbline: InternalFailure); they are kept and tried again.`,
    ]);
    world.busDown = false;
    expect((await detectRecords(records, ports)).response).toEqual({ batchItemFailures: [] });
    expect(world.published.map(({ news }) => news.kind)).toEqual(["IAM Drift Opened", "IAM Drift Opened"]);
  });

  it("takes a fault of the program for something to be tried again, not for an answer", async () => {
    const world = worldWith("AdministratorAccess");
    const ledger: LedgerStore = { ...createMemoryLedgerStore(), write: () => Promise.reject(new TypeError("a bug")) };
    const { response } = await detectRecords([record("a", iamEvent("task"))], portsOf(world, ledger));
    expect(response).toEqual({ batchItemFailures: [{ itemIdentifier: "a" }] });
  });
});
