import { describe, expect, it } from "vitest";
import type { Waiver } from "../../shared/baselines/waivers.ts";
import { detectDrift } from "../../shared/drift/detect-drift.ts";
import { answerDriftEvent } from "../../shared/remediation/answer-drift-event.ts";
import { remediateFinding } from "../../shared/remediation/remediate-finding.ts";
import { expectedRole, roleState } from "./fixtures.ts";
import { ACCOUNT, findingOf, NOW, roleWith, scriptedPorts } from "./scripted-ports.ts";
import { DETACH, ENTITY, opened, request, stage } from "./stage.ts";

const BEFORE = { id: "AROABEFORE", since: "2026-01-01T00:00:00.000Z" };
const NOW_THERE = { id: roleState().roleId, since: "2026-01-01T00:00:00.000Z" };

/** The drift that says that the live role is not the one remembered. */
async function reCreated() {
  const { managedPolicies, loadTable } = scriptedPorts({ observations: [] });
  const expected = expectedRole();
  const observation = { entity: expected.entity, askedAt: NOW, observation: roleWith() };
  const input = { account: ACCOUNT, expected, observation, now: new Date(NOW), loadTable, managedPolicies };
  const { outcomes } = await detectDrift({ ...input, remembered: BEFORE });
  const outcome = outcomes.find(({ rule }) => rule === "entity-re-created");
  const drift = outcome?.status === "decided" ? outcome.drifts[0] : undefined;
  if (drift === undefined) throw new Error("The role is not found to be another.");
  return drift;
}

/** A role with AdministratorAccess attached, of which the ledger remembers that. */
async function stageKnowing(identity: typeof BEFORE) {
  const staged = await stage();
  await staged.ledger.writeRemembered({ account: ACCOUNT, entity: ENTITY, identity, deletionTasks: [], version: 1 });
  return staged;
}

describe("a role that is another than before", () => {
  it("has nothing on it repaired, and that is told", async () => {
    const { context, written, told } = await stageKnowing(BEFORE);
    expect(await answerDriftEvent(request(), context)).toMatchObject({ status: "refused" });
    expect(written).toEqual([]);
    expect((await told()).map(({ kind, remediation }) => [kind, remediation?.outcome])).toEqual([
      [
        "IAM Drift Remediation Refused",
        `${ENTITY} is another than before, under the same name, and may be somebody else's: nothing on it is repaired until a waiver accepts it.`,
      ],
    ]);
  });

  it("is repaired where it is the one remembered", async () => {
    const { context, written } = await stageKnowing(NOW_THERE);
    expect(await answerDriftEvent(request(), context)).toMatchObject({ status: "remediated" });
    expect(written).toEqual([DETACH]);
  });

  it("is repaired where a waiver accepts it", async () => {
    const { context, written } = await stageKnowing(BEFORE);
    const { fingerprint } = await reCreated();
    const period = { from: "2026-03-01", until: "2026-05-01" };
    const waiver: Waiver = {
      account: ACCOUNT,
      entity: ENTITY,
      fingerprint,
      decidedBy: "Ada",
      reason: "ours",
      ...period,
    };
    expect(await answerDriftEvent(request(), { ...context, waivers: [waiver] })).toMatchObject({
      status: "remediated",
    });
    expect(written).toEqual([DETACH]);
  });

  it("is not written to where it is made anew between the two readings", async () => {
    const anew = { ...roleWith(opened.drift.subject) };
    const ports = scriptedPorts({ observations: [anew], remembered: NOW_THERE });
    let asked = 0;
    const remembered = async () => {
      asked += 1;
      const identity = asked === 1 ? NOW_THERE : BEFORE;
      return { account: ACCOUNT, entity: ENTITY, identity, deletionTasks: [], version: 1 };
    };
    const result = await remediateFinding(opened, expectedRole(), { ...ports, remembered });
    expect(result).toMatchObject({ status: "refused", outcome: expect.stringContaining("is another than before") });
    expect(ports.calls()).toEqual([]);
  });

  it("says what a person should do about it", async () => {
    const ports = scriptedPorts({ observations: [roleWith()], remembered: BEFORE });
    const result = await remediateFinding(findingOf(await reCreated()), expectedRole(), ports);
    expect(result).toMatchObject({
      status: "refused",
      outcome: expect.stringContaining("find out who made it anew and why"),
    });
    expect(ports.calls()).toEqual([]);
  });
});
