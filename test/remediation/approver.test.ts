import { describe, expect, it } from "vitest";
import type { ClaimedActor } from "../../shared/iam/actor.ts";
import type { Finding, News } from "../../shared/ledger/finding.ts";
import { judgeApproval, standingOfApprover } from "../../shared/remediation/approver.ts";
import { ADMINISTRATOR, drift, expectedRole } from "./fixtures.ts";
import { findingOf, NOW } from "./scripted-ports.ts";

const IAM = "arn:aws:iam::000000000000";
const STS = "arn:aws:sts::000000000000";
const ADA = `${IAM}:user/people/ada`;

function actor(who: string, type = "IAMUser"): ClaimedActor {
  return { who, type, eventName: "AttachRolePolicy", eventTime: NOW, eventId: "e-1" };
}

const cases: readonly { name: string; arn: string; actor: ClaimedActor; status: string }[] = [
  { name: "the same user", arn: ADA, actor: actor(ADA), status: "same" },
  { name: "the same user, spelt otherwise", arn: ADA, actor: actor(`${IAM}:user/people/Ada`), status: "same" },
  { name: "another user", arn: ADA, actor: actor(`${IAM}:user/bob`), status: "another" },
  {
    name: "a user of the same name elsewhere",
    arn: ADA,
    actor: actor("arn:aws:iam::111122223333:user/ada"),
    status: "another",
  },
  {
    name: "the same session",
    arn: `${STS}:assumed-role/admin/ada`,
    actor: actor(`${STS}:assumed-role/admin/ada`, "AssumedRole"),
    status: "same",
  },
  {
    name: "another session of a shared role",
    arn: `${STS}:assumed-role/admin/ada`,
    actor: actor(`${STS}:assumed-role/admin/bob`, "AssumedRole"),
    status: "another",
  },
  {
    name: "another role, with sessions named alike",
    arn: `${STS}:assumed-role/admin/ada`,
    actor: actor(`${STS}:assumed-role/deploy/ada`, "AssumedRole"),
    status: "another",
  },
  {
    name: "a session that an SDK has named",
    arn: `${STS}:assumed-role/admin/ada`,
    actor: actor(`${STS}:assumed-role/admin/botocore-session-1712000000`, "AssumedRole"),
    status: "unknown",
  },
  {
    name: "an instance's session",
    arn: `${STS}:assumed-role/admin/ada`,
    actor: actor(`${STS}:assumed-role/admin/i-0abc123def4567890`, "AssumedRole"),
    status: "unknown",
  },
  {
    name: "an approver whom an SDK has named",
    arn: `${STS}:assumed-role/admin/aws-sdk-js-1712000000000`,
    actor: actor(`${STS}:assumed-role/admin/ada`, "AssumedRole"),
    status: "unknown",
  },
  {
    name: "an instance's session of another role",
    arn: `${STS}:assumed-role/admin/ada`,
    actor: actor(`${STS}:assumed-role/web/i-0abc123def4567890`, "AssumedRole"),
    status: "another",
  },
  { name: "root by root", arn: `${IAM}:root`, actor: actor("root", "Root"), status: "same" },
  { name: "root by a user", arn: ADA, actor: actor("root", "Root"), status: "another" },
  {
    name: "a federated user",
    arn: `${STS}:federated-user/ada`,
    actor: actor(`${STS}:federated-user/ada`, "FederatedUser"),
    status: "same",
  },
  {
    name: "a federated user who is called like a user",
    arn: `${IAM}:user/ada`,
    actor: actor(`${STS}:federated-user/ada`, "FederatedUser"),
    status: "another",
  },
  { name: "a service", arn: ADA, actor: actor("config.amazonaws.com", "AWSService"), status: "another" },
  { name: "somebody by a name alone", arn: ADA, actor: actor("ada"), status: "unknown" },
  { name: "nobody knows who", arn: ADA, actor: actor("unknown", "unknown"), status: "unknown" },
  { name: "an approver who is none", arn: "arn:aws:iam::000000000000:group/x", actor: actor(ADA), status: "unknown" },
];

describe("whether an approver is who made the change", () => {
  it.each(cases)("$name: $status", ({ arn, actor, status }) => {
    expect(standingOfApprover(arn, actor).status).toBe(status);
  });
});

const attached = findingOf(drift("attachment-unexpected", expectedRole().entity, ADMINISTRATOR));
const missing = findingOf(drift("entity-missing", expectedRole().entity));

function told(finding: Finding, ...news: readonly Partial<News>[]): Finding {
  return {
    ...finding,
    news: news.map((each) => ({ revision: 1, kind: "IAM Drift Opened", at: NOW, drift: finding.drift, ...each })),
  };
}

const by = (who: string): Partial<News> => ({ actor: actor(who) });
const REFUSED = { status: "refused", reason: expect.stringContaining("somebody else has to approve its repair.") };
const SAID = { status: "given", remark: expect.stringContaining("An event claims that you") };

describe("judging an approval", () => {
  const judged: readonly { name: string; findings: readonly Finding[]; isRequired: boolean; expected: object }[] = [
    {
      name: "is refused to who made the change",
      findings: [told(attached, by(ADA))],
      isRequired: true,
      expected: REFUSED,
    },
    {
      name: "only says so where nobody asked for it",
      findings: [told(attached, by(ADA))],
      isRequired: false,
      expected: SAID,
    },
    {
      name: "is refused to who deleted the entity",
      findings: [told(missing, by(ADA))],
      isRequired: false,
      expected: REFUSED,
    },
    {
      name: "is refused to who made but one of the changes",
      findings: [told(attached, by("root")), told(missing, by(ADA))],
      isRequired: true,
      expected: REFUSED,
    },
    {
      name: "is refused to who made the first of two",
      findings: [told(attached, by(ADA), { kind: "IAM Drift Changed", ...by(`${IAM}:user/bob`) })],
      isRequired: true,
      expected: REFUSED,
    },
    {
      name: "is given to who made it an earlier time",
      findings: [told(attached, by(ADA), { kind: "IAM Drift Resolved" }, by(`${IAM}:user/bob`))],
      isRequired: true,
      expected: { status: "given" },
    },
    {
      name: "is given to another",
      findings: [told(attached, by(`${IAM}:user/bob`))],
      isRequired: true,
      expected: { status: "given" },
    },
    {
      name: "is refused where it cannot be told",
      findings: [told(attached, by("ada"))],
      isRequired: true,
      expected: { status: "refused", reason: expect.stringContaining("cannot be told") },
    },
    {
      name: "says what cannot be told where nobody asked for it",
      findings: [told(attached, by("ada"))],
      isRequired: false,
      expected: { status: "given", remark: expect.stringContaining("cannot be told") },
    },
    {
      name: "says that no event told who did it",
      findings: [told(attached, {})],
      isRequired: true,
      expected: { status: "given", remark: expect.stringContaining("No event says") },
    },
    {
      name: "says that no event told who made one of the changes",
      findings: [told(attached, by(`${IAM}:user/bob`)), told(missing, {})],
      isRequired: true,
      expected: { status: "given", remark: expect.stringContaining("No event says who made every change") },
    },
    {
      name: "says nothing of it where nobody asked for it",
      findings: [told(attached, {})],
      isRequired: false,
      expected: { status: "given" },
    },
  ];
  it.each(judged)("$name", ({ findings, isRequired, expected }) => {
    expect(judgeApproval(ADA, findings, isRequired)).toEqual(expected);
  });
});
