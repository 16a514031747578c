import type { Drift } from "../../shared/drift/drift.ts";
import type { RememberedIdentity } from "../../shared/drift/identity.ts";
import { formatEntity } from "../../shared/iam/entity-reference.ts";
import type { Finding } from "../../shared/ledger/finding.ts";
import { findingId } from "../../shared/ledger/finding-id.ts";
import type { EntityState } from "../../shared/observation/entity-state.ts";
import type { Observation } from "../../shared/observation/observation.ts";
import { loadActionTable } from "../../shared/policy/explain/action-table.ts";
import type { ApplyPorts } from "../../shared/remediation/apply-ports.ts";
import { createContainmentGuard } from "../../shared/remediation/guards/containment.ts";
import type { WriteResult } from "../../shared/remediation/iam-writer.ts";
import type { PolicyVersion } from "../../shared/remediation/policy-versions.ts";
import { createJournal, type RemediationJournal } from "../../shared/remediation/record-journal.ts";
import { describeCall, type IamCall } from "../../shared/remediation/remediation-plan.ts";
import { ADMINISTRATOR, DENY_TEXT, present, QUARANTINE, roleState, WIDE_TEXT } from "./fixtures.ts";
import { createMemoryRemediationStore } from "./memory-remediation-store.ts";

export const ACCOUNT = "000000000000";
export const NOW = "2026-04-01T09:00:00.000Z";
export const ABSENT = { status: "absent" } as const;

/** A role to which each of these policies is attached. */
export function roleWith(...policyArns: readonly string[]): Observation<EntityState> {
  const attached = policyArns.map((policyArn) => ({ policyArn, policyName: policyArn.split("/").at(-1) ?? "" }));
  return present(roleState({ attachments: present(attached) }));
}

/** An open finding of a drift, as the ledger holds it once it was told. */
export function findingOf(of: Drift): Finding {
  const entity = formatEntity(of.entity);
  return {
    id: findingId(ACCOUNT, of.baseline, entity, of.rule, of.subject),
    account: ACCOUNT,
    baseline: of.baseline,
    entity,
    status: "open",
    drift: of,
    openedAt: NOW,
    observedAt: NOW,
    revision: 1,
    news: [{ revision: 1, kind: "IAM Drift Opened", at: NOW, drift: of, publishedAt: NOW, alertedAt: NOW }],
    version: 1,
  };
}

/** Ports that answer from a script and remember what they were asked. */
export interface ScriptedPorts extends ApplyPorts {
  /** Every call that was written, in order. */
  readonly written: IamCall[];
  /** The same, in words. */
  readonly calls: () => readonly string[];
  /** How often the entity was read. */
  readonly reads: () => number;
  /** The readings that came before the first write, oldest first. */
  readonly readingsBefore: Observation<EntityState>[];
  /** Milliseconds, each time. */
  readonly pauses: number[];
  /** The record that was written, and what had been planned in it when it was first written. */
  readonly claims: (readonly string[])[];
}

/** The documents of managed policies, by ARN; what is not in here is absent. */
const MANAGED: Readonly<Record<string, string>> = { [ADMINISTRATOR]: WIDE_TEXT, [QUARANTINE]: DENY_TEXT };

/** What a script may say. */
export interface PortScript {
  /** One reading after the other; the last one stays. */
  readonly observations: readonly Observation<EntityState>[];
  readonly write?: WriteResult;
  readonly claim?: "claimed" | "taken";
  /** The versions of a customer managed policy. */
  readonly versions?: Observation<readonly PolicyVersion[]>;
  /** Which role is known by the name; none unless told. */
  readonly remembered?: RememberedIdentity;
  readonly managed?: Readonly<Record<string, Observation<string>>>;
}

export function scriptedPorts(script: PortScript): ScriptedPorts {
  const written: IamCall[] = [];
  const pauses: number[] = [];
  const claims: (readonly string[])[] = [];
  const readingsBefore: Observation<EntityState>[] = [];
  let reads = 0;
  const now = () => new Date(NOW);
  const managedPolicies: ScriptedPorts["managedPolicies"] = {
    async readDocument(policyArn) {
      const scripted = script.managed?.[policyArn];
      if (scripted !== undefined) return scripted;
      const text = MANAGED[policyArn];
      return text === undefined ? ABSENT : present(text);
    },
  };
  return {
    written,
    readingsBefore,
    pauses,
    claims,
    calls: () => written.map(describeCall),
    reads: () => reads,
    account: { account: ACCOUNT, partition: "aws" },
    now,
    loadTable: loadActionTable,
    waivers: [],
    approved: false,
    guards: [createContainmentGuard(managedPolicies)],
    remediationId: REMEDIATION,
    undoneBy: () => undefined,
    acceptCreated: async () => undefined,
    remembered: async () =>
      script.remembered === undefined
        ? undefined
        : { account: ACCOUNT, entity: "role/worker", identity: script.remembered, deletionTasks: [], version: 1 },
    reader: {
      async observe({ entity }) {
        const observation = script.observations[Math.min(reads, script.observations.length - 1)];
        if (observation === undefined) throw new Error("The script has no reading.");
        reads += 1;
        if (written.length === 0) readingsBefore.push(observation);
        return { entity, askedAt: NOW, observation };
      },
    },
    managedPolicies,
    policyVersions: { readVersions: async () => script.versions ?? ABSENT },
    accountQuotas: { readQuotas: async () => present({}) },
    writer: {
      async apply(call) {
        written.push(call);
        return script.write ?? { status: "done" };
      },
    },
    async pause(milliseconds) {
      pauses.push(milliseconds);
    },
    journal: scriptedJournal(script, claims, now),
  };
}

/** The id of every scripted remediation. */
const REMEDIATION = `${"a".repeat(32)}-1`;

/** A journal that notes what was planned when it is opened; another attempt may have opened it first. */
function scriptedJournal(script: PortScript, claims: (readonly string[])[], now: () => Date): RemediationJournal {
  const identity = {
    remediationId: REMEDIATION,
    account: ACCOUNT,
    entity: "role/worker",
    findingId: "a".repeat(32),
    revision: 1,
    requestedBy: "function",
    configurationDigest: "sha256:00",
  } as const;
  const ports = { attempts: createMemoryRemediationStore(), now, attemptTimeoutMilliseconds: 60_000 };
  const journal = createJournal(identity, undefined, ports);
  return {
    ...journal,
    async open(plan, drifts, observation) {
      claims.push(plan.steps.map(({ call }) => describeCall(call)));
      return script.claim === "taken" ? "taken" : await journal.open(plan, drifts, observation);
    },
  };
}
