import { describe, expect, it } from "vitest";
import { ABSENT, observe, present, unreadable } from "./observe-snapshot.ts";
import { ROOT_ROW, report, WHOLE } from "./snapshot-texts.ts";

describe("a row of the credential report", () => {
  const AT = "2026-02-03T04:05:06+00:00";
  const at = "2026-02-03T04:05:06.000Z";
  const key = (accessKeyId: string, status: string, lastUsed: object) => ({
    accessKeyId,
    status,
    createdAt: at,
    lastUsed,
  });
  it.each([
    { name: "no password", row: {}, aspect: "loginProfile", expected: ABSENT },
    {
      name: "a password",
      row: { password_enabled: "true", password_last_changed: AT },
      aspect: "loginProfile",
      expected: present(at),
    },
    {
      name: "a password in capitals",
      row: { password_enabled: "TRUE", password_last_changed: AT },
      aspect: "loginProfile",
      expected: present(at),
    },
    {
      name: "a password of unknown age",
      row: { password_enabled: "true" },
      aspect: "loginProfile",
      expected: unreadable("has a password, and not since when (N/A)"),
    },
    {
      name: "an unknown password",
      row: { password_enabled: "not_supported" },
      aspect: "loginProfile",
      expected: unreadable("does not tell whether user ann has a password (not_supported)"),
    },
    { name: "no keys", row: {}, aspect: "accessKeys", expected: present([]) },
    {
      name: "a key never used",
      row: { access_key_1_active: "true", access_key_1_last_rotated: AT },
      aspect: "accessKeys",
      expected: present([key("key1", "Active", ABSENT)]),
    },
    {
      name: "a key without information",
      row: {
        access_key_1_active: "true",
        access_key_1_last_rotated: AT,
        access_key_1_last_used_date: "no_information",
      },
      aspect: "accessKeys",
      expected: present([key("key1", "Active", ABSENT)]),
    },
    {
      name: "the second key used",
      row: { access_key_2_active: "true", access_key_2_last_rotated: AT, access_key_2_last_used_date: AT },
      aspect: "accessKeys",
      expected: present([key("key2", "Active", present(at))]),
    },
    {
      name: "a key whose use is not supported",
      row: { access_key_1_active: "true", access_key_1_last_rotated: AT, access_key_1_last_used_date: "not_supported" },
      aspect: "accessKeys",
      expected: present([key("key1", "Active", unreadable("when access key 1 of user ann was last used"))]),
    },
    {
      name: "an inactive key with its age",
      row: { access_key_1_last_rotated: AT },
      aspect: "accessKeys",
      expected: present([key("key1", "Inactive", ABSENT)]),
    },
    {
      name: "a key of unknown age",
      row: { access_key_1_active: "true" },
      aspect: "accessKeys",
      expected: unreadable("does not tell how old access key 1 of user ann is (N/A)"),
    },
    {
      name: "a key of unknown status",
      row: { access_key_2_active: "not_supported" },
      aspect: "accessKeys",
      expected: unreadable("whether access key 2 of user ann is active"),
    },
    {
      name: "an earlier user of that name",
      row: { user_creation_time: AT },
      aspect: "accessKeys",
      expected: unreadable("report.csv was made before or after, and speaks of another user ann"),
    },
  ])("tells $name", async ({ row, aspect, expected }) => {
    const texts = { details: [WHOLE], credentialReport: report(ROOT_ROW, row) };
    expect(await observe(texts, "user/ann")).toHaveProperty(["state", aspect], expected);
  });

  it("is missing of a user made since", async () => {
    const observation = await observe({ details: [WHOLE], credentialReport: report(ROOT_ROW) }, "user/ann");
    expect(observation).toHaveProperty("state.accessKeys", unreadable("report.csv has no row of user ann"));
    expect(observation).toHaveProperty("state.loginProfile", unreadable("report.csv has no row of user ann"));
  });

  it.each([
    { name: "no key", rows: [ROOT_ROW], expected: present(false) },
    { name: "a second key", rows: [{ ...ROOT_ROW, access_key_2_active: "true" }], expected: present(true) },
    {
      name: "a key, and one it does not tell of",
      rows: [{ ...ROOT_ROW, access_key_1_active: "true", access_key_2_active: "N/A" }],
      expected: present(true),
    },
    {
      name: "nothing of keys",
      rows: [{ ...ROOT_ROW, access_key_1_active: "not_supported" }],
      expected: unreadable("whether the root user has an access key"),
    },
    { name: "nothing at all", rows: [{}], expected: unreadable("report.csv has no row of the root user") },
  ])("tells $name of the root user", async ({ rows, expected }) => {
    const texts = { details: [WHOLE], credentialReport: report(...rows) };
    expect(await observe(texts, "root")).toEqual(present({ kind: "root", accessKeysPresent: expected }));
  });

  it("may have columns that are new, in any order", async () => {
    const { file, text } = report(ROOT_ROW, { password_enabled: "true", password_last_changed: AT });
    const reversed = text
      .split("\n")
      .map((line, index) => [...line.split(","), index === 0 ? "new" : "?"].toReversed().join(","));
    const texts = { details: [WHOLE], credentialReport: { file, text: `\uFEFF${reversed.join("\r\n")}\r\n` } };
    expect(await observe(texts, "user/ann")).toHaveProperty("state.loginProfile", present(at));
  });
});
