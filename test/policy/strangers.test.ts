import { describe, expect, it } from "vitest";
import { decidePolicies } from "../../shared/policy/decide-policies.ts";
import { parsePolicy } from "../../shared/policy/parse-policy.ts";

function trust(principal: unknown) {
  const statement = { Effect: "Allow", Principal: principal, Action: "sts:AssumeRole" };
  const parsed = parsePolicy(JSON.stringify({ Version: "2012-10-17", Statement: [statement] }), "trust");
  if (parsed.status === "invalid") throw new Error("The test's own policy is not valid.");
  return parsed.policy;
}

describe("whom a policy names is no stranger to it", () => {
  // The first account is the one a stranger would be taken from were nobody named.
  it.each(["111122223333", "111122223334", "444455556666"])(
    "a trust of %s that is opened to all is broadened",
    (account) => {
      const comparison = decidePolicies([trust({ AWS: account })], [trust({ AWS: "*" })], "trust");
      expect(comparison).toMatchObject({ verdict: "different", change: "broadened" });
      const principal = comparison.verdict === "different" ? comparison.witness.principal : undefined;
      expect(principal).toMatch(/^arn:aws:/);
      expect(principal).not.toContain(account);
    },
  );

  it("a service that is named is told from one that is not", () => {
    const named = { AWS: "111122223333", Service: "example.amazonaws.com" };
    expect(decidePolicies([trust(named)], [trust({ AWS: "111122223333" })], "trust")).toMatchObject({
      verdict: "different",
      change: "narrowed",
      witness: { principal: "example.amazonaws.com" },
    });
  });
});
