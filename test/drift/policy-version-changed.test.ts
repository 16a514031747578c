import { describe, expect, it } from "vitest";
import {
  detect,
  document,
  driftsOf,
  EVERYTHING,
  expectedPolicy,
  onlyDrift,
  policyState,
  READ,
  READ_AND_WRITE,
} from "./fixtures.ts";

describe("policy-version-changed", () => {
  it("fires with the default version, and does not pretend to know how it came about", async () => {
    const drift = onlyDrift(await detect(expectedPolicy(), policyState(READ_AND_WRITE, "v4")));
    expect(drift).toMatchObject({
      rule: "policy-version-changed",
      subject: "",
      severity: "medium",
      verdict: "different",
      change: "broadened",
    });
    expect(drift.summary).toMatch(
      /^The default version v4 of policy reader allows more than its document: gained .*; whether that is a new version or a rollback to an older one cannot be known from its content\.$/,
    );
  });

  it("does not fire for another version that decides alike", async () => {
    expect(
      driftsOf(await detect(expectedPolicy(), policyState(JSON.stringify(JSON.parse(READ), null, 2), "v9"))),
    ).toEqual([]);
  });

  it("obeys how the baseline compares", async () => {
    const expected = expectedPolicy({ compare: "at-most", document: document(READ_AND_WRITE) });
    expect(driftsOf(await detect(expected, policyState(READ)))).toEqual([]);
    expect(onlyDrift(await detect(expected, policyState(EVERYTHING))).severity).toBe("critical");
  });

  it("is of unknown verdict where the document cannot be understood", async () => {
    const drift = onlyDrift(await detect(expectedPolicy(), policyState("[]")));
    expect(drift).toMatchObject({ rule: "policy-version-changed", verdict: "unknown" });
  });
});
