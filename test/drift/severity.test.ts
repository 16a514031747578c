import { describe, expect, it } from "vitest";
import type { Severity } from "../../shared/baselines/expected-state.ts";
import { type Gain, gainOf } from "../../shared/drift/severity.ts";
import type { Delta } from "../../shared/policy/comparison.ts";
import { detect, document, expectedRole, onlyDrift, present, READ, roleState } from "./fixtures.ts";

const policy = (...statements: readonly object[]): string =>
  JSON.stringify({ Version: "2012-10-17", Statement: statements });

/** The severity, by a baseline of `severity`, of a role whose inline policy reads `text` instead of its document. */
async function severityOf(text: string, severity: Severity = "low", canonical = READ): Promise<Severity> {
  const inlinePolicies = { match: "exact", documents: { work: document(canonical) } } as const;
  const live = roleState({ inlinePolicies: present({ work: text }) });
  return onlyDrift(await detect(expectedRole({ severity, inlinePolicies }), live)).severity;
}

const ALL = { Effect: "Allow", Action: "*", Resource: "*" };
const ONE = { Effect: "Allow", Action: "s3:PutObject", Resource: "*" };
const READS = { Effect: "Allow", Action: "s3:GetObject", Resource: "*" };
const CONTRADICTION = {
  StringEquals: { "aws:SourceAccount": "111111111111" },
  ArnLike: { "aws:SourceArn": "arn:aws:sns:us-east-1:222222222222:topic" },
};
const CONDITION = { StringEquals: { "aws:PrincipalTag/team": "a" } };

describe("severity", () => {
  it.each([
    { name: "everything", text: policy(ALL), expected: "critical" },
    { name: "everything, in the second statement", text: policy(ONE, ALL), expected: "critical" },
    { name: "everything, among other actions", text: policy({ ...ALL, Action: ["s3:*", "*"] }), expected: "critical" },
    { name: "everything, spelt *:*", text: policy({ ...ALL, Action: "*:*" }), expected: "critical" },
    {
      name: "everything, among other resources",
      text: policy({ ...ALL, Resource: ["arn:aws:s3:::b", "*"] }),
      expected: "critical",
    },
    { name: "every action on one bucket", text: policy({ ...ALL, Resource: "arn:aws:s3:::b" }), expected: "high" },
    { name: "every action of one service", text: policy({ ...ALL, Action: "s3:*" }), expected: "high" },
    { name: "everything under a condition", text: policy({ ...ALL, Condition: CONDITION }), expected: "critical" },
    {
      name: "every action but every action",
      text: policy({ Effect: "Allow", NotAction: "*", Resource: "*" }),
      expected: "low",
    },
    {
      name: "everything but every resource",
      text: policy({ Effect: "Allow", Action: "*", NotResource: "*" }),
      expected: "low",
    },
    { name: "the denial of everything", text: policy({ ...ALL, Effect: "Deny" }), expected: "low" },
    { name: "what is no policy", text: '{"Statement":[{"Effect":"Allow","Action":"*"}]}', expected: "low" },
  ] as const)("of $name is $expected", async ({ text, expected }) => {
    expect(await severityOf(text)).toBe(expected);
  });

  it.each([
    { name: "an action that only reads", text: policy(READS, { ...ONE, Action: "s3:GetObjectAcl" }), expected: "low" },
    { name: "an action that writes", text: policy(READS, ONE), expected: "low" },
    {
      name: "an action that manages permissions",
      text: policy(READS, { ...ONE, Action: "s3:PutBucketPolicy" }),
      expected: "high",
    },
    {
      name: "a step of privilege escalation",
      text: policy(READS, { ...ONE, Action: "iam:PassRole" }),
      expected: "critical",
    },
    {
      name: "a step that needs another, which is missing",
      text: policy(READS, { ...ONE, Action: "ec2:RunInstances" }),
      expected: "low",
    },
    {
      name: "an action of permissions management on what it cannot be asked for",
      text: policy(READS, { ...ONE, Action: "s3:PutBucketPolicy", Resource: "arn:aws:sqs:us-east-1:123456789012:q" }),
      expected: "low",
    },
    {
      name: "a step of privilege escalation under conditions that contradict one another",
      text: policy(READS, { ...ONE, Action: "iam:PassRole", Condition: CONTRADICTION }),
      expected: "low",
    },
    { name: "names that do not exist", text: policy(READS, { ...ONE, Action: "iam:PassRoles" }), expected: "low" },
    { name: "everything, and its denial", text: policy(ALL, { ...ALL, Effect: "Deny" }), expected: "low" },
    {
      name: "a great deal of text that denies",
      text: policy(READS, { ...ONE, Effect: "Deny", Action: ["iam:*", "s3:Put*", "organizations:*"] }),
      expected: "low",
    },
  ] as const)("of $name, gained, is $expected", async ({ text, expected }) => {
    expect(await severityOf(text)).toBe(expected);
  });

  it.each([
    { name: "a step of privilege escalation", action: "iam:PassRole", expected: "critical" },
    { name: "permissions management", action: "s3:PutBucketPolicy", expected: "high" },
    { name: "an action that writes", action: "s3:PutObject", expected: "low" },
  ] as const)("of the denial of $name, lost, is $expected", async ({ action, expected }) => {
    const canonical = policy(READS, { ...ONE, Effect: "Deny", Action: action });
    expect(await severityOf(policy(READS), "low", canonical)).toBe(expected);
  });

  it("of permissions lost is the baseline's own", async () => {
    expect(await severityOf(policy(READS), "low", policy(READS, { ...ONE, Action: "iam:*" }))).toBe("low");
  });

  it.each(["low", "medium", "high", "critical"] as const)("is never below the baseline's own: %s", async (severity) => {
    expect(await severityOf(policy(ONE), severity)).toBe(severity);
    expect(await severityOf(policy(ALL), severity)).toBe("critical");
  });

  it("is the baseline's own where everything was meant to be allowed", async () => {
    expect(await severityOf(policy(ALL, { ...ONE, Effect: "Deny" }), "low", policy(ALL))).toBe("low");
  });
});

