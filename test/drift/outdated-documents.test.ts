import { describe, expect, it } from "vitest";
import type { ExpectedDocument, ExpectedEntity } from "../../shared/baselines/expected-state.ts";
import type { EntityState } from "../../shared/observation/entity-state.ts";
import {
  detect,
  document,
  driftsOf,
  EVERYTHING,
  expectedPolicy,
  expectedRole,
  expectedServiceLinkedRole,
  expectedUser,
  onlyDrift,
  outcomeOf,
  policyState,
  present,
  READ,
  READ_AND_WRITE,
  roleState,
  serviceLinkedRoleState,
  statement,
  TASKS,
  TASKS_AND_EC2,
  trustOf,
  userState,
} from "./fixtures.ts";

const LIST = statement("Allow", "s3:ListBucket");
const READ_AND_LIST = statement("Allow", ["s3:GetObject", "s3:ListBucket"]);

/** A document with the versions before it, newest first. */
function published(text: string, ...earlier: readonly string[]): ExpectedDocument {
  const revisions = earlier.map((each, index) => {
    const version = `2024-0${earlier.length - index}-01`;
    return { version, source: `policies/sample/revisions/${version}/work.json`, text: each };
  });
  return { ...document(text), revisions };
}

const inline = (canonical: ExpectedDocument, overrides: Parameters<typeof expectedRole>[0] = {}) =>
  expectedRole({ inlinePolicies: { match: "exact", documents: { work: canonical } }, ...overrides });
const holding = (text: string) => roleState({ inlinePolicies: present({ work: text }) });

const told = async (expected: ExpectedEntity, live: EntityState) =>
  driftsOf(await detect(expected, live)).map(({ rule, subject, severity }) => `${severity} ${rule} ${subject}`.trim());

describe("a document that decides as an earlier version did", () => {
  it("is told as outdated, with how far behind it is and what it lacks", async () => {
    const expected = inline(published(READ_AND_WRITE, READ, LIST));
    expect(onlyDrift(await detect(expected, holding(READ)))).toMatchObject({
      rule: "inline-policy-outdated",
      subject: "work",
      severity: "medium",
      verdict: "different",
      change: "narrowed",
      summary:
        "Inline policy work of role worker decides as version 2024-02-01 of its document did, 1 version behind: lacks `s3:PutObject` on `*`.",
    });
    expect(onlyDrift(await detect(expected, holding(LIST))).summary).toBe(
      "Inline policy work of role worker decides as version 2024-01-01 of its document did, 2 versions behind: still has `s3:ListBucket` on `*`; lacks `s3:PutObject` and `s3:GetObject` on `*`.",
    );
  });

  const cases: readonly {
    readonly name: string;
    readonly expected: ExpectedEntity;
    readonly live: EntityState;
    readonly told: readonly string[];
  }[] = [
    {
      name: "an inline policy of a role",
      expected: inline(published(READ_AND_WRITE, READ)),
      live: holding(READ),
      told: ["medium inline-policy-outdated work"],
    },
    {
      name: "an inline policy of a user",
      expected: expectedUser({
        inlinePolicies: { match: "exact", documents: { work: published(READ_AND_WRITE, READ) } },
      }),
      live: userState({ inlinePolicies: present({ work: READ }) }),
      told: ["medium inline-policy-outdated work"],
    },
    {
      name: "a trust policy",
      expected: expectedRole({ trust: published(TASKS_AND_EC2, TASKS), severity: "critical" }),
      live: roleState({ trust: present(TASKS) }),
      told: ["medium trust-outdated"],
    },
    {
      name: "the trust policy of a service-linked role",
      expected: expectedServiceLinkedRole({
        trust: published(trustOf("ivs.amazonaws.com", "ec2.amazonaws.com"), trustOf("ivs.amazonaws.com")),
      }),
      live: serviceLinkedRoleState(),
      told: ["medium trust-outdated"],
    },
    {
      name: "a customer managed policy",
      expected: expectedPolicy({ document: published(READ_AND_WRITE, READ), severity: "high" }),
      live: policyState(READ),
      told: ["medium policy-version-outdated"],
    },
    {
      name: "one whose own severity is lower",
      expected: inline(published(READ_AND_WRITE, READ), { severity: "low" }),
      live: holding(READ),
      told: ["low inline-policy-outdated work"],
    },
    {
      name: "one that permits what today's does not has the baseline's own severity",
      expected: inline(published(READ, READ_AND_WRITE), { severity: "high" }),
      live: holding(READ_AND_WRITE),
      told: ["high inline-policy-outdated work"],
    },
    {
      name: "one that permits everything is as bad as if somebody had written it",
      expected: inline(published(READ, EVERYTHING)),
      live: holding(EVERYTHING),
      told: ["critical inline-policy-outdated work"],
    },
    {
      name: "a trust that lets somebody in whom today's does not",
      expected: expectedRole({ trust: published(TASKS, TASKS_AND_EC2) }),
      live: roleState({ trust: present(TASKS_AND_EC2) }),
      told: ["critical trust-outdated"],
    },
    {
      name: "laid out otherwise",
      expected: inline(published(READ_AND_WRITE, READ)),
      live: holding(JSON.stringify(JSON.parse(READ), null, 2)),
      told: ["medium inline-policy-outdated work"],
    },
  ];
  it.each(cases)("$name", async ({ expected, live, told: wanted }) => {
    expect(await told(expected, live)).toEqual(wanted);
  });
});

