import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { keyReportSchema } from "../../cli/keys-schema.ts";
import type { ReportResult } from "../../functions/report-keys/report-keys.ts";
import type { CredentialReportAnswer } from "../../shared/observation/credential-report-source.ts";
import { DIGEST, NOW } from "../reports/key-report-fixture.ts";
import { complete, FOLDER, GENERATING, json, SCHEDULED, type World, world } from "./report-keys-fixture.ts";

const PARTS = "key-rotation-parts/2026/06/01T060000Z/20260601T060000000Z";

function id(number: number): string {
  return String(number).repeat(12);
}

/** Seven accounts, not listed in the order of their ids: some ready, two slow, one that IAM never makes a report of, two that fail. */
function accounts(): Readonly<Record<string, readonly CredentialReportAnswer[] | string | Error>> {
  return {
    [id(5)]: [complete(id(5), 10)],
    [id(1)]: [GENERATING, GENERATING, complete(id(1), 80)],
    [id(7)]: "The role cannot be assumed.",
    [id(2)]: [complete(id(2), 200)],
    [id(3)]: [GENERATING],
    [id(6)]: new TypeError("It broke."),
    [id(4)]: [GENERATING, complete(id(4))],
  };
}

const READY = Object.fromEntries([4, 2, 3, 1].map((number) => [id(number), [complete(id(number))]]));

/** Gives the function its order and then its own messages, each again where the process ended, until nothing is left. */
async function makeAll(one: World, order = SCHEDULED): Promise<readonly ReportResult["status"][]> {
  const seen: ReportResult["status"][] = [];
  const queue = [order];
  for (let body = queue.shift(); body !== undefined; body = queue.shift()) {
    expect(seen.length, "the report never ends").toBeLessThan(1_000);
    const before = one.sent.length;
    try {
      seen.push((await one.make(body)).status);
    } catch (fault) {
      expect(fault).toMatchObject({ message: "The process ended." });
      queue.push(body);
    }
    queue.push(...one.sent.slice(before).map((each) => each.body));
  }
  return seen;
}

/** The report as one invocation makes it that has time for everything. */
async function undisturbed(): Promise<unknown> {
  const one = world({ accounts: accounts() });
  await makeAll(one);
  return json(one);
}

