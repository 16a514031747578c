import { describe, expect, it } from "vitest";
import type { ExpectedEntity } from "../../shared/baselines/expected-state.ts";
import type { Drift, RuleName } from "../../shared/drift/drift.ts";
import type { EntityState } from "../../shared/observation/entity-state.ts";
import { loadActionTable } from "../../shared/policy/explain/action-table.ts";
import {
  ABSENT,
  ADMINISTRATOR,
  attachment,
  DENY_EVERYTHING,
  denied,
  detect,
  document,
  driftsOf,
  EVERYTHING,
  expectedGroup,
  expectedPolicy,
  expectedRole,
  expectedUser,
  groupState,
  LOGS,
  managedPoliciesOf,
  NOW,
  onlyDrift,
  outcomeOf,
  policyState,
  present,
  READ,
  READ_AND_WRITE,
  roleState,
  statement,
  TASKS,
  userState,
} from "./fixtures.ts";

const INCIDENT = "arn:aws:iam::123456789012:policy/incident-4711";
const QUARANTINE = "arn:aws:iam::aws:policy/AWSCompromisedKeyQuarantineV3";
const MANAGED = { [INCIDENT]: DENY_EVERYTHING, [ADMINISTRATOR]: EVERYTHING, [LOGS]: READ };

/** Two documents as one, statement by statement. */
const joined = (...texts: readonly string[]) =>
  JSON.stringify({ Version: "2012-10-17", Statement: texts.flatMap((text) => JSON.parse(text).Statement) });

const DENIED_READ = joined(READ, statement("Deny", "s3:GetObject", "arn:aws:s3:::secret/*"));
const DENY_ASSUMING = JSON.stringify({
  Statement: [{ Effect: "Deny", Principal: "*", Action: "sts:AssumeRole" }],
});

const TOLERANT = expectedRole({
  inlinePolicies: { match: "at-least", documents: { work: document(READ) } },
  attachments: { match: "at-least", policyArns: [LOGS] },
});
const inline = (policies: Readonly<Record<string, string>>) =>
  roleState({ inlinePolicies: present({ work: READ, ...policies }) });
const attached = (...arns: readonly string[]) => roleState({ attachments: present([LOGS, ...arns].map(attachment)) });

async function told(
  expected: ExpectedEntity,
  live: EntityState,
  documents: Readonly<Record<string, string>> = MANAGED,
): Promise<readonly Drift[]> {
  return driftsOf(await detect(expected, live, NOW, loadActionTable, managedPoliciesOf(documents)));
}

const contained: readonly {
  readonly name: string;
  readonly expected: ExpectedEntity;
  readonly live: EntityState;
  readonly subject: string;
  readonly says: string;
}[] = [
  {
    name: "an inline policy that only denies, where others are tolerated",
    expected: TOLERANT,
    live: inline({ AWSRevokeOlderSessions: DENY_EVERYTHING }),
    subject: "AWSRevokeOlderSessions",
    says: "Role worker is contained by the inline policy AWSRevokeOlderSessions, which only denies, as incident responders and AWS do; it must not be removed before that incident is over, and Plumbline repairs nothing on role worker while it is there.",
  },
  {
    name: "an attached policy of the customer's that only denies",
    expected: TOLERANT,
    live: attached(INCIDENT),
    subject: INCIDENT,
    says: `Role worker is contained by ${INCIDENT}, which only denies`,
  },
  {
    name: "AWS's quarantine policy, which need not be read",
    expected: expectedUser({ attachments: { match: "at-least", policyArns: [] } }),
    live: userState({ attachments: present([attachment(QUARANTINE)]) }),
    subject: QUARANTINE,
    says: `User machine is contained by ${QUARANTINE}, which only denies`,
  },
  {
    name: "a denial on a group",
    expected: expectedGroup({ inlinePolicies: { match: "at-least", documents: {} } }),
    live: groupState({ inlinePolicies: present({ stop: DENY_EVERYTHING }) }),
    subject: "stop",
    says: "Whoever is in group operators is contained by the inline policy stop, which only denies",
  },
  {
    name: "a denial written over a policy of its own, where less is tolerated",
    expected: expectedRole({ compare: "at-most" }),
    live: inline({ work: DENY_EVERYTHING }),
    subject: "work",
    says: "Role worker is contained by the inline policy work, which only denies",
  },
  {
    name: "a denial added to a policy of its own, where less is tolerated",
    expected: expectedRole({ compare: "at-most" }),
    live: inline({ work: DENIED_READ }),
    subject: "work",
    says: "Role worker is contained by the inline policy work, which denies what its document does not",
  },
  {
    name: "a denial added to a trust policy, where less is tolerated",
    expected: expectedRole({ compare: "at-most" }),
    live: roleState({ trust: present(joined(TASKS, DENY_ASSUMING)) }),
    subject: "",
    says: "Role worker is contained by its trust policy, which denies what its document does not",
  },
  {
    name: "a denial in the default version of a policy, where less is tolerated",
    expected: expectedPolicy({ compare: "at-most" }),
    live: policyState(DENIED_READ),
    subject: "",
    says: "Whoever has policy reader is contained by its default version, which denies what its document does not",
  },
];

