import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { AlertContext } from "../../shared/alerts/alert-context.ts";
import { renderAlert as renderInDetail } from "../../shared/alerts/render-alert.ts";
import type { Drift } from "../../shared/drift/drift.ts";
import type { FindingNews } from "../../shared/ledger/deliver.ts";
import { type Finding, NEWS_KINDS, type News } from "../../shared/ledger/finding.ts";
import { actor, at, drift, findingAfter } from "../ledger/fixtures.ts";

const context: AlertContext = {
  partition: "aws",
  alias: "demo",
  path: "/",
  configurationDigest: `sha256:${"ab".repeat(32)}`,
};

function renderAlert(piece: FindingNews, where: AlertContext) {
  return renderInDetail(piece, where, "summary");
}

function told(changes: Partial<News>, drifts: Partial<Drift> = {}, finding: Partial<Finding> = {}) {
  const opened = findingAfter([drift(drifts)]);
  const news: News = { revision: 1, kind: "IAM Drift Opened", at: at(5), drift: drift(drifts), ...changes };
  return { finding: { ...opened, id: "0123456789abcdef0123456789abcdef", ...finding }, news };
}

describe("an alert", () => {
  it("tells of an opened drift: what, where, how bad, gained and lost, who, and what next", () => {
    const alert = renderAlert(
      told(
        { actor },
        {
          verdict: "different",
          change: "mixed",
          deltas: [
            { effect: "gained", text: "iam:* on *" },
            { effect: "lost", text: "s3:GetObject on arn:aws:s3:::bucket/*" },
            { effect: "gained", text: "sts:AssumeRole on *" },
          ],
          witness: { action: "iam:PassRole", resource: "*", context: {}, canonical: "none", live: "allow" },
        },
      ),
      context,
    );
    expect(alert.subject).toBe("[high] Drift opened: role/matillion-task in demo");
    expect(alert.attributes).toEqual({
      severity: "high",
      account: "000000000000",
      baseline: "matillion-agent",
      entity: "role/matillion-task",
      change: "opened",
      rule: "attachment-unexpected",
    });
    expect(alert.message).toBe(`Drift opened (high)

AdministratorAccess is attached to role/matillion-task, which the baseline does not expect.

Entity:    role/matillion-task
Account:   000000000000 (demo)
Baseline:  matillion-agent
Rule:      attachment-unexpected (arn:aws:iam::aws:policy/AdministratorAccess)
Open since 2026-01-01T09:00:01.000Z

Gained:
  + iam:* on *
  + sts:AssumeRole on *

Lost:
  - s3:GetObject on arn:aws:s3:::bucket/*

Who did it, as the event claims:
  arn:aws:iam::000000000000:user/mallory
  AttachRolePolicy at 2026-01-01T08:59:58Z, with the AWS CLI

Next: Put it back, or change the baseline if it is meant to be so.
  IAM console: https://console.aws.amazon.com/iam/home#/roles/details/matillion-task
  Finding: 0123456789abcdef0123456789abcdef, revision 1
  To accept it for a while: waivers.yml, fingerprint a1

Configuration sha256:${"ab".repeat(32)}`);
  });

  it("tells of a resolution", () => {
    const alert = renderAlert(told({ kind: "IAM Drift Resolved", revision: 2, at: at(60) }), context);
    expect(alert.subject).toBe("[high] Drift resolved: role/matillion-task in demo");
    expect(alert.attributes.change).toBe("resolved");
    expect(alert.message).toBe(`Drift resolved (high)

This is no longer so: AdministratorAccess is attached to role/matillion-task, which the baseline does not expect.

Entity:    role/matillion-task
Account:   000000000000 (demo)
Baseline:  matillion-agent
Rule:      attachment-unexpected (arn:aws:iam::aws:policy/AdministratorAccess)
Open since 2026-01-01T09:00:01.000Z, resolved 2026-01-01T09:01:00.000Z

Next: Nothing is left to do here.
  IAM console: https://console.aws.amazon.com/iam/home#/roles/details/matillion-task
  Finding: 0123456789abcdef0123456789abcdef, revision 2

Configuration sha256:${"ab".repeat(32)}`);
  });

  it("tells of a resolution that no reading has made", () => {
    const because = "no-longer-expected";
    const { message } = renderAlert(told({ kind: "IAM Drift Resolved", revision: 2, because }), context);
    expect(message).not.toContain("This is no longer so");
    expect(message).toContain("Whether this is still so is not watched any more: AdministratorAccess is attached to");
    expect(message).toContain("Next: Its baseline does not name this entity any more, or the account has not that");
  });

  it("tells of a refused remediation, with its calls", () => {
    const remediation = {
      remediationId: "0123-1",
      calls: ["DetachRolePolicy role/matillion-task arn:aws:iam::aws:policy/AdministratorAccess"],
      outcome: "The role holds a containment policy, which is never undone.",
    };
    const alert = renderAlert(told({ kind: "IAM Drift Remediation Refused", revision: 3, remediation }), context);
    expect(alert.attributes.change).toBe("refused");
    expect(alert.message).toContain(`
Remediation 0123-1: The role holds a containment policy, which is never undone.
  DetachRolePolicy role/matillion-task arn:aws:iam::aws:policy/AdministratorAccess
`);
    expect(alert.message).toContain(
      "Next: No further call is made. See to what keeps it back, or put it right by hand.",
    );
  });

  const kinds = [
    { kind: "IAM Drift Opened", change: "opened", subject: "[high] Drift opened: role/matillion-task in demo" },
    { kind: "IAM Drift Changed", change: "changed", subject: "[high] Drift changed: role/matillion-task in demo" },
    { kind: "IAM Drift Resolved", change: "resolved", subject: "[high] Drift resolved: role/matillion-task in demo" },
    { kind: "IAM Drift Reminder", change: "reminder", subject: "[high] Still open: role/matillion-task in demo" },
    { kind: "IAM Drift Unreadable", change: "unreadable", subject: "[high] Not readable: role/matillion-task in demo" },
    {
      kind: "IAM Drift Remediated",
      change: "remediated",
      subject: "[high] Drift remediated: role/matillion-task in demo",
    },
    {
      kind: "IAM Drift Remediation Refused",
      change: "refused",
      subject: "[high] Remediation refused: role/matillion-task in demo",
    },
    {
      kind: "IAM Drift Remediation Failed",
      change: "failed",
      subject: "[high] Remediation failed: role/matillion-task in demo",
    },
  ] as const;
  it.each(kinds)("names $kind in subject and attribute", ({ kind, change, subject }) => {
    const alert = renderAlert(told({ kind }), context);
    expect(alert.subject).toBe(subject);
    expect(alert.attributes.change).toBe(change);
  });
  it("has words for every kind of news", () => {
    expect(kinds.map(({ kind }) => kind)).toEqual([...NEWS_KINDS]);
  });

  it("says that a comparison could not be decided, and why", () => {
    const alert = renderAlert(told({}, { verdict: "unknown", reason: "an empty condition value list" }), context);
    expect(alert.message).toContain("Whether they decide alike could not be told: an empty condition value list");
  });

  it("says why something could not be read", () => {
    const reason = "ListRolePolicies: AccessDenied";
    const alert = renderAlert(told({ kind: "IAM Drift Unreadable" }, { rule: "unreadable", reason }), context);
    expect(alert.message).toContain(`Reason: ${reason}`);
  });

  it("names the account by its number where it has no alias", () => {
    const { alias: _, ...anonymous } = context;
    const alert = renderAlert(told({}), anonymous);
    expect(alert.subject).toBe("[high] Drift opened: role/matillion-task in 000000000000");
    expect(alert.message).toContain("Account:   000000000000\n");
  });

  it("shows under each delta what it comes to: privilege escalation, access levels, and what is easily missed", () => {
    const deltas: Drift["deltas"] = [
      {
        effect: "gained",
        text: "`iam:*` on `*`",
        permits: "more",
        accessLevels: { "Permissions management": 1_234, Write: 2 },
        escalation: [
          { action: "iam:PassRole", reason: "hands a role to a service" },
          { action: "iam:CreateRole", reason: "makes a role" },
        ],
      },
      {
        effect: "gained",
        text: "`s3:Foo` on `*` (no such action today)",
        permits: "more",
        accessLevels: {},
        latent: "no-such-action",
      },
      { effect: "gained", text: "the denial of `s3:*`", permits: "less", accessLevels: { Read: 1 }, onlyDenies: true },
      { effect: "gained", text: "the condition `aws:SourceIp`", permits: "less", accessLevels: { Read: 1 } },
      {
        effect: "lost",
        text: "the denial of `s3:GetObject`",
        permits: "more",
        accessLevels: { Read: 1 },
        onlyDenies: true,
      },
      { effect: "lost", text: "the condition `sts:ExternalId`", permits: "more" },
      { effect: "lost", text: "`s3:PutObject` on `*`", permits: "less", accessLevels: { Write: 1 } },
    ];
    const { message } = renderAlert(told({}, { verdict: "different", change: "mixed", deltas }), context);
    expect(message).toContain(`
Gained:
  + \`iam:*\` on \`*\`
      privilege escalation: iam:PassRole: hands a role to a service
      privilege escalation: iam:CreateRole: makes a role
      actions: 1,234 Permissions management, 2 Write
  + \`s3:Foo\` on \`*\` (no such action today)
      changes nothing today: no such action exists
  + the denial of \`s3:*\`
      actions: 1 Read; only denies
  + the condition \`aws:SourceIp\`
      actions: 1 Read; permits less

Lost:
  - the denial of \`s3:GetObject\`
      actions: 1 Read; only denied: permits more
  - the condition \`sts:ExternalId\`
      permits more
  - \`s3:PutObject\` on \`*\`
      actions: 1 Write
`);
    expect(message).toContain("\nNext: Put it back, ");
  });

  it("asks for no repair of containment", () => {
    const denial = { effect: "gained", text: "the denial of `*` on `*`", permits: "less", onlyDenies: true } as const;
    const contained = { verdict: "different", change: "narrowed", deltas: [denial] } as const;
    const next = (alert: ReturnType<typeof renderAlert>) => /^Next: .*$/m.exec(alert.message)?.[0];
    const leave = /^Next: It only denies, .* Leave it until that is over, /;
    expect(next(renderAlert(told({}, contained), context))).toMatch(leave);
    expect(next(renderAlert(told({ kind: "IAM Drift Changed" }, contained), context))).toMatch(leave);
    expect(next(renderAlert(told({ kind: "IAM Drift Resolved" }, contained), context))).toBe(
      "Next: Nothing is left to do here.",
    );
    const alsoLost = {
      ...contained,
      rule: "inline-policy-changed",
      deltas: [denial, { effect: "lost", text: "x", permits: "less" } as const],
    } as const;
    expect(next(renderAlert(told({}, alsoLost), context))).toMatch(/^Next: Put it back/);
  });

  const nextOf = (changes: Partial<News>, drifts: Partial<Drift>) =>
    /^Next: .*$/m.exec(renderAlert(told(changes, drifts), context).message)?.[0];

  it.each([
    { rule: "entity-retired", next: "See that nothing uses it any more, and delete it." },
    {
      rule: "policy-version-outdated",
      next: "It decides as an earlier document of the vendor's did. Bring it up to date; if it was so before, find out who put the earlier one back.",
    },
    {
      rule: "entity-moved",
      next: "Whatever names it by the ARN in the baseline misses it. Say its path in the baseline if it is meant to be there, else look at who made or moved it.",
    },
    {
      rule: "trust-dangling-principal",
      next: "Nobody can use this entry. Decide who is to take its place, and take it out: it does not come to life again when one of the same name is made.",
    },
    {
      rule: "entity-re-created",
      next: "Find out who made it anew and why, and put right what had named the one before. Once it is as it should be, accept it with a waiver of this very drift; until then nothing on it is repaired.",
    },
    {
      rule: "service-linked-role-being-deleted",
      next: "A deletion cannot be stopped. Find out who asked for it and why; another message says so once the role is gone.",
    },
    { rule: "policies-not-separate", next: "Give each of these policies a role of its own." },
    {
      rule: "access-key-due",
      next: "Create a new key and deploy it, and deactivate this one once the new one is used.",
    },
    { rule: "attachment-missing", next: "Put it back, or change the baseline if it is meant to be so." },
  ] as const)("says what to do about $rule", ({ rule, next }) => {
    expect(nextOf({}, { rule })).toBe(`Next: ${next}`);
    expect(nextOf({ kind: "IAM Drift Changed" }, { rule })).toBe(
      `Next: It was open before and now looks as said above. ${next}`,
    );
  });

  it("says of a key that is no longer due that it may be too old by now", () => {
    const resolved = { kind: "IAM Drift Resolved" } as const;
    expect(nextOf(resolved, { rule: "access-key-due" })).toBe(
      "Next: Nothing is left to do here, unless another message says that the key is too old by now.",
    );
    expect(nextOf(resolved, { rule: "access-key-unused" })).toBe("Next: Nothing is left to do here.");
  });

  it.each([
    { rule: "entity-re-created", next: "It was accepted, or is gone again: then another message says so." },
    {
      rule: "service-linked-role-being-deleted",
      next: "The deletion is over: either it failed and the role is still there, or another message says that the role is missing.",
    },
  ] as const)("says what may have become of a resolved $rule", ({ rule, next }) => {
    expect(nextOf({ kind: "IAM Drift Resolved" }, { rule })).toBe(`Next: ${next}`);
  });

  it("does not take an earlier version, which lacks a permission or has a denial, for containment", () => {
    const denial = { effect: "gained", text: "the denial of `*` on `*`", permits: "less", onlyDenies: true } as const;
    const drifts = { verdict: "different", change: "narrowed", deltas: [denial] } as const;
    expect(nextOf({}, { ...drifts, rule: "inline-policy-outdated" })).toMatch(
      /^Next: It decides as an earlier document/,
    );
    expect(nextOf({}, { ...drifts, rule: "inline-policy-changed" })).toMatch(/^Next: It only denies/);
  });

  it("shows some of very many permissions, and says how many more there are", () => {
    const deltas = Array.from({ length: 30 }, (_, index) => ({ effect: "gained", text: `s3:Action${index}` }) as const);
    const { message } = renderAlert(told({}, { deltas }), context);
    expect(message.match(/^ {2}\+ /gm)).toHaveLength(20);
    expect(message).toContain("\n  and 10 more, which the ledger holds\n");
  });
});

