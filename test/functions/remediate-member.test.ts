import { describe, expect, it } from "vitest";
import type { AccountEntry, EnterAccount } from "../../functions/enter-account.ts";
import { answerEach } from "../../functions/queue-batch.ts";
import { type RemediatePorts, remediateRecord } from "../../functions/remediate-drift/remediate-record.ts";
import { createRemediator, memberCallers } from "../../functions/remediate-drift/remediator.ts";
import { settleAccountReading } from "../../functions/settle-account.ts";
import { toDriftEvent } from "../../shared/alerts/to-drift-event.ts";
import { createIamClient } from "../../shared/aws/iam-client.ts";
import type { CompiledConfiguration, ExpectedEntity } from "../../shared/baselines/expected-state.ts";
import type { ConfiguredAccount } from "../../shared/baselines/settings.ts";
import type { RuleOutcome } from "../../shared/drift/drift.ts";
import type { Unreadable } from "../../shared/iam/unreadable.ts";
import { recordDetection } from "../../shared/ledger/record-detection.ts";
import { createGuards } from "../../shared/remediation/create-guards.ts";
import { describeCall } from "../../shared/remediation/remediation-plan.ts";
import { at, drift } from "../ledger/fixtures.ts";
import { createMemoryLedgerStore } from "../ledger/memory-ledger-store.ts";
import { createMemoryRemediationBudget } from "../remediation/guards/memory-remediation-budget.ts";
import { createMemoryRemediationStore } from "../remediation/memory-remediation-store.ts";
import { accountsOf, configurationOf, createWorld, expectedRole } from "./fixtures.ts";

const ALLOW = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}';
const MEMBER = "222222222222";
const DETACH = (name: string) => `DetachRolePolicy role/${name} arn:aws:iam::aws:policy/AdministratorAccess`;
const READER: Unreadable = { call: "AssumeRole", code: "AccessDenied", message: "The reader role is gone." };
const REMEDIATOR: Unreadable = { ...READER, message: "The remediator role is gone." };

function memberWith(...entities: readonly ExpectedEntity[]): ConfiguredAccount {
  return {
    account: MEMBER,
    partition: "aws",
    readerRole: `arn:aws:iam::${MEMBER}:role/path/plumbline-reader`,
    remediatorRole: `arn:aws:iam::${MEMBER}:role/plumbline-remediator`,
    externalId: "x-2",
    entities,
  };
}

/** One open finding of a member's role, whose roles' sessions can be refused. */
async function stage(name = "worker", remediate: ExpectedEntity["remediate"] = "full") {
  const world = createWorld();
  world.roles.set(name, ["AdministratorAccess"]);
  const role: ExpectedEntity = { ...expectedRole(name), remediate };
  const [hub] = configurationOf(expectedRole("task")).accounts;
  if (hub === undefined) throw new Error("The configuration has no account.");
  const configuration: CompiledConfiguration = {
    ...configurationOf(expectedRole("task")),
    accounts: [hub, memberWith(role)],
  };
  const ledger = createMemoryLedgerStore();
  const found = drift({ entity: role.entity });
  const outcomes: RuleOutcome[] = [{ rule: found.rule, status: "decided", drifts: [found] }];
  const detection = { account: MEMBER, baseline: role.baseline, entity: role.entity, askedAt: at(1), outcomes };
  const {
    written: [finding],
  } = await recordDetection(ledger, { detection, now: world.now });
  if (finding === undefined) throw new Error("There is no finding.");
  const refused: { reader?: Unreadable; remediator?: Unreadable } = {};
  const entered: string[] = [];
  const written: string[] = [];
  const managedPolicies = { readDocument: async () => ({ status: "present", state: ALLOW }) as const };
  const enter: EnterAccount = async ({ account }, { role: as, sessionName }): Promise<AccountEntry> => {
    entered.push(`${account} ${as} ${sessionName}`);
    const reason = refused[as];
    if (reason !== undefined) return { status: "unreadable", reason };
    return { status: "entered", entered: { client: createIamClient(), reader: world.reader, managedPolicies } };
  };
  const budget = createMemoryRemediationBudget();
  const ports: RemediatePorts & { enter: EnterAccount } = {
    ...world,
    configuration,
    accounts: accountsOf(configuration),
    enter,
    ledger,
    attempts: createMemoryRemediationStore(),
    attemptTimeoutMilliseconds: 60_000,
    pause: async () => undefined,
    portsOf: (account, read, sessionName) => ({
      policyVersions: { readVersions: async () => ({ status: "absent" }) },
      accountQuotas: { readQuotas: async () => ({ status: "present", state: {} }) },
      guards: createGuards({
        settings: configuration.settings,
        killSwitch: { read: async () => ({ status: "present", state: "run" }) },
        callers: memberCallers(account, sessionName),
        budget,
        managedPolicies: read.managedPolicies,
        claimedTool: () => "",
      }),
      writer: createRemediator(account, sessionName, {
        enter,
        writerOf: () => ({
          async apply(call) {
            written.push(describeCall(call));
            world.roles.set(name, []);
            return { status: "done" };
          },
        }),
      }),
    }),
  };
  const [news] = finding.news;
  if (news === undefined) throw new Error("The finding has no news.");
  const { detailType, detail } = toDriftEvent({ finding, news }, configuration.digest);
  const body = JSON.stringify({ source: "plumbline", "detail-type": detailType, detail });
  const answer = () =>
    answerEach([{ messageId: "m", body }], world.log, async () => {
      await remediateRecord(body, ports);
    });
  const told = () =>
    world.published.flatMap(({ news: { kind, remediation } }) =>
      remediation === undefined ? [] : [{ kind, outcome: remediation.outcome }],
    );
  return { world, ledger, ports, configuration, finding, refused, entered, written, answer, told };
}

