import { describe, expect, it } from "vitest";
import { detectRecords } from "../../functions/detect-drift/detect-records.ts";
import type { Waiver } from "../../shared/baselines/waivers.ts";
import { detectDrift } from "../../shared/drift/detect-drift.ts";
import { formatEntity } from "../../shared/iam/entity-reference.ts";
import { ACCOUNT } from "../ledger/fixtures.ts";
import { createMemoryLedgerStore } from "../ledger/memory-ledger-store.ts";
import { accountsOf, configurationOf, createWorld, entering, expectedRole, iamEvent, type World } from "./fixtures.ts";
import { sweepOnce } from "./sweep-fixtures.ts";

const role = expectedRole("task");
const ENTITY = formatEntity(role.entity);

/** A world in which one role has a policy too many, and the fingerprint of that. */
async function drifted(): Promise<{ readonly world: World; readonly fingerprint: string }> {
  const world = createWorld();
  world.roles.set("task", ["ReadOnlyAccess"]);
  const observation = await world.reader.observe({ entity: role.entity, path: role.path });
  const { loadTable, managedPolicies } = world;
  const input = { account: ACCOUNT, expected: role, observation, now: world.now(), loadTable, managedPolicies };
  const { outcomes } = await detectDrift(input);
  const [drift] = outcomes.flatMap((outcome) => (outcome.status === "decided" ? outcome.drifts : []));
  if (drift === undefined) throw new Error("The role does not drift.");
  return { world, fingerprint: drift.fingerprint };
}

/** The ports of a function, with one waiver. */
function portsOf(world: World, waiver: Partial<Waiver>) {
  const ledger = createMemoryLedgerStore();
  const accepted: Waiver = {
    account: ACCOUNT,
    entity: ENTITY,
    fingerprint: "0".repeat(64),
    decidedBy: "Ada",
    reason: "until the migration is over",
    from: "2025-12-01",
    until: "2026-02-01",
    ...waiver,
  };
  const configuration = { ...configurationOf(role), waivers: [accepted] };
  return {
    ...world,
    configuration,
    accounts: accountsOf(configuration),
    enter: entering(world.reader, world.managedPolicies),
    ledger,
  };
}

const kinds = (world: World) => world.published.map(({ news }) => news.kind);

describe("a waived drift", () => {
  it("is no news to the detector, and its finding is waived", async () => {
    const { world, fingerprint } = await drifted();
    const ports = portsOf(world, { fingerprint });
    const { counts } = await detectRecords([{ messageId: "m-1", body: iamEvent("task") }], ports);
    expect([counts.opened, world.published]).toEqual([0, []]);
    expect(await ports.ledger.findingsOf(ACCOUNT, ENTITY)).toMatchObject([{ status: "waived", revision: 0 }]);
  });

  it("is told once it is another, and a narrower waiver waives it no more", async () => {
    const { world, fingerprint } = await drifted();
    const ports = portsOf(world, { fingerprint });
    await sweepOnce(ports);
    world.roles.set("task", ["ReadOnlyAccess", "AdministratorAccess"]);
    await sweepOnce(ports);
    expect(world.published.map(({ news }) => [news.kind, news.drift.subject])).toEqual([
      ["IAM Drift Opened", "arn:aws:iam::aws:policy/AdministratorAccess"],
    ]);
  });

  it("is told when the waiver is over", async () => {
    const { world, fingerprint } = await drifted();
    const ports = portsOf(world, { fingerprint, until: "2026-01-01" });
    await sweepOnce(ports);
    expect(kinds(world)).toEqual([]);
    world.setClock(24 * 3_600);
    await sweepOnce(ports);
    expect(kinds(world)).toEqual(["IAM Drift Opened"]);
    expect(world.sentences).toContain(
      `The waiver of role/task in account ${ACCOUNT} ended on 2026-01-01 and waives nothing.`,
    );
  });

  it("has the sweep say which waivers end soon, and which are of nothing that is there", async () => {
    const { world, fingerprint } = await drifted();
    await sweepOnce(portsOf(world, { fingerprint, until: "2026-01-15" }));
    expect(world.sentences).toContain(
      `The waiver of role/task in account ${ACCOUNT} ends on 2026-01-15; then its drift is told.`,
    );
    world.sentences.length = 0;
    await sweepOnce(portsOf(world, { until: "2026-01-16" }));
    expect(world.sentences.filter((sentence) => sentence.startsWith("The waiver"))).toEqual([
      `The waiver of role/task in account ${ACCOUNT} is of no drift that is there; remove it from waivers.yml.`,
    ]);
  });
});
