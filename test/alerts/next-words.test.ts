import { describe, expect, it } from "vitest";
import { nextWords } from "../../shared/alerts/next-words.ts";
import type { Drift } from "../../shared/drift/drift.ts";
import type { NewsKind } from "../../shared/ledger/finding.ts";

function words(kind: NewsKind, changes: Partial<Drift>): string {
  const drift: Drift = {
    rule: "entity-contained",
    baseline: "shop",
    entity: { kind: "role", name: "till" },
    subject: "AWSRevokeOlderSessions",
    severity: "high",
    summary: "Role till is contained by the inline policy AWSRevokeOlderSessions, which only denies.",
    deltas: [],
    fingerprint: "0",
    ...changes,
  };
  return nextWords({ revision: 1, kind, at: "2026-04-01T09:00:00.000Z", drift });
}

describe("what to do about containment", () => {
  it.each(["IAM Drift Opened", "IAM Drift Changed"] as const)("is to leave it: %s", (kind) => {
    const told = words(kind, { verdict: "different", change: "narrowed" });
    expect(told).toContain("Find out who did that and why, and leave it until the incident is over.");
    expect(told).not.toContain("Put it back");
  });

  it("is to see whether there is any, where that is not known", () => {
    expect(words("IAM Drift Opened", { verdict: "unknown" })).toMatch(
      /^Until that is known, nothing on it is repaired\./,
    );
  });

  it("is to leave an attached policy that only denies, too", () => {
    expect(words("IAM Drift Opened", { rule: "attachment-unexpected", change: "narrowed" })).toContain(
      "Leave it until that is over",
    );
    expect(words("IAM Drift Opened", { rule: "attachment-unexpected" })).toContain("Put it back");
  });
});