describe("a document that is not outdated", () => {
  const changed = ["medium inline-policy-changed work"];
  it.each([
    { name: "today's", canonical: published(READ_AND_WRITE, READ), live: READ_AND_WRITE, expected: [] },
    { name: "changed, without earlier versions", canonical: document(READ_AND_WRITE), live: READ, expected: changed },
    { name: "like none of them", canonical: published(READ_AND_WRITE, READ), live: LIST, expected: changed },
    {
      name: "an earlier version with more in it",
      canonical: published(READ_AND_WRITE, READ),
      live: READ_AND_LIST,
      expected: changed,
    },
    {
      name: "one that cannot be understood",
      canonical: published(READ_AND_WRITE, READ),
      live: "{",
      expected: changed,
    },
  ])("$name", async ({ canonical, live, expected }) => {
    expect(await told(inline(canonical), holding(live))).toEqual(expected);
  });

  it("is told as changed, with the doubt, where it cannot be told whether it is an earlier version", async () => {
    // Nothing says what an empty list of condition values means.
    const undecided = JSON.stringify({
      Version: "2012-10-17",
      Statement: [
        { Effect: "Allow", Action: "s3:*", Resource: "*", Condition: { StringEquals: { "aws:username": [] } } },
      ],
    });
    const drift = onlyDrift(await detect(inline(published(READ, undecided)), holding(READ_AND_WRITE)));
    expect(drift).toMatchObject({ rule: "inline-policy-changed", verdict: "different", severity: "medium" });
    expect(drift.summary).toMatch(
      /gained `s3:PutObject` on `\*`; whether it is an earlier version of it could not be told \(version 2024-01-01: .+\)\.$/,
    );
  });

  it("is not told where its difference is tolerated", async () => {
    const expected = inline(published(READ_AND_WRITE, READ), { compare: "at-most" });
    expect(await told(expected, holding(READ))).toEqual([]);
  });

  it("is told beside one that is, each by its own rule", async () => {
    const documents = { old: published(READ_AND_WRITE, READ), work: published(READ_AND_WRITE, READ) };
    const expected = expectedRole({ inlinePolicies: { match: "exact", documents } });
    const live = roleState({ inlinePolicies: present({ old: READ, work: LIST }) });
    expect(await told(expected, live)).toEqual([
      "medium inline-policy-changed work",
      "medium inline-policy-outdated old",
    ]);
  });
});

describe("the words of an outdated document", () => {
  it("name what raises its severity", async () => {
    const dangerous = statement("Allow", "iam:PassRole");
    const expected = inline(published(READ, dangerous));
    const drift = onlyDrift(await detect(expected, holding(dangerous)));
    expect(drift.severity).toBe("critical");
    expect(drift.summary).toContain("1 version behind, privilege escalation included (iam:PassRole): still has ");
  });

  it("do not take a denial that the vendor has since removed for containment", async () => {
    const withDenial = JSON.stringify({
      Version: "2012-10-17",
      Statement: [
        { Effect: "Allow", Action: "s3:GetObject", Resource: "*" },
        { Effect: "Deny", Action: "s3:GetObject", Resource: "arn:aws:s3:::secret/*" },
      ],
    });
    const drift = onlyDrift(await detect(inline(published(READ, withDenial)), holding(withDenial)));
    expect(drift.rule).toBe("inline-policy-outdated");
    expect(drift.summary).not.toContain("containment");
  });
});

it("an entity whose documents have no earlier versions is decided without drift", async () => {
  const detection = await detect(expectedRole(), roleState());
  for (const rule of ["trust-outdated", "inline-policy-outdated", "policy-version-outdated"] as const) {
    expect(outcomeOf(detection, rule)).toEqual({ rule, status: "decided", drifts: [] });
  }
});
