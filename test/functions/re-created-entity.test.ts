import { describe, expect, it } from "vitest";
import { type DetectPorts, detectRecords } from "../../functions/detect-drift/detect-records.ts";
import type { Waiver } from "../../shared/baselines/waivers.ts";
import { PlumblineError } from "../../shared/iam/errors.ts";
import type { LedgerStore } from "../../shared/ledger/ledger-store.ts";
import type { IamReader } from "../../shared/observation/iam-reader.ts";
import { ACCOUNT } from "../ledger/fixtures.ts";
import { createMemoryLedgerStore } from "../ledger/memory-ledger-store.ts";
import { accountsOf, configurationOf, createWorld, entering, expectedRole, iamEvent } from "./fixtures.ts";

/** A role that has this id, or is gone, and Plumbline around it. */
function stage(ledger: LedgerStore = createMemoryLedgerStore()) {
  const world = createWorld();
  world.roles.set("task", []).set("execution", []);
  const live = { id: "AROAFIRST" as string | undefined };
  const reader: IamReader = {
    async observe(request) {
      const read = await world.reader.observe(request);
      if (request.entity.name !== "task" || read.observation.status !== "present") return read;
      const { id: roleId } = live;
      if (roleId === undefined) return { ...read, observation: { status: "absent" } };
      const { state } = read.observation;
      return { ...read, observation: { status: "present", state: { ...state, roleId } as typeof state } };
    },
  };
  const configuration = configurationOf(expectedRole("task"), expectedRole("execution"));
  const ports: DetectPorts = {
    ...world,
    configuration,
    accounts: accountsOf(configuration),
    enter: entering(reader, world.managedPolicies),
    ledger,
  };
  /** What is told when the role is read. */
  const read = async (waivers: readonly Waiver[] = []) => {
    const before = world.published.length;
    const records = [{ messageId: "a", body: iamEvent("task") }];
    const { response } = await detectRecords(records, { ...ports, configuration: { ...configuration, waivers } });
    expect(response).toEqual({ batchItemFailures: [] });
    return world.published.slice(before).map(({ news }) => `${news.kind}: ${news.drift.rule}`);
  };
  const remembered = async () => (await ledger.remembered(ACCOUNT, "role/task"))?.identity;
  return { world, live, ports, ledger, read, remembered };
}

const OPENED = "IAM Drift Opened: entity-re-created";
const RESOLVED = "IAM Drift Resolved: entity-re-created";

describe("a role that is made anew", () => {
  it("is told once, and stays open however often it is read", async () => {
    const { live, read, remembered } = stage();
    expect(await read()).toEqual([]);
    expect(await remembered()).toMatchObject({ id: "AROAFIRST", since: expect.stringMatching(/^2026-01-01T09:00/) });
    live.id = "AROASECOND";
    expect(await read()).toEqual([OPENED]);
    expect(await read()).toEqual([]);
    expect(await remembered()).toMatchObject({ id: "AROAFIRST" });
    live.id = "AROATHIRD";
    expect(await read()).toEqual(["IAM Drift Changed: entity-re-created"]);
  });

  it("is told where it comes back after it was missed, and as another each time", async () => {
    const { live, read } = stage();
    await read();
    live.id = undefined;
    expect(await read()).toEqual(["IAM Drift Opened: entity-missing"]);
    live.id = "AROASECOND";
    expect(await read()).toEqual(["IAM Drift Resolved: entity-missing", OPENED]);
    live.id = undefined;
    expect(await read()).toEqual(["IAM Drift Opened: entity-missing", RESOLVED]);
    live.id = "AROATHIRD";
    expect(await read()).toEqual(["IAM Drift Resolved: entity-missing", OPENED]);
  });

  it("is accepted by a waiver of that very one, for good", async () => {
    const { live, ledger, read, remembered } = stage();
    await read();
    live.id = "AROASECOND";
    await read();
    const [finding] = await ledger.findingsOf(ACCOUNT, "role/task");
    const fingerprint = finding?.drift.fingerprint ?? "";
    const period = { from: "2026-01-01", until: "2026-01-31" };
    const waiver = { account: ACCOUNT, entity: "role/task", fingerprint, decidedBy: "Ada", reason: "ours", ...period };

    live.id = "AROATHIRD";
    expect(await read([waiver])).toEqual(["IAM Drift Changed: entity-re-created"]);
    expect(await remembered()).toMatchObject({ id: "AROAFIRST" });

    live.id = "AROASECOND";
    expect(await read([waiver])).toEqual([]);
    expect(await remembered()).toMatchObject({ id: "AROASECOND" });
    expect(await read([waiver])).toEqual([RESOLVED]);
    expect(await read()).toEqual([]);
    live.id = "AROAFOURTH";
    expect(await read([waiver])).toEqual([OPENED]);
  });

  it("is not forgotten by a reading that fails", async () => {
    const { world, live, read, remembered } = stage();
    await read();
    live.id = "AROASECOND";
    await read();
    world.unreadable.add("task");
    expect(await read()).toEqual(["IAM Drift Unreadable: unreadable"]);
    world.unreadable.delete("task");
    expect(await read()).toEqual(["IAM Drift Resolved: unreadable"]);
    expect(await remembered()).toMatchObject({ id: "AROAFIRST" });
  });

  it("has its message tried again where the ledger cannot tell what it remembers; another entity is settled", async () => {
    const memory = createMemoryLedgerStore();
    const { world, ports } = stage({
      ...memory,
      async remembered(account, entity) {
        if (entity !== "role/task") return await memory.remembered(account, entity);
        throw new PlumblineError("LedgerUnavailable", "GetItem failed.", { retryable: true });
      },
    });
    world.roles.set("execution", ["AdministratorAccess"]);
    const records = ["task", "execution"].map((name) => ({ messageId: name, body: iamEvent(name) }));
    const { response } = await detectRecords(records, ports);
    expect(response).toEqual({ batchItemFailures: [{ itemIdentifier: "task" }] });
    expect(world.published.map(({ finding }) => finding.entity)).toEqual(["role/execution"]);
    expect(world.sentences).toEqual(["GetItem failed."]);
  });
});
