import { describe, expect, it } from "vitest";
import type { AllAccounts } from "../../functions/account-directory.ts";
import { planSweeps } from "../../functions/sweep-account/plan-sweeps.ts";
import { readSweepOrder, writeSweepOrder } from "../../functions/sweep-account/sweep-message.ts";
import { PlumblineError } from "../../shared/iam/errors.ts";
import { ACCOUNT, at } from "../ledger/fixtures.ts";

const none: AllAccounts = { accounts: [], unlisted: [], inactive: [], listedTwice: [] };
const member = (account: string) => ({ account, partition: "aws", entities: [] });

async function plan(all: Partial<AllAccounts>, event: unknown = {}, refused: readonly string[] = []) {
  const sent: { readonly account: string; readonly sweepId: string; readonly delay: number }[] = [];
  const sentences: string[] = [];
  const note = (sentence: string) => void sentences.push(sentence);
  const planned = planSweeps(event, {
    directory: { all: async () => ({ ...none, ...all }) },
    accountId: ACCOUNT,
    async send(body, delay) {
      const { account, sweepId } = readSweepOrder(body);
      if (refused.includes(account)) throw new PlumblineError("DeliveryFailed", `No ${account}.`, { retryable: true });
      sent.push({ account, sweepId, delay });
    },
    newId: () => "made-up",
    now: () => new Date(at(0)),
    log: { info: note, warn: note, error: note },
  });
  return { planned, sent, sentences };
}

describe("a plan of sweeps", () => {
  it("has the function's own account swept at once where it is the only one", async () => {
    const { planned, sent } = await plan({ accounts: [member(ACCOUNT)] });
    const atOnce = { sweepId: "made-up", account: ACCOUNT, startedAt: at(0) };
    expect([await planned, sent]).toEqual([{ atOnce, sent: 0, unlisted: 0 }, []]);
  });

  it.each([
    { name: "two accounts", accounts: [ACCOUNT, "222222222222"], delays: [0, 3] },
    { name: "another account alone", accounts: ["222222222222"], delays: [0] },
    { name: "an account that is there twice", accounts: ["222222222222", ACCOUNT, "222222222222"], delays: [0, 3] },
  ])("sends a message for each of $name", async ({ accounts, delays }) => {
    const { planned, sent } = await plan({ accounts: accounts.map(member) }, { id: "event-1" });
    expect(await planned).toEqual({ sent: delays.length, unlisted: 0 });
    expect(sent.map(({ delay }) => delay)).toEqual(delays);
    expect(new Set(sent.map(({ account }) => account))).toEqual(new Set(accounts));
    expect(sent.every(({ sweepId }) => sweepId === "event-1")).toBe(true);
  });

  it("spreads ten thousand over a quarter of an hour", async () => {
    const accounts = Array.from({ length: 10_000 }, (_, index) => member(String(index).padStart(12, "0")));
    const { planned, sent } = await plan({ accounts });
    await planned;
    const delays = sent.map(({ delay }) => delay);
    expect([delays.at(0), delays.at(5_000), delays.at(-1)]).toEqual([0, 450, 899]);
  });

  it("sends the others where the queue does not take one, and then says so", async () => {
    const accounts = ["222222222222", "333333333333", "444444444444"].map(member);
    const { planned, sent, sentences } = await plan({ accounts }, {}, ["333333333333"]);
    await expect(planned).rejects.toMatchObject({ code: "DeliveryFailed", retryable: true });
    expect(sent.map(({ account }) => account)).toEqual(["222222222222", "444444444444"]);
    expect(sentences).toEqual(["No 333333333333."]);
  });

  it("says what could not be listed, is listed twice, is suspended, and that nothing is left", async () => {
    const { planned, sentences } = await plan({
      unlisted: [{ call: "ListAccounts", code: "AccessDenied", message: "AWS Organizations did not list them." }],
      inactive: ["555555555555"],
      listedTwice: [{ account: "666666666666", entries: ["unit r-a", "tag a=b"] }],
    });
    expect(await planned).toEqual({ sent: 0, unlisted: 1 });
    expect(sentences).toEqual([
      "AWS Organizations did not list them.",
      "Account 666666666666 is listed by unit r-a and tag a=b of plumbline.yml; the first of them says what is expected of it.",
      "Accounts that are suspended or closed are left out.",
      "No account is watched: plumbline.yml names none that could be found; nothing is read.",
    ]);
  });
});

describe("an order for a sweep", () => {
  const order = { sweepId: "sweep-1", account: ACCOUNT, startedAt: at(0) };

  it("is read as it was written", () => {
    expect(readSweepOrder(writeSweepOrder(order))).toEqual(order);
  });

  it.each([
    { name: "no JSON", body: "sweep", message: "The message is no order for a sweep: it is not JSON." },
    { name: "no object", body: "7", message: "the order for a sweep must be an object, not 7." },
    {
      name: "of another version",
      body: writeSweepOrder(order).replace('"version":1', '"version":2'),
      message: "version of the order for a sweep must be 1, not 2.",
    },
    {
      name: "of no account",
      body: writeSweepOrder({ ...order, account: "all" }),
      message: 'account of the order for a sweep must be an account id of twelve digits, not "all".',
    },
  ])("that is $name is refused once and for all", ({ body, message }) => {
    expect(() => readSweepOrder(body)).toThrow(
      expect.objectContaining({ code: "InvalidEvent", retryable: false, message }),
    );
  });
});
