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
  it("fires where the root user has a key", () => {
    expect(onlyDrift(detect(expectedRoot(), rootState(present(true))))).toMatchObject({
      rule: "root-access-key",
      baseline: "sample",
      subject: "",
      severity: "critical",
      summary: "The root user has an access key, and its baseline forbids one.",
    });
  });

  it("does not fire where it has none", () => {
    expect(driftsOf(detect(expectedRoot(), rootState(present(false))))).toEqual([]);
  });

  it("is undecided where the summary says nothing of it", () => {
    const detection = detect(expectedRoot(), rootState(ABSENT));
    expect(outcomeOf(detection, "root-access-key").status).toBe("undecided");
    expect(onlyDrift(detection)).toMatchObject({ rule: "unreadable", subject: "accessKeysPresent" });
  });
});

describe("console-access-forbidden", () => {
  const withPassword = (created: string) => userState({ loginProfile: present(created) });

  it("fires where the user has a console password", () => {
    expect(onlyDrift(detect(expectedUser(), withPassword("2026-05-30T10:00:00.000Z")))).toMatchObject({
      rule: "console-access-forbidden",
      subject: "",
      severity: "medium",
      summary:
        "User machine has a console password (created 2026-05-30T10:00:00.000Z), and its baseline forbids console access.",
    });
  });

  it("does not fire where there is none", () => {
    expect(driftsOf(detect(expectedUser(), userState({ loginProfile: ABSENT })))).toEqual([]);
  });

  it.each(["allowed", "required"] as const)("does not fire where it is %s", (console) => {
    expect(driftsOf(detect(expectedUser({ console }), withPassword(daysAgo(3))))).toEqual([]);
  });

  it("has another fingerprint for another password", () => {
    const [first, second] = [daysAgo(3), daysAgo(2)].map((each) =>
      onlyDrift(detect(expectedUser(), withPassword(each))),
    );
    expect(first?.fingerprint).not.toBe(second?.fingerprint);
  });
});
