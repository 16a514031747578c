import { describe, expect, it } from "vitest";
import type { ExpectedEntity } from "../../shared/baselines/expected-state.ts";
import type { EntityState } from "../../shared/observation/entity-state.ts";
import {
  ABSENT,
  detect,
  driftsOf,
  expectedPolicy,
  expectedRole,
  expectedServiceLinkedRole,
  expectedUser,
  onlyDrift,
  policyState,
  present,
  READ,
  roleState,
  serviceLinkedRoleState,
  userState,
} from "./fixtures.ts";

const BOUNDARY = "arn:aws:iam::123456789012:policy/boundary";
const OTHER = "arn:aws:iam::aws:policy/PowerUserAccess";

interface Case {
  readonly name: string;
  readonly expected: ExpectedEntity;
  readonly live: EntityState;
  /** `severity subject`. */
  readonly told: readonly string[];
}

async function told({ expected, live }: Case): Promise<readonly string[]> {
  return driftsOf(await detect(expected, live)).map(({ severity, subject }) => `${severity} ${subject}`.trim());
}

describe("permissions-boundary-changed", () => {
  const bounded = expectedRole({ permissionsBoundary: BOUNDARY });
  const by = (arn: string) => roleState({ permissionsBoundary: present(arn) });

  it.each([
    {
      name: "missing",
      expected: bounded,
      live: roleState(),
      summary: `Role worker has no permissions boundary, and its baseline bounds it by ${BOUNDARY}.`,
    },
    {
      name: "another",
      expected: bounded,
      live: by(OTHER),
      summary: `Role worker is bounded by ${OTHER} instead of ${BOUNDARY}.`,
    },
    {
      name: "one too many",
      expected: expectedRole({ permissionsBoundary: "none" }),
      live: by(OTHER),
      summary: `Role worker is bounded by ${OTHER}, and its baseline gives it no permissions boundary.`,
    },
  ])("tells of one that is $name", async ({ expected, live, summary }) => {
    const drift = onlyDrift(await detect(expected, live));
    expect(drift).toMatchObject({ rule: "permissions-boundary-changed", subject: "", summary });
  });

  const cases: readonly Case[] = [
    { name: "the right one", expected: bounded, live: by(BOUNDARY), told: [] },
    { name: "none, as expected", expected: expectedRole({ permissionsBoundary: "none" }), live: roleState(), told: [] },
    { name: "one that nothing is said of", expected: expectedRole(), live: by(OTHER), told: [] },
    { name: "a missing one is a gain", expected: bounded, live: roleState(), told: ["high"] },
    { name: "another one may be a gain", expected: bounded, live: by(OTHER), told: ["high"] },
    {
      name: "a graver severity stays",
      expected: expectedRole({ permissionsBoundary: BOUNDARY, severity: "critical" }),
      live: roleState(),
      told: ["critical"],
    },
    {
      name: "one too many takes away",
      expected: expectedRole({ permissionsBoundary: "none" }),
      live: by(OTHER),
      told: ["medium"],
    },
    {
      name: "the same name elsewhere",
      expected: bounded,
      live: by("arn:aws:iam::210987654321:policy/boundary"),
      told: ["high"],
    },
    {
      name: "a user's",
      expected: expectedUser({ permissionsBoundary: BOUNDARY }),
      live: userState({ permissionsBoundary: ABSENT }),
      told: ["high"],
    },
    {
      name: "a user's, as expected",
      expected: expectedUser({ permissionsBoundary: BOUNDARY }),
      live: userState({ permissionsBoundary: present(BOUNDARY) }),
      told: [],
    },
  ];
  it.each(cases)("$name", async (each) => {
    expect(await told(each)).toEqual(each.told);
  });

  it("is news when another one takes its place", async () => {
    const fingerprints = await Promise.all(
      [by(OTHER), by(`${OTHER}2`), roleState()].map(async (live) => onlyDrift(await detect(bounded, live)).fingerprint),
    );
    expect(new Set(fingerprints).size).toBe(3);
  });
});

