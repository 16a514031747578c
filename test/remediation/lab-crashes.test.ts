import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { answerDriftEvent, type RemediationContext } from "../../shared/remediation/answer-drift-event.ts";
import { lookAt } from "../../shared/remediation/apply-look.ts";
import { type LabAccount, type PlayedCase, startLabAccount } from "./lab-account.ts";
import { inLabTerms } from "./lab-make.ts";
import { CASES, type PlanCase } from "./plan-cases.ts";

const REPAIRED = CASES.filter(({ full }) => typeof full !== "string").map(inLabTerms);
const OF_SEVERAL_CALLS = REPAIRED.filter(({ full }) => full.length > 1);
/** Of the plans of one call, one for each rule. */
const OF_ONE_CALL = new Map(REPAIRED.filter(({ full }) => full.length === 1).map((each) => [each.rule, each]));

let lab: LabAccount;
beforeAll(async () => {
  lab = await startLabAccount();
});
afterAll(() => lab.stop());

/** The case, with every drift of it an open finding. */
async function play(given: PlanCase) {
  const played = await lab.play(given);
  const { drifts } = await played.check();
  const asking = drifts.find(({ rule }) => rule === given.rule);
  if (asking === undefined) throw new Error(`Nothing drifts by ${given.rule}.`);
  const others = drifts.filter((drift) => drift !== asking);
  const requests = [];
  for (const drift of [asking, ...others]) requests.push(await played.open(drift));
  const ports = { ...played.context, approved: true, undoneBy: () => undefined, remembered: async () => undefined };
  const { plan } = await lookAt(played.context.account.account, given.expected, asking, ports);
  const [request] = requests;
  if (request === undefined) throw new Error("Nothing was opened.");
  return { played, requests, request, calls: plan.plan.steps.map(({ call }) => call) };
}

type Played = Awaited<ReturnType<typeof play>>;

/** A process that dies for good once so many calls were made: before the last of them is recorded, or just after. */
function mortal({ context }: PlayedCase, calls: number, when: "unrecorded" | "recorded"): RemediationContext {
  let made = 0;
  let dead = false;
  const die = () => {
    dead = true;
    throw new Error("crashed");
  };
  const living = <Arguments extends readonly unknown[], Result>(use: (...args: Arguments) => Promise<Result>) => {
    return async (...args: Arguments) => {
      if (dead) die();
      const result = await use(...args);
      if (made === calls) die();
      return result;
    };
  };
  const { attempts, ledger, writer } = context;
  return {
    ...context,
    attempts: { ...attempts, writeAttempt: living(attempts.writeAttempt), writeHold: living(attempts.writeHold) },
    ledger: { ...ledger, write: living(ledger.write) },
    writer: {
      async apply(call) {
        const result = await writer.apply(call);
        made += 1;
        return made === calls && when === "unrecorded" ? die() : result;
      },
    },
  };
}

/** Has the message received until it is answered, as the queue does. */
async function untilAnswered({ played, request }: Played) {
  for (let reception = 0; reception < 4; reception += 1) {
    played.clock.now += 360_000;
    try {
      return await answerDriftEvent(request, played.context);
    } catch (fault) {
      if (!(fault instanceof Error && "code" in fault && fault.code === "RemediationUnfinished")) throw fault;
    }
  }
  throw new Error("It was never answered.");
}

async function expectWhole(all: Played): Promise<void> {
  const { played, request, calls } = all;
  const { account, entity } = request;
  expect(played.made).toEqual(calls);
  expect(await played.check()).toEqual({ drifts: [], undecided: [] });
  const findings = await played.context.ledger.findingsOf(account, entity);
  const told = findings.flatMap(({ news }) => news.filter(({ remediation }) => remediation !== undefined));
  expect(told.map(({ kind }) => kind)).toEqual(["IAM Drift Remediated"]);
}

describe("a plan whose process dies", () => {
  const deaths = [...OF_ONE_CALL.values(), ...OF_SEVERAL_CALLS].flatMap((given) =>
    Array.from({ length: given.full.length * 2 - 1 }, (_, index) => {
      const when = index % 2 === 0 ? ("unrecorded" as const) : ("recorded" as const);
      return { name: given.name, given, calls: Math.floor(index / 2) + 1, when };
    }),
  );
  it.each(deaths)("after call $calls, $when, is finished by the next, with nothing doubled: $name", async (death) => {
    const all = await play(death.given);
    await expect(answerDriftEvent(all.request, mortal(all.played, death.calls, death.when))).rejects.toThrow("crashed");
    expect(all.played.made).toEqual(all.calls.slice(0, death.calls));
    expect(["remediated", "answered"]).toContain((await untilAnswered(all)).status);
    await expectWhole(all);
  });
});

describe("a plan of several calls", () => {
  it.each(OF_SEVERAL_CALLS)("is made by one of several remediators that race: $name", async (given) => {
    const all = await play(given);
    const { requests, played } = all;
    const racing = [...requests, ...requests].map((request) => answerDriftEvent(request, played.context));
    const outcomes = await Promise.allSettled(racing);
    const statuses = outcomes.map((each) => (each.status === "fulfilled" ? each.value.status : each.reason.code));
    expect(statuses.filter((status) => status === "remediated")).toHaveLength(1);
    const known = ["remediated", "answered", "gone", "RemediationUnfinished"];
    expect(statuses.filter((status) => !known.includes(status))).toEqual([]);
    await expectWhole(all);
  });

  it.each(OF_SEVERAL_CALLS)("comes to its end though every third request is throttled: $name", async (given) => {
    const all = await play(given);
    const before = lab.throttle(3);
    const answer = await untilAnswered(all);
    expect(lab.throttle(0) - before).toBeGreaterThan(5);
    expect(answer.status).toBe("remediated");
    await expectWhole(all);
  });
});
