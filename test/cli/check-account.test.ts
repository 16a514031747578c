import { describe, expect, it } from "vitest";
import { type AccountCheck, checkAccount } from "../../cli/check-account.ts";
import { checkLines } from "../../cli/check-table.ts";
import type { ExpectedEntity } from "../../shared/baselines/expected-state.ts";
import type { Waiver } from "../../shared/baselines/waivers.ts";
import type { EntityState } from "../../shared/observation/entity-state.ts";
import type { ReadRequest } from "../../shared/observation/iam-reader.ts";
import type { Observation } from "../../shared/observation/observation.ts";
import { loadActionTable } from "../../shared/policy/explain/action-table.ts";
import { type CheckResult, checkOutcome } from "../../shared/reports/check-result.ts";
import {
  ABSENT,
  ACCOUNT,
  ASKED_AT,
  document,
  expectedRole,
  managedPoliciesOf,
  NOW,
  present,
  READ,
  READ_AND_WRITE,
  roleState,
} from "../drift/fixtures.ts";

const EXPECTED = expectedRole({
  inlinePolicies: { match: "exact", documents: { work: document(READ) } },
  attachments: { match: "exact", policyArns: [] },
});
const LIVE = roleState({
  inlinePolicies: present({ work: READ_AND_WRITE }),
  attachments: present([]),
});
const REFUSED = {
  status: "unreadable",
  reason: { call: "ListRolePolicies", code: "Throttling", message: "Rate exceeded" },
} as const;

interface Given {
  readonly entities?: readonly ExpectedEntity[];
  readonly observation: Observation<EntityState>;
  readonly waivers?: readonly Waiver[];
}

async function check({ entities = [EXPECTED], observation, waivers = [] }: Given) {
  const requests: ReadRequest[] = [];
  const input: AccountCheck = {
    account: { account: ACCOUNT, partition: "aws", alias: "shop", entities },
    source: { kind: "live" },
    reader: {
      observe: async (request) => {
        requests.push(request);
        return { entity: request.entity, askedAt: ASKED_AT, observation };
      },
    },
    now: NOW,
    loadTable: loadActionTable,
    managedPolicies: managedPoliciesOf(),
    waivers,
  };
  const account = await checkAccount(input);
  const result: CheckResult = {
    version: 1,
    checkedAt: NOW.toISOString(),
    configurationDigest: "sha256:0",
    accounts: [account],
  };
  const page = { width: 80, style: (_: unknown, text: string) => text };
  return { requests, account, outcome: checkOutcome(result), lines: checkLines(result, page) };
}

async function waiverFor(changes: Partial<Waiver> = {}): Promise<Waiver> {
  const { account } = await check({ observation: present(LIVE) });
  const [drift] = account.entities.flatMap(({ drifts }) => drifts);
  if (drift === undefined) throw new Error("There is no drift to waive.");
  return {
    account: ACCOUNT,
    entity: account.entities[0]?.entity ?? "",
    fingerprint: drift.fingerprint,
    decidedBy: "ada",
    reason: "a migration",
    from: "2026-05-20",
    until: "2026-06-30",
    ...changes,
  };
}

describe("checkAccount", () => {
  it("tells a drift with the documents it is about", async () => {
    const { account, outcome, lines } = await check({ observation: present(LIVE) });
    const [entity] = account.entities;
    expect(entity?.drifts).toMatchObject([{ rule: "inline-policy-changed", subject: "work", change: "broadened" }]);
    expect(entity?.documents).toEqual([
      {
        rule: "inline-policy-changed",
        subject: "work",
        kind: "identity",
        canonical: { source: document(READ).source, text: READ },
        live: READ_AND_WRITE,
      },
    ]);
    expect(outcome).toBe("drift");
    expect(lines[0]).toMatch(new RegExp(`^Account ${ACCOUNT} \\(shop\\), read from IAM at 2026-06-01 00:00 UTC$`));
    expect(lines.at(-1)).toBe(`1 drift (1 ${entity?.drifts[0]?.severity}) on 1 of 1 entity.`);
  });

  it("reads an entity once, though two baselines describe it, and asks only for what rules look at", async () => {
    const { requests, account } = await check({
      entities: [EXPECTED, expectedRole({ baseline: "other" })],
      observation: ABSENT,
    });
    expect(requests).toHaveLength(1);
    expect([...(requests[0]?.aspects ?? [])].sort()).toEqual(["attachments", "inlinePolicies"]);
    expect(account.entities.map(({ baseline, drifts }) => [baseline, drifts.map(({ rule }) => rule)])).toEqual([
      [EXPECTED.baseline, ["entity-missing"]],
      ["other", ["entity-missing"]],
    ]);
  });

  it("takes what is waived out of the drifts, and names who decided it", async () => {
    const { account, outcome, lines } = await check({ observation: present(LIVE), waivers: [await waiverFor()] });
    expect(account.entities[0]).toMatchObject({
      drifts: [],
      waived: [
        { drift: { rule: "inline-policy-changed" }, decidedBy: "ada", reason: "a migration", until: "2026-06-30" },
      ],
    });
    expect(outcome).toBe("clean");
    expect(lines.join(" ").replaceAll(/\s+/g, " ")).toContain("waived until 2026-06-30 by ada (a migration): ");
    expect(lines.at(-1)).toBe("No drift on 1 entity; 1 waived.");
  });

  it.each<{ readonly name: string; readonly changes: Partial<Waiver> }>([
    { name: "is over", changes: { until: "2026-05-31" } },
    { name: "is of another account", changes: { account: "210987654321" } },
    { name: "accepted something else", changes: { fingerprint: "0".repeat(64) } },
  ])("is not quieted by a waiver that $name", async ({ changes }) => {
    const { outcome } = await check({ observation: present(LIVE), waivers: [await waiverFor(changes)] });
    expect(outcome).toBe("drift");
  });

  it.each<{ readonly name: string; readonly observation: Observation<EntityState> }>([
    { name: "an entity", observation: REFUSED },
    { name: "an aspect", observation: present(roleState({ inlinePolicies: REFUSED, attachments: present([]) })) },
  ])("is trouble where $name could not be read", async ({ observation }) => {
    const { account, outcome, lines } = await check({ observation });
    expect(account.entities[0]?.drifts.map(({ rule }) => rule)).toEqual(["unreadable"]);
    expect(account.entities[0]?.undecided.map(({ rule }) => rule)).toContain("inline-policy-changed");
    expect(outcome).toBe("trouble");
    expect(lines).toContain(`  ? ${account.entities[0]?.entity}`);
    expect(lines.at(-1)).toMatch(/^No drift on 1 entity; 1 unreadable; \d+ rules not decided\.$/);
  });

  it("is trouble where documents could not be told apart", async () => {
    const { outcome, lines } = await check({
      observation: present(roleState({ inlinePolicies: present({ work: "{" }), attachments: present([]) })),
    });
    expect(outcome).toBe("trouble");
    expect(lines.at(-1)).toMatch(/^1 drift \(1 \w+\) on 1 of 1 entity; 1 could not be told apart\.$/);
  });
});
