import type { Detection, Drift, RuleName, RuleOutcome } from "../../shared/drift/drift.ts";
import type { ClaimedActor } from "../../shared/iam/actor.ts";
import type { Finding } from "../../shared/ledger/finding.ts";
import type { LatestReading } from "../../shared/ledger/ledger-store.ts";
import { settle } from "../../shared/ledger/settle.ts";

export const ACCOUNT = "000000000000";
const ENTITY = { kind: "role", name: "matillion-task" } as const;

/** The n-th second of the tests' morning. */
export function at(second: number): string {
  return new Date(Date.UTC(2026, 0, 1, 9, 0, second)).toISOString();
}

export function drift(changes: Partial<Drift> = {}): Drift {
  return {
    rule: "attachment-unexpected",
    baseline: "matillion-agent",
    entity: ENTITY,
    subject: "arn:aws:iam::aws:policy/AdministratorAccess",
    severity: "high",
    summary: "AdministratorAccess is attached to role/matillion-task, which the baseline does not expect.",
    deltas: [{ effect: "gained", text: "every action on every resource" }],
    fingerprint: "a1",
    ...changes,
  };
}

export function detection(askedAt: string, ...outcomes: readonly RuleOutcome[]): Detection {
  return { account: ACCOUNT, baseline: "matillion-agent", entity: ENTITY, askedAt, outcomes };
}

export function decided(...drifts: readonly Drift[]): RuleOutcome {
  return { rule: drifts[0]?.rule ?? "attachment-unexpected", status: "decided", drifts };
}

export const actor: ClaimedActor = {
  who: "arn:aws:iam::000000000000:user/mallory",
  type: "IAMUser",
  sourceAddress: "198.51.100.7",
  userAgent: "aws-cli/2.17.0 md/awscrt#0.20.11",
  eventName: "AttachRolePolicy",
  eventTime: "2026-01-01T08:59:58Z",
  eventId: "6f1f2f6e-1111-4222-8333-444455556666",
};

/** A reading of the entity, about which one rule decided. */
export function reading(askedAt: string, rule: RuleName, ...drifts: readonly Drift[]): LatestReading {
  const decisions = { [rule]: { askedAt, drifts } };
  return { account: ACCOUNT, entity: "role/matillion-task", baseline: "matillion-agent", decisions, version: 1 };
}

/** A finding as the ledger holds it once these readings have been settled, one a second. */
export function findingAfter(...readings: readonly (readonly Drift[])[]): Finding {
  let findings: readonly Finding[] = [];
  for (const [index, drifts] of readings.entries()) {
    const now = new Date(at(index + 1));
    const written = settle({ reading: reading(at(index + 1), "attachment-unexpected", ...drifts), findings, now });
    findings = [...findings.filter(({ id }) => written.every((finding) => finding.id !== id)), ...written];
  }
  const [finding] = findings;
  if (finding === undefined || findings.length > 1) throw new Error("The readings make no single finding.");
  return finding;
}