describe("tags-changed", () => {
  const tagged = expectedRole({ tags: { team: "media", stage: "production" } });
  const live = (tags: Readonly<Record<string, string>>) => roleState({ tags: present(tags) });

  it("tells of each tag that is missing, and of each with another value", async () => {
    const drifts = driftsOf(await detect(tagged, live({ team: "sales", other: "x" })));
    expect(drifts.map(({ rule, subject, summary }) => [rule, subject, summary])).toEqual([
      ["tags-changed", "stage", 'Role worker lacks the tag "stage", which is to be "production".'],
      ["tags-changed", "team", 'Role worker has the tag "team" with the value "sales" instead of "media".'],
    ]);
  });

  const cases: readonly Case[] = [
    {
      name: "as expected, with others beside them",
      expected: tagged,
      live: live({ stage: "production", team: "media", cost: "1" }),
      told: [],
    },
    { name: "nothing said of them", expected: expectedRole(), live: live({ team: "sales" }), told: [] },
    {
      name: "another value",
      expected: tagged,
      live: live({ stage: "production", team: "Media" }),
      told: ["medium team"],
    },
    {
      name: "an empty value is one",
      expected: tagged,
      live: live({ stage: "", team: "media" }),
      told: ["medium stage"],
    },
    {
      name: "an empty value that is expected",
      expected: expectedRole({ tags: { team: "" } }),
      live: live({ team: "" }),
      told: [],
    },
    {
      name: "an empty value that is expected, and no such tag",
      expected: expectedRole({ tags: { team: "" } }),
      live: live({}),
      told: ["medium team"],
    },
    {
      name: "on roles the case of a key says nothing",
      expected: tagged,
      live: live({ Stage: "production", TEAM: "media" }),
      told: [],
    },
    {
      name: "on users neither",
      expected: expectedUser({ tags: { team: "media" } }),
      live: userState({ tags: present({ Team: "media" }) }),
      told: [],
    },
    {
      name: "a user's",
      expected: expectedUser({ tags: { team: "media" } }),
      live: userState(),
      told: ["medium team"],
    },
    {
      name: "on policies it does",
      expected: expectedPolicy({ tags: { team: "media" } }),
      live: { ...policyState(READ), tags: present({ Team: "media" }) },
      told: ["medium team"],
    },
    {
      name: "a policy's, as expected",
      expected: expectedPolicy({ tags: { team: "media" } }),
      live: { ...policyState(READ), tags: present({ team: "media" }) },
      told: [],
    },
    {
      name: "a key that objects have by themselves",
      expected: expectedRole({ tags: { constructor: "x" } }),
      live: live({}),
      told: ["medium constructor"],
    },
  ];
  it.each(cases)("$name", async (each) => {
    expect(await told(each)).toEqual(each.told);
  });

  it("shows a hostile value on one line, within its quotes", async () => {
    const { summary } = onlyDrift(
      await detect(expectedRole({ tags: { team: "media" } }), live({ team: 'x".\nAll is well\u202e' })),
    );
    expect(summary).toBe(
      'Role worker has the tag "team" with the value "x\\".\\nAll is well\\u{202e}" instead of "media".',
    );
  });

  it("is news when the value changes again", async () => {
    const of = async (tags: Readonly<Record<string, string>>) =>
      onlyDrift(await detect(expectedRole({ tags: { team: "media" } }), live(tags))).fingerprint;
    expect(new Set([await of({}), await of({ team: "" }), await of({ team: "sales" })]).size).toBe(3);
  });
});

describe("session-length-changed", () => {
  const cases: readonly (Case & { readonly summary?: string })[] = [
    {
      name: "longer",
      expected: expectedRole({ maximumSessionSeconds: 3_600 }),
      live: roleState({ maximumSessionSeconds: present(43_200) }),
      told: ["medium"],
      summary: "Sessions of role worker may last 43200 seconds instead of 3600.",
    },
    {
      name: "less long",
      expected: expectedRole({ maximumSessionSeconds: 43_200 }),
      live: roleState(),
      told: ["medium"],
      summary: "Sessions of role worker may last 3600 seconds instead of 43200.",
    },
    { name: "as expected", expected: expectedRole({ maximumSessionSeconds: 3_600 }), live: roleState(), told: [] },
    {
      name: "nothing said of it",
      expected: expectedRole(),
      live: roleState({ maximumSessionSeconds: present(43_200) }),
      told: [],
    },
    {
      name: "nothing can be said of a service-linked role's",
      expected: expectedServiceLinkedRole(),
      live: serviceLinkedRoleState({ maximumSessionSeconds: present(43_200) }),
      told: [],
    },
  ];
  it.each(cases)("$name", async ({ summary, ...each }) => {
    expect(await told(each)).toEqual(each.told);
    if (summary !== undefined) {
      const drift = onlyDrift(await detect(each.expected, each.live));
      expect(drift).toMatchObject({ rule: "session-length-changed", subject: "", summary });
    }
  });
});
