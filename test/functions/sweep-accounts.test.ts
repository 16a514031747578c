import { describe, expect, it } from "vitest";
import { type SweepPorts, sweepAccounts } from "../../functions/sweep-account/sweep-accounts.ts";
import type { ExpectedRole } from "../../shared/baselines/expected-state.ts";
import { PlumblineError } from "../../shared/iam/errors.ts";
import type { LedgerStore } from "../../shared/ledger/ledger-store.ts";
import { claimAlert, recordAlerted } from "../../shared/ledger/record-alert.ts";
import { ACCOUNT } from "../ledger/fixtures.ts";
import { createMemoryLedgerStore } from "../ledger/memory-ledger-store.ts";
import { configurationOf, createWorld, expectedRole, type World } from "./fixtures.ts";

const configuration = configurationOf(expectedRole("task"), expectedRole("execution"), expectedRole("missing"));
const NOT_SWEPT = `Account 222222222222 is not swept: this function runs in account ${ACCOUNT} and reads no other.`;

function portsOf(world: World, ledger: LedgerStore = createMemoryLedgerStore()): SweepPorts {
  return { ...world, configuration, accountId: ACCOUNT, readerOf: () => world.reader, ledger };
}

function worldWith(): World {
  const world = createWorld();
  world.roles.set("task", ["AdministratorAccess"]).set("execution", []);
  return world;
}

describe("sweeping an account", () => {
  it("reads every expected entity of its own account, and no other account's", async () => {
    const world = worldWith();
    world.unreadable.add("execution");
    const counts = await sweepAccounts(portsOf(world));
    expect(counts).toEqual({ entities: 3, opened: 2, changed: 0, resolved: 0, unreadable: 1, reminded: 0 });
    expect(world.reads).toEqual(["role/task", "role/execution", "role/missing"]);
    expect(world.sentences).toEqual([NOT_SWEPT]);
    expect(world.published.every(({ news }) => news.actor === undefined)).toBe(true);
  });

  it("asks of an entity for what the rules look at under any of its baselines, and for nothing else", async () => {
    const world = worldWith();
    const { attachments: _, ...unattached } = expectedRole("task", "viz-now") as ExpectedRole;
    const other = { ...unattached, inlinePolicies: { match: "at-least", documents: {} } } as const;
    const bare = { ...unattached, entity: { kind: "role", name: "execution" } } as const;
    const ports = { ...portsOf(world), configuration: configurationOf(expectedRole("task"), other, bare) };
    await sweepAccounts(ports);
    expect(world.reads).toEqual(["role/task", "role/execution"]);
    expect(world.asked).toEqual([new Set(["attachments", "inlinePolicies"]), new Set()]);
  });

  it("has nothing to tell the second time", async () => {
    const world = worldWith();
    const ports = portsOf(world);
    await sweepAccounts(ports);
    const before = world.published.length;
    expect(await sweepAccounts(ports)).toEqual({
      entities: 3,
      opened: 0,
      changed: 0,
      resolved: 0,
      unreadable: 0,
      reminded: 0,
    });
    expect(world.published).toHaveLength(before);
  });

  it("delivers what an earlier run could not", async () => {
    const world = worldWith();
    const ports = portsOf(world);
    world.busDown = true;
    await expect(sweepAccounts(ports)).rejects.toMatchObject({
      code: "SweepUnfinished",
      retryable: true,
      message: `The sweep of account ${ACCOUNT} could not settle role/task and 1 more, all else it did; it is tried again.`,
    });
    world.busDown = false;
    await sweepAccounts(ports);
    expect(world.published.map(({ finding }) => finding.entity)).toEqual(["role/task", "role/missing"]);
  });

  it("publishes again what the alert topic has not taken for an hour, and what it has taken never", async () => {
    const world = worldWith();
    const ports = portsOf(world);
    await sweepAccounts(ports);
    const [task, missing] = world.published.splice(0);
    if (task === undefined || missing === undefined) throw new Error("Both were published.");
    const { account, entity, id } = task.finding;
    const claimed = await claimAlert(ports.ledger, { account, entity, id }, 1, world.now);
    if (claimed === "alerted") throw new Error("Nobody has alerted yet.");
    await recordAlerted(ports.ledger, claimed, world.now);
    world.setClock(3_000);
    await sweepAccounts(ports);
    expect(world.published).toEqual([]);
    world.setClock(4_000);
    await sweepAccounts(ports);
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
    await expect(sweepAccounts(portsOf(world, ledger))).rejects.toMatchObject({ code: "SweepUnfinished" });
    expect(world.sentences).toEqual([NOT_SWEPT, "Query failed."]);
    expect(world.published.map(({ finding }) => finding.entity)).toEqual(["role/missing"]);
  });

  it("refuses an account that is not configured", async () => {
    const world = worldWith();
    const counts = await sweepAccounts({ ...portsOf(world), accountId: "333333333333" });
    expect(counts).toEqual({ entities: 0, opened: 0, changed: 0, resolved: 0, unreadable: 0, reminded: 0 });
    expect(world.reads).toEqual([]);
    expect(world.sentences.at(-1)).toBe(
      "Account 333333333333, in which this function runs, is not named by plumbline.yml; nothing was read.",
    );
  });
});
