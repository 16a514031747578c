import { describe, expect, it } from "vitest";
import { alertBody } from "../../shared/alerts/alert-body.ts";
import { chatNotification } from "../../shared/alerts/chat-notification.ts";
import { ALERT_DETAILS } from "../../shared/alerts/destinations.ts";
import { renderAlert } from "../../shared/alerts/render-alert.ts";
import { slackReply, slackRoot } from "../../shared/alerts/slack-message.ts";
import type { Drift } from "../../shared/drift/drift.ts";
import type { FindingNews } from "../../shared/ledger/deliver.ts";
import type { NewsKind } from "../../shared/ledger/finding.ts";
import { actor, at, drift, findingAfter } from "../ledger/fixtures.ts";

/*
 * The messages as people and programs get them, in docs/alerts. Whoever changes one looks at the difference, and approves it with
 * `npx vitest run test/alerts/approved-messages.test.ts -u`.
 */

const context = { partition: "aws", alias: "production", path: "/", configurationDigest: `sha256:${"4e".repeat(32)}` };

const WIDENED: Partial<Drift> = {
  rule: "inline-policy-changed",
  subject: "matillion-task",
  severity: "critical",
  summary:
    "Inline policy matillion-task of role matillion-task allows more than its document, privilege escalation included (iam:PassRole): gained `iam:PassRole` on `*`.",
  verdict: "different",
  change: "broadened",
  deltas: [
    {
      effect: "gained",
      text: "`iam:PassRole` on `*`",
      permits: "more",
      accessLevels: { Write: 1 },
      escalation: [
        { action: "iam:PassRole", reason: "hands a role, and with it the role's permissions, to a service" },
      ],
    },
    { effect: "lost", text: "`s3:GetObject` on `arn:aws:s3:::staging/*`", permits: "less", accessLevels: { Read: 1 } },
  ],
  witness: {
    action: "iam:PassRole",
    resource: "arn:aws:iam::000000000000:role/admin",
    context: {},
    canonical: "none",
    live: "allow",
  },
  fingerprint: "5f2b1c9ae07d4386b1f0c5d2a49e8837c6140fb29d5e7a3801b46cfe92d07a15",
};

const who = {
  ...actor,
  who: "arn:aws:sts::000000000000:assumed-role/admin/jane.doe@example.com",
  through: "role admin",
  eventName: "PutRolePolicy",
};

function told(kind: NewsKind, more: Partial<FindingNews["news"]> = {}): FindingNews {
  const opened = findingAfter([drift(WIDENED)]);
  const revision = kind === "IAM Drift Opened" ? 1 : 2;
  const finding = { ...opened, id: "82166d34d6028af90de0058ec06ad821" };
  return { finding, news: { revision, kind, at: at(revision * 30), drift: drift(WIDENED), ...more } };
}

const remediation = {
  remediationId: "82166d34d6028af90de0058ec06ad821-1",
  calls: ["PutRolePolicy role/matillion-task matillion-task"],
  outcome: "The inline policy was put back.",
};

/** An access key that nears its breach, of a user whose owner is named. */
function due(): FindingNews {
  const key: Partial<Drift> = {
    rule: "access-key-due",
    baseline: "red5-stream-manager",
    entity: { kind: "user", name: "production-streammanager" },
    subject: "AKIAIOSFODNN7EXAMPLE",
    severity: "low",
    summary:
      "Access key …MPLE of user production-streammanager is 76 days old, and is to be replaced before it is 90 days old, in 14 days.",
    owner: "streaming-team",
    deltas: [],
    fingerprint: "0c1d5b1f6a70c2f7f6a5f0d3b61d3f5c9f4f0a6a5f8f1a7b2c3d4e5f60718293",
  };
  const opened = told("IAM Drift Opened", { drift: drift(key) });
  const finding = { ...opened.finding, entity: "user/production-streammanager", baseline: "red5-stream-manager" };
  return { ...opened, finding: { ...finding, drift: drift(key) } };
}

const asked = {
  remediationId: "82166d34d6028af90de0058ec06ad821-1",
  calls: ["PutRolePolicy role/matillion-task matillion-task"],
  outcome:
    "A person has to approve it: plan 82166d34d6028af90de0058ec06ad821-20260101T090100Z-9e107d9d372bb6826bd81d3542a419d6 holds until 2026-01-01T10:01:00.000Z, as long as role/matillion-task stays as it is.",
  planId: "82166d34d6028af90de0058ec06ad821-20260101T090100Z-9e107d9d372bb6826bd81d3542a419d6",
};

const PIECES = [
  { name: "opened", news: told("IAM Drift Opened", { actor: who }) },
  {
    name: "reminder",
    news: told("IAM Drift Reminder", { actor: who, at: "2026-01-04T09:00:30.000Z", openSince: at(1) }),
  },
  { name: "approval", news: told("IAM Drift Remediation Refused", { remediation: asked }) },
  { name: "remediated", news: told("IAM Drift Remediated", { remediation }) },
  { name: "resolved", news: told("IAM Drift Resolved", { actor: who }) },
  { name: "due", news: due() },
] as const;

const approved = (name: string) => `../../docs/alerts/${name}`;
const pretty = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`;

describe("approved messages", () => {
  it.each(PIECES.slice(1))("by e-mail: $name", async ({ name, news }) => {
    const { subject, message } = renderAlert(news, context, "summary");
    await expect(`Subject: ${subject}\n\n${message}\n`).toMatchFileSnapshot(approved(`${name}.email.txt`));
  });

  it.each(ALERT_DETAILS)("by e-mail, opened, told as %s", async (detail) => {
    const { subject, message } = renderAlert(PIECES[0].news, context, detail);
    await expect(`Subject: ${subject}\n\n${message}\n`).toMatchFileSnapshot(approved(`opened.${detail}.email.txt`));
  });

  it("to programs", async () => {
    const body = pretty(alertBody(PIECES[0].news, context, "full"));
    await expect(body).toMatchFileSnapshot(approved("opened.full.json"));
  });

  it("to Amazon Q Developer in chat applications", async () => {
    const { message } = chatNotification(PIECES[0].news, context, "summary");
    await expect(pretty(JSON.parse(message))).toMatchFileSnapshot(approved("opened.chat.json"));
  });

  it.each(PIECES)("to Slack: $name", async ({ name, news }) => {
    const message = (news.news.kind === "IAM Drift Opened" ? slackRoot : slackReply)(news, {
      context,
      detail: "summary",
    });
    await expect(pretty(message)).toMatchFileSnapshot(approved(`${name}.slack.json`));
  });
});
