import { readFileSync } from "node:fs";
import { type OpenPorts, openAccount } from "../../functions/sweep-account/open-account.ts";
import { type SweepResult, sweepAccount } from "../../functions/sweep-account/sweep-account.ts";
import { readAuthorizationDetails } from "../../shared/aws/authorization-details.ts";
import { createCredentialReportSource } from "../../shared/aws/credential-report-source.ts";
import { createIamClient } from "../../shared/aws/iam-client.ts";
import { createIamReader } from "../../shared/aws/iam-reader.ts";
import { createManagedPolicyReader } from "../../shared/aws/managed-policy-reader.ts";
import { type ConfiguredAccount, DEFAULT_SETTINGS } from "../../shared/baselines/settings.ts";
import { credentialRules } from "../../shared/drift/credential-rules.ts";
import type { LatestReading, LedgerStore } from "../../shared/ledger/ledger-store.ts";
import { loadActionTable } from "../../shared/policy/explain/action-table.ts";
import { onEachCall } from "../../test/aws/on-each-call.ts";

/*
 * node sweep.ts ENDPOINT FILE TIME: sweeps the account that the file says what is expected of, once, and prints the calls it took and what it
 * found. Its ledger remembers no more than what has drifted, as the real one takes no memory of this process, and that all users were judged
 * the day before, with a key that was made at that time.
 */

/** What it prints, as JSON. */
export interface SweepOutput extends Pick<SweepResult, "status" | "counts"> {
  readonly calls: readonly string[];
}

const [endpoint = "", file = "", madeAt = ""] = process.argv.slice(2);
const account = JSON.parse(readFileSync(file, "utf8")) as ConfiguredAccount;
const credentials = { accessKeyId: "AKIAADMINISTRATOR000", secretAccessKey: "lab" };
const client = createIamClient({ endpoint, region: "us-east-1", credentials, attemptTimeout: 60_000 });
const calls: string[] = [];
onEachCall(client, (operation) => calls.push(operation));

const askedAt = new Date(Date.now() - 86_400_000).toISOString();
const rules = new Set(account.entities.flatMap((expected) => credentialRules(expected)));
const decisions = Object.fromEntries([...rules].map((rule) => [rule, { askedAt, drifts: [] }]));
const listedKeys = { askedAt, createdAt: [madeAt] };
const judged = (entity: string, baseline: string): LatestReading | undefined =>
  entity.startsWith("user/")
    ? { account: account.account, entity, baseline, decisions, listedKeys, version: 1 }
    : undefined;
const drifted = new Map<string, LatestReading>();
const ledger: LedgerStore = {
  findingsOf: async () => [],
  finding: async () => undefined,
  write: async () => "written",
  async *standing() {
    yield* [];
  },
  writeHistory: async () => undefined,
  history: async () => [],
  latestReading: async (_, entity, baseline) => drifted.get(entity) ?? judged(entity, baseline),
  async writeLatestReading(reading) {
    const hasDrifts = Object.values(reading.decisions).some(({ drifts }) => drifts.length > 0);
    if (hasDrifts) drifted.set(reading.entity, reading);
    return "written";
  },
  remembered: async () => undefined,
  writeRemembered: async () => "written",
};
const now = () => new Date();
const silent = () => undefined;
const log = { info: silent, warn: silent, error: silent };
const reader = createIamReader({ client, account, now });
const managedPolicies = createManagedPolicyReader(client);
const opening: OpenPorts = {
  ledger,
  now,
  log,
  loadTable: loadActionTable,
  enter: async () => ({ status: "entered", entered: { client, reader, managedPolicies } }),
  pagesOf: () => readAuthorizationDetails(client, { awsPolicies: true }),
  reportOf: () => createCredentialReportSource(client),
  reconcile: async () => ({ missed: 0, touched: new Map(), status: "whole", remember: async () => undefined }),
};
const order = { sweepId: "bench", account: account.account, startedAt: now().toISOString() };
const { status, counts } = await sweepAccount(order, {
  ledger,
  now,
  log,
  loadTable: loadActionTable,
  configuration: { waivers: [], settings: DEFAULT_SETTINGS },
  accounts: { find: async () => account },
  open: (each, request) => openAccount(each, request, opening),
  sweeps: { sweep: async () => undefined, writeSweep: async () => "written" },
  knownPolicies: { knownPolicy: async () => undefined, writeKnownPolicy: async () => "written" },
  send: async () => undefined,
  settleAccount: async () => [],
  publish: async (news) => news.map(() => "published"),
  isFoughtOver: async () => false,
  askAgain: async () => undefined,
  remaining: () => 900_000,
  count: () => undefined,
  holder: "bench",
});
const output: SweepOutput = { status, counts, calls };
process.stdout.write(JSON.stringify(output));