const free: readonly { readonly name: string; readonly expected: ExpectedEntity; readonly live: EntityState }[] = [
  { name: "an inline policy that allows something", expected: TOLERANT, live: inline({ more: READ_AND_WRITE }) },
  {
    name: "an inline policy that allows something and denies more",
    expected: TOLERANT,
    live: inline({ more: DENIED_READ }),
  },
  { name: "an attached policy that allows something", expected: TOLERANT, live: attached(ADMINISTRATOR) },
  {
    name: "an inline policy that says nothing",
    expected: TOLERANT,
    live: inline({ empty: '{"Version":"2012-10-17","Statement":[]}' }),
  },
  {
    name: "a document that allows less, and denies nothing",
    expected: expectedRole({
      compare: "at-most",
      inlinePolicies: { match: "exact", documents: { work: document(READ_AND_WRITE) } },
    }),
    live: inline({}),
  },
  {
    name: "a denial that the baseline asks for",
    expected: expectedRole({
      compare: "at-most",
      inlinePolicies: { match: "at-least", documents: { work: document(READ), guard: document(DENY_EVERYTHING) } },
    }),
    live: inline({ guard: DENY_EVERYTHING }),
  },
  {
    name: "what the baseline says nothing of",
    expected: withoutPolicies(TOLERANT),
    live: roleState({
      inlinePolicies: present({ stop: DENY_EVERYTHING }),
      attachments: present([attachment(INCIDENT)]),
    }),
  },
];

function withoutPolicies({
  inlinePolicies: _,
  attachments: _attachments,
  ...expected
}: typeof TOLERANT): ExpectedEntity {
  return expected;
}

describe("entity-contained", () => {
  it.each(contained)("fires once for $name", async ({ expected, live, subject, says }) => {
    const drifts = await told(expected, live);
    expect(drifts).toMatchObject([{ rule: "entity-contained", subject, summary: expect.stringContaining(says) }]);
  });

  it.each(free)("does not fire for $name", async ({ expected, live }) => {
    expect(await told(expected, live)).toEqual([]);
  });

  it("tells of each policy that contains it", async () => {
    const live = { ...attached(INCIDENT, QUARANTINE), inlinePolicies: present({ work: READ, stop: DENY_EVERYTHING }) };
    const drifts = await told(TOLERANT, live);
    expect(drifts.map(({ subject }) => subject)).toEqual([INCIDENT, QUARANTINE, "stop"]);
  });

  it("says what it denies", async () => {
    const [drift] = await told(TOLERANT, attached(INCIDENT));
    expect(drift).toMatchObject({ verdict: "different", change: "narrowed", witness: { live: "deny" } });
    expect(drift?.deltas).toMatchObject([{ effect: "gained", onlyDenies: true, permits: "less" }]);
  });

  it("is at least high where a policy was put there, and as bad as any other change where a document was changed", async () => {
    const severities = async (severity: "low" | "critical") => {
      const own = await told({ ...TOLERANT, severity }, inline({ stop: DENY_EVERYTHING }));
      const changed = await told(expectedRole({ compare: "at-most", severity }), inline({ work: DENIED_READ }));
      return [...own, ...changed].map((drift) => drift.severity);
    };
    expect(await severities("low")).toEqual(["high", "low"]);
    expect(await severities("critical")).toEqual(["critical", "critical"]);
  });

  it("is news when what contains it changes, and not when it is only laid out anew", async () => {
    const fingerprint = async (text: string) =>
      (await told(TOLERANT, attached(INCIDENT), { [INCIDENT]: text }))[0]?.fingerprint;
    const first = await fingerprint(DENY_EVERYTHING);
    expect(await fingerprint(JSON.stringify(JSON.parse(DENY_EVERYTHING), null, 2))).toBe(first);
    expect(await fingerprint(statement("Deny", "s3:*"))).not.toBe(first);
  });
});

