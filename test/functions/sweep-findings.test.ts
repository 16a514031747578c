import { describe, expect, it } from "vitest";
import type { CompiledConfiguration, ExpectedEntity } from "../../shared/baselines/expected-state.ts";
import { PlumblineError } from "../../shared/iam/errors.ts";
import { recordRemediation } from "../../shared/ledger/amend-finding.ts";
import type { LedgerStore } from "../../shared/ledger/ledger-store.ts";
import { claimAlert, recordAlerted } from "../../shared/ledger/record-alert.ts";
import { managedPoliciesOf } from "../drift/fixtures.ts";
import { ACCOUNT } from "../ledger/fixtures.ts";
import { createMemoryLedgerStore } from "../ledger/memory-ledger-store.ts";
import { configurationOf, createWorld, expectedRole, type World } from "./fixtures.ts";
import { type SweepStageOptions, sweepOnce } from "./sweep-fixtures.ts";

const DAY = 86_400;

/** A policy that is no worse than the baseline says of its entity. */
const EXTRA = "AmazonS3ReadOnlyAccess";
/** A policy that only denies. */
const DENIAL = "AWSDenyAll";
const managedPolicies = managedPoliciesOf({
  [`arn:aws:iam::aws:policy/${DENIAL}`]:
    '{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"*","Resource":"*"}]}',
  [`arn:aws:iam::aws:policy/${EXTRA}`]:
    '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"}]}',
});

interface Stage {
  readonly world: World;
  readonly ledger: LedgerStore;
  /** Sweeps so many days after the first of January, at nine, and answers what was published; people are told of it. */
  readonly sweep: (day: number, configuration?: CompiledConfiguration) => Promise<readonly string[]>;
  /** The same, and nobody is told. */
  readonly sweepUnheard: Stage["sweep"];
  readonly ports: (configuration?: CompiledConfiguration) => SweepStageOptions;
}

const named = configurationOf(expectedRole("task"), expectedRole("execution"));

function stage(ledger = createMemoryLedgerStore()): Stage {
  const world = createWorld();
  world.roles.set("task", [EXTRA]).set("execution", []);
  const ports = (configuration = named): SweepStageOptions => {
    return { ...world, managedPolicies, configuration, ledger };
  };
  const sweepUnheard = async (day: number, configuration?: CompiledConfiguration) => {
    world.setClock(day * DAY);
    const before = world.published.length;
    await sweepOnce(ports(configuration));
    return world.published.slice(before).map(({ finding, news }) => `${finding.entity} ${news.kind.slice(10)}`);
  };
  const sweep = async (day: number, configuration?: CompiledConfiguration) => {
    const before = world.published.length;
    const told = await sweepUnheard(day, configuration);
    for (const { finding, news } of world.published.slice(before)) {
      const claimed = await claimAlert(ledger, finding, news.revision, world.now);
      if (claimed !== "alerted") await recordAlerted(ledger, claimed, world.now);
    }
    return told;
  };
  return { world, ledger, sweep, sweepUnheard, ports };
}

function severe(severity: ExpectedEntity["severity"]): CompiledConfiguration {
  return configurationOf({ ...expectedRole("task"), severity }, expectedRole("execution"));
}