describe("repairing a member", () => {
  it("reads by its reader role and writes by its remediator role, in sessions that name the finding", async () => {
    const { finding, entered, written, answer, told } = await stage();
    expect(await answer()).toEqual({ batchItemFailures: [] });
    expect(written).toEqual([DETACH("worker")]);
    expect(entered).toEqual([
      `${MEMBER} reader plumbline-${finding.id}`,
      `${MEMBER} remediator plumbline-${finding.id}`,
    ]);
    expect(`plumbline-${finding.id}`).toMatch(/^[\w+=,.@-]{2,64}$/);
    expect(told()).toMatchObject([{ kind: "IAM Drift Remediated" }]);
  });

  it("enters nothing where nothing is repaired", async () => {
    const { entered, written, answer } = await stage("worker", "off");
    expect(await answer()).toEqual({ batchItemFailures: [] });
    expect([entered, written]).toEqual([[], []]);
  });

  it("tells of its account where its reader role is gone, and writes nothing", async () => {
    const { world, refused, ledger, written, answer } = await stage();
    refused.reader = READER;
    expect(await answer()).toEqual({ batchItemFailures: [] });
    expect(written).toEqual([]);
    expect(world.sentences).toEqual([
      `Nothing is repaired in account ${MEMBER} before it can be read: The reader role is gone.`,
    ]);
    expect(await ledger.findingsOf(MEMBER, "account")).toMatchObject([{ status: "open" }]);
  });

  it("tells nothing of its account where somebody else has entered it since", async () => {
    const { world, refused, ledger, ports, configuration, answer } = await stage();
    const { enter } = ports;
    const [, member] = configuration.accounts;
    if (member === undefined) throw new Error("The configuration has no member.");
    ports.enter = async (...attempt) => {
      const askedAt = world.now().toISOString();
      await settleAccountReading(member, { reason: undefined, askedAt }, { ...world, ledger });
      return await enter(...attempt);
    };
    refused.reader = { ...READER, code: "Throttling" };
    await answer();
    expect(await ledger.findingsOf(MEMBER, "account")).toEqual([]);
  });

  it("is tried again where STS only did not answer", async () => {
    const { refused, answer } = await stage();
    refused.reader = { ...READER, code: "Throttling" };
    expect(await answer()).toEqual({ batchItemFailures: [{ itemIdentifier: "m" }] });
  });

  it("says that it failed, and why, where its remediator role is gone", async () => {
    const { refused, written, answer, told } = await stage();
    refused.remediator = REMEDIATOR;
    expect(await answer()).toEqual({ batchItemFailures: [] });
    expect(written).toEqual([]);
    expect(told()).toEqual([
      { kind: "IAM Drift Remediation Failed", outcome: expect.stringContaining("The remediator role is gone.") },
    ]);
  });

  it.each(["plumbline-remediator", "plumbline-reader", "plumbline-member-events"])(
    "leaves %s, by which Plumbline works there, alone",
    async (name) => {
      const { written, answer, told } = await stage(name);
      await answer();
      expect(written).toEqual([]);
      expect(told()).toMatchObject([{ kind: "IAM Drift Remediation Refused" }]);
    },
  );
});
