import { describe, expect, it } from "vitest";
import type { AccessKeyRules } from "../../shared/baselines/expected-state.ts";
import type { AccessKeyState } from "../../shared/observation/entity-state.ts";
import { accessKey, detect, driftsOf, expectedUser, NOW, onlyDrift, present, userState } from "./fixtures.ts";

const OLD = "AKIAIOSFODNN7OLDKEY1";
const NEW = "AKIAIOSFODNN7NEWKEY2";
const RULES: AccessKeyRules = { breachAtDays: 90, breachSource: "plumbline", maximumActive: 1, overlapDays: 7 };

const judge = (keys: readonly AccessKeyState[], rules: Partial<AccessKeyRules> = {}, now = NOW) =>
  detect(expectedUser({ accessKeys: { ...RULES, ...rules } }), userState({ accessKeys: present(keys) }), now);
const told = async (keys: readonly AccessKeyState[], rules: Partial<AccessKeyRules> = {}) =>
  driftsOf(await judge(keys, rules)).map(({ rule, subject }) => `${rule} ${subject}`.trim());

describe("access-key-too-old", () => {
  it("fires with the key's age and whose limit it breaks, and shows no more than four characters of it", async () => {
    const drift = onlyDrift(await judge([accessKey(OLD, 91)]));
    expect(drift).toMatchObject({
      rule: "access-key-too-old",
      subject: OLD,
      severity: "medium",
      summary:
        "Access key …KEY1 of user machine is 91 days old; the limit is 90 days (Plumbline's own figure: the vendor's page names none).",
    });
    const byVendor = onlyDrift(await judge([accessKey(OLD, 91)], { breachSource: "vendor" }));
    expect(byVendor.summary).toContain("the limit is 90 days (the vendor's figure).");
  });

  it.each([
    { name: "on the day of the limit", keys: [accessKey(OLD, 90)], expected: [`access-key-too-old ${OLD}`] },
    { name: "a second before it", keys: [accessKey(OLD, 90 - 1 / 86_400)], expected: [] },
    { name: "inactive", keys: [accessKey(OLD, 900, "Inactive")], expected: [] },
    { name: "made in the future", keys: [accessKey(OLD, -1)], expected: [] },
    { name: "none", keys: [], expected: [] },
  ])("$name", async ({ keys, expected }) => {
    expect(await told(keys)).toEqual(expected);
  });

  it("is no news while the key only grows older", async () => {
    const later = new Date(NOW.getTime() + 5 * 86_400_000);
    const [today, then] = [await judge([accessKey(OLD, 91)]), await judge([accessKey(OLD, 91)], {}, later)].map(
      onlyDrift,
    );
    expect(then?.summary).not.toBe(today?.summary);
    expect(then?.fingerprint).toBe(today?.fingerprint);
    expect(onlyDrift(await judge([accessKey(NEW, 91)])).fingerprint).not.toBe(today?.fingerprint);
  });

  it("throws rather than take a time it cannot read for a young key", async () => {
    const unreadableTime = { ...accessKey(OLD, 0), createdAt: "long ago" };
    await expect(judge([unreadableTime])).rejects.toThrow(RangeError);
  });
});

describe("access-keys-too-many", () => {
  it("fires with the keys by their last four characters", async () => {
    const drift = onlyDrift(await judge([accessKey(OLD, 40), accessKey(NEW, 20)]));
    expect(drift).toMatchObject({
      rule: "access-keys-too-many",
      subject: "",
      summary:
        "User machine has 2 active access keys (…KEY2 and …KEY1); its baseline allows 1, and one more only while the newest is younger than 7 days.",
    });
  });

  it("speaks of no overlap where none is allowed", async () => {
    const { summary } = onlyDrift(await judge([accessKey(OLD, 40), accessKey(NEW, 20)], { overlapDays: 0 }));
    expect(summary).toBe("User machine has 2 active access keys (…KEY2 and …KEY1); its baseline allows 1.");
  });

  const TOO_MANY = ["access-keys-too-many"];
  it.each([
    { name: "one key", keys: [accessKey(OLD, 40)], rules: {}, expected: [] },
    { name: "a rotation under way", keys: [accessKey(OLD, 40), accessKey(NEW, 6)], rules: {}, expected: [] },
    {
      name: "a rotation not finished in time",
      keys: [accessKey(OLD, 40), accessKey(NEW, 7)],
      rules: {},
      expected: TOO_MANY,
    },
    {
      name: "a rotation finished",
      keys: [accessKey(OLD, 40, "Inactive"), accessKey(NEW, 20)],
      rules: {},
      expected: [],
    },
    {
      name: "a new key that is inactive",
      keys: [accessKey(OLD, 40), accessKey(NEW, 1, "Inactive")],
      rules: {},
      expected: [],
    },
    {
      name: "no overlap allowed",
      keys: [accessKey(OLD, 40), accessKey(NEW, 0)],
      rules: { overlapDays: 0 },
      expected: TOO_MANY,
    },
    { name: "two allowed", keys: [accessKey(OLD, 40), accessKey(NEW, 20)], rules: { maximumActive: 2 }, expected: [] },
    { name: "none allowed, one new", keys: [accessKey(NEW, 1)], rules: { maximumActive: 0 }, expected: [] },
    { name: "none allowed, one there", keys: [accessKey(NEW, 8)], rules: { maximumActive: 0 }, expected: TOO_MANY },
    {
      name: "none allowed, two, one new",
      keys: [accessKey(OLD, 40), accessKey(NEW, 1)],
      rules: { maximumActive: 0 },
      expected: TOO_MANY,
    },
    { name: "none allowed and none there", keys: [], rules: { maximumActive: 0 }, expected: [] },
  ])("$name", async ({ keys, rules, expected }) => {
    expect(await told(keys, rules)).toEqual(expected);
  });

  it("is the same whatever order the keys come in", async () => {
    const keys = [accessKey(OLD, 40), accessKey(NEW, 20)];
    expect(await judge(keys.toReversed())).toEqual(await judge(keys));
  });
});

describe("access keys the baseline says nothing of", () => {
  it("are not judged", async () => {
    const { accessKeys: _, ...unwatched } = expectedUser();
    const state = userState({ accessKeys: present([accessKey(OLD, 900), accessKey(NEW, 900)]) });
    expect(driftsOf(await detect(unwatched, state))).toEqual([]);
  });
});