describe("reminders of a sweep", () => {
  it.each([
    { severity: "high", expected: [3, 6, 9, 12, 15, 18, 21, 24, 27, 30, 33] },
    { severity: "medium", expected: [7, 14, 21, 28] },
    { severity: "low", expected: [30] },
  ] as const)("come by the severity of what is open: $severity", async ({ severity, expected }) => {
    const { sweep } = stage();
    expect(await sweep(0, severe(severity))).toEqual(["role/task Opened"]);
    const days: number[] = [];
    for (let day = 1; day < 35; day += 1) {
      const told = await sweep(day, severe(severity));
      if (told.length > 0) days.push(day);
      expect(told.every((each) => each === "role/task Reminder")).toBe(true);
    }
    expect(days).toEqual(expected);
  });

  it("are counted", async () => {
    const { sweep, ports, world } = stage();
    await sweep(0);
    world.setClock(3 * DAY);
    expect((await sweepOnce(ports())).counts).toMatchObject({ opened: 0, resolved: 0, reminded: 1 });
  });

  it("come every day, however mild the drift, while somebody keeps undoing its repairs", async () => {
    const { sweep, world } = stage();
    expect(await sweep(0, severe("low"))).toEqual(["role/task Opened"]);
    world.foughtOver.add("role/execution");
    expect(await sweep(1, severe("low"))).toEqual([]);
    world.foughtOver.add("role/task");
    for (const day of [2, 3, 4]) expect(await sweep(day, severe("low"))).toEqual(["role/task Reminder"]);
    world.foughtOver.clear();
    expect(await sweep(5, severe("low"))).toEqual([]);
  });

  it("come by its severity alone for a drift that only takes away", async () => {
    const { sweep, world } = stage();
    world.roles.set("task", [DENIAL]);
    expect(await sweep(0)).toEqual(["role/task Opened"]);
    world.foughtOver.add("role/task");
    expect([await sweep(1), await sweep(2)]).toEqual([[], []]);
    expect(await sweep(3)).toEqual(["role/task Reminder"]);
  });

  it("end with the drift, and begin anew when it is back", async () => {
    const { sweep, world } = stage();
    await sweep(0);
    world.roles.set("task", []);
    expect(await sweep(3)).toEqual(["role/task Resolved"]);
    expect(await sweep(6)).toEqual([]);
    world.roles.set("task", [EXTRA]);
    expect(await sweep(7)).toEqual(["role/task Opened"]);
    expect(await sweep(9)).toEqual([]);
    expect(await sweep(10)).toEqual(["role/task Reminder"]);
    expect(world.published.at(-1)?.news.openSince).toMatch(/^2026-01-08/);
  });

  it("come once, however many sweeps there are at once", async () => {
    const { sweep, ports, world, ledger } = stage();
    await sweep(0);
    world.setClock(3 * DAY);
    await Promise.all([1, 2, 3, 4].map(() => sweepOnce(ports())));
    const [finding] = await ledger.findingsOf(ACCOUNT, "role/task");
    expect(finding?.news.map(({ kind }) => kind)).toEqual(["IAM Drift Opened", "IAM Drift Reminder"]);
  });

  it("wait until the bus has taken what they remind of", async () => {
    const { sweep, world } = stage();
    world.busDown = true;
    await expect(sweep(0)).rejects.toThrow("could not settle role/task");
    await expect(sweep(4)).rejects.toThrow("could not settle role/task");
    world.busDown = false;
    expect(await sweep(8)).toEqual(["role/task Opened"]);
    expect(await sweep(10)).toEqual([]);
    expect(await sweep(11)).toEqual(["role/task Reminder"]);
  });

  it("wait until the alert topic has taken it, and do not pile up", async () => {
    const { sweep, sweepUnheard } = stage();
    await sweepUnheard(0);
    for (const day of [4, 8, 12]) expect(await sweepUnheard(day)).toEqual(["role/task Opened"]);
    expect(await sweep(16)).toEqual(["role/task Opened"]);
    expect(await sweep(18)).toEqual([]);
    expect(await sweep(19)).toEqual(["role/task Reminder"]);
  });
});

describe("repairs that were refused", () => {
  /** A sweep's findings, of which the task's has been refused a repair. */
  async function refusedStage() {
    const staged = stage();
    await staged.sweep(0, severe("low"));
    const [finding] = await staged.ledger.findingsOf(ACCOUNT, "role/task");
    if (finding === undefined) throw new Error("Nothing was found.");
    const refuse = async (planId?: string) => {
      const remediation = { remediationId: "r-1", calls: [], outcome: "No.", ...(planId && { planId }) };
      const kind = "IAM Drift Remediation Refused" as const;
      await recordRemediation(staged.ledger, { ...finding, kind, remediation, now: staged.world.now });
      await staged.sweep(0, severe("low"));
      staged.world.askedAgain.length = 0;
    };
    return { ...staged, refuse, asked: () => staged.world.askedAgain.map(({ news }) => news.revision) };
  }

  it("are asked for again by every sweep, and nobody is told of that", async () => {
    const { sweep, refuse, asked } = await refusedStage();
    await refuse();
    expect([await sweep(1, severe("low")), await sweep(2, severe("low"))]).toEqual([[], []]);
    expect(asked()).toEqual([2, 2]);
  });

  it("are asked for by a reminder where there is one", async () => {
    const { sweep, refuse, asked } = await refusedStage();
    await refuse();
    expect(await sweep(31, severe("low"))).toEqual(["role/task Reminder"]);
    expect(asked()).toEqual([]);
  });

  it("are not asked for while somebody keeps undoing repairs, nor in the place of a person who is to approve them", async () => {
    const fought = await refusedStage();
    await fought.refuse();
    fought.world.foughtOver.add("role/task");
    await fought.sweep(1, severe("low"));
    expect(fought.asked()).toEqual([]);
    const approved = await refusedStage();
    await approved.refuse("p-1");
    await approved.sweep(1, severe("low"));
    expect(approved.asked()).toEqual([]);
  });

  it("do not keep the other findings where they cannot be asked for", async () => {
    const { ports, refuse, world } = await refusedStage();
    await refuse();
    world.setClock(DAY);
    const askAgain = () => Promise.reject(new PlumblineError("DeliveryFailed", "No queue.", { retryable: true }));
    await expect(sweepOnce({ ...ports(severe("low")), askAgain })).rejects.toThrow("could not settle role/task");
  });
});

