import { formatEntity } from "../../shared/iam/entity-reference.ts";
import type { Finding, NewsKind } from "../../shared/ledger/finding.ts";
import { tell } from "../../shared/ledger/news.ts";
import type { EntityState } from "../../shared/observation/entity-state.ts";
import type { Observation } from "../../shared/observation/observation.ts";
import { loadActionTable } from "../../shared/policy/explain/action-table.ts";
import type { RemediationContext } from "../../shared/remediation/answer-drift-event.ts";
import type { WriteResult } from "../../shared/remediation/iam-writer.ts";
import { describeCall } from "../../shared/remediation/remediation-plan.ts";
import { createMemoryLedgerStore } from "../ledger/memory-ledger-store.ts";
import { ADMINISTRATOR, drift, expectedRole, present, WIDE_TEXT } from "./fixtures.ts";
import { createMemoryRemediationStore } from "./memory-remediation-store.ts";
import { ACCOUNT, findingOf, NOW, roleWith } from "./scripted-ports.ts";

const role = expectedRole();
export const ENTITY = formatEntity(role.entity);
export const opened = findingOf(drift("attachment-unexpected", role.entity, ADMINISTRATOR));
export const ID = `${opened.id}-1`;
export const DETACH = `DetachRolePolicy role/worker ${ADMINISTRATOR}`;
export const TIMEOUT = 60_000;

/** A role with AdministratorAccess attached, in an account that does what it is told, with a ledger around it. */
export async function stage(finding: Finding = opened) {
  const account = {
    live: roleWith(ADMINISTRATOR) as Observation<EntityState>,
    write: undefined as WriteResult | undefined,
  };
  const clock = { now: Date.parse(NOW) };
  const written: string[] = [];
  const ledger = createMemoryLedgerStore();
  const attempts = createMemoryRemediationStore();
  await writeAll(ledger, finding);
  const context: RemediationContext = {
    ledger,
    attempts,
    account: { account: ACCOUNT, partition: "aws" },
    configurationDigest: "sha256:00",
    requestedBy: "function",
    guards: [],
    policyVersions: { readVersions: async () => ({ status: "absent" }) },
    accountQuotas: { readQuotas: async () => present({}) },
    expectedOf: () => role,
    attemptTimeoutMilliseconds: TIMEOUT,
    now: () => new Date(clock.now),
    loadTable: loadActionTable,
    waivers: [],
    async pause() {
      clock.now += 1_000;
    },
    reader: {
      async observe({ entity }) {
        return { entity, askedAt: new Date(clock.now).toISOString(), observation: account.live };
      },
    },
    managedPolicies: { readDocument: async () => present(WIDE_TEXT) },
    writer: {
      async apply(call) {
        written.push(describeCall(call));
        if (account.write !== undefined) return account.write;
        account.live = roleWith();
        return { status: "done" };
      },
    },
  };
  const held = async () => await ledger.finding(ACCOUNT, ENTITY, opened.id);
  const told = async () => (await held())?.news.filter(({ remediation }) => remediation !== undefined) ?? [];
  return { account, clock, written, ledger, attempts, context, held, told };
}

/** The ledger takes one version after the other. */
async function writeAll(ledger: ReturnType<typeof createMemoryLedgerStore>, finding: Finding): Promise<void> {
  for (let version = 1; version <= finding.version; version += 1) await ledger.write({ ...finding, version });
}

/** Asks for the repair of a revision. */
export function request(revision = 1) {
  return { account: ACCOUNT, entity: ENTITY, findingId: opened.id, revision };
}

/** The finding with one more thing told of it. */
export function thenTold(finding: Finding, kind: NewsKind, status: Finding["status"] = "open"): Finding {
  return { ...tell(finding, { kind, drift: finding.drift }, new Date(NOW)), status };
}
