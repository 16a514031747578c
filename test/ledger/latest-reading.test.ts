import { describe, expect, it } from "vitest";
import { detectDrift } from "../../shared/drift/detect-drift.ts";
import type { Detection } from "../../shared/drift/drift.ts";
import { advance } from "../../shared/ledger/latest-reading.ts";
import { loadActionTable } from "../../shared/policy/explain/action-table.ts";
import { accessKey, expectedUser, managedPoliciesOf, NOW, present, userState } from "../drift/fixtures.ts";
import { ACCOUNT } from "./fixtures.ts";

const REPORT = "2026-05-31T20:00:00.000Z";
const EVENT = "2026-05-31T21:00:00.000Z";
const PAGES = "2026-05-31T22:00:00.000Z";

/** A user with so many keys, the pages and the report of which were asked for at different times. */
async function detection(keys: number, askedAt: string, keysAt?: string): Promise<Detection> {
  const expected = expectedUser();
  const accessKeys = present(Array.from({ length: keys }, (_, index) => accessKey(`AKIA${index}`, 10)));
  const observation = {
    entity: expected.entity,
    askedAt,
    ...(keysAt === undefined ? {} : { askedAtOf: { accessKeys: keysAt, loginProfile: keysAt } }),
    observation: present(userState({ accessKeys })),
  };
  const ports = { now: NOW, loadTable: loadActionTable, managedPolicies: managedPoliciesOf() };
  return await detectDrift({ account: ACCOUNT, expected, observation, ...ports });
}

describe("a reading of which not all was asked for at once", () => {
  it("has each rule decide as of when what it goes by was asked for", async () => {
    const latest = advance(undefined, await detection(0, PAGES, REPORT), undefined);
    expect(latest?.decisions["attachment-unexpected"]?.askedAt).toBe(PAGES);
    expect(latest?.decisions["access-keys-too-many"]?.askedAt).toBe(REPORT);
    expect(latest?.decisions["console-access-forbidden"]?.askedAt).toBe(REPORT);
    expect(latest?.decisions.unreadable?.askedAt).toBe(PAGES);
  });

  it("takes the place of no later decision by what was asked for before it", async () => {
    const event = advance(undefined, await detection(2, EVENT), undefined);
    const swept = advance(event, await detection(0, PAGES, REPORT), undefined);
    expect(swept?.decisions["attachment-unexpected"]?.askedAt).toBe(PAGES);
    expect(swept?.decisions["access-keys-too-many"]).toEqual(event?.decisions["access-keys-too-many"]);
    expect(swept?.decisions["access-keys-too-many"]?.drifts).toHaveLength(1);
  });

  it("takes the place of an earlier one by what was asked for after it, whichever comes first", async () => {
    const swept = advance(undefined, await detection(0, PAGES, PAGES), undefined);
    const late = advance(swept, await detection(2, EVENT), undefined);
    expect(late).toBe(swept);
  });
});
