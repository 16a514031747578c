import { describe, expect, it } from "vitest";
import { type DetectPorts, detectRecords } from "../../functions/detect-drift/detect-records.ts";
import { PlumblineError } from "../../shared/iam/errors.ts";
import type { LedgerStore } from "../../shared/ledger/ledger-store.ts";
import { createMemoryLedgerStore } from "../ledger/memory-ledger-store.ts";
import { accountsOf, configurationOf, createWorld, entering, expectedRole, iamEvent, type World } from "./fixtures.ts";

const INTERVAL = 60;
const ROLES = Array.from({ length: 10 }, (_, index) => `r${index}`);
const configuration = configurationOf(...["task", "execution", ...ROLES].map((name) => expectedRole(name)));

/** An account of plumb roles; the memory ledger and what is sent are kept between batches. */
function stage(changes: Partial<LedgerStore> = {}) {
  const world = createWorld();
  for (const name of ["task", "execution", ...ROLES]) world.roles.set(name, []);
  const ledger = { ...createMemoryLedgerStore(), ...changes };
  const ports: DetectPorts = {
    ...world,
    configuration,
    accounts: accountsOf(configuration),
    enter: entering(world.reader, world.managedPolicies),
    ledger,
  };
  const batch = (...bodies: readonly string[]) =>
    detectRecords(
      bodies.map((body, index) => ({ messageId: `${index}`, body })),
      ports,
    );
  return { world, batch };
}

function entitiesOf(world: World): readonly (readonly string[])[] {
  return world.secondLooks.map(({ body }) =>
    (JSON.parse(body).entities as { entity: string }[]).map(({ entity }) => entity),
  );
}

/** What the world has been asked to look at again, which is then asked for no more. */
function takeLooks(world: World): readonly string[] {
  return world.secondLooks.splice(0).map(({ body }) => body);
}

