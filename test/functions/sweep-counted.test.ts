import { describe, expect, it } from "vitest";
import { metricsOf } from "../../functions/sweep-account/sweep-metrics.ts";
import { PlumblineError } from "../../shared/iam/errors.ts";
import { ACCOUNT } from "../ledger/fixtures.ts";
import { createMemoryLedgerStore } from "../ledger/memory-ledger-store.ts";
import { createMemorySweepStore } from "../ledger/memory-sweep-store.ts";
import { configurationOf, createWorld, expectedRole } from "./fixtures.ts";
import { NOTHING_MISSED, openedBy, type SweepStageOptions, sweepStage } from "./sweep-fixtures.ts";

const NAMES = ["role-a", "role-b"];

/** An account of two roles, of which the ledger cannot tell the findings of one while `isDown`. */
function account(options: Partial<SweepStageOptions> = {}) {
  const world = createWorld();
  for (const name of NAMES) world.roles.set(name, []);
  const memory = createMemoryLedgerStore();
  const ledger = {
    ...memory,
    async findingsOf(id: string, entity: string) {
      if (!one.isDown || entity !== "role/role-a") return await memory.findingsOf(id, entity);
      throw new PlumblineError("LedgerUnavailable", "Query failed.", { retryable: true });
    },
  };
  const configuration = configurationOf(...NAMES.map((name) => expectedRole(name)));
  const sweeps = createMemorySweepStore();
  const one = {
    world,
    isDown: true,
    sweeps,
    stage: sweepStage({ ...world, configuration, ledger, sweeps, ...options }),
  };
  return one;
}

describe("what an invocation of a sweep counts", () => {
  it("is taken down once, also where an entity then fails", async () => {
    const one = account({ reconciliation: { ...NOTHING_MISSED, missed: 1, status: "partial" } });
    const order = one.stage.begin();
    await expect(one.stage.work(order)).rejects.toMatchObject({ code: "SweepUnfinished" });
    expect(one.stage.counted).toHaveLength(1);
    const [done] = one.stage.counted;
    if (done === undefined) throw new Error("Nothing was counted.");
    expect(Object.fromEntries(metricsOf(done))).toMatchObject({
      EventsMissed: 1,
      EventHistoryPartial: 1,
      EventHistoryUnreadable: 0,
      EntitiesRead: 1,
      SweepsFinished: 0,
    });
    one.isDown = false;
    await one.stage.work(order);
    expect(one.stage.counted.map(({ status }) => status)).toEqual(["failed", "swept"]);
  });

  it("is taken down where there was nothing to do", async () => {
    const one = account();
    await one.stage.work({ ...one.stage.begin(), account: "333333333333" });
    expect(one.stage.counted.map(({ status }) => status)).toEqual(["over"]);
  });

  it("leaves one of AWS's policies that the ledger cannot tell of to the next sweep, and settles all else", async () => {
    const LOGS = "arn:aws:iam::aws:policy/CloudWatchLogsReadOnlyAccess";
    const role = { ...expectedRole("role-b"), attachments: { match: "exact", policyArns: [LOGS] } } as never;
    const one = account({ configuration: configurationOf(role) });
    const known = async () => {
      throw new PlumblineError("LedgerUnavailable", "GetItem failed.", { retryable: true });
    };
    const text = JSON.stringify({ Version: "2012-10-17", Statement: [] });
    const managedPolicies = { readDocument: async () => ({ status: "present", state: text }) as const };
    Object.assign(one.stage.ports, {
      knownPolicies: { ...one.stage.ports.knownPolicies, knownPolicy: known },
      open: async () => openedBy({ ...one.world, managedPolicies }),
    });
    await expect(one.stage.work(one.stage.begin())).rejects.toMatchObject({
      code: "SweepUnfinished",
      message: expect.stringContaining(LOGS),
    });
    expect(await one.sweeps.sweep(ACCOUNT)).toMatchObject({ entities: 1, again: [] });
  });
});

describe("how far the event history was looked at", () => {
  it("is written down though an entity fails for good, once it was tried again", async () => {
    let remembered = 0;
    const remember = async () => {
      remembered += 1;
    };
    const one = account({ reconciliation: { ...NOTHING_MISSED, remember } });
    const order = one.stage.begin();
    const seen: number[] = [];
    for (let attempt = 0; attempt < 3; attempt += 1) {
      await expect(one.stage.work(order)).rejects.toMatchObject({ code: "SweepUnfinished" });
      seen.push(remembered);
    }
    expect(seen).toEqual([0, 1, 2]);
  });

  it("is held against the time since when the account was swept without a long pause", async () => {
    const asked: (string | undefined)[] = [];
    const reconcile = async (unbrokenSince: string | undefined) => {
      asked.push(unbrokenSince);
      return NOTHING_MISSED;
    };
    const one = account({ open: async () => openedBy(one.world, { reconcile }) });
    one.isDown = false;
    const starts = ["2026-01-01T12:00:00Z", "2026-01-02T12:00:00Z", "2026-01-09T12:00:00Z", "2026-01-10T12:00:00Z"];
    for (const startedAt of starts) await one.stage.work({ ...one.stage.begin(), startedAt });
    expect(asked).toEqual([starts[0], starts[0], starts[2], starts[2]]);
  });
});