describe("a report that takes several invocations", () => {
  it.each([1, 2, 3, 4, 6, 7])("is the same with time for %i accounts in each", async (accountsAnInvocation) => {
    const one = world({ accounts: accounts() });
    one.state.accountsAnInvocation = accountsAnInvocation;
    const seen = await makeAll(one);
    expect(seen.filter((status) => status === "made")).toHaveLength(1);
    expect(json(one)).toEqual(await undisturbed());
    expect(keyReportSchema.parse(json(one)).accounts.map(({ account }) => account)).toEqual(
      [5, 1, 7, 2, 3, 6, 4].map(id),
    );
    expect(one.files).toHaveLength(4);
    expect(one.letters).toHaveLength(1);
  });

  it("reads each account once, and keeps a part of it for every invocation but the last", async () => {
    const one = world({ accounts: READY });
    one.state.accountsAnInvocation = 1;
    expect(await makeAll(one)).toEqual(["going-on", "going-on", "going-on", "made"]);
    expect(one.sent.map(({ delaySeconds }) => delaySeconds)).toEqual([0, 0, 0]);
    expect([...one.parts.keys()]).toEqual([1, 2, 3].map((number) => `${PARTS}/000${number}.json`));
    expect([...one.asked.values()]).toEqual([1, 1, 1, 1]);
    expect(one.files.map(({ key }) => key)).toContain(`${FOLDER}/report.html`);
  });

  it("keeps no part where one invocation reads them all", async () => {
    const one = world({ accounts: READY });
    expect(await makeAll(one)).toEqual(["made"]);
    expect(one.parts.size).toBe(0);
  });

  it("leaves accounts that IAM still makes a report of for the end, and waits there", async () => {
    const slow = { ...READY, [id(1)]: [GENERATING, complete(id(1))] };
    const one = world({ accounts: slow });
    one.state.accountsAnInvocation = 2;
    expect(await makeAll(one)).toEqual(["going-on", "waiting", "made"]);
    expect(one.sent.map(({ delaySeconds }) => delaySeconds)).toEqual([0, 30]);
    expect(json(one).accounts).toMatchObject(Array.from({ length: 4 }, () => ({ status: "read", troubles: [] })));
  });

  it("counts all ages to the time of its first part, and calls no clock wrong for it", async () => {
    const made = { ...complete(id(4)), generatedAt: "2026-06-02T06:00:00.000Z" };
    const atOnce = world({ accounts: READY });
    await makeAll(atOnce);
    const one = world({ accounts: { ...READY, [id(4)]: [made] } });
    one.state.accountsAnInvocation = 2;
    await one.make();
    one.state.now = new Date("2026-06-03T06:00:00Z");
    expect(await one.make(one.sent[0]?.body)).toMatchObject({ status: "made" });
    const [four, ...others] = json(one).accounts;
    const [, ...expected] = json(atOnce).accounts;
    expect([json(one).madeAt, others]).toEqual([NOW.toISOString(), expected]);
    expect(four).toMatchObject({ notes: [], users: [{ keys: { keys: [{ ageInDays: 100 }] } }] });
  });

  it("goes on where a list of accounts could not be had meanwhile, and keeps what it had read of those", async () => {
    const one = world({ accounts: READY });
    one.state.accountsAnInvocation = 2;
    await one.make();
    one.state.unlisted = [{ call: "ListAccountsForParent", code: "TooManyRequestsException", message: "Too many." }];
    const all = one.listed.splice(0);
    expect(await one.make(one.sent[0]?.body)).toMatchObject({ status: "waiting" });
    expect(await one.make(JSON.stringify({ ...JSON.parse(one.sent[1]?.body ?? ""), asked: 30 }))).toMatchObject({
      status: "made",
      accounts: { read: 2, notRead: 0 },
      troubles: 1,
    });
    one.listed.push(...all);
    one.state.unlisted = [];
    expect(await one.make(one.sent[1]?.body)).toMatchObject({ status: "made", accounts: { read: 4 }, troubles: 0 });
  });

  it("names the accounts that even several invocations had no time for", async () => {
    const one = world({ accounts: READY });
    one.state.accountsAnInvocation = 3;
    await one.make();
    one.state.accountsAnInvocation = 0;
    expect((await makeAll(one, one.sent[0]?.body)).filter((status) => status === "made")).toHaveLength(1);
    expect(json(one).accounts).toMatchObject([
      { account: id(4), status: "not-read", reason: expect.stringContaining("The time that the function has") },
      { status: "read" },
      { status: "read" },
      { status: "read" },
    ]);
  });
});