describe("a second look", () => {
  it("is asked for once a batch, with every entity that was touched in it once, after the interval", async () => {
    const { world, batch } = stage();
    await batch(iamEvent("task"), iamEvent("execution"), iamEvent("task"), iamEvent("unwatched"));
    expect(entitiesOf(world)).toEqual([["role/task", "role/execution"]]);
    expect(world.secondLooks[0]?.delaySeconds).toBeGreaterThanOrEqual(INTERVAL);
    expect(world.secondLooks[0]?.delaySeconds).toBeLessThanOrEqual(1.5 * INTERVAL + 1);
  });

  it("finds what IAM showed late, and says who is said to have done it; it leads to no third", async () => {
    const { world, batch } = stage();
    await batch(iamEvent("task", { who: "mallory" }), iamEvent("execution", { who: "alice" }));
    expect(world.published).toEqual([]);
    world.roles.set("task", ["AdministratorAccess"]).set("execution", ["AdministratorAccess"]);
    world.setClock(100);
    const { response, entitiesRead, counts } = await batch(...takeLooks(world));
    expect(response).toEqual({ batchItemFailures: [] });
    expect({ entitiesRead, opened: counts.opened }).toEqual({ entitiesRead: 2, opened: 2 });
    expect(world.published.map(({ finding, news }) => [finding.entity, news.actor?.who])).toEqual([
      ["role/task", "mallory"],
      ["role/execution", "alice"],
    ]);
    expect(world.secondLooks).toEqual([]);
  });

  it("is silent where nothing has changed since the first", async () => {
    const { world, batch } = stage();
    world.roles.set("task", ["AdministratorAccess"]);
    await batch(iamEvent("task"));
    world.setClock(100);
    await batch(...takeLooks(world));
    expect(world.reads).toEqual(["role/task", "role/task"]);
    expect(world.published).toHaveLength(1);
  });

  it("is spared where the entity was read meanwhile, the interval after the first look", async () => {
    const { world, batch } = stage();
    await batch(iamEvent("task"));
    const first = takeLooks(world);
    world.setClock(90);
    await batch(iamEvent("task"));
    const { entitiesRead, secondLooksSpared } = await batch(...first);
    expect({ entitiesRead, secondLooksSpared }).toEqual({ entitiesRead: 0, secondLooksSpared: 1 });
    expect(world.reads).toHaveLength(2);
  });

  it("is not spared by a reading within the interval", async () => {
    const { world, batch } = stage();
    await batch(iamEvent("task"));
    const first = takeLooks(world);
    world.setClock(30);
    await batch(iamEvent("task"));
    world.setClock(80);
    expect(await batch(...first)).toMatchObject({ entitiesRead: 1, secondLooksSpared: 0 });
  });

  it("is not spared by a reading that could not read all of it", async () => {
    const { world, batch } = stage();
    await batch(iamEvent("task"));
    const first = takeLooks(world);
    world.setClock(90);
    world.unreadable.add("task");
    await batch(iamEvent("task"));
    expect(await batch(...first)).toMatchObject({ entitiesRead: 1, secondLooksSpared: 0 });
  });

  it("is a first one where an event stands beside it in the batch: one read, and one more later", async () => {
    const { world, batch } = stage();
    await batch(iamEvent("task"));
    world.setClock(100);
    await batch(...takeLooks(world), iamEvent("task"));
    expect(world.reads).toEqual(["role/task", "role/task"]);
    expect(entitiesOf(world)).toEqual([["role/task"]]);
  });

  it("is not asked for of an entity whose messages come again", async () => {
    const broken = new PlumblineError("LedgerUnavailable", "Query failed.", { retryable: true });
    const memory = createMemoryLedgerStore();
    const { world, batch } = stage({
      ...memory,
      findingsOf: (account, entity) =>
        entity === "role/task" ? Promise.reject(broken) : memory.findingsOf(account, entity),
    });
    const { response } = await batch(iamEvent("task"), iamEvent("execution"));
    expect(response).toEqual({ batchItemFailures: [{ itemIdentifier: "0" }] });
    expect(entitiesOf(world)).toEqual([["role/execution"]]);
  });

  it("comes again itself where the ledger cannot say when the entity was read; others in the batch are answered", async () => {
    let isBroken = false;
    const memory = createMemoryLedgerStore();
    const { world, batch } = stage({
      ...memory,
      latestReading(account, entity, baseline) {
        if (!isBroken || entity !== "role/task") return memory.latestReading(account, entity, baseline);
        return Promise.reject(new PlumblineError("LedgerUnavailable", "GetItem failed.", { retryable: true }));
      },
    });
    await batch(iamEvent("task"));
    isBroken = true;
    world.setClock(100);
    world.roles.set("execution", ["AdministratorAccess"]);
    const { response, counts } = await batch(...takeLooks(world), iamEvent("execution"));
    expect(response).toEqual({ batchItemFailures: [{ itemIdentifier: "0" }] });
    expect(counts.opened).toBe(1);
    expect(world.sentences).toEqual(["GetItem failed."]);
  });

  it("that the queue does not take fails no message: it is said and counted", async () => {
    const { world, batch } = stage();
    world.roles.set("task", ["AdministratorAccess"]);
    world.queueDown = true;
    const { response, secondLooksLost, counts } = await batch(iamEvent("task"), iamEvent("execution"));
    expect(response).toEqual({ batchItemFailures: [] });
    expect({ secondLooksLost, opened: counts.opened }).toEqual({ secondLooksLost: 2, opened: 1 });
    expect(world.sentences).toEqual([expect.stringContaining("SendMessage")]);
  });

  const untrue = [
    { name: "of another version", change: { version: 2 }, says: "version of the request for a second look must be 1" },
    { name: "about an account that is not configured", change: { account: "999999999999" }, says: "999999999999" },
  ];
  it.each(untrue)("$name is refused in one sentence", async ({ change, says }) => {
    const { world, batch } = stage();
    await batch(iamEvent("task"));
    world.setClock(100);
    const [body = ""] = takeLooks(world);
    const { response } = await batch(JSON.stringify({ ...JSON.parse(body), ...change }));
    expect(response).toEqual({ batchItemFailures: [] });
    expect(world.sentences).toEqual([expect.stringContaining(says)]);
    expect(world.reads).toHaveLength(1);
  });

  it("at what nobody watches reads nothing", async () => {
    const { world, batch } = stage();
    await batch(iamEvent("task"));
    world.setClock(100);
    const bodies = takeLooks(world).map((body) => body.replaceAll("role/task", "role/unwatched"));
    expect(await batch(...bodies)).toMatchObject({ entitiesRead: 0, response: { batchItemFailures: [] } });
  });
});

describe("a burst of 1,000 events on ten roles", () => {
  it("costs one read per role and batch, one more per role after it, and one alert per change", async () => {
    const { world, batch } = stage();
    const BATCH = 50;
    for (const name of ROLES.slice(0, 3)) world.roles.set(name, ["AdministratorAccess"]);
    const events = Array.from({ length: 1_000 }, (_, index) => iamEvent(ROLES[index % ROLES.length] ?? ""));
    for (let from = 0; from < events.length; from += BATCH) {
      world.setClock(0);
      await batch(...events.slice(from, from + BATCH));
    }
    const batches = events.length / BATCH;
    expect(world.reads).toHaveLength(ROLES.length * batches);
    expect(world.secondLooks).toHaveLength(batches);

    world.setClock(200);
    for (const body of takeLooks(world)) await batch(body);
    expect(world.reads).toHaveLength(ROLES.length * (batches + 1));
    expect(world.secondLooks).toEqual([]);
    expect(world.published.map(({ finding }) => finding.entity)).toEqual(["role/r0", "role/r1", "role/r2"]);
  });
});