describe("what an alert keeps to itself", () => {
  it("shows neither source address nor user agent nor witness", () => {
    const witness = {
      action: "iam:PassRole",
      resource: "arn:aws:iam::000000000000:role/witnessed",
      context: {},
      canonical: "none",
      live: "allow",
    } as const;
    const { message } = renderAlert(told({ actor }, { witness }), context);
    for (const hidden of ["198.51.100.7", "awscrt", "witnessed", actor.eventId]) expect(message).not.toContain(hidden);
  });

  it("shows no e-mail address of a session", () => {
    const session = {
      ...actor,
      who: "arn:aws:sts::000000000000:assumed-role/AWSReservedSSO_Admin_0f0f/jane.doe+ops@example.co.uk",
      through: "arn:aws:iam::000000000000:role/AWSReservedSSO_Admin_0f0f",
    };
    const { message } = renderAlert(told({ actor: session }), context);
    expect(message).toContain(
      "  arn:aws:sts::000000000000:assumed-role/AWSReservedSSO_Admin_0f0f/(e-mail address withheld), through arn:aws:iam::000000000000:role/AWSReservedSSO_Admin_0f0f\n",
    );
    expect(message).not.toContain("example.co.uk");
  });

  it("shows access keys by their last four characters, wherever one stands", () => {
    const keyId = "AKIAIOSFODNN7EXAMPLE";
    const remediation = {
      remediationId: "r",
      calls: [`UpdateAccessKey user/x ${keyId} Inactive`],
      outcome: `${keyId}.`,
    };
    const alert = renderAlert(
      told(
        { remediation, actor: { ...actor, who: `user with ${keyId}` } },
        { rule: "access-key-too-old", subject: keyId, summary: `Key ${keyId}`, reason: keyId },
        { entity: "user/x" },
      ),
      context,
    );
    expect(JSON.stringify(alert)).not.toContain(keyId);
    expect(alert.message).toContain("Rule:      access-key-too-old (****MPLE)");
    expect(alert.message).toContain("  UpdateAccessKey user/x ****MPLE Inactive");
  });

  it("is not fooled by line breaks, terminal controls or reversed text in names", () => {
    const hostile = "x\nNext: click here\r\n\u001b[2J\u202eevil\u2028\u0000";
    const { message, subject } = renderAlert(
      told(
        { actor: { ...actor, who: hostile, eventName: hostile } },
        { subject: hostile, summary: hostile, deltas: [{ effect: "gained", text: hostile }], reason: hostile },
        { entity: `role/${hostile}`, baseline: hostile },
      ),
      { ...context, alias: hostile },
    );
    expect(message).toContain("x\\u{a}Next: click here\\u{d}\\u{a}\\u{1b}[2J\\u{202e}evil\\u{2028}\\u{0}");
    expect(message.match(/^Next: /gm)).toHaveLength(1);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for.
    expect(message).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u202e\u2028]/);
    expect(subject).toMatch(/^[\x20-\x7e]{1,99}$/);
  });

  it("always has a subject and attributes that SNS takes, and a message of bounded size", () => {
    const text = fc.oneof(
      fc.string({ unit: "binary", maxLength: 300 }),
      fc.constant("x".repeat(5_000)),
      fc.constant("\u{1f600}".repeat(500)),
    );
    const kind = fc.constantFrom(...NEWS_KINDS);
    fc.assert(
      fc.property(text, text, text, text, kind, (entity, alias, summary, who, newsKind) => {
        const deltas = Array.from({ length: 200 }, () => ({ effect: "lost", text: summary }) as const);
        const alert = renderAlert(
          told({ kind: newsKind, actor: { ...actor, who } }, { summary, deltas, severity: "critical" }, { entity }),
          { ...context, alias },
        );
        expect(alert.subject).toMatch(/^\[critical\] [\x20-\x7e]{1,88}$/);
        expect(Buffer.byteLength(alert.message)).toBeLessThan(64 * 1024);
        expect(alert.message).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
        expect(alert.attributes.entity).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
      }),
    );
  });
});
