import { describe, expect, it } from "vitest";
import type { AccessKeyRules, Severity } from "../../shared/baselines/expected-state.ts";
import type { AccessKeyState, UserState } from "../../shared/observation/entity-state.ts";
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
      summary:
        "Access key …KEY1 of user machine is 80 days old, and is to be replaced before it is 90 days old, in 10 days.",
    });
    expect(onlyDrift(await judge(due, [accessKey(KEY, 89)])).summary).toMatch(/ 90 days old, in 1 day\.$/);
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

describe("access-key-due, told ahead of the breach", () => {
  const rules = { warnDaysAhead: [14, 7, 1] };
  /** At each age of a key from 70 days on, whether that is news: the severity, whenever the drift is another than the day before. */
  async function newsOf(changes: Partial<AccessKeyRules>, severity: Severity = "critical"): Promise<readonly string[]> {
    const told: string[] = [];
    let before: string | undefined;
    for (let age = 1; age < (changes.breachAtDays ?? RULES.breachAtDays); age += 1) {
      const expected = expectedUser({ accessKeys: { ...RULES, ...changes }, severity });
      const keys = present([accessKey(KEY, age)]);
      const [drift] = driftsOf(await detect(expected, userState({ accessKeys: keys })));
      if (drift !== undefined && drift.fingerprint !== before) told.push(`${age} ${drift.severity}`);
      before = drift?.fingerprint;
    }
    return told;
  }

  it.each([
    { name: "once at each warning", changes: rules, expected: ["76 low", "83 medium", "89 high"] },
    {
      name: "first when the baseline says, where that is earlier",
      changes: { ...rules, warnAtDays: 75 },
      expected: ["75 low", "83 medium", "89 high"],
    },
    {
      name: "not when the baseline says, where that is later",
      changes: { ...rules, warnAtDays: 80 },
      expected: ["76 low", "83 medium", "89 high"],
    },
    { name: "by one warning alone", changes: { warnDaysAhead: [1] }, expected: ["89 high"] },
    { name: "in any order", changes: { warnDaysAhead: [7, 30] }, expected: ["60 low", "83 medium"] },
    {
      name: "without the warnings that are further ahead than a key's whole life",
      changes: { ...rules, breachAtDays: 14 },
      expected: ["7 medium", "13 high"],
    },
    { name: "not at all where a key's whole life is shorter", changes: { ...rules, breachAtDays: 1 }, expected: [] },
  ])("is told $name", async ({ changes, expected }) => {
    expect(await newsOf(changes)).toEqual(expected);
  });

  it("is never worse than the breach itself", async () => {
    expect(await newsOf(rules, "medium")).toEqual(["76 low", "83 medium", "89 medium"]);
    expect(await newsOf(rules, "low")).toEqual(["76 low", "83 low", "89 low"]);
  });
});

describe("whose a user's keys are", () => {
  const rules = { ...RULES, warnAtDays: 75, unusedDays: 45, maximumActive: 0 };
  const keysOf = (age: number, tags: UserState["tags"]) =>
    detect(expectedUser({ accessKeys: rules }), userState({ accessKeys: present([accessKey(KEY, age)]), tags }));

  it.each([80, 95])("is told by every finding on them, of a key of %i days", async (age) => {
    const drifts = driftsOf(await keysOf(age, present({ Owner: "data-platform" })));
    expect(drifts).toHaveLength(3);
    expect(drifts.map(({ owner }) => owner)).toEqual(["data-platform", "data-platform", "data-platform"]);
  });

  it("makes no other drift of it, and is left out where nobody is named or the tags could not be read", async () => {
    const owned = driftsOf(await keysOf(95, present({ owner: "somebody" })));
    for (const tags of [
      present({}),
      { status: "unreadable", reason: { call: "GetUser", code: "x", message: "y" } },
    ] as const) {
      const drifts = driftsOf(await keysOf(95, tags)).filter(({ rule }) => rule !== "unreadable");
      expect(drifts.map(({ fingerprint }) => fingerprint)).toEqual(owned.map(({ fingerprint }) => fingerprint));
      expect(drifts.filter((drift) => "owner" in drift)).toEqual([]);
    }
  });

  it.each([
    {
      name: "a line break and a mark that turns the line round",
      tag: "a\u2028b\u202ec",
      owner: "a\\u{2028}b\\u{202e}c",
    },
    { name: "more than IAM takes", tag: "x".repeat(5_000), owner: "x".repeat(256) },
    { name: "more than IAM takes once it is made visible", tag: "\u202e".repeat(256), owner: "\\u{202e}".repeat(32) },
    { name: "an access key", tag: `key AKIAIOSFODNN7EXAMPLE`, owner: "key ****MPLE" },
  ])("is harmless where the tag holds $name", async ({ tag, owner }) => {
    expect(driftsOf(await keysOf(95, present({ owner: tag })))[0]?.owner).toBe(owner);
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
