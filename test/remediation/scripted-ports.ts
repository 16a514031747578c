import type { Drift } from "../../shared/drift/drift.ts";
import type { RememberedIdentity } from "../../shared/drift/identity.ts";
import { formatEntity } from "../../shared/iam/entity-reference.ts";
import type { Finding } from "../../shared/ledger/finding.ts";
import { findingId } from "../../shared/ledger/finding-id.ts";
import type { EntityState } from "../../shared/observation/entity-state.ts";
import type { Observation } from "../../shared/observation/observation.ts";
import { loadActionTable } from "../../shared/policy/explain/action-table.ts";
import type { WriteResult } from "../../shared/remediation/iam-writer.ts";
import type { RemediationPorts } from "../../shared/remediation/remediate-finding.ts";
import { describeCall, type IamCall } from "../../shared/remediation/remediation-plan.ts";
import { ADMINISTRATOR, DENY_TEXT, present, QUARANTINE, roleState, WIDE_TEXT } from "./fixtures.ts";

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
export interface ScriptedPorts extends RemediationPorts {
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
  return {
    written,
    readingsBefore,
    pauses,
    claims,
    calls: () => written.map(describeCall),
    reads: () => reads,
    now: () => new Date(NOW),
    loadTable: loadActionTable,
    waivers: [],
    remembered: async () => script.remembered,
    reader: {
      async observe({ entity }) {
        const observation = script.observations[Math.min(reads, script.observations.length - 1)];
        if (observation === undefined) throw new Error("The script has no reading.");
        reads += 1;
        if (written.length === 0) readingsBefore.push(observation);
        return { entity, askedAt: NOW, observation };
      },
    },
    managedPolicies: {
      async readDocument(policyArn) {
        const scripted = script.managed?.[policyArn];
        if (scripted !== undefined) return scripted;
        const text = MANAGED[policyArn];
        return text === undefined ? ABSENT : present(text);
      },
    },
    writer: {
      async apply(call) {
        written.push(call);
        return script.write ?? { status: "done" };
      },
    },
    async pause(milliseconds) {
      pauses.push(milliseconds);
    },
    async claim(calls) {
      claims.push(calls);
      return script.claim ?? "claimed";
    },
  };
}
