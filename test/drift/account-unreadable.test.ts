import { describe, expect, it } from "vitest";
import type { ConfiguredAccount } from "../../shared/baselines/settings.ts";
import {
  detectUnreadableAccount,
  EVERY_BASELINE,
  isAccountUnreadableBy,
} from "../../shared/drift/account-unreadable.ts";
import type { Drift } from "../../shared/drift/drift.ts";
import type { Unreadable } from "../../shared/iam/unreadable.ts";
import { ACCOUNT, ASKED_AT, expectedPolicy, expectedRole } from "./fixtures.ts";

const DENIED: Unreadable = { call: "AssumeRole", code: "AccessDenied", message: "The role is gone." };
const account: ConfiguredAccount = {
  account: ACCOUNT,
  partition: "aws",
  entities: [expectedRole({ severity: "low" }), expectedPolicy({ severity: "high" })],
};

function driftOf(reason: Unreadable, of: ConfiguredAccount = account): Drift {
  const [outcome] = detectUnreadableAccount(of, reason, ASKED_AT).outcomes;
  const drift = outcome?.status === "decided" ? outcome.drifts[0] : undefined;
  if (drift === undefined) throw new Error("There is no drift.");
  return drift;
}

describe("a whole account that cannot be read", () => {
  it("is one drift of the account, of no single baseline, as grave as its gravest entity", () => {
    expect(driftOf(DENIED)).toMatchObject({
      rule: "account-unreadable",
      baseline: EVERY_BASELINE,
      entity: { kind: "account", name: "account" },
      subject: "",
      severity: "high",
      summary: `Account ${ACCOUNT} could not be read, and nothing in it is judged or repaired (AssumeRole: AccessDenied: The role is gone).`,
      reason: "AssumeRole: AccessDenied: The role is gone.",
    });
  });

  it("is none where it could be read", () => {
    const { outcomes } = detectUnreadableAccount(account, undefined, ASKED_AT);
    expect(outcomes).toEqual([{ rule: "account-unreadable", status: "decided", drifts: [] }]);
  });

  const others: readonly { name: string; reason: Unreadable; changed: boolean }[] = [
    { name: "another message", reason: { ...DENIED, message: "Request 4711 was denied." }, changed: false },
    { name: "another code", reason: { ...DENIED, code: "Throttling" }, changed: true },
    { name: "another call", reason: { ...DENIED, call: "GetAccountAuthorizationDetails" }, changed: true },
  ];
  it.each(others)("has changed with $name: $changed", ({ reason, changed }) => {
    expect(driftOf(reason).fingerprint !== driftOf(DENIED).fingerprint).toBe(changed);
  });

  it("says by which call it is so", () => {
    expect(isAccountUnreadableBy(driftOf(DENIED), "AssumeRole")).toBe(true);
    expect(isAccountUnreadableBy(driftOf({ ...DENIED, call: "AssumeRoleWithSAML" }), "AssumeRole")).toBe(false);
    expect(isAccountUnreadableBy({ ...driftOf(DENIED), rule: "unreadable" }, "AssumeRole")).toBe(false);
  });
});
