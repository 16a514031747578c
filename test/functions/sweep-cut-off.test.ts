import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { SweepOrder } from "../../functions/sweep-account/sweep-message.ts";
import { PlumblineError } from "../../shared/iam/errors.ts";
import { ACCOUNT } from "../ledger/fixtures.ts";
import { createMemoryLedgerStore } from "../ledger/memory-ledger-store.ts";
import { createMemorySweepStore } from "../ledger/memory-sweep-store.ts";
import { configurationOf, createWorld, expectedRole } from "./fixtures.ts";
import { NOTHING_MISSED, openedBy, type SweepStage, type SweepStageOptions, sweepStage } from "./sweep-fixtures.ts";

const NAMES = Array.from({ length: 14 }, (_, index) => `role-${String.fromCharCode(97 + index)}`);
const expected = NAMES.map((name) => expectedRole(name));

/** Every third role has a policy too many, and every fifth is missing. */
function account(options: Partial<SweepStageOptions> = {}) {
  const world = createWorld();
  for (const [index, name] of NAMES.entries()) {
    if (index % 5 !== 4) world.roles.set(name, index % 3 === 0 ? ["AdministratorAccess"] : []);
  }
  const ledger = createMemoryLedgerStore();
  const sweeps = createMemorySweepStore();
  const stage = sweepStage({ ...world, configuration: configurationOf(...expected), ledger, sweeps, ...options });
  return { world, ledger, sweeps, stage };
}

type Account = ReturnType<typeof account>;

/** What the ledger holds of the account, without times. */
async function stateOf({ ledger, sweeps }: Account) {
  const findings = await Promise.all(NAMES.map((name) => ledger.findingsOf(ACCOUNT, `role/${name}`)));
  const shown = findings.flat().map(({ id, status, revision, news }) => {
    return { id, status, revision, news: news.map(({ kind, publishedAt }) => [kind, publishedAt !== undefined]) };
  });
  const sweep = await sweeps.sweep(ACCOUNT);
  const { entities, total, opened, again, end, lease } = sweep ?? {};
  return { shown, sweep: { entities, total, opened, again, outcome: end?.outcome, lease } };
}

/** Works on an order and on all that is sent, as a queue does; what throws comes again. */
async function drain({ sent, work, begin }: SweepStage, before: () => void = () => undefined): Promise<number> {
  const orders = [begin()];
  let invocations = 0;
  for (let order = orders.shift(); order !== undefined; order = orders.shift()) {
    before();
    invocations += 1;
    try {
      await work(order);
    } catch (fault) {
      if (!(fault instanceof PlumblineError && fault.retryable)) throw fault;
      orders.push(order);
    }
    orders.push(...sent.splice(0).map((message) => message.order));
  }
  return invocations;
}

async function uncut() {
  const whole = account();
  await drain(whole.stage);
  return await stateOf(whole);
}

