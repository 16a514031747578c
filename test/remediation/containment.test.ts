import { describe, expect, it } from "vitest";
import type { ExpectedEntity } from "../../shared/baselines/expected-state.ts";
import type { Drift } from "../../shared/drift/drift.ts";
import type { EntityState, RoleState } from "../../shared/observation/entity-state.ts";
import type { Observation } from "../../shared/observation/observation.ts";
import { remediateFinding } from "../../shared/remediation/remediate-finding.ts";
import {
  ADMINISTRATOR,
  DENY_TEXT,
  denied,
  document,
  drift,
  expectedRole,
  NARROW_TEXT,
  present,
  QUARANTINE,
  roleState,
  TRUST_TEXT,
  WIDE_TEXT,
} from "./fixtures.ts";
import { findingOf, type PortScript, roleWith, scriptedPorts } from "./scripted-ports.ts";

const role = expectedRole();
const administrator = drift("attachment-unexpected", role.entity, ADMINISTRATOR);
const changed = drift("inline-policy-changed", role.entity, "work");
const DENY_ALL = "arn:aws:iam::000000000000:policy/incident-4711";
const REVOKED =
  '{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"*","Resource":"*","Condition":{"DateLessThan":{"aws:TokenIssueTime":"2026-04-01T00:00:00Z"}}}]}';
const WIDE_BUT_DENIED =
  '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["s3:GetObject","s3:PutObject"],"Resource":"*"},{"Effect":"Deny","Action":"s3:*","Resource":"*"}]}';
const DENIED_TRUST =
  '{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Principal":{"AWS":"*"},"Action":"sts:AssumeRole"}]}';

/** A role with AdministratorAccess attached, and otherwise as told. */
function administered(overrides: Partial<RoleState> = {}): Observation<EntityState> {
  const attachments = present([{ policyArn: ADMINISTRATOR, policyName: "AdministratorAccess" }]);
  return present(roleState({ attachments, ...overrides }));
}

interface Case {
  readonly name: string;
  readonly expected?: ExpectedEntity;
  readonly drift?: Drift;
  readonly observation: Observation<EntityState>;
  readonly managed?: PortScript["managed"];
  readonly says: string;
}

const frozen: readonly Case[] = [
  {
    name: "AWS's quarantine policy itself is not detached",
    drift: drift("attachment-unexpected", role.entity, QUARANTINE),
    observation: roleWith(QUARANTINE),
    says: `role/worker is contained by ${QUARANTINE}, which only denies; nothing on it is repaired until a person has removed that.`,
  },
  {
    name: "nothing else is detached beside AWS's quarantine policy",
    observation: roleWith(ADMINISTRATOR, QUARANTINE),
    says: `contained by ${QUARANTINE}`,
  },
  {
    name: "a policy of the customer's that only denies contains, whatever its name",
    drift: drift("attachment-unexpected", role.entity, DENY_ALL),
    observation: roleWith(DENY_ALL),
    managed: { [DENY_ALL]: present(DENY_TEXT) },
    says: `contained by ${DENY_ALL}`,
  },
  {
    name: "the console's revoke sessions contains",
    observation: administered({ inlinePolicies: present({ work: NARROW_TEXT, AWSRevokeOlderSessions: REVOKED }) }),
    says: "contained by the inline policy AWSRevokeOlderSessions, which only denies",
  },
  {
    name: "an inline policy is not put back on a contained role",
    drift: changed,
    observation: present(roleState({ inlinePolicies: present({ work: WIDE_TEXT, AWSRevokeOlderSessions: REVOKED }) })),
    says: "contained by the inline policy AWSRevokeOlderSessions",
  },
  {
    name: "a denial is containment where the baseline tolerates other inline policies, too",
    expected: expectedRole({ inlinePolicies: { match: "at-least", documents: {} } }),
    observation: administered({ inlinePolicies: present({ stop: DENY_TEXT }) }),
    says: "contained by the inline policy stop",
  },
  {
    name: "a denial written over the vendor's own inline policy is not undone",
    drift: changed,
    observation: present(roleState({ inlinePolicies: present({ work: DENY_TEXT }) })),
    says: "contained by the inline policy work, which only denies",
  },
  {
    name: "a denial added to the vendor's own inline policy is not undone",
    drift: changed,
    observation: present(roleState({ inlinePolicies: present({ work: WIDE_BUT_DENIED }) })),
    says: "contained by the inline policy work, which denies what its document does not",
  },
  {
    name: "a denial added to a document that itself only denies is not undone",
    expected: expectedRole({ inlinePolicies: { match: "exact", documents: { guard: document(REVOKED) } } }),
    observation: administered({ inlinePolicies: present({ guard: DENY_TEXT }) }),
    says: "contained by the inline policy guard, which denies what its document does not",
  },
  {
    name: "AWS's quarantine policy contains though it cannot be read",
    observation: roleWith(ADMINISTRATOR, QUARANTINE),
    managed: { [QUARANTINE]: denied("GetPolicy") },
    says: `contained by ${QUARANTINE}, which only denies`,
  },
  {
    name: "a trust policy that only denies contains",
    observation: administered({ trust: present(DENIED_TRUST) }),
    says: "contained by its trust policy, which only denies",
  },
  {
    name: "containment that is there is told before what could not be read",
    observation: roleWith(ADMINISTRATOR, DENY_ALL, QUARANTINE),
    managed: { [DENY_ALL]: denied("GetPolicy") },
    says: `contained by ${QUARANTINE}`,
  },
];

