import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readTouches } from "../../functions/detect-drift/read-touches.ts";
import { rememberArrived } from "../../functions/detect-drift/remember-arrived.ts";
import { touchedEntities } from "../../functions/detect-drift/touched-entities.ts";
import { type ReconcilePorts, reconcileEvents } from "../../functions/sweep-account/reconcile-events.ts";
import type { ExpectedEntity } from "../../shared/baselines/expected-state.ts";
import type { EventHistoryPage } from "../../shared/cloudtrail/event-history.ts";
import { PlumblineError } from "../../shared/iam/errors.ts";
import type { ArrivedEventStore } from "../../shared/ledger/arrived-events.ts";
import { ACCOUNT } from "../ledger/fixtures.ts";
import { createMemoryArrivedEvents } from "../ledger/memory-arrived-events.ts";
import { createMemoryLedgerStore } from "../ledger/memory-ledger-store.ts";
import { createWorld, expectedRole } from "./fixtures.ts";

const NOON = "2026-01-05T12:00:00Z";

interface Written {
  readonly id?: string;
  readonly at: string;
  readonly role?: string;
  readonly who?: string;
}

let made = 0;

/** The CloudTrail record of a policy that was put on a role. */
function put({ id, at, role = "task", who = "mallory" }: Written) {
  made += 1;
  return {
    eventVersion: "1.09",
    eventID: id ?? `00000000-0000-4000-8000-${String(made).padStart(12, "0")}`,
    eventName: "PutRolePolicy",
    eventSource: "iam.amazonaws.com",
    eventTime: at,
    recipientAccountId: ACCOUNT,
    userIdentity: { type: "IAMUser", arn: `arn:aws:iam::${ACCOUNT}:user/${who}` },
    requestParameters: { roleName: role, policyName: "p" },
    responseElements: null,
  };
}
type PutRecord = ReturnType<typeof put>;

/** An account with an event history in pages of two, and everything that reconciling it goes through. */
function createStage() {
  const world = createWorld();
  const ledger = createMemoryLedgerStore();
  const history: PutRecord[] = [];
  let now = new Date(NOON);
  const asked: { readonly from: string; readonly to: string }[] = [];
  const stage = {
    world,
    ledger,
    history,
    asked,
    events: createMemoryArrivedEvents() as ArrivedEventStore,
    entities: [expectedRole("task"), expectedRole("execution")] as readonly ExpectedEntity[],
    unbrokenSince: undefined as string | undefined,
    failure: undefined as EventHistoryPage | undefined,
    passTo(time: string) {
      now = new Date(time);
    },
    account: () => ({ account: ACCOUNT, partition: "aws", entities: stage.entities }),
    async arrive(record: PutRecord) {
      const body = JSON.stringify({
        source: "aws.iam",
        "detail-type": "AWS API Call via CloudTrail",
        account: ACCOUNT,
        detail: record,
      });
      const account = stage.account();
      const touches = readTouches({ messageId: "m", body }, world);
      return await rememberArrived(ACCOUNT, touches, touchedEntities(account, touches), { ...world, ...stage });
    },
    async reconcile(maximumPages?: number) {
      const ports: ReconcilePorts = {
        history: {
          async *iamEvents({ from, to }) {
            asked.push({ from: from.toISOString(), to: to.toISOString() });
            const within = history
              .filter(({ eventTime }) => from <= new Date(eventTime) && new Date(eventTime) < to)
              .toSorted((one, other) => Date.parse(other.eventTime) - Date.parse(one.eventTime));
            for (let at = 0; at === 0 || at < within.length; at += 2)
              yield { status: "present", records: within.slice(at, at + 2) };
            if (stage.failure !== undefined) yield stage.failure;
          },
        },
        events: stage.events,
        ledger,
        now: () => now,
        log: world.log,
        unbrokenSince: stage.unbrokenSince,
        ...(maximumPages === undefined ? {} : { maximumPages }),
      };
      return await reconcileEvents(stage.account(), ports);
    },
    /** A whole sweep: reconciled, settled, remembered. */
    async sweep(maximumPages?: number) {
      const reconciliation = await stage.reconcile(maximumPages);
      await reconciliation.remember();
      return reconciliation;
    },
  };
  return stage;
}

/** Any course of events: when each happened, in minutes after the first sweep, and whether it came; and when it was swept, with how many pages. */
const COURSE = fc.record({
  events: fc.array(fc.record({ minute: fc.integer({ min: -600, max: 4_000 }), came: fc.boolean() }), { maxLength: 20 }),
  sweeps: fc.array(fc.record({ minute: fc.integer({ min: 1, max: 4_000 }), pages: fc.integer({ min: 1, max: 4 }) }), {
    maxLength: 6,
  }),
});
const minutesOn = (minute: number) => `${new Date(Date.parse(NOON) + minute * 60_000).toISOString().slice(0, 19)}Z`;

