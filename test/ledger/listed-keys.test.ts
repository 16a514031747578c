import { describe, expect, it } from "vitest";
import { detectDrift } from "../../shared/drift/detect-drift.ts";
import type { ListedKeys } from "../../shared/drift/drift.ts";
import { advance } from "../../shared/ledger/latest-reading.ts";
import type { LatestReading } from "../../shared/ledger/ledger-store.ts";
import type { AccessKeyState, EntityObservation } from "../../shared/observation/entity-state.ts";
import { loadActionTable } from "../../shared/policy/explain/action-table.ts";
import { expectedUser, managedPoliciesOf, userState } from "../drift/fixtures.ts";
import { ACCOUNT, at } from "./fixtures.ts";

const key = (accessKeyId: string, createdAt: string): AccessKeyState => {
  return { accessKeyId, status: "Active", createdAt, lastUsed: { status: "absent" } };
};
const LIVE = [key("AKIAEXAMPLEEXAMPLE12", at(0))];

/** Reads a user's keys at that second, and takes what the rules say into the ledger's latest reading. */
async function read(
  latest: LatestReading | undefined,
  second: number,
  keys: readonly AccessKeyState[],
  expected = expectedUser(),
): Promise<LatestReading | undefined> {
  const accessKeys = { status: "present", state: keys } as const;
  const observation: EntityObservation = {
    entity: expected.entity,
    askedAt: at(second),
    observation: { status: "present", state: userState({ accessKeys }) },
  };
  const given = { now: new Date(at(second)), loadTable: loadActionTable, managedPolicies: managedPoliciesOf() };
  return advance(latest, await detectDrift({ account: ACCOUNT, expected, observation, ...given }), undefined);
}

describe("when keys were made, as IAM last listed them", () => {
  const listed: ListedKeys = { askedAt: at(10), createdAt: [at(0)] };

  it("is kept of a live reading, and not taken from a credential report", async () => {
    const first = await read(undefined, 10, LIVE);
    expect(first?.listedKeys).toEqual(listed);
    const reported = await read(first, 20, [key("key1", at(5))]);
    expect(reported?.listedKeys).toEqual(listed);
    expect(reported?.decisions["access-key-too-old"]?.askedAt).toBe(at(20));
  });

  it("is that of the later reading, whichever comes first", async () => {
    const later = await read(undefined, 20, []);
    expect((await read(later, 10, LIVE))?.listedKeys).toEqual({ askedAt: at(20), createdAt: [] });
    const earlier = await read(undefined, 10, LIVE);
    expect((await read(earlier, 20, []))?.listedKeys).toEqual({ askedAt: at(20), createdAt: [] });
  });

  it("is of no use where no baseline looks at keys", async () => {
    const { accessKeys: _, ...keyless } = expectedUser();
    expect((await read(undefined, 10, LIVE, keyless))?.listedKeys).toBeUndefined();
  });
});
