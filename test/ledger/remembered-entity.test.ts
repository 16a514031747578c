import { describe, expect, it } from "vitest";
import { PlumblineError } from "../../shared/iam/errors.ts";
import type { LedgerStore } from "../../shared/ledger/ledger-store.ts";
import { WRITE_ATTEMPTS } from "../../shared/ledger/record-detection.ts";
import {
  amendRemembered,
  type RememberedEntity,
  withAccepted,
  withDeletionTasks,
  withReading,
} from "../../shared/ledger/remembered-entity.ts";
import { ACCOUNT, at } from "./fixtures.ts";
import { createMemoryLedgerStore } from "./memory-ledger-store.ts";

const ENTITY = "role/matillion-task";
const FIRST = { id: "AROAFIRST", since: at(1) };
const SECOND = { id: "AROASECOND", since: at(2) };
const NOTHING: RememberedEntity = { account: ACCOUNT, entity: ENTITY, deletionTasks: [], version: 0 };
const known: RememberedEntity = { ...NOTHING, identity: FIRST, deletionTasks: ["a", "b"], version: 3 };

const cases = [
  {
    name: "the first identity that is read",
    input: withReading(NOTHING, { identity: FIRST, ended: [] }),
    expected: { ...NOTHING, identity: FIRST },
  },
  { name: "no other identity", input: withReading(known, { identity: SECOND, ended: [] }), expected: known },
  { name: "the same in the absence of all", input: withReading(known, { ended: ["c"] }), expected: known },
  {
    name: "no task that has ended",
    input: withReading(known, { identity: SECOND, ended: ["a", "c"] }),
    expected: { ...known, deletionTasks: ["b"] },
  },
  {
    name: "a task once",
    input: withDeletionTasks(known, ["c", "a", "c"]),
    expected: { ...known, deletionTasks: ["a", "b", "c"] },
  },
  { name: "the tasks it knew", input: withDeletionTasks(known, ["b"]), expected: known },
  {
    name: "an identity that was accepted",
    input: withAccepted(known, FIRST, SECOND),
    expected: { ...known, identity: SECOND },
  },
  {
    name: "the identity that another was accepted for meanwhile",
    input: withAccepted({ ...known, identity: SECOND }, FIRST, { id: "AROATHIRD", since: at(3) }),
    expected: { ...known, identity: SECOND },
  },
  { name: "nothing that was accepted for nothing", input: withAccepted(NOTHING, FIRST, SECOND), expected: NOTHING },
];

describe("what is remembered of an entity", () => {
  it.each(cases)("keeps $name", ({ input, expected }) => {
    expect(input).toEqual(expected);
  });

  it("is the very same where there is nothing to change, so that nothing is written", () => {
    expect(withReading(known, { identity: SECOND, ended: ["c"] })).toBe(known);
    expect(withDeletionTasks(known, ["a"])).toBe(known);
    expect(withAccepted(NOTHING, FIRST, SECOND)).toBe(NOTHING);
  });
});

describe("amending it", () => {
  const seeing = (identity: RememberedEntity["identity"]) => (held: RememberedEntity) =>
    withReading(held, { ended: [], ...(identity === undefined ? {} : { identity }) });

  it("writes nothing where nothing changes", async () => {
    const store = createMemoryLedgerStore();
    expect(await amendRemembered(store, ACCOUNT, ENTITY, seeing(undefined))).toEqual(NOTHING);
    expect(await store.remembered(ACCOUNT, ENTITY)).toBeUndefined();
  });

  it("lets all of many readings at once agree on which one was first", async () => {
    const store = createMemoryLedgerStore();
    const all = await Promise.all(
      [FIRST, SECOND, FIRST, SECOND].map((each) => amendRemembered(store, ACCOUNT, ENTITY, seeing(each))),
    );
    const held = await store.remembered(ACCOUNT, ENTITY);
    expect(held?.version).toBe(1);
    expect(new Set(all.map(({ identity }) => identity?.id))).toEqual(new Set([held?.identity?.id]));
  });

  it("loses nothing that somebody else writes in between", async () => {
    const memory = createMemoryLedgerStore();
    let interrupted = false;
    const store: LedgerStore = {
      ...memory,
      async writeRemembered(remembered) {
        if (!interrupted) {
          interrupted = true;
          await amendRemembered(memory, ACCOUNT, ENTITY, (held) => withDeletionTasks(held, ["a"]));
        }
        return await memory.writeRemembered(remembered);
      },
    };
    await amendRemembered(store, ACCOUNT, ENTITY, seeing(FIRST));
    expect(await memory.remembered(ACCOUNT, ENTITY)).toEqual({
      ...NOTHING,
      identity: FIRST,
      deletionTasks: ["a"],
      version: 2,
    });
  });

  it("gives up after a number of conflicts, and says so", async () => {
    let attempts = 0;
    const store: LedgerStore = {
      ...createMemoryLedgerStore(),
      async writeRemembered() {
        attempts += 1;
        return "conflict";
      },
    };
    const fault = await amendRemembered(store, ACCOUNT, ENTITY, seeing(FIRST)).catch((caught: unknown) => caught);
    expect(fault).toBeInstanceOf(PlumblineError);
    expect(fault).toMatchObject({ code: "LedgerConflict", retryable: true });
    expect(String(fault)).toContain(`${ENTITY} in account ${ACCOUNT}`);
    expect(attempts).toBe(WRITE_ATTEMPTS);
  });
});