describe("a part of a report", () => {
  it.each<{ name: string; becomes: (body: string) => string | undefined; says: string }>([
    { name: "is gone", becomes: () => undefined, says: "nothing is kept as" },
    { name: "is no JSON", becomes: (body) => body.slice(0, -1), says: "is malformed: it is not JSON" },
    { name: "is empty", becomes: () => "{}", says: "is malformed: version of the part" },
    {
      name: "has an account of another shape",
      becomes: (body) => body.replace('"status":"read","source"', '"status":"red","source"'),
      says: "is malformed: accounts.0",
    },
    {
      name: "belongs to another report",
      becomes: (body) => body.replace('"reportId":"r-1"', '"reportId":"r-2"'),
      says: "is a part of the report r-2",
    },
    {
      name: "was held to another configuration",
      becomes: (body) => body.replace(DIGEST, "sha256:other"),
      says: "was held to another configuration",
    },
  ])("that $name is named, and its accounts are read again", async ({ becomes, says }) => {
    const one = world({ accounts: READY });
    one.state.accountsAnInvocation = 2;
    await one.make();
    const [[key, body]] = [...one.parts] as [[string, string]];
    const changed = becomes(body);
    expect(changed).not.toBe(body);
    if (changed === undefined) one.parts.delete(key);
    else one.parts.set(key, changed);
    await makeAll(one, one.sent[0]?.body);
    expect(one.logged).toContainEqual(expect.stringMatching(`^Part 1 of the report could not be read back: .*${says}`));
    const atOnce = world({ accounts: READY });
    await makeAll(atOnce);
    expect(json(one)).toEqual(json(atOnce));
  });

  it("that S3 never lets be read leaves its accounts named as not read, and the report does not go on for ever", async () => {
    const one = world({ accounts: READY });
    one.state.accountsAnInvocation = 1;
    const reason = { call: "GetObject", code: "AccessDenied", message: "Access Denied" };
    for (let part = 1; part < 20; part += 1)
      one.unreadable.set(`${PARTS}/${String(part).padStart(4, "0")}.json`, { status: "unreadable", reason });
    const seen = await makeAll(one);
    expect(seen).toEqual([...Array(3).fill("going-on"), "waiting", ...Array(3).fill("going-on"), "made"]);
    const lost = "Part 1 of the report could not be read back: GetObject: AccessDenied: Access Denied.";
    expect(json(one).accounts).toMatchObject([
      { account: id(4), status: "read" },
      { status: "not-read", reason: expect.stringContaining(lost) },
      { status: "not-read" },
      { status: "not-read" },
    ]);
    expect(one.letters).toMatchObject([{ message: expect.stringContaining(lost) }]);
  });

  it("that the bucket refuses has the message come again, whatever the bucket says of that", async () => {
    const one = world({ accounts: READY });
    one.state.accountsAnInvocation = 2;
    one.state.bucketRefuses = true;
    await expect(one.make()).rejects.toMatchObject({ code: "ReportNotKept", retryable: true });
    expect([one.sent, one.letters]).toEqual([[], []]);
    one.state.bucketRefuses = false;
    expect(await makeAll(one)).toEqual(["going-on", "made"]);
  });
});

describe("a report whose messages come twice, or whose process ends", () => {
  it("is the same wherever the process ends, and told of twice only where it ends between telling and remembering", async () => {
    const expected = await undisturbed();
    const calm = world({ accounts: accounts() });
    calm.state.accountsAnInvocation = 2;
    await makeAll(calm);
    // Rounds over the account that IAM never makes a report of are all alike: the first steps and the last are tried.
    const steps = Array.from({ length: calm.steps() }, (_, index) => index + 1);
    const tried = [...steps.slice(0, 20), ...steps.slice(-12)];
    for (const end of ["endsBefore", "endsAfter"] as const) {
      for (const at of tried) {
        const one = world({ accounts: accounts() });
        one.state.accountsAnInvocation = 2;
        one.state[end] = at;
        await makeAll(one);
        expect(json(one), `${end} ${at}`).toEqual(expected);
        const isUnremembered = at === (end === "endsAfter" ? calm.steps() - 1 : calm.steps());
        expect(one.letters, `${end} ${at}`).toHaveLength(isUnremembered ? 2 : 1);
      }
    }
  });

  it("is whole however often and late its messages come, and however many accounts each invocation has time for", async () => {
    const expected = await undisturbed();
    const turn = fc.record({
      which: fc.nat(5),
      isDoubled: fc.boolean(),
      accountsAnInvocation: fc.integer({ min: 1, max: 7 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(turn, { maxLength: 12 }), async (turns) => {
        const one = world({ accounts: accounts() });
        const queue = [SCHEDULED];
        for (let number = 0; queue.length > 0; number += 1) {
          const { which = 0, isDoubled = false, accountsAnInvocation = 3 } = turns[number] ?? {};
          const [body] = queue.splice(which % queue.length, 1);
          if (isDoubled) queue.push(body ?? "");
          one.state.accountsAnInvocation = accountsAnInvocation;
          const before = one.sent.length;
          await one.make(body);
          queue.push(...one.sent.slice(before).map((each) => each.body));
        }
        const reports = one.files.filter(({ key }) => key.endsWith(".json")).map(({ body }) => JSON.parse(body));
        expect(reports.length).toBeGreaterThan(0);
        for (const report of reports) expect(report).toEqual(expected);
        expect(one.letters).toHaveLength(1);
      }),
      { numRuns: 40 },
    );
  });
});
