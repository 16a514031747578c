import { describe, expect, it } from "vitest";
import {
  ABSENT,
  daysAgo,
  detect,
  driftsOf,
  expectedRoot,
  expectedUser,
  onlyDrift,
  outcomeOf,
  present,
  rootState,
  userState,
} from "./fixtures.ts";

describe("root-access-key", () => {
  it("fires where the root user has a key", async () => {
    expect(onlyDrift(await detect(expectedRoot(), rootState(present(true))))).toMatchObject({
      rule: "root-access-key",
      baseline: "sample",
      subject: "",
      severity: "critical",
      summary: "The root user has an access key, and its baseline forbids one.",
    });
  });

  it("does not fire where it has none", async () => {
    expect(driftsOf(await detect(expectedRoot(), rootState(present(false))))).toEqual([]);
  });

  it("is undecided where the summary says nothing of it", async () => {
    const detection = await detect(expectedRoot(), rootState(ABSENT));
    expect(outcomeOf(detection, "root-access-key").status).toBe("undecided");
    expect(onlyDrift(detection)).toMatchObject({ rule: "unreadable", subject: "accessKeysPresent" });
  });
});

describe("console-access-forbidden", () => {
  const withPassword = (created: string) => userState({ loginProfile: present(created) });

  it("fires where the user has a console password", async () => {
    expect(onlyDrift(await detect(expectedUser(), withPassword("2026-05-30T10:00:00.000Z")))).toMatchObject({
      rule: "console-access-forbidden",
      subject: "",
      severity: "medium",
      summary:
        "User machine has a console password (created 2026-05-30T10:00:00.000Z), and its baseline forbids console access.",
    });
  });

  it("does not fire where there is none", async () => {
    expect(driftsOf(await detect(expectedUser(), userState({ loginProfile: ABSENT })))).toEqual([]);
  });

  it.each(["allowed", "required"] as const)("does not fire where it is %s", async (console) => {
    expect(driftsOf(await detect(expectedUser({ console }), withPassword(daysAgo(3))))).toEqual([]);
  });

  it("has another fingerprint for another password", async () => {
    const first = onlyDrift(await detect(expectedUser(), withPassword(daysAgo(3))));
    const second = onlyDrift(await detect(expectedUser(), withPassword(daysAgo(2))));
    expect(first.fingerprint).not.toBe(second.fingerprint);
  });
});

describe("console-access-missing", () => {
  const without = userState({ loginProfile: ABSENT });

  it("fires where the user must have a console password and has none", async () => {
    expect(onlyDrift(await detect(expectedUser({ console: "required" }), without))).toMatchObject({
      rule: "console-access-missing",
      subject: "",
      severity: "medium",
      summary: "User machine has no console password, and its baseline requires one.",
    });
  });

  it.each(["allowed", "forbidden"] as const)("does not fire where it is %s", async (console) => {
    expect(driftsOf(await detect(expectedUser({ console }), without))).toEqual([]);
  });

  it("does not fire where there is one", async () => {
    const withPassword = userState({ loginProfile: present(daysAgo(3)) });
    expect(driftsOf(await detect(expectedUser({ console: "required" }), withPassword))).toEqual([]);
  });
});
