import { describe, expect, it } from "vitest";
import { answerEach } from "../../functions/queue-batch.ts";
import { loadConfig } from "../../functions/remediate-drift/config.ts";
import { type RemediatePorts, remediateRecord } from "../../functions/remediate-drift/remediate-record.ts";
import { toDriftEvent } from "../../shared/alerts/to-drift-event.ts";
import type { ExpectedEntity } from "../../shared/baselines/expected-state.ts";
import type { Finding } from "../../shared/ledger/finding.ts";
import { describeCall } from "../../shared/remediation/remediation-plan.ts";
import { ACCOUNT, drift, findingAfter } from "../ledger/fixtures.ts";
import { createMemoryLedgerStore } from "../ledger/memory-ledger-store.ts";
import { createMemoryRemediationStore } from "../remediation/memory-remediation-store.ts";
import { accountsOf, configurationOf, createWorld, entering, expectedRole } from "./fixtures.ts";

const ALLOW = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}';
const role: ExpectedEntity = { ...expectedRole("matillion-task"), remediate: "full" };
const configuration = configurationOf(role);
const opened = findingAfter([drift()]);
const DETACH = "DetachRolePolicy role/matillion-task arn:aws:iam::aws:policy/AdministratorAccess";

function eventOf(finding: Finding, changes: Record<string, unknown> = {}): string {
  const [news] = finding.news;
  if (news === undefined) throw new Error("The finding has no news.");
  const { detailType, detail } = toDriftEvent({ finding, news }, configuration.digest);
  return JSON.stringify({ source: "plumbline", "detail-type": detailType, detail: { ...detail, ...changes } });
}

async function stage() {
  const world = createWorld();
  world.roles.set("matillion-task", ["AdministratorAccess"]);
  const ledger = createMemoryLedgerStore();
  await ledger.write(opened);
  const written: string[] = [];
  const ports: RemediatePorts = {
    ...world,
    configuration,
    accounts: accountsOf(configuration),
    enter: entering(world.reader, { readDocument: async () => ({ status: "present", state: ALLOW }) }),
    ledger,
    attempts: createMemoryRemediationStore(),
    portsOf: () => ({
      guards: [],
      policyVersions: { readVersions: async () => ({ status: "absent" }) },
      accountQuotas: { readQuotas: async () => ({ status: "present", state: {} }) },
      writer: {
        async apply(call) {
          written.push(describeCall(call));
          world.roles.set("matillion-task", []);
          return { status: "done" };
        },
      },
    }),
    attemptTimeoutMilliseconds: 60_000,
    pause: async () => undefined,
  };
  const answer = (...bodies: readonly string[]) =>
    answerEach(
      bodies.map((body, index) => ({ messageId: `${index}`, body })),
      world.log,
      async ({ body }) => {
        // The bus may be put up again between two events.
        await remediateRecord(body, { ...ports, publish: world.publish });
      },
    );
  return { world, written, ledger, answer };
}

describe("repairing on a drift event", () => {
  it("repairs once, and delivers the news of it", async () => {
    const { world, written, answer } = await stage();
    expect(await answer(eventOf(opened), eventOf(opened))).toEqual({ batchItemFailures: [] });
    expect(written).toEqual([DETACH]);
    const told = world.published.filter(({ news }) => news.remediation !== undefined);
    expect(told.map(({ news }) => news.kind)).toEqual(["IAM Drift Remediated"]);
  });

  it("believes nothing of the event's own text", async () => {
    const { written, answer } = await stage();
    await answer(eventOf(opened, { rule: "trust-changed", baseline: "forged", summary: "forged" }));
    expect(written).toEqual([DETACH]);
  });

  const useless = [
    { name: "is malformed", body: "hello", expected: "This is not a drift event of Plumbline's: " },
    {
      name: "is about an account that is not configured",
      body: eventOf(opened, { account: "999999999999" }),
      expected: "Nothing is repaired in account 999999999999: plumbline.yml does not name it.",
    },
  ];
  it.each(useless)("is done with an event that $name, in one sentence", async ({ body, expected }) => {
    const { world, written, answer } = await stage();
    expect(await answer(body)).toEqual({ batchItemFailures: [] });
    expect(written).toEqual([]);
    expect(world.sentences).toHaveLength(1);
    expect(world.sentences[0]).toContain(expected);
  });

  it("loses no news when the bus is down: the event is tried again, and then it is delivered, without a second write", async () => {
    const { world, written, answer } = await stage();
    world.busDown = true;
    expect(await answer(eventOf(opened))).toEqual({ batchItemFailures: [{ itemIdentifier: "0" }] });
    expect(world.sentences).toEqual([
      `2 drift events about role/matillion-task in account ${ACCOUNT} were not taken (PutEvents on bus plumbline: InternalFailure); they are kept and tried again.`,
    ]);
    world.busDown = false;
    expect(await answer(eventOf(opened))).toEqual({ batchItemFailures: [] });
    expect(written).toEqual([DETACH]);
    expect(world.published.map(({ news }) => news.kind)).toEqual(["IAM Drift Opened", "IAM Drift Remediated"]);
  });
});

describe("the environment of remediate-drift", () => {
  const environment = { ACCOUNT_ID: ACCOUNT, LEDGER_TABLE: "plumbline-ledger", DRIFT_BUS_NAME: "plumbline" };

  it("is read beside variables of others", () => {
    const read = { accountId: ACCOUNT, ledgerTable: "plumbline-ledger", driftBusName: "plumbline" };
    expect(loadConfig({ ...environment, AWS_REGION: "us-east-1" })).toEqual(read);
  });

  it("is refused with every problem at once", () => {
    expect(() => loadConfig({ ACCOUNT_ID: "12345" })).toThrow(
      "The function's environment cannot be used: ACCOUNT_ID must be twelve digits; LEDGER_TABLE is not set; DRIFT_BUS_NAME is not set. Its function.yml sets these variables.",
    );
  });
});
