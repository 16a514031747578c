import { describe, expect, it } from "vitest";
import { nextWords } from "../../shared/alerts/next-words.ts";
import type { Drift } from "../../shared/drift/drift.ts";
import type { News, NewsKind } from "../../shared/ledger/finding.ts";

function words(kind: NewsKind, changes: Partial<Drift>, more: Partial<News> = {}): string {
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
  return nextWords({ revision: 1, kind, at: "2026-04-01T09:00:00.000Z", drift, ...more });
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

describe("what to do about a drift that is still open", () => {
  const attached = { rule: "attachment-unexpected" } as const;
  it.each([
    { name: "a day", openSince: "2026-03-31T23:59:00.000Z", expected: "2026-03-31, for a day." },
    { name: "days", openSince: "2026-02-28T00:00:00.000Z", expected: "2026-02-28, for 32 days." },
  ])("is what it was, with since when: $name", ({ openSince, expected }) => {
    const before = words("IAM Drift Opened", attached);
    expect(words("IAM Drift Reminder", attached, { openSince })).toBe(`It has been open since ${expected} ${before}`);
  });

  it("is to make it readable, where it cannot be read", () => {
    const told = words("IAM Drift Reminder", { rule: "unreadable" }, { openSince: "2026-03-01T00:00:00.000Z" });
    expect(told).toMatch(/^It has been open since .* for 31 days\. Until it can be read, Plumbline neither says/);
  });

  it("is to leave containment", () => {
    const told = words("IAM Drift Reminder", { verdict: "different" }, { openSince: "2026-03-01T00:00:00.000Z" });
    expect(told).toContain("leave it until the incident is over");
  });
});
