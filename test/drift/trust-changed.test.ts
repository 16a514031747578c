import { describe, expect, it } from "vitest";
import {
  detect,
  document,
  driftsOf,
  expectedRole,
  expectedServiceLinkedRole,
  onlyDrift,
  present,
  roleState,
  serviceLinkedRoleState,
  TASKS,
  TASKS_AND_EC2,
  trustOf,
} from "./fixtures.ts";

const live = (trust: string) => roleState({ trust: present(trust) });

describe("trust-changed", () => {
  it("fires, critically, when others may assume the role too", () => {
    const drift = onlyDrift(detect(expectedRole({ severity: "low" }), live(TASKS_AND_EC2)));
    expect(drift).toMatchObject({
      rule: "trust-changed",
      subject: "",
      severity: "critical",
      verdict: "different",
      change: "broadened",
    });
    expect(drift.summary).toMatch(
      /^The trust policy of role worker allows more than its document: gained .*ec2\.amazonaws\.com.*\.$/,
    );
    expect(drift.witness).toMatchObject({ action: expect.stringMatching(/^sts:/i), resource: "*" });
  });

  it("fires with the baseline's severity when fewer may", () => {
    const drift = onlyDrift(detect(expectedRole({ trust: document(TASKS_AND_EC2), severity: "low" }), live(TASKS)));
    expect(drift).toMatchObject({ rule: "trust-changed", severity: "low", change: "narrowed" });
  });

  it("fires, critically, when one principal took another's place", () => {
    const drift = onlyDrift(detect(expectedRole(), live(trustOf("lambda.amazonaws.com"))));
    expect(drift).toMatchObject({ rule: "trust-changed", severity: "critical", change: "mixed" });
  });

  it("fires for a service-linked role", () => {
    const state = serviceLinkedRoleState({ trust: present(TASKS) });
    const drift = onlyDrift(detect(expectedServiceLinkedRole(), state));
    expect(drift.summary).toMatch(
      /^The trust policy of service-linked role AWSServiceRoleForIVSRecordToS3 allows both more and less/,
    );
  });

  it.each([
    { name: "the same text", trust: TASKS },
    { name: "another layout", trust: JSON.stringify(JSON.parse(TASKS), null, 4) },
    {
      name: "another Sid, and lists for single values",
      trust: JSON.stringify({
        Version: "2012-10-17",
        Statement: {
          Sid: "x",
          Action: ["sts:AssumeRole"],
          Principal: { Service: ["ecs-tasks.amazonaws.com"] },
          Effect: "Allow",
        },
      }),
    },
  ])("does not fire for $name", ({ trust }) => {
    expect(driftsOf(detect(expectedRole(), live(trust)))).toEqual([]);
  });

  it("does not fire where the baseline says nothing of trust", () => {
    const { trust: _, ...unwatched } = expectedRole();
    expect(driftsOf(detect(unwatched, live(TASKS_AND_EC2)))).toEqual([]);
  });
});

describe("trust that cannot be told apart", () => {
  const trust = (...AWS: readonly string[]) =>
    JSON.stringify({ Statement: [{ Effect: "Allow", Principal: { AWS }, Action: "sts:AssumeRole" }] });

  it.each(["exact", "at-most", "at-least"] as const)("is a drift of unknown verdict, compared %s", (compare) => {
    // Trusting the account and one of its roles besides lets nobody in whom the account could not, yet the role needs no permission.
    const canonical = document(trust("arn:aws:iam::123456789012:root"));
    const both = trust("arn:aws:iam::123456789012:root", "arn:aws:iam::123456789012:role/x");
    const drift = onlyDrift(detect(expectedRole({ trust: canonical, compare }), live(both)));
    expect(drift).toMatchObject({ rule: "trust-changed", verdict: "unknown", severity: "medium", deltas: [] });
    expect(drift.summary).toContain(`could not be compared with its document: ${drift.reason}`);
  });
});

describe("trust that cannot be understood", () => {
  it.each([
    { name: "no JSON", trust: "{" },
    { name: "a repeated key", trust: '{"Version":"2012-10-17","Version":"2012-10-17","Statement":[]}' },
  ])("is a drift of unknown verdict: $name", ({ trust }) => {
    const drift = onlyDrift(detect(expectedRole(), live(trust)));
    expect(drift).toMatchObject({ rule: "trust-changed", severity: "medium", verdict: "unknown", deltas: [] });
    expect(drift.summary).toMatch(/^The trust policy of role worker could not be compared with its document: .+\.$/);
    expect(drift.reason).toMatch(/line 1, column \d+/);
    expect(drift).not.toHaveProperty("change");
  });
});
