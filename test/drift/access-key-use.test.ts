import { describe, expect, it } from "vitest";
import type { AccessKeyRules } from "../../shared/baselines/expected-state.ts";
import type { AccessKeyState } from "../../shared/observation/entity-state.ts";
import { accessKey, daysAgo, detect, driftsOf, expectedUser, NOW, onlyDrift, present, userState } from "./fixtures.ts";

const KEY = "AKIAIOSFODNN7THEKEY1";
const RULES: AccessKeyRules = { breachAtDays: 90, breachSource: "plumbline", maximumActive: 2, overlapDays: 0 };

const judge = (rules: Partial<AccessKeyRules>, keys: readonly AccessKeyState[], now = NOW) =>
  detect(
    expectedUser({ accessKeys: { ...RULES, ...rules }, severity: "high" }),
    userState({ accessKeys: present(keys) }),
    now,
  );
const told = async (rules: Partial<AccessKeyRules>, ...keys: readonly AccessKeyState[]) =>
  driftsOf(await judge(rules, keys)).map(({ rule, severity }) => `${severity} ${rule}`);
const used = (key: AccessKeyState, days: number): AccessKeyState => ({ ...key, lastUsed: present(daysAgo(days)) });

describe("access-key-due", () => {
  const due = { warnAtDays: 75 };

  it("says how old the key is and when it is too old, and shows no more than four characters of it", async () => {
    expect(onlyDrift(await judge(due, [accessKey(KEY, 80)]))).toMatchObject({
      rule: "access-key-due",
      subject: KEY,
      severity: "low",
      summary: "Access key …KEY1 of user machine is 80 days old, and is to be replaced before it is 90 days old.",
    });
  });

  it.each([
    { name: "a day before", age: 74, expected: [] },
    { name: "on the day", age: 75, expected: ["low access-key-due"] },
    { name: "on the last day before the limit", age: 89, expected: ["low access-key-due"] },
    { name: "from the limit on it is too old, and not due as well", age: 90, expected: ["high access-key-too-old"] },
  ])("$name", async ({ age, expected }) => {
    expect(await told(due, accessKey(KEY, age))).toEqual(expected);
  });

  it("does not fire for an inactive key, nor where no day is stated", async () => {
    expect(await told(due, accessKey(KEY, 80, "Inactive"))).toEqual([]);
    expect(await told({}, accessKey(KEY, 80))).toEqual([]);
  });

  it("is no news while the key only grows older", async () => {
    const today = onlyDrift(await judge(due, [accessKey(KEY, 75)]));
    const later = onlyDrift(await judge(due, [accessKey(KEY, 75)], new Date(NOW.getTime() + 5 * 86_400_000)));
    expect(later.summary).not.toBe(today.summary);
    expect(later.fingerprint).toBe(today.fingerprint);
  });
});

describe("access-key-unused", () => {
  const unused = { unusedDays: 45 };

  it("says for how long, and shows no more than four characters of the key", async () => {
    expect(onlyDrift(await judge(unused, [used(accessKey(KEY, 80), 50)]))).toMatchObject({
      rule: "access-key-unused",
      subject: KEY,
      severity: "high",
      summary:
        "Access key …KEY1 of user machine was last used 50 days ago; its baseline allows less than 45 days without use.",
    });
    expect(onlyDrift(await judge(unused, [accessKey(KEY, 50)])).summary).toBe(
      "Access key …KEY1 of user machine was never used in the 50 days since it was made; its baseline allows less than 45 days without use.",
    );
  });

  const FIRES = ["high access-key-unused"];
  it.each([
    { name: "used today", key: used(accessKey(KEY, 80), 0), expected: [] },
    { name: "used a day less than the limit ago", key: used(accessKey(KEY, 80), 44), expected: [] },
    { name: "used on the day of the limit", key: used(accessKey(KEY, 80), 45), expected: FIRES },
    { name: "never used, and new", key: accessKey(KEY, 44), expected: [] },
    { name: "never used, and made on the day of the limit", key: accessKey(KEY, 45), expected: FIRES },
    { name: "inactive", key: accessKey(KEY, 80, "Inactive"), expected: [] },
  ])("$name", async ({ key, expected }) => {
    expect(await told(unused, key)).toEqual(expected);
  });

  it("does not fire where no limit is stated", async () => {
    expect(await told({}, accessKey(KEY, 80))).toEqual([]);
  });

  it("is told beside an age that is too great", async () => {
    expect(await told(unused, accessKey(KEY, 91))).toEqual(["high access-key-too-old", "high access-key-unused"]);
  });

  it("is no news while the key only stays unused", async () => {
    const today = onlyDrift(await judge(unused, [accessKey(KEY, 45)]));
    const later = onlyDrift(await judge(unused, [accessKey(KEY, 45)], new Date(NOW.getTime() + 5 * 86_400_000)));
    expect(later.fingerprint).toBe(today.fingerprint);
  });

  it("throws rather than take a time it cannot read for a use", async () => {
    await expect(judge(unused, [{ ...accessKey(KEY, 1), lastUsed: present("lately") }])).rejects.toThrow(RangeError);
  });
});