describe("gainOf", () => {
  const more = { effect: "gained", text: "a", permits: "more" } as const;
  const less = { effect: "gained", text: "a", permits: "less" } as const;
  const latent = { ...more, latent: "no-such-action" } as const;
  const unsaid = { effect: "gained", text: "perhaps more" } as const;
  const witness = { action: "a:B", resource: "*", context: {}, canonical: "none", live: "allow" } as const;

  const CASES: readonly {
    name: string;
    change: "broadened" | "mixed" | "narrowed";
    deltas: Delta[];
    expected: Gain;
  }[] = [
    { name: "what permits more", change: "broadened", deltas: [more], expected: "something" },
    { name: "what is all latent", change: "broadened", deltas: [latent], expected: "nothing" },
    { name: "what is latent beside a loss", change: "mixed", deltas: [latent, less], expected: "nothing" },
    { name: "what was not told, of a broadened policy", change: "broadened", deltas: [], expected: "something" },
    { name: "a gain that no delta shows", change: "mixed", deltas: [less], expected: "something" },
    { name: "what was too laborious to tell", change: "mixed", deltas: [unsaid], expected: "permissions management" },
    { name: "what permits less, whatever the deltas say", change: "narrowed", deltas: [more], expected: "nothing" },
  ];
  it.each(CASES)("of $name is $expected", ({ change, deltas, expected }) => {
    expect(gainOf({ verdict: "different", change, witness, deltas }, false)).toBe(expected);
  });

  it("of what could not be compared is everything or nothing", () => {
    const unknown = { verdict: "unknown", reason: "too laborious" } as const;
    expect([gainOf(unknown, true), gainOf(unknown, false)]).toEqual(["everything", "nothing"]);
  });
});
