import { describe, expect, it } from "vitest";
import type { ExpectedRole } from "../../shared/baselines/expected-state.ts";
import { PlumblineError } from "../../shared/iam/errors.ts";
import type { LedgerStore } from "../../shared/ledger/ledger-store.ts";
import { claimAlert, recordAlerted } from "../../shared/ledger/record-alert.ts";
import { ACCOUNT } from "../ledger/fixtures.ts";
import { createMemoryLedgerStore } from "../ledger/memory-ledger-store.ts";
import { configurationOf, createWorld, expectedRole, type World } from "./fixtures.ts";
import { type SweepStageOptions, sweepOnce } from "./sweep-fixtures.ts";

const configuration = configurationOf(expectedRole("task"), expectedRole("execution"), expectedRole("missing"));

function portsOf(world: World, ledger: LedgerStore = createMemoryLedgerStore()): SweepStageOptions {
  return { ...world, configuration, ledger };
}

const NOTHING = { entities: 0, opened: 0, changed: 0, resolved: 0, unreadable: 0, reminded: 0, missedEvents: 0 };

function worldWith(): World {
  const world = createWorld();
  world.roles.set("task", ["AdministratorAccess"]).set("execution", []);
  return world;
}

describe("sweeping an account", () => {
  it("reads every expected entity of the account, and no other account's, in the order of their names", async () => {
    const world = worldWith();
    world.unreadable.add("execution");
    const { status, counts } = await sweepOnce(portsOf(world));
    expect(status).toBe("swept");
    expect(counts).toEqual({ ...NOTHING, entities: 3, opened: 2, unreadable: 1 });
    expect(world.reads).toEqual(["role/execution", "role/missing", "role/task"]);
    expect(world.sentences).toEqual([]);
    expect(world.published.every(({ news }) => news.actor === undefined)).toBe(true);
  });

  it("asks of an entity for what the rules look at under any of its baselines, and for nothing else", async () => {
    const world = worldWith();
    const { attachments: _, ...unattached } = expectedRole("task", "viz-now") as ExpectedRole;
    const other = { ...unattached, inlinePolicies: { match: "at-least", documents: {} } } as const;
    const bare = { ...unattached, entity: { kind: "role", name: "execution" } } as const;
    const ports = { ...portsOf(world), configuration: configurationOf(expectedRole("task"), other, bare) };
    await sweepOnce(ports);
    expect(world.reads).toEqual(["role/execution", "role/task"]);
    expect(world.asked).toEqual([new Set(), new Set(["attachments", "inlinePolicies"])]);
  });

  it("has nothing to tell the second time", async () => {
    const world = worldWith();
    const ports = portsOf(world);
    await sweepOnce(ports);
    const before = world.published.length;
    expect((await sweepOnce(ports)).counts).toEqual({ ...NOTHING, entities: 3 });
    expect(world.published).toHaveLength(before);
  });

  it("delivers what an earlier run could not", async () => {
    const world = worldWith();
    const ports = portsOf(world);
    world.busDown = true;
    await expect(sweepOnce(ports)).rejects.toMatchObject({
      code: "SweepUnfinished",
      retryable: true,
      message: `The sweep of account ${ACCOUNT} could not settle role/missing and 1 more, all else it did; it is tried again.`,
    });
    world.busDown = false;
    await sweepOnce(ports);
    expect(world.published.map(({ finding }) => finding.entity)).toEqual(["role/missing", "role/task"]);
  });

  it("publishes again what the alert topic has not taken for an hour, and what it has taken never", async () => {
    const world = worldWith();
    const ports = portsOf(world);
    await sweepOnce(ports);
    const [missing, task] = world.published.splice(0);
    if (task === undefined || missing === undefined) throw new Error("Both were published.");
    const { account, entity, id } = task.finding;
    const claimed = await claimAlert(ports.ledger, { account, entity, id }, 1, world.now);
    if (claimed === "alerted") throw new Error("Nobody has alerted yet.");
    await recordAlerted(ports.ledger, claimed, world.now);
    world.setClock(3_000);
    await sweepOnce(ports);
    expect(world.published).toEqual([]);
    world.setClock(4_000);
    await sweepOnce(ports);
    expect(world.published.map(({ finding }) => finding.entity)).toEqual(["role/missing"]);
  });

  it("settles the others when one entity fails, and then says so", async () => {
    const world = worldWith();
    const memory = createMemoryLedgerStore();
    const ledger: LedgerStore = {
      ...memory,
      async findingsOf(account, entity) {
        if (entity === "role/task") throw new PlumblineError("LedgerUnavailable", "Query failed.", { retryable: true });
        return await memory.findingsOf(account, entity);
      },
    };
    await expect(sweepOnce(portsOf(world, ledger))).rejects.toMatchObject({ code: "SweepUnfinished" });
    expect(world.sentences).toEqual(["Query failed."]);
    expect(world.published.map(({ finding }) => finding.entity)).toEqual(["role/missing"]);
  });
});
