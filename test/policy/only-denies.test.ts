import { describe, expect, it } from "vitest";
import { onlyDenies } from "../../shared/policy/only-denies.ts";
import { allow, deny, document } from "./cases/case.ts";
import { readPolicy } from "./read-policy.ts";

const CASES: readonly { name: string; policy: object; expected: boolean }[] = [
  {
    name: "the inline policy of “revoke sessions”",
    policy: document(deny(["*"], ["*"], { DateLessThan: { "aws:TokenIssueTime": "2026-01-01T00:00:00.000Z" } })),
    expected: true,
  },
  { name: "several denies", policy: document(deny("iam:*"), deny("s3:*")), expected: true },
  { name: "a deny beside an allow", policy: document(deny("iam:*"), allow("s3:GetObject")), expected: false },
  { name: "a deny beside an allow that does nothing", policy: document(deny("iam:*"), allow([])), expected: true },
  { name: "a deny that does nothing", policy: document(deny([])), expected: false },
  { name: "no statements", policy: document(), expected: false },
  { name: "an allow", policy: document(allow("s3:GetObject")), expected: false },
];

describe("onlyDenies", () => {
  it.each(CASES)("$name", ({ policy, expected }) => {
    expect(onlyDenies(readPolicy(policy, "identity"))).toBe(expected);
  });
});
