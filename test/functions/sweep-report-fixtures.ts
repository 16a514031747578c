import { CreateAccessKeyCommand, GenerateCredentialReportCommand, type IAMClient } from "@aws-sdk/client-iam";
import { afterEach, expect } from "vitest";
import { settleEntities, watchedEntities } from "../../functions/settle-entities.ts";
import { type OpenPorts, openAccount } from "../../functions/sweep-account/open-account.ts";
import { readAuthorizationDetails } from "../../shared/aws/authorization-details.ts";
import { createCredentialReportSource } from "../../shared/aws/credential-report-source.ts";
import { createIamReader } from "../../shared/aws/iam-reader.ts";
import { createManagedPolicyReader } from "../../shared/aws/managed-policy-reader.ts";
import type { ExpectedEntity, ExpectedUser } from "../../shared/baselines/expected-state.ts";
import type { LedgerStore } from "../../shared/ledger/ledger-store.ts";
import { onEachCall } from "../aws/on-each-call.ts";
import { expectedUser } from "../drift/fixtures.ts";
import { type ServedAccount, servedAccount } from "../lab/iam/served-account.ts";
import { createMemoryLedgerStore } from "../ledger/memory-ledger-store.ts";
import { configurationOf, createWorld } from "./fixtures.ts";
import { NOTHING_MISSED, sweepStage } from "./sweep-fixtures.ts";

export const ID = "000000000000";
export const DAY = 86_400;
export const HOUR = 3_600;
/** When a stage begins. */
export const START = Date.parse("2026-06-01T12:00:00Z");
export const USER = { UserName: "machine" };

/** A machine user: no console, and one key of ninety days at most. */
export const user: ExpectedUser = expectedUser({
  accessKeys: { breachAtDays: 90, breachSource: "plumbline", maximumActive: 1, overlapDays: 7, unusedDays: 60 },
});

let served: ServedAccount | undefined;
afterEach(() => served?.stop());

/** An account in the lab's IAM, its ledger, and a clock. */
export interface Stage {
  readonly iam: IAMClient;
  readonly sentences: readonly string[];
  /** Lets time go by. */
  wait(seconds: number): void;
  /** Reads an event's entity live, and settles it. */
  event(): Promise<void>;
  /** Sweeps the account once, and answers which calls that took beside the report's and the pages. */
  sweep(): Promise<readonly string[]>;
  /** Which rules have an open finding. */
  open(entity?: string): Promise<readonly string[]>;
  /** How often each call was made since the last look, in the order of their first. */
  calls(): readonly string[];
  readonly opening: OpenPorts;
  readonly account: Parameters<typeof openAccount>[0];
}

/** What is otherwise about it. */
export interface StageOptions {
  /** Seconds that our clock is ahead of IAM's. */
  readonly skew?: number;
  readonly changes?: Partial<OpenPorts>;
  readonly ledger?: LedgerStore;
}

const REPORT = ["GenerateCredentialReport", "GetCredentialReport", "GetAccountAuthorizationDetails"];

/** Sets one up; it ends with the test. */
export async function stage(
  entities: readonly ExpectedEntity[] = [user],
  { skew = 0, changes = {}, ledger = createMemoryLedgerStore() }: StageOptions = {},
): Promise<Stage> {
  const lab = await servedAccount();
  served = lab;
  let at = START;
  const now = () => new Date(at + skew * 1_000);
  const world = createWorld();
  let made: string[] = [];
  const { client } = lab;
  onEachCall(client, (operation) => made.push(operation));
  const address = { account: ID, partition: "aws" };
  const reader = createIamReader({ client, account: address, now });
  const managedPolicies = createManagedPolicyReader(client);
  const { log, loadTable } = world;
  const opening: OpenPorts = {
    ledger,
    now,
    loadTable,
    log,
    enter: async () => ({ status: "entered", entered: { client, reader, managedPolicies } }),
    pagesOf: () => readAuthorizationDetails(client, { awsPolicies: true }),
    reportOf: () => createCredentialReportSource(client),
    reconcile: async () => NOTHING_MISSED,
    ...changes,
  };
  const account = { ...address, entities };
  const configuration = { ...configurationOf(), accounts: [account] };
  const sweeps = sweepStage({
    ...world,
    configuration,
    now,
    ledger,
    reader,
    open: (request) => openAccount(account, request, opening),
  });
  const calls = () => {
    const taken = made;
    made = [];
    return taken;
  };
  return {
    iam: client,
    sentences: world.sentences,
    opening,
    account,
    calls,
    wait(seconds) {
      at += seconds * 1_000;
      lab.advance(seconds);
    },
    async event() {
      const ports = { ...world, now, ledger, reader, managedPolicies, waivers: [] };
      const settled = await settleEntities(account, watchedEntities(account), ports);
      for (const each of settled) if (each.status === "failed") throw each.fault;
    },
    async sweep() {
      calls();
      const order = { ...sweeps.begin(), account: ID };
      const { status } = await sweeps.work(order);
      expect(status).toBe("swept");
      return calls().filter((call) => !REPORT.includes(call));
    },
    async open(entity = "user/machine") {
      const findings = await ledger.findingsOf(ID, entity);
      return findings.filter(({ status }) => status === "open").map(({ drift }) => drift.rule);
    },
  };
}

/** Has IAM make the report, as of now. */
export async function makeReport({ iam, wait }: Stage): Promise<void> {
  await iam.send(new GenerateCredentialReportCommand({}));
  wait(10);
}

/** Gives the user another key. */
export async function makeKey({ iam }: Stage): Promise<string> {
  const { AccessKey } = await iam.send(new CreateAccessKeyCommand(USER));
  if (AccessKey?.AccessKeyId === undefined) throw new Error("There is no key.");
  return AccessKey.AccessKeyId;
}
