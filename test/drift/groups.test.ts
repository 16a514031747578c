import { describe, expect, it } from "vitest";
import {
  ABSENT,
  ADMINISTRATOR,
  attachment,
  detect,
  driftsOf,
  EVERYTHING,
  expectedGroup,
  expectedUser,
  groupState,
  LOGS,
  onlyDrift,
  present,
  READ,
  userState,
} from "./fixtures.ts";

const inGroups = (...names: readonly string[]) => userState({ groups: present(names) });
const exact = (...names: readonly string[]) => expectedUser({ groups: { match: "exact", names } });
const atLeast = (...names: readonly string[]) => expectedUser({ groups: { match: "at-least", names } });

describe("the groups of a user", () => {
  it("tells of one that is missing, and of one too many", async () => {
    expect(driftsOf(await detect(exact("operators"), inGroups("admins")))).toMatchObject([
      {
        rule: "group-membership-missing",
        subject: "operators",
        severity: "medium",
        summary: "User machine is not in the group operators, which its baseline names.",
      },
      {
        rule: "group-membership-unexpected",
        subject: "admins",
        severity: "high",
        summary:
          "User machine is in the group admins, which its baseline does not name, and has whatever that group grants.",
      },
    ]);
  });

  const MISSING = "group-membership-missing";
  const UNEXPECTED = "group-membership-unexpected";
  it.each([
    { name: "as expected", expected: exact("a", "b"), live: inGroups("b", "a"), told: [] },
    { name: "in none, as expected", expected: exact(), live: inGroups(), told: [] },
    { name: "nothing said of them", expected: expectedUser(), live: inGroups("a"), told: [] },
    { name: "others are tolerated", expected: atLeast("a"), live: inGroups("a", "b"), told: [] },
    { name: "one of two", expected: atLeast("a", "b"), live: inGroups("b"), told: [`${MISSING} a`] },
    { name: "named twice", expected: atLeast("a", "a"), live: inGroups(), told: [`${MISSING} a`] },
    { name: "in one too many", expected: exact("a"), live: inGroups("a", "b"), told: [`${UNEXPECTED} b`] },
    { name: "in one where none is expected", expected: exact(), live: inGroups("b"), told: [`${UNEXPECTED} b`] },
    {
      name: "a name in another case is the same group's",
      expected: exact("Admins"),
      live: inGroups("admins"),
      told: [],
    },
  ])("$name", async ({ expected, live, told }) => {
    expect(driftsOf(await detect(expected, live)).map(({ rule, subject }) => `${rule} ${subject}`)).toEqual(told);
  });

  it("keep a graver severity of the baseline's own", async () => {
    const expected = expectedUser({ severity: "critical", groups: { match: "exact", names: [] } });
    expect(onlyDrift(await detect(expected, inGroups("b"))).severity).toBe("critical");
  });
});

describe("a group", () => {
  it("that is as expected has no drift", async () => {
    expect(driftsOf(await detect(expectedGroup(), groupState()))).toEqual([]);
  });

  it("is missed", async () => {
    expect(onlyDrift(await detect(expectedGroup(), ABSENT))).toMatchObject({
      rule: "entity-missing",
      summary: "Group operators does not exist, and its baseline sample requires it.",
    });
    expect(driftsOf(await detect(expectedGroup({ presence: "optional" }), ABSENT))).toEqual([]);
  });

  it.each([
    {
      name: "an inline policy missing",
      live: { inlinePolicies: present({}) },
      told: ["medium inline-policy-missing work"],
    },
    {
      name: "an inline policy too many",
      live: { inlinePolicies: present({ work: READ, extra: EVERYTHING }) },
      told: ["critical inline-policy-unexpected extra"],
    },
    {
      name: "an inline policy changed",
      live: { inlinePolicies: present({ work: EVERYTHING }) },
      told: ["critical inline-policy-changed work"],
    },
    {
      name: "a managed policy missing",
      live: { attachments: present([]) },
      told: [`medium attachment-missing ${LOGS}`],
    },
    {
      name: "a managed policy too many",
      live: { attachments: present([attachment(LOGS), attachment(ADMINISTRATOR)]) },
      told: [`critical attachment-unexpected ${ADMINISTRATOR}`],
    },
  ])("with $name", async ({ live, told }) => {
    const drifts = driftsOf(await detect(expectedGroup(), groupState(live)));
    expect(drifts.map(({ severity, rule, subject }) => `${severity} ${rule} ${subject}`)).toEqual(told);
  });
});
