import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type DetectPorts, detectRecords } from "../../functions/detect-drift/detect-records.ts";
import type { FindingNews } from "../../shared/ledger/deliver.ts";
import type { LedgerStore } from "../../shared/ledger/ledger-store.ts";
import { ACCOUNT } from "../ledger/fixtures.ts";
import { createMemoryLedgerStore } from "../ledger/memory-ledger-store.ts";
import { accountsOf, configurationOf, createWorld, entering, expectedRole, iamEvent } from "./fixtures.ts";
import { sweepOnce } from "./sweep-fixtures.ts";

const ROLES = ["task", "execution"];
const POLICIES = ["AdministratorAccess", "PowerUserAccess"];
const configuration = configurationOf(...ROLES.map((name) => expectedRole(name)));

/** The process has ended: nothing that it would still do takes place. */
class Crash extends Error {}

/** Where a process ends: at its so-manieth write to the ledger, the bus or the queue, before it took place or just after. */
interface CrashPoint {
  readonly at: number;
  readonly isDone: boolean;
}

const text = ({ finding, news }: FindingNews) => `${finding.id} ${news.revision}`;

/** An account around a ledger that outlives the processes that write to it. */
function stage() {
  const world = createWorld();
  const memory = createMemoryLedgerStore();
  const process = { isDead: false, writes: 0, end: undefined as CrashPoint | undefined };

  async function write<T>(act: () => Promise<T>): Promise<T> {
    if (process.isDead) throw new Crash();
    process.writes += 1;
    const isLast = process.writes === process.end?.at;
    process.isDead = isLast;
    if (isLast && process.end?.isDone === false) throw new Crash();
    const answer = await act();
    if (isLast) throw new Crash();
    return answer;
  }

  const ledger = new Proxy(memory, {
    get(store, name: keyof LedgerStore & string) {
      // Only a sweep asks for these, and no sweep crashes here.
      if (name === "standing") return store.standing;
      const method = store[name] as (...given: unknown[]) => Promise<unknown>;
      return async (...given: unknown[]) => {
        if (process.isDead) throw new Crash();
        return name.startsWith("write") ? await write(() => method(...given)) : await method(...given);
      };
    },
  });
  const ports: DetectPorts = {
    ...world,
    configuration,
    accounts: accountsOf(configuration),
    enter: entering(world.reader, world.managedPolicies),
    ledger,
    publish: (told) => write(() => world.publish(told)),
    secondLook: { ...world.secondLook, send: (body, delay) => write(() => world.secondLook.send(body, delay)) },
  };

  /** Gives a batch to a process that ends so; what it would have answered nobody hears, so all its messages come again. */
  async function crashingBatch(end: CrashPoint): Promise<boolean> {
    Object.assign(process, { isDead: false, writes: 0, end });
    try {
      await detectRecords(events(), ports);
    } catch (fault) {
      if (!(fault instanceof Crash)) throw fault;
    }
    const hasCrashed = process.isDead;
    Object.assign(process, { isDead: false, end: undefined });
    return hasCrashed;
  }

  /** What the bus took and the ledger does not know that it did. */
  async function unmarked(): Promise<readonly string[]> {
    const findings = await Promise.all(ROLES.map((name) => memory.findingsOf(ACCOUNT, `role/${name}`)));
    const open = findings.flat().flatMap((finding) => {
      const news = finding.news.filter(({ publishedAt }) => publishedAt === undefined);
      return news.map((piece) => text({ finding, news: piece }));
    });
    return world.published.map(text).filter((piece) => open.includes(piece));
  }

  return { world, memory, ports, crashingBatch, unmarked };
}

/** Which policies are attached to each of the two roles. */
type Attached = readonly (readonly string[])[];
const attached = fc.tuple(fc.subarray(POLICIES), fc.subarray(POLICIES));

const events = () => ROLES.map((name) => ({ messageId: name, body: iamEvent(name) }));

/** Makes each change, lets a process crash over it, and gives its messages to another. @returns what had to be told twice */
async function live(
  { world, ports, crashingBatch, unmarked }: ReturnType<typeof stage>,
  changes: readonly Attached[],
  end: CrashPoint,
): Promise<{ readonly crashes: number; readonly toldTwice: readonly string[] }> {
  let crashes = 0;
  const toldTwice: string[] = [];
  for (const policies of changes) {
    for (const [role, name] of ROLES.entries()) world.roles.set(name, policies[role] ?? []);
    if (await crashingBatch(end)) crashes += 1;
    toldTwice.push(...(await unmarked()));
    expect((await detectRecords(events(), ports)).response).toEqual({ batchItemFailures: [] });
  }
  await sweepOnce({ ...world, ...ports, configuration });
  return { crashes, toldTwice };
}

/** The ledger says what is so in the account, and everything that it has to tell was told. */
async function expectNothingLost({ world, memory }: ReturnType<typeof stage>): Promise<void> {
  for (const name of ROLES) {
    const findings = await memory.findingsOf(ACCOUNT, `role/${name}`);
    const open = findings.filter(({ status }) => status === "open").map(({ drift }) => drift.subject);
    const wanted = (world.roles.get(name) ?? []).map((policy) => `arn:aws:iam::aws:policy/${policy}`);
    expect(open.toSorted()).toEqual(wanted.toSorted());
    const all = findings.flatMap(({ id, revision }) =>
      Array.from({ length: revision }, (_, before) => `${id} ${before + 1}`),
    );
    const told = world.published.filter(({ finding }) => finding.entity === `role/${name}`).map(text);
    expect(new Set(told)).toEqual(new Set(all));
  }
}

describe("a process that ends between any two writes", () => {
  it("loses nothing and tells nothing twice, but for what it had just told", async () => {
    let crashed = 0;
    const changes = fc.array(attached, { minLength: 1, maxLength: 3 });
    await fc.assert(
      fc.asyncProperty(changes, fc.integer({ min: 1, max: 30 }), fc.boolean(), async (changes, at, isDone) => {
        const staged = stage();
        const { crashes, toldTwice } = await live(staged, changes, { at, isDone });
        crashed += crashes;
        await expectNothingLost(staged);
        const told = staged.world.published.map(text);
        const repeated = told.filter((piece, index) => told.indexOf(piece) !== index);
        expect(repeated.toSorted()).toEqual(toldTwice.toSorted());
      }),
      { numRuns: 300 },
    );
    expect(crashed).toBeGreaterThan(100);
  });

  it("has the entities read a second time all the same: whoever answers the messages in the end asks for it", async () => {
    for (let at = 1; ; at += 1) {
      const { world, ports, crashingBatch } = stage();
      for (const name of ROLES) world.roles.set(name, POLICIES);
      if (!(await crashingBatch({ at, isDone: false }))) break;
      expect(world.secondLooks).toEqual([]);
      await detectRecords(events(), ports);
      expect(world.secondLooks).toHaveLength(1);
    }
  });
});
