import { describe, expect, it } from "vitest";
import type { Severity } from "../../shared/baselines/expected-state.ts";
import { detect, document, expectedRole, onlyDrift, present, READ, roleState } from "./fixtures.ts";

const policy = (...statements: readonly object[]): string =>
  JSON.stringify({ Version: "2012-10-17", Statement: statements });

/** The severity, by a baseline of `severity`, of a role whose inline policy reads `text` instead of its document. */
function severityOf(text: string, severity: Severity = "low", canonical = READ): Severity {
  const inlinePolicies = { match: "exact", documents: { work: document(canonical) } } as const;
  const live = roleState({ inlinePolicies: present({ work: text }) });
  return onlyDrift(detect(expectedRole({ severity, inlinePolicies }), live)).severity;
}

const ALL = { Effect: "Allow", Action: "*", Resource: "*" };
const ONE = { Effect: "Allow", Action: "s3:PutObject", Resource: "*" };
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
    { name: "every action on one bucket", text: policy({ ...ALL, Resource: "arn:aws:s3:::b" }), expected: "low" },
    { name: "every action of one service", text: policy({ ...ALL, Action: "s3:*" }), expected: "low" },
    { name: "everything under a condition", text: policy({ ...ALL, Condition: CONDITION }), expected: "low" },
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
  ] as const)("of $name is $expected", ({ text, expected }) => {
    expect(severityOf(text)).toBe(expected);
  });

  it.each(["low", "medium", "high", "critical"] as const)("is never below the baseline's own: %s", (severity) => {
    expect(severityOf(policy(ONE), severity)).toBe(severity);
    expect(severityOf(policy(ALL), severity)).toBe("critical");
  });

  it("is the baseline's own where everything was meant to be allowed", () => {
    expect(severityOf(policy(ALL, { ...ONE, Effect: "Deny" }), "low", policy(ALL))).toBe("low");
  });
});
