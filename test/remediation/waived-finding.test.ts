import { describe, expect, it } from "vitest";
import type { Waiver } from "../../shared/baselines/waivers.ts";
import { detectDrift } from "../../shared/drift/detect-drift.ts";
import { answerDriftEvent } from "../../shared/remediation/answer-drift-event.ts";
import { remediateFinding } from "../../shared/remediation/remediate-finding.ts";
import { ADMINISTRATOR, expectedRole } from "./fixtures.ts";
import { ACCOUNT, NOW, roleWith, scriptedPorts } from "./scripted-ports.ts";
import { DETACH, ENTITY, opened, request, stage } from "./stage.ts";

const LEFT_ALONE = `Ada has waived this drift of ${ENTITY} until 2026-05-01: a waived drift is left alone.`;

/** A waiver of what is there, some of it otherwise. */
async function waiverOfLive(changes: Partial<Waiver> = {}): Promise<Waiver> {
  const { context } = await stage();
  const expected = expectedRole();
  const observation = await context.reader.observe({ entity: expected.entity, path: expected.path });
  const { loadTable, managedPolicies } = context;
  const input = { account: ACCOUNT, expected, observation, now: new Date(NOW), loadTable, managedPolicies };
  const outcome = (await detectDrift(input)).outcomes.find(({ rule }) => rule === "attachment-unexpected");
  const drift =
    outcome?.status === "decided" ? outcome.drifts.find(({ subject }) => subject === ADMINISTRATOR) : undefined;
  if (drift === undefined) throw new Error("Nothing drifts.");
  return {
    account: ACCOUNT,
    entity: ENTITY,
    fingerprint: drift.fingerprint,
    decidedBy: "Ada",
    reason: "until the migration is over",
    from: "2026-03-01",
    until: "2026-05-01",
    ...changes,
  };
}

describe("a drift that is waived", () => {
  it("is left alone, and that is told", async () => {
    const { context, written, told } = await stage();
    const answer = await answerDriftEvent(request(), { ...context, waivers: [await waiverOfLive()] });
    expect([answer.status, written]).toEqual(["refused", []]);
    expect((await told()).map(({ kind, remediation }) => [kind, remediation?.outcome])).toEqual([
      ["IAM Drift Remediation Refused", LEFT_ALONE],
    ]);
  });

  it("is left alone where the ledger says so, without a reading", async () => {
    const ports = scriptedPorts({ observations: [roleWith(ADMINISTRATOR)] });
    const result = await remediateFinding({ ...opened, status: "waived" }, expectedRole(), ports);
    expect(result).toMatchObject({ status: "refused", outcome: `${ENTITY}: a waived drift is left alone.` });
    expect([ports.reads(), ports.written]).toEqual([0, []]);
  });

  it.each([
    { name: "is of another state", changes: { fingerprint: "0".repeat(64) } },
    { name: "is of another entity", changes: { entity: "role/other" } },
    { name: "is over", changes: { until: "2026-03-31" } },
    { name: "has not begun", changes: { from: "2026-04-02" } },
  ])("is repaired where the waiver $name", async ({ changes }) => {
    const { context, written } = await stage();
    const answer = await answerDriftEvent(request(), { ...context, waivers: [await waiverOfLive(changes)] });
    expect([answer.status, written]).toEqual(["remediated", [DETACH]]);
  });
});
