import { mkdtempSync, rmSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import type { Bench, Figure, Measured } from "../bench.ts";
import { count, mebibytes, milliseconds, times } from "../figures.ts";
import { median } from "../statistics.ts";
import type { Calls } from "./calls.ts";
import type { Answered } from "./invoke.ts";
import { ACCOUNTS, type Fault, type Measurement, measure, type PlannedSweep, type SweptAccount } from "./measure.ts";

/** Pages of an account, and calls for its credential report: the design page's budget of a sweep. */
const [PAGES, REPORT] = [1, 3];

/** The longest that SQS keeps a message back, in seconds. */
const LONGEST_DELAY = 900;

/** The memory of the function, in bytes. */
const MEMORY = 512 * 2 ** 20;

/** How many accounts near the beginning and at the end are compared. Before those, the program itself gets faster. */
const SOME = 30;

/** Counts do not differ between rounds, and what is timed is a median already. */
function figure(name: string, value: string, budget?: Figure["budget"]): Figure {
  return { name, best: value, median: value, ...(budget === undefined ? {} : { budget }) };
}

function atMost(name: string, value: number, bound: number, how = count(bound), show = count): Figure {
  return figure(name, show(value), { text: `≤ ${how}`, kept: value <= bound });
}

function exactly(name: string, value: number, bound: number): Figure {
  return figure(name, count(value), { text: `= ${count(bound)}`, kept: value === bound });
}

/** How often a service was called, or one of its operations. */
function callsTo(calls: Calls, prefix: string): number {
  const own = Object.entries(calls.byOperation).filter(([name]) => `${name} `.startsWith(`${prefix} `));
  return own.reduce((sum, [, times]) => sum + times, 0);
}

/** The same of every healthy account; where they differ, the most. */
function mostOf(accounts: readonly SweptAccount[], of: (calls: Calls) => number): number {
  return Math.max(...accounts.map(({ calls }) => of(calls)));
}

const isHealthy = ({ fault }: SweptAccount): boolean => fault === undefined;
/** All the messages of an account together. */
const allOf = ({ took }: SweptAccount, of: (answered: Answered) => number): number =>
  took.reduce((sum, answered) => sum + of(answered), 0);
const processorOf = (accounts: readonly SweptAccount[]): number =>
  median(accounts.map((account) => allOf(account, ({ processor }) => processor)));

function outcomes({ first, swept, unreadable }: Measurement): readonly Figure[] {
  const healthy = first.accounts.filter(isHealthy);
  const broken = first.accounts.filter((each) => !isHealthy(each));
  const only = broken.filter(({ account }) => unreadable.has(account) && !swept.has(account));
  return [
    exactly(
      "healthy accounts that are swept to the end",
      healthy.filter(({ account }) => swept.has(account)).length,
      healthy.length,
    ),
    exactly("broken ones that have a finding of their own", only.length, broken.length),
    exactly("findings that an account cannot be read", unreadable.size, broken.length),
  ];
}

function planning({ daily: { planning, delays } }: Measurement): readonly Figure[] {
  const together = Math.max(...[...Map.groupBy(delays, (delay) => delay).values()].map(({ length }) => length));
  return [
    exactly("planning: messages", callsTo(planning, "sqs"), ACCOUNTS),
    atMost("… calls to Organizations", callsTo(planning, "organizations"), ACCOUNTS / 20 + 1, `${ACCOUNTS} / 20 + 1`),
    figure(
      "… request units of the ledger: reads, writes",
      `${count(planning.readUnits)}, ${count(planning.writeUnits)}`,
    ),
    atMost("… the last account begins after, in seconds", Math.max(...delays), LONGEST_DELAY),
    figure("… accounts that begin in the same second", count(together)),
  ];
}

function healthyAccount({ first, daily }: Measurement): readonly Figure[] {
  const accounts = daily.accounts.filter(isHealthy);
  const most = (prefix: string) => mostOf(accounts, (calls) => callsTo(calls, prefix));
  return [
    figure("a healthy account, daily: messages", count(Math.max(...accounts.map(({ took }) => took.length)))),
    atMost("… calls to IAM", most("iam"), PAGES + REPORT, `${PAGES} + ${REPORT}`),
    figure("… to STS, to CloudTrail", `${most("sts")}, ${most("cloudtrail")}`),
    figure(
      "… to DynamoDB: GetItem, Query, PutItem",
      ["GetItem", "Query", "PutItem"].map((name) => most(`dynamodb ${name}`)).join(", "),
    ),
    figure("… request units of the ledger: reads, writes", unitsOf(accounts)),
    figure("… the very first time", unitsOf(first.accounts.filter(isHealthy))),
    figure("… bytes of logs", count(median(accounts.map((account) => allOf(account, ({ printed }) => printed))))),
  ];
}

function unitsOf(accounts: readonly SweptAccount[]): string {
  return `${count(mostOf(accounts, ({ readUnits }) => readUnits))}, ${count(mostOf(accounts, ({ writeUnits }) => writeUnits))}`;
}

function brokenAccounts({ daily }: Measurement): readonly Figure[] {
  const services = ["sts", "iam", "cloudtrail", "dynamodb"];
  return (["role gone", "pages refused", "throttled"] satisfies readonly Fault[]).map((fault) => {
    const accounts = daily.accounts.filter((each) => each.fault === fault);
    const most = services.map((service) => mostOf(accounts, (calls) => callsTo(calls, service)));
    return figure(`a broken account, ${fault}: calls to STS, IAM, CloudTrail, DynamoDB`, most.join(", "));
  });
}

function resources({ first, daily, items, bytes }: Measurement): readonly Figure[] {
  const all = first.accounts.filter(isHealthy);
  const again = daily.accounts.filter(isHealthy);
  const growth = processorOf(all.slice(-SOME)) / processorOf(all.slice(SOME, 2 * SOME));
  const peak = Math.max(
    ...[...first.accounts, ...daily.accounts].flatMap(({ took }) => took.map(({ peak: held }) => held)),
  );
  return [
    figure("processor time of one account, daily: median", milliseconds(processorOf(again))),
    figure(
      `… the last ${SOME} accounts as a multiple of the ${SOME + 1}st to the ${2 * SOME}th, first sweep`,
      times(growth),
    ),
    atMost("memory at most, one process for all", peak, MEMORY, "512.0 MiB", mebibytes),
    figure(
      "the ledger: items and KB for each account",
      `${(items / ACCOUNTS).toFixed(1)}, ${(bytes / ACCOUNTS / 1_024).toFixed(1)}`,
    ),
  ];
}

function oneEvent({ event, secondLook, elsewhere }: Measurement): readonly Figure[] {
  const by = (calls: Calls) =>
    ["sts", "iam", "dynamodb", "events", "sqs"].map((service) => callsTo(calls, service)).join(", ");
  const units = ({ readUnits, writeUnits }: Calls) => `${count(readUnits)}, ${count(writeUnits)}`;
  return [
    figure("one event of a member: calls to STS, IAM, DynamoDB, EventBridge, SQS", by(event)),
    figure("… its second look", by(secondLook)),
    figure("… an event that touches nothing watched", by(elsewhere)),
    figure("… request units of the ledger, each: reads, writes", [event, secondLook, elsewhere].map(units).join("; ")),
  ];
}

/** What it takes to watch many accounts. */
export const manyAccounts: Bench = {
  name: "many-accounts",
  title: "Many accounts",
  async run() {
    const directory = mkdtempSync(join(tmpdir(), "plumbline-bench-"));
    try {
      return report(await measure(directory));
    } finally {
      rmSync(directory, { recursive: true });
    }
  },
};

function report(measured: Measurement): Measured {
  const { entities, first, daily } = measured;
  const broken = first.accounts.filter((each) => !isHealthy(each)).length;
  const subject =
    `${count(ACCOUNTS)} accounts that AWS Organizations lists, in each ${entities} entities of two baselines as they should be; ${broken} of them are broken. ` +
    `All are swept, and the first ${daily.accounts.length} again. The minified bundles that deploy, one process for each function; Node ${process.version}, ${cpus()[0]?.model.trim()}.`;
  const figures = [outcomes, planning, healthyAccount, brokenAccounts, resources, oneEvent];
  return { subject, figures: figures.flatMap((of) => of(measured)), remarks: [inAll(first)] };
}

function inAll({ planning, accounts }: PlannedSweep): string {
  const all = (of: (calls: Calls) => number) =>
    count(accounts.reduce((sum, { calls }) => sum + of(calls), of(planning)));
  const calls = (service: string) => all((each) => callsTo(each, service));
  const units = [all(({ readUnits }) => readUnits), all(({ writeUnits }) => writeUnits)].join(" and ");
  return `The first sweep in all: ${calls("iam")} calls to IAM, ${calls("sts")} to STS, ${calls("cloudtrail")} to CloudTrail, ${calls("sqs")} messages, ${units} request units of the ledger for reads and writes.`;
}