/** A stage on which a sweep at noon has seen what is watched; it is the next noon. */
async function sweptStage() {
  const stage = createStage();
  await stage.sweep();
  stage.passTo("2026-01-06T12:00:00Z");
  return stage;
}

const actors = (touched: Awaited<ReturnType<typeof reconcileEvents>>["touched"]) =>
  Object.fromEntries([...touched].map(([entity, { actor }]) => [entity, actor.who.slice(-7)]));

describe("reconciling an account's event history with the events that came", () => {
  it("counts a write on a watched entity that never came, once, and says whose it claims to be", async () => {
    const stage = await sweptStage();
    stage.history.push(put({ id: "never-came", at: "2026-01-06T09:00:00Z" }));
    const { missed, touched, status, remember } = await stage.reconcile();
    expect({ missed, status, actors: actors(touched) }).toEqual({
      missed: 1,
      status: "whole",
      actors: { "role/task": "mallory" },
    });
    expect(stage.world.sentences).toEqual([
      `The event of PutRolePolicy on role/task in account ${ACCOUNT} never came: see whether its trail is on and its events are forwarded.`,
    ]);
    await remember();
    stage.passTo("2026-01-07T12:00:00Z");
    expect(await stage.reconcile()).toMatchObject({ missed: 0, touched: new Map() });
  });

  it("does not count what came, what touched nothing that is watched, was refused, or is of another account", async () => {
    const stage = await sweptStage();
    const came = put({ at: "2026-01-06T09:00:00Z" });
    await stage.arrive(came);
    const refused = { ...put({ at: "2026-01-06T09:01:00Z" }), errorCode: "AccessDenied" };
    const foreign = { ...put({ at: "2026-01-06T09:02:00Z" }), recipientAccountId: "111122223333" };
    const read = { ...put({ at: "2026-01-06T09:03:00Z" }), eventName: "GetRolePolicy" };
    stage.history.push(came, refused, foreign, read, put({ at: "2026-01-06T09:04:00Z", role: "somebody-else" }));
    expect(await stage.reconcile()).toMatchObject({ missed: 0, touched: new Map(), status: "whole" });
  });

  it("gives each entity the latest actor of the events that did not come, in any case of its name", async () => {
    const stage = await sweptStage();
    stage.history.push(
      put({ at: "2026-01-06T09:00:00Z", who: "second1" }),
      put({ at: "2026-01-06T08:00:00Z", who: "first11" }),
      put({ at: "2026-01-06T07:00:00Z", role: "EXECUTION", who: "another" }),
    );
    const { missed, touched } = await stage.reconcile();
    expect(missed).toBe(3);
    expect(actors(touched)).toEqual({ "role/task": "second1", "role/execution": "another" });
  });

  it("counts a write on what a baseline names of an entity", async () => {
    const stage = createStage();
    const arn = `arn:aws:iam::${ACCOUNT}:policy/shared`;
    const [role] = stage.entities;
    stage.entities = [{ ...role, attachments: { match: "exact", policyArns: [arn] } } as ExpectedEntity];
    await stage.sweep();
    stage.passTo("2026-01-06T12:00:00Z");
    const record = { ...put({ at: "2026-01-06T09:00:00Z" }), eventName: "SetDefaultPolicyVersion" };
    stage.history.push({ ...record, requestParameters: { policyArn: arn, versionId: "v1" } } as never);
    const { missed, touched } = await stage.reconcile();
    expect(missed).toBe(1);
    expect(Object.keys(actors(touched))).toEqual(["role/task"]);
  });

  it("counts nothing of the time before it first looked, and still says who is said to have done it", async () => {
    const stage = createStage();
    stage.history.push(put({ at: "2026-01-05T11:00:00Z" }), put({ at: "2026-01-04T11:00:00Z", role: "execution" }));
    const { missed, touched } = await stage.sweep();
    expect(missed).toBe(0);
    expect(actors(touched)).toEqual({ "role/task": "mallory" });
    expect(stage.asked).toEqual([{ from: "2026-01-04T12:00:00.000Z", to: "2026-01-05T12:00:00.000Z" }]);
  });

  it("counts nothing of the time before an entity was watched, which a later deployment has added", async () => {
    const stage = createStage();
    const all = stage.entities;
    stage.entities = [expectedRole("task")];
    await stage.sweep();
    stage.entities = all;
    stage.passTo("2026-01-06T12:00:00Z");
    stage.history.push(put({ at: "2026-01-06T09:00:00Z", role: "execution" }));
    expect((await stage.sweep()).missed).toBe(0);
    stage.history.push(put({ at: "2026-01-06T13:00:00Z", role: "execution" }));
    stage.passTo("2026-01-07T12:00:00Z");
    expect((await stage.sweep()).missed).toBe(1);
  });

  it("counts nothing of a long pause, in which the account may not have been watched", async () => {
    const stage = await sweptStage();
    stage.history.push(put({ at: "2026-01-06T09:00:00Z" }));
    stage.unbrokenSince = "2026-01-06T10:00:00Z";
    const { missed, touched } = await stage.sweep();
    expect(missed).toBe(0);
    expect(actors(touched)).toEqual({ "role/task": "mallory" });
    stage.history.push(put({ at: "2026-01-06T12:05:00Z" }));
    stage.passTo("2026-01-07T12:00:00Z");
    expect((await stage.sweep()).missed).toBe(1);
  });

  it("counts what it has written down as missed, where the ledger then fails", async () => {
    const stage = await sweptStage();
    stage.history.push(put({ at: "2026-01-06T09:00:00Z" }), put({ at: "2026-01-06T09:01:00Z" }));
    const { events } = stage;
    let written = 0;
    const writeMissed: ArrivedEventStore["writeMissed"] = async (event) => {
      written += 1;
      if (written === 2) throw new PlumblineError("LedgerUnavailable", "PutItem failed.", { retryable: true });
      return await events.writeMissed(event);
    };
    stage.events = { ...events, writeMissed };
    expect(await stage.sweep()).toMatchObject({ missed: 1, status: "unreadable" });
    stage.passTo("2026-01-07T12:00:00Z");
    expect(await stage.sweep()).toMatchObject({ missed: 1, status: "whole" });
  });

  it("waits for half an hour before it says that an event never came", async () => {
    const stage = await sweptStage();
    const late = put({ at: "2026-01-06T11:45:00Z" });
    stage.history.push(late, put({ at: "2026-01-06T11:46:00Z" }));
    const { missed, touched } = await stage.sweep();
    expect(missed).toBe(0);
    expect(actors(touched)).toEqual({ "role/task": "mallory" });
    await stage.arrive(late);
    stage.passTo("2026-01-06T12:30:00Z");
    expect((await stage.sweep()).missed).toBe(1);
  });

  it("takes an event to have come that an entity was read for, where that could not be remembered", async () => {
    const stage = await sweptStage();
    const record = put({ id: "led-to-a-reading", at: "2026-01-06T09:00:00Z" });
    stage.history.push(record);
    const { events } = stage;
    const refuse = async () => {
      throw new PlumblineError("LedgerUnavailable", "PutItem failed.", { retryable: true });
    };
    stage.events = { ...events, writeArrived: refuse };
    expect(await stage.arrive(record)).toBe(1);
    expect(stage.world.sentences.join()).toMatch(
      /1 events of account \d+ came could not be remembered.*PutItem failed/,
    );
    const actor = {
      who: "m",
      type: "IAMUser",
      eventName: "PutRolePolicy",
      eventTime: record.eventTime,
      eventId: record.eventID,
    };
    await stage.ledger.writeLatestReading({
      account: ACCOUNT,
      entity: "role/task",
      baseline: "matillion-agent",
      decisions: { "inline-policy-unexpected": { askedAt: "2026-01-06T09:00:05.000Z", drifts: [], actor } },
      version: 1,
    });
    expect(await stage.reconcile()).toMatchObject({ missed: 0, touched: new Map() });
  });

  it("finds the same again, and counts none twice, until the sweep that asked is over", async () => {
    const stage = await sweptStage();
    stage.history.push(put({ at: "2026-01-06T09:00:00Z" }));
    const [first, second] = [await stage.reconcile(), await stage.reconcile()];
    expect([first.missed, second.missed]).toEqual([1, 0]);
    expect(actors(second.touched)).toEqual(actors(first.touched));
  });

  it("reads so many pages at most, the latest first, and goes on with the rest the next time", async () => {
    const stage = await sweptStage();
    for (const hour of ["05", "06", "07", "08", "09"]) stage.history.push(put({ at: `2026-01-06T${hour}:00:00Z` }));
    expect(await stage.sweep(1)).toMatchObject({ missed: 2, status: "partial" });
    expect(stage.world.sentences.at(-1)).toBe(
      `The event history of account ${ACCOUNT} is too long for one sweep; what happened from 2026-01-05T11:30:00.000Z to 2026-01-06T08:00:01.000Z is read by a later one that has room for it, within 14 days.`,
    );
    stage.passTo("2026-01-06T13:00:00Z");
    // One page is of the time since; of the other one the first event is known.
    expect(await stage.sweep(2)).toMatchObject({ missed: 1, status: "partial" });
    stage.passTo("2026-01-06T14:00:00Z");
    expect(await stage.sweep()).toMatchObject({ missed: 2, status: "whole" });
    stage.passTo("2026-01-06T15:00:00Z");
    stage.asked.length = 0;
    expect(await stage.sweep()).toMatchObject({ missed: 0, status: "whole" });
    expect(stage.asked).toEqual([{ from: "2026-01-06T13:30:00.000Z", to: "2026-01-06T15:00:00.000Z" }]);
  });

  it("loses nothing of what it had no room for, where it has no room the next time either", async () => {
    const stage = await sweptStage();
    for (const hour of ["05", "06", "07", "08"]) stage.history.push(put({ at: `2026-01-06T${hour}:00:00Z` }));
    expect((await stage.sweep(1)).missed).toBe(2);
    for (const hour of ["13", "14", "15", "16"]) stage.history.push(put({ at: `2026-01-06T${hour}:00:00Z` }));
    stage.passTo("2026-01-07T12:00:00Z");
    expect((await stage.sweep(1)).missed).toBe(2);
    stage.passTo("2026-01-08T12:00:00Z");
    expect(await stage.sweep()).toMatchObject({ missed: 4, status: "whole" });
  });

  it("says that the history cannot be read, counts what it had of it, and begins where it was the next time", async () => {
    const stage = await sweptStage();
    stage.history.push(put({ at: "2026-01-06T09:00:00Z" }));
    const message = "User is not authorized to perform cloudtrail:LookupEvents";
    stage.failure = { status: "unreadable", reason: { call: "LookupEvents", code: "AccessDenied", message } };
    expect(await stage.sweep()).toMatchObject({ missed: 1, status: "unreadable" });
    expect(stage.world.sentences.at(-1)).toBe(
      `The event history of account ${ACCOUNT} could not be read, so events that never came stay unknown: ${message}`,
    );
    stage.failure = undefined;
    stage.passTo("2026-01-07T12:00:00Z");
    await stage.sweep();
    expect(stage.asked.at(-1)).toEqual({ from: "2026-01-05T11:30:00.000Z", to: "2026-01-07T12:00:00.000Z" });
  });

  it("does not look back further than what came is remembered", async () => {
    const stage = await sweptStage();
    stage.passTo("2026-02-20T12:00:00Z");
    await stage.reconcile();
    expect(stage.asked.at(-1)?.from).toBe("2026-02-06T12:00:00.000Z");
  });

  it("lets the sweep go on where the ledger does not answer", async () => {
    const stage = await sweptStage();
    stage.events = {
      ...stage.events,
      async reconciled() {
        throw new PlumblineError("LedgerUnavailable", "GetItem failed.", { retryable: true });
      },
    };
    expect(await stage.sweep()).toMatchObject({ missed: 0, status: "unreadable", touched: new Map() });
    expect(stage.world.sentences.at(-1)).toBe(
      `The event history of account ${ACCOUNT} was not reconciled, all else goes on: GetItem failed.`,
    );
  });

  it("counts, in the end, exactly those that happened since it first looked and never came, however it was swept", async () => {
    await fc.assert(
      fc.asyncProperty(COURSE, async ({ events, sweeps }) => {
        const stage = createStage();
        const all = events.map(({ minute, came }) => ({ minute, came, record: put({ at: minutesOn(minute) }) }));
        const happen = async (to: number) => {
          for (const one of all.filter(({ minute, record }) => minute < to && !stage.history.includes(record))) {
            stage.history.push(one.record);
            if (one.came) await stage.arrive(one.record);
          }
          stage.passTo(minutesOn(to));
        };
        await happen(0);
        let counted = (await stage.sweep()).missed;
        for (const { minute, pages } of sweeps.toSorted((one, other) => one.minute - other.minute)) {
          await happen(minute);
          counted += (await stage.sweep(pages)).missed;
        }
        await happen(5_000);
        counted += (await stage.sweep()).missed;
        expect(counted).toBe(events.filter(({ minute, came }) => minute >= 0 && !came).length);
      }),
    );
  });

  it("has nothing to do where two reconcile at once but to count each event once", async () => {
    const stage = await sweptStage();
    stage.history.push(put({ at: "2026-01-06T09:00:00Z" }), put({ at: "2026-01-06T09:30:00Z" }));
    const both = await Promise.all([stage.reconcile(), stage.reconcile()]);
    expect(both.reduce((total, { missed }) => total + missed, 0)).toBe(2);
    for (const { remember } of both) await remember();
    stage.passTo("2026-01-06T13:00:00Z");
    expect(await stage.reconcile()).toMatchObject({ missed: 0, touched: new Map() });
  });
});
