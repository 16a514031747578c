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
  it("fires, critically, when others may assume the role too", async () => {
    const drift = onlyDrift(await detect(expectedRole({ severity: "low" }), live(TASKS_AND_EC2)));
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

  it("fires, critically, when a condition is lost", async () => {
    const account = (Condition: object) =>
      JSON.stringify({
        Statement: [{ Effect: "Allow", Principal: { AWS: "111122223333" }, Action: "sts:AssumeRole", ...Condition }],
      });
    const canonical = document(account({ Condition: { StringEquals: { "sts:ExternalId": "abc" } } }));
    const drift = onlyDrift(await detect(expectedRole({ trust: canonical, severity: "low" }), live(account({}))));
    expect(drift).toMatchObject({ severity: "critical", change: "broadened" });
    expect(drift.summary).toBe(
      "The trust policy of role worker allows more than its document: lost the condition `sts:ExternalId`.",
    );
  });

  it("says that anyone is let in, and that this is privilege escalation", async () => {
    const anyone = JSON.stringify({ Statement: [{ Effect: "Allow", Principal: "*", Action: "sts:AssumeRole" }] });
    const drift = onlyDrift(await detect(expectedRole({ severity: "low" }), live(anyone)));
    expect(drift.severity).toBe("critical");
    expect(drift.summary).toContain(
      "privilege escalation included (sts:AssumeRole): gained `sts:AssumeRole` for anyone",
    );
  });

  it("does not raise what changes nothing today", async () => {
    const latent = JSON.stringify({
      Statement: [
        ...JSON.parse(TASKS).Statement,
        { Effect: "Allow", Principal: { Service: "ecs-tasks.amazonaws.com" }, Action: "sts:AssumeRoles" },
      ],
    });
    const drift = onlyDrift(await detect(expectedRole({ severity: "low" }), live(latent)));
    expect(drift).toMatchObject({ severity: "low", change: "broadened", deltas: [{ latent: "no-such-action" }] });
    expect(drift.summary).toContain("allows more than its document, though it changes nothing today: gained");
  });

  it("does not raise a denial of everyone, and calls it containment", async () => {
    const contained = JSON.stringify({
      Statement: [...JSON.parse(TASKS).Statement, { Effect: "Deny", Principal: "*", Action: "sts:AssumeRole" }],
    });
    const drift = onlyDrift(await detect(expectedRole({ severity: "low" }), live(contained)));
    expect(drift).toMatchObject({ severity: "low", change: "narrowed" });
    expect(drift.summary).toContain("allows less than its document, by denials alone, as containment does: gained");
  });

  it("fires with the baseline's severity when fewer may", async () => {
    const drift = onlyDrift(
      await detect(expectedRole({ trust: document(TASKS_AND_EC2), severity: "low" }), live(TASKS)),
    );
    expect(drift).toMatchObject({ rule: "trust-changed", severity: "low", change: "narrowed" });
  });

  it("fires, critically, when one principal took another's place", async () => {
    const drift = onlyDrift(await detect(expectedRole(), live(trustOf("lambda.amazonaws.com"))));
    expect(drift).toMatchObject({ rule: "trust-changed", severity: "critical", change: "mixed" });
  });

  it("fires for a service-linked role", async () => {
    const state = serviceLinkedRoleState({ trust: present(TASKS) });
    const drift = onlyDrift(await detect(expectedServiceLinkedRole(), state));
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
  ])("does not fire for $name", async ({ trust }) => {
    expect(driftsOf(await detect(expectedRole(), live(trust)))).toEqual([]);
  });

  it("does not fire where the baseline says nothing of trust", async () => {
    const { trust: _, ...unwatched } = expectedRole();
    expect(driftsOf(await detect(unwatched, live(TASKS_AND_EC2)))).toEqual([]);
  });
});

describe("trust that cannot be told apart", () => {
  const trust = (...AWS: readonly string[]) =>
    JSON.stringify({ Statement: [{ Effect: "Allow", Principal: { AWS }, Action: "sts:AssumeRole" }] });

  it.each(["exact", "at-most", "at-least"] as const)("is a drift of unknown verdict, compared %s", async (compare) => {
    // Trusting the account and one of its roles besides lets nobody in whom the account could not, yet the role needs no permission.
    const canonical = document(trust("arn:aws:iam::123456789012:root"));
    const both = trust("arn:aws:iam::123456789012:root", "arn:aws:iam::123456789012:role/x");
    const drift = onlyDrift(await detect(expectedRole({ trust: canonical, compare }), live(both)));
    expect(drift).toMatchObject({ rule: "trust-changed", verdict: "unknown", severity: "medium", deltas: [] });
    expect(drift.summary).toContain(`could not be compared with its document: ${drift.reason}`);
  });
});

describe("trust that cannot be understood", () => {
  it.each([
    { name: "no JSON", trust: "{" },
    { name: "a repeated key", trust: '{"Version":"2012-10-17","Version":"2012-10-17","Statement":[]}' },
  ])("is a drift of unknown verdict: $name", async ({ trust }) => {
    const drift = onlyDrift(await detect(expectedRole(), live(trust)));
    expect(drift).toMatchObject({ rule: "trust-changed", severity: "medium", verdict: "unknown", deltas: [] });
    expect(drift.summary).toMatch(/^The trust policy of role worker could not be compared with its document: .+\.$/);
    expect(drift.reason).toMatch(/line 1, column \d+/);
    expect(drift).not.toHaveProperty("change");
  });
});