const unclear: readonly Case[] = [
  {
    name: "an attached policy that cannot be read",
    observation: roleWith(ADMINISTRATOR, DENY_ALL),
    managed: { [DENY_ALL]: denied("GetPolicy") },
    says: `Whether role/worker is contained cannot be told: the attached policy ${DENY_ALL} could not be read (GetPolicy: AccessDenied: not allowed).`,
  },
  {
    name: "an attached policy that is not there any more",
    observation: roleWith(ADMINISTRATOR, DENY_ALL),
    says: `the attached policy ${DENY_ALL} could not be read: IAM says that there is none.`,
  },
  {
    name: "an attached policy that cannot be understood",
    observation: roleWith(ADMINISTRATOR, DENY_ALL),
    managed: { [DENY_ALL]: present("{") },
    says: `${DENY_ALL} could not be understood.`,
  },
  {
    name: "inline policies that cannot be read",
    observation: administered({ inlinePolicies: denied("ListRolePolicies") }),
    says: "its policies could not all be read.",
  },
  {
    name: "an inline policy that cannot be understood",
    observation: administered({ inlinePolicies: present({ work: NARROW_TEXT, odd: '{"Statement":1}' }) }),
    says: "the inline policy odd could not be understood.",
  },
  {
    name: "a trust policy that cannot be read",
    observation: administered({ trust: denied("GetRole") }),
    says: "its policies could not all be read.",
  },
];

const free: readonly Case[] = [
  {
    name: "a denial that the baseline asks for",
    expected: expectedRole({
      inlinePolicies: { match: "exact", documents: { work: document(NARROW_TEXT), guard: document(DENY_TEXT) } },
    }),
    observation: administered({ inlinePolicies: present({ work: NARROW_TEXT, guard: DENY_TEXT }) }),
    says: "",
  },
  {
    name: "a denial beside permissions that the baseline asks for",
    expected: expectedRole({ inlinePolicies: { match: "exact", documents: { work: document(WIDE_BUT_DENIED) } } }),
    observation: administered({ inlinePolicies: present({ work: WIDE_BUT_DENIED }) }),
    says: "",
  },
  {
    name: "a denial that the baseline asks for and that was taken away",
    expected: expectedRole({ inlinePolicies: { match: "exact", documents: { work: document(WIDE_BUT_DENIED) } } }),
    observation: administered({ inlinePolicies: present({ work: WIDE_TEXT }) }),
    says: "",
  },
  {
    name: "a denial that the vendor has since taken out of its document",
    expected: expectedRole({
      inlinePolicies: {
        match: "exact",
        documents: {
          work: { ...document(WIDE_TEXT), revisions: [{ version: "1", source: "v1", text: WIDE_BUT_DENIED }] },
        },
      },
    }),
    observation: administered({ inlinePolicies: present({ work: WIDE_BUT_DENIED }) }),
    says: "",
  },
  {
    name: "a trust policy that is not watched",
    observation: administered({ trust: present(TRUST_TEXT) }),
    says: "",
  },
];

async function run({ expected = role, drift: of = administrator, observation, managed }: Case) {
  const ports = scriptedPorts({ observations: [observation], ...(managed === undefined ? {} : { managed }) });
  return { ports, result: await remediateFinding(findingOf(of), expected, ports) };
}

describe("containment", () => {
  it.each(frozen)("freezes every repair: $name", async (each) => {
    const { ports, result } = await run(each);
    expect(result).toMatchObject({ status: "refused", outcome: expect.stringContaining(each.says) });
    expect(ports.written).toEqual([]);
  });

  it.each(unclear)("that cannot be told freezes every repair: $name", async (each) => {
    const { ports, result } = await run(each);
    expect(result).toMatchObject({
      status: "refused",
      outcome: expect.stringMatching(/^Whether role\/worker is contained cannot be told: /),
    });
    expect(result).toMatchObject({ outcome: expect.stringContaining(each.says) });
    expect(ports.written).toEqual([]);
  });

  it.each(free)("is not: $name", async (each) => {
    const { ports } = await run(each);
    expect(ports.claims).toEqual([expect.arrayContaining([`DetachRolePolicy role/worker ${ADMINISTRATOR}`])]);
    expect(ports.written).not.toEqual([]);
  });
});