describe("a sweep that is cut off", () => {
  it.each([0, 1, 2, 3])("after %i looks at the clock leaves the ledger as one that is not", async (looks) => {
    const cut = account();
    let left = looks;
    cut.stage.remaining = () => {
      left -= 1;
      return left === -1 ? 0 : 900_000;
    };
    expect(await drain(cut.stage)).toBe(2);
    expect(await stateOf(cut)).toEqual(await uncut());
    // Every entity is read once, however many invocations that takes.
    expect(cut.world.reads.toSorted()).toEqual(NAMES.map((name) => `role/${name}`));
  });

  it("at every look comes to its end all the same", async () => {
    const cut = account();
    cut.stage.remaining = () => 0;
    expect(await drain(cut.stage)).toBe(5);
    expect(await stateOf(cut)).toEqual(await uncut());
  });

  it("goes through the findings once, at its end", async () => {
    const cut = account();
    let asked = 0;
    cut.stage.remaining = () => 0;
    const standing = cut.ledger.standing.bind(cut.ledger);
    cut.ledger.standing = (id) => {
      asked += 1;
      return standing(id);
    };
    await drain(cut.stage);
    expect(asked).toBe(1);
  });

  it("ends as an uncut one, wherever it is cut off and whatever fails in between", async () => {
    const wanted = await uncut();
    const invocation = fc.record({
      looks: fc.nat(4),
      busDown: fc.boolean(),
      queueDown: fc.boolean(),
      ledgerDown: fc.option(fc.constantFrom(...NAMES), { nil: undefined }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(invocation, { maxLength: 8 }), async (invocations) => {
        const memory = createMemoryLedgerStore();
        const now = { queueDown: false, ledgerDown: undefined as string | undefined };
        const ledger = {
          ...memory,
          async findingsOf(id: string, entity: string) {
            if (entity !== `role/${now.ledgerDown}`) return await memory.findingsOf(id, entity);
            throw new PlumblineError("LedgerUnavailable", "Query failed.", { retryable: true });
          },
        };
        const cut = account({ ledger });
        const { send } = cut.stage.ports;
        Object.assign(cut.stage.ports, {
          send: async (body: string, delay: number) => {
            if (now.queueDown) throw new PlumblineError("DeliveryFailed", "SendMessage failed.", { retryable: true });
            await send(body, delay);
          },
        });
        const left = [...invocations];
        await drain(cut.stage, () => {
          const next = left.shift() ?? { looks: 99, busDown: false, queueDown: false, ledgerDown: undefined };
          let { looks } = next;
          cut.world.busDown = next.busDown;
          now.queueDown = next.queueDown;
          now.ledgerDown = next.ledgerDown;
          cut.stage.remaining = () => {
            looks -= 1;
            return looks < 0 ? 0 : 900_000;
          };
        });
        const state = await stateOf({ ...cut, ledger: memory });
        expect(state.shown).toEqual(wanted.shown);
        expect(state.sweep).toMatchObject({ total: NAMES.length, again: [], outcome: "swept" });
      }),
      { numRuns: 60 },
    );
  });

  it("is not sent on where an invocation has settled nothing, so that it is given up in the end", async () => {
    const memory = createMemoryLedgerStore();
    let isDown = true;
    const cut = account({
      ledger: {
        ...memory,
        async findingsOf(id, entity) {
          if (!isDown || !entity.startsWith("role/")) return await memory.findingsOf(id, entity);
          throw new PlumblineError("LedgerUnavailable", "Query failed.", { retryable: true });
        },
      },
    });
    cut.stage.remaining = () => 0;
    const order = cut.stage.begin();
    for (const attempt of [1, 2, 3]) {
      await expect(cut.stage.work(order), `${attempt}`).rejects.toMatchObject({ code: "SweepUnfinished" });
    }
    expect(cut.stage.sent).toEqual([]);
    isDown = false;
    let next: SweepOrder | undefined = order;
    while (next !== undefined) {
      await cut.stage.work(next);
      next = cut.stage.sent.pop()?.order;
    }
    const { shown, sweep } = await stateOf({ ...cut, ledger: memory });
    expect(shown).toEqual((await uncut()).shown);
    expect(sweep).toMatchObject({ outcome: "swept", again: [] });
  });

  it("stops where very many cannot be settled, and goes on from there", async () => {
    const names = Array.from({ length: 520 }, (_, index) => `role-${String(index).padStart(3, "0")}`);
    const world = createWorld();
    world.busDown = true;
    const sweeps = createMemorySweepStore();
    const options = { ...world, configuration: configurationOf(...names.map((name) => expectedRole(name))) };
    const stage = sweepStage({ ...options, ledger: createMemoryLedgerStore(), sweeps });
    const order = stage.begin();
    await expect(stage.work(order)).rejects.toMatchObject({ code: "SweepUnfinished" });
    expect((await sweeps.sweep(ACCOUNT))?.again).toHaveLength(500);
    expect(world.reads).toHaveLength(500);
    world.busDown = false;
    expect(await stage.work(order)).toMatchObject({ status: "swept", counts: { entities: 520 } });
  });
});

describe("two sweeps of an account at once", () => {
  it("are done by one of them; the other waits until that must be over, and has then nothing to do", async () => {
    const one = account();
    const order = one.stage.begin();
    const results = await Promise.all([1, 2, 3].map(() => one.stage.work(order)));
    expect(results.map(({ status }) => status).toSorted()).toEqual(["busy", "busy", "swept"]);
    expect(one.world.reads).toHaveLength(NAMES.length);
    const waiting = one.stage.sent.splice(0);
    expect(waiting.map(({ delaySeconds }) => delaySeconds)).toEqual([900, 900]);
    for (const message of waiting) expect(await one.stage.work(message.order)).toMatchObject({ status: "over" });
    expect(await stateOf(one)).toEqual(await uncut());
  });

  it("are done one after the other where they are of different plans", async () => {
    const one = account();
    const [first, second] = [one.stage.begin(), one.stage.begin()];
    const results = await Promise.all([one.stage.work(first), one.stage.work(second)]);
    expect(results.map(({ status }) => status)).toEqual(["swept", "busy"]);
    expect(await one.stage.work(second)).toMatchObject({ status: "swept", counts: { opened: 0 } });
    expect(await one.stage.work(first)).toMatchObject({ status: "over" });
  });

  it("leave the work of one that died to the next, once its lease is over", async () => {
    const one = account();
    const order = one.stage.begin();
    await one.stage.die(order);
    expect(await one.stage.work(order)).toMatchObject({ status: "busy" });
    one.world.setClock(961 + 60);
    expect(await one.stage.work(order)).toMatchObject({ status: "swept", counts: { entities: NAMES.length } });
  });

  it("do not keep an account from being swept anew after a deployment while the other waits", async () => {
    const one = account({ open: async ({ mayWait }) => (mayWait ? { status: "waiting" } : unreadable) });
    const scheduled = one.stage.begin();
    expect(await one.stage.work(scheduled)).toMatchObject({ status: "waiting" });
    const deployed = one.stage.begin();
    expect(await one.stage.work(deployed)).toMatchObject({ status: "waiting" });
    expect(await one.stage.work(scheduled)).toMatchObject({ status: "over" });
  });
});

const unreadable = {
  status: "unreadable",
  reason: { call: "AssumeRole", code: "AccessDenied", message: "The role is gone." },
} as const;

describe("a credential report that IAM still makes", () => {
  it("is waited for by messages, ever longer, and then gone without", async () => {
    const asked: boolean[] = [];
    const slow = account({
      open: async ({ mayWait }) => {
        asked.push(mayWait);
        if (mayWait) return { status: "waiting" };
        return openedBy(slow.world, { lacksReport: true });
      },
    });
    let order = slow.stage.begin();
    const delays: number[] = [];
    for (;;) {
      const { status, lacksReport } = await slow.stage.work(order);
      if (status !== "waiting") {
        expect([status, lacksReport]).toEqual(["swept", true]);
        break;
      }
      const [next] = slow.stage.sent.splice(0);
      if (next === undefined) throw new Error("Nothing was sent.");
      order = next.order;
      delays.push(next.delaySeconds);
    }
    expect(delays).toEqual([15, 30, 45, ...Array.from({ length: 17 }, () => 60)]);
    expect(asked).toEqual([...Array.from({ length: 20 }, () => true), false]);
    expect(await stateOf(slow)).toEqual(await uncut());
  });
});

describe("an account that cannot be read", () => {
  it("is one finding, told once, and what is known of its entities stays as it is", async () => {
    let isDenied = false;
    const denied = account({
      open: async () => {
        if (isDenied) return unreadable;
        return openedBy(denied.world);
      },
    });
    await drain(denied.stage);
    const before = await stateOf(denied);
    isDenied = true;
    expect(await denied.stage.work(denied.stage.begin())).toMatchObject({
      status: "unreadable",
      counts: { unreadable: 1 },
    });
    expect(await denied.stage.work(denied.stage.begin())).toMatchObject({
      status: "unreadable",
      counts: { unreadable: 0 },
    });
    expect((await stateOf(denied)).shown).toEqual(before.shown);
    expect(await denied.sweeps.sweep(ACCOUNT)).toMatchObject({
      end: { outcome: "unreadable", reason: unreadable.reason },
    });
    isDenied = false;
    expect(await denied.stage.work(denied.stage.begin())).toMatchObject({ status: "swept", counts: { resolved: 1 } });
  });

  it("is not told of where somebody else has read it since the attempt began", async () => {
    const one = account({
      open: async () => {
        const askedAt = one.world.now().toISOString();
        const [expecting] = configurationOf(...expected).accounts;
        if (expecting === undefined) throw new Error("There is no account.");
        await one.stage.ports.settleAccount(expecting, { reason: undefined, askedAt }, one.stage.ports);
        return unreadable;
      },
    });
    expect(await one.stage.work(one.stage.begin())).toMatchObject({
      status: "unreadable",
      counts: { unreadable: 0 },
    });
    expect(await one.ledger.findingsOf(ACCOUNT, "account")).toEqual([]);
  });

  it("is dropped with a sentence where nobody watches it any more", async () => {
    const one = account();
    const order = { ...one.stage.begin(), account: "333333333333" };
    expect(await one.stage.work(order)).toMatchObject({ status: "over" });
    expect(one.world.sentences).toEqual(["Account 333333333333 is not watched any more; its sweep is dropped."]);
    expect(one.world.reads).toEqual([]);
  });
});

describe("what the event history knows", () => {
  const actor = {
    who: `arn:aws:iam::${ACCOUNT}:user/mallory`,
    type: "IAMUser",
    eventName: "AttachRolePolicy",
    eventTime: "2026-01-01T08:00:00Z",
    eventId: "6f1f2f6e-1111-4222-8333-444455556666",
  };
  const touched = new Map([["role/role-d", { actor, deletionTasks: [] }]]);

  it("gives what is found its actor, is counted, and is remembered once the account is settled", async () => {
    let remembered = 0;
    const remember = async () => {
      remembered += 1;
    };
    const one = account({ reconciliation: { missed: 2, touched, status: "whole", remember } });
    one.world.busDown = true;
    const order = one.stage.begin();
    await expect(one.stage.work(order)).rejects.toMatchObject({ code: "SweepUnfinished" });
    expect(remembered).toBe(0);
    one.world.busDown = false;
    await one.stage.work(order);
    expect(remembered).toBe(1);
    const claims = one.world.published.map(({ finding, news }) => [finding.entity, news.actor?.who]);
    expect(claims).toContainEqual(["role/role-d", actor.who]);
    expect(claims.filter(([, who]) => who !== undefined)).toHaveLength(1);
  });

  it("is said to be unread where it could not be", async () => {
    const one = account({ reconciliation: { ...NOTHING_MISSED, status: "unreadable" } });
    expect(await one.stage.work(one.stage.begin())).toMatchObject({ status: "swept", history: "unreadable" });
  });
});