describe("what another rule tells", () => {
  const cases: readonly { name: string; expected: ExpectedEntity; live: EntityState; rule: RuleName }[] = [
    {
      name: "an inline policy that the baseline does not tolerate",
      expected: expectedRole(),
      live: inline({ stop: DENY_EVERYTHING }),
      rule: "inline-policy-unexpected",
    },
    {
      name: "an attached policy that the baseline does not tolerate",
      expected: expectedRole(),
      live: attached(INCIDENT),
      rule: "attachment-unexpected",
    },
    {
      name: "a denial in a document that is to be exact",
      expected: TOLERANT,
      live: inline({ work: DENIED_READ }),
      rule: "inline-policy-changed",
    },
    {
      name: "a denial beside a permission gained, where less is tolerated",
      expected: expectedRole({ compare: "at-most" }),
      live: inline({ work: joined(READ_AND_WRITE, statement("Deny", "s3:GetObject", "arn:aws:s3:::secret/*")) }),
      rule: "inline-policy-changed",
    },
    {
      name: "a denial where more is tolerated",
      expected: expectedRole({ compare: "at-least" }),
      live: inline({ work: DENIED_READ }),
      rule: "inline-policy-changed",
    },
  ];

  it.each(cases)("is told by that one alone: $name", async ({ expected, live, rule }) => {
    expect((await told(expected, live)).map((drift) => drift.rule)).toEqual([rule]);
  });

  it("does not take a denial that the vendor has since removed for containment", async () => {
    const revisions = [{ version: "1", source: "policies/sample/work.1.json", text: DENIED_READ }];
    const expected = expectedRole({
      compare: "at-most",
      inlinePolicies: { match: "exact", documents: { work: { ...document(READ), revisions } } },
    });
    expect(await told(expected, inline({ work: DENIED_READ }))).toEqual([]);
  });
});

describe("a policy of which it cannot be told", () => {
  it("is told to be so: it cannot be read", async () => {
    const drifts = await told(TOLERANT, attached(INCIDENT), {});
    expect(drifts).toMatchObject([
      { rule: "entity-contained", subject: INCIDENT, severity: "medium", verdict: "unknown" },
    ]);
    expect(drifts[0]?.summary).toContain(
      `Whether role worker is contained cannot be told: the attached policy ${INCIDENT} could not be read (snapshot: NotHeld: `,
    );
  });

  it("is told to be so: it cannot be understood", async () => {
    const drifts = await told(TOLERANT, inline({ odd: '{"Statement":1}' }));
    expect(drifts).toMatchObject([
      { subject: "odd", verdict: "unknown", reason: "the inline policy odd could not be understood" },
    ]);
  });

  it("keeps no other from being told", async () => {
    const drifts = await told(TOLERANT, attached(INCIDENT, ADMINISTRATOR), { [INCIDENT]: DENY_EVERYTHING });
    expect(drifts.map(({ subject, verdict }) => [subject, verdict])).toEqual([
      [INCIDENT, "different"],
      [ADMINISTRATOR, "unknown"],
    ]);
  });

  it.each([
    { name: "the entity", live: denied("GetRole") },
    { name: "its inline policies", live: roleState({ inlinePolicies: denied("ListRolePolicies") }) },
    { name: "its attachments", live: roleState({ attachments: denied("ListAttachedRolePolicies") }) },
  ])("leaves the rule undecided where $name could not be read", async ({ live }) => {
    expect(outcomeOf(await detect(TOLERANT, live), "entity-contained")).toMatchObject({ status: "undecided" });
  });

  it("decides where nothing is tolerated, whatever could not be read", async () => {
    const detection = await detect(expectedRole(), roleState({ inlinePolicies: denied("ListRolePolicies") }));
    expect(outcomeOf(detection, "entity-contained")).toEqual({
      rule: "entity-contained",
      status: "decided",
      drifts: [],
    });
  });

  it("is of no entity that is not there", async () => {
    expect(onlyDrift(await detect(TOLERANT, ABSENT)).rule).toBe("entity-missing");
  });
});

describe("reading managed policies", () => {
  const reads = async (expected: ExpectedEntity, live: EntityState) => {
    const asked: string[] = [];
    const reader = managedPoliciesOf(MANAGED);
    await detect(expected, live, NOW, loadActionTable, {
      readDocument: (policyArn) => {
        asked.push(policyArn);
        return reader.readDocument(policyArn);
      },
    });
    return asked;
  };

  it.each([
    { name: "an entity that is as it should be", expected: expectedRole(), live: roleState(), asked: [] },
    { name: "the same where others are tolerated", expected: TOLERANT, live: roleState(), asked: [] },
    { name: "an attachment too many", expected: expectedRole(), live: attached(INCIDENT), asked: [INCIDENT] },
    { name: "a tolerated attachment", expected: TOLERANT, live: attached(INCIDENT), asked: [INCIDENT] },
    { name: "unwatched attachments", expected: withoutPolicies(TOLERANT), live: attached(INCIDENT), asked: [] },
  ])("costs no more than each unexpected one, once: $name", async ({ expected, live, asked }) => {
    expect(await reads(expected, live)).toEqual(asked);
  });
});