describe("what cannot be read", () => {
  it("is told once, reminded of, and resolved once; what is known of the entity stays as it is", async () => {
    const { sweep, world, ledger } = stage();
    expect(await sweep(0)).toEqual(["role/task Opened"]);
    world.unreadable.add("task");
    expect(await sweep(1)).toEqual(["role/task Unreadable"]);
    expect(await sweep(1)).toEqual([]);
    expect(await sweep(2)).toEqual([]);
    expect(await sweep(3)).toEqual(["role/task Reminder"]);
    expect(await sweep(4)).toEqual(["role/task Reminder"]);
    const drifts = world.published.slice(-2).map(({ finding }) => finding.drift.rule);
    expect(drifts).toEqual(["attachment-unexpected", "unreadable"]);
    world.unreadable.delete("task");
    expect(await sweep(5)).toEqual(["role/task Resolved"]);
    expect(await sweep(5)).toEqual([]);
    const findings = await ledger.findingsOf(ACCOUNT, "role/task");
    expect(Object.fromEntries(findings.map(({ drift, status }) => [drift.rule, status]))).toEqual({
      "attachment-unexpected": "open",
      unreadable: "resolved",
    });
  });
});

describe("a finding that nobody expects any more", () => {
  const without = configurationOf(expectedRole("execution"));

  it("is resolved once, and told why", async () => {
    const { sweep, world, ports } = stage();
    await sweep(0);
    expect(await sweep(1, without)).toEqual(["role/task Resolved"]);
    expect(world.published.at(-1)?.news).toMatchObject({ because: "no-longer-expected" });
    expect(await sweep(2, without)).toEqual([]);
    expect(world.reads.slice(-2)).toEqual(["role/execution", "role/execution"]);
    world.setClock(3 * DAY);
    expect((await sweepOnce(ports(without))).counts).toMatchObject({ entities: 1, resolved: 0, reminded: 0 });
  });

  it.each([
    { name: "another baseline names the entity", to: expectedRole("task", "viz-now"), expected: "role/task Opened" },
    { name: "the entity is written otherwise", to: expectedRole("Task"), expected: "role/Task Opened" },
  ])("is another's once $name", async ({ to, expected }) => {
    const { sweep, world } = stage();
    world.roles.set("Task", [EXTRA]);
    await sweep(0);
    const told = await sweep(1, configurationOf(to));
    expect(told.toSorted()).toEqual([expected, "role/task Resolved"].toSorted());
    expect(await sweep(2, configurationOf(to))).toEqual([]);
  });

  it("is opened again when it is expected again", async () => {
    const { sweep } = stage();
    await sweep(0);
    await sweep(1, without);
    expect(await sweep(2)).toEqual(["role/task Opened"]);
  });

  it("has its news delivered, also what an earlier sweep could not", async () => {
    const { sweep, world } = stage();
    await sweep(0);
    world.busDown = true;
    await expect(sweep(1, without)).rejects.toThrow(
      `The sweep of account ${ACCOUNT} could not settle role/task, all else it did; it is tried again.`,
    );
    world.busDown = false;
    expect(await sweep(2, without)).toEqual(["role/task Resolved"]);
  });

  it("is delivered again where the alert topic has never taken it", async () => {
    const { sweep, sweepUnheard } = stage();
    await sweep(0);
    expect(await sweepUnheard(1, without)).toEqual(["role/task Resolved"]);
    expect(await sweepUnheard(1.02, without)).toEqual([]);
    expect(await sweep(1.1, without)).toEqual(["role/task Resolved"]);
    expect(await sweep(2, without)).toEqual([]);
  });

  it("does not keep the others, nor the entities, where it cannot be written", async () => {
    const memory = createMemoryLedgerStore();
    const { sweep, world } = stage({
      ...memory,
      async write(finding) {
        if (finding.entity !== "role/task" || finding.status === "open") return await memory.write(finding);
        throw new PlumblineError("LedgerUnavailable", "PutItem failed.", { retryable: true });
      },
    });
    world.roles.set("execution", [EXTRA]);
    await sweep(0);
    await expect(sweep(3, without)).rejects.toMatchObject({ code: "SweepUnfinished" });
    expect(world.sentences.at(-1)).toBe("PutItem failed.");
    expect(world.published.at(-1)).toMatchObject({ finding: { entity: "role/execution" }, news: { revision: 2 } });
  });

  it("is told of as unfinished where the ledger does not say which there are", async () => {
    const ledger = createMemoryLedgerStore();
    const { sweep, world } = stage({
      ...ledger,
      // biome-ignore lint/correctness/useYield: it fails before there is anything to yield.
      async *standing() {
        throw new PlumblineError("LedgerUnavailable", "Query failed.", { retryable: true });
      },
    });
    await expect(sweep(0)).rejects.toThrow("could not settle the ledger's findings, all else it did");
    expect(world.published).toHaveLength(1);
  });
});
