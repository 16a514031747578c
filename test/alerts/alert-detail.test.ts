import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { alertBodySchema } from "../../shared/alerts/alert-body-schema.ts";
import { chatNotification } from "../../shared/alerts/chat-notification.ts";
import { ALERT_DETAILS, type AlertDetail } from "../../shared/alerts/destinations.ts";
import { renderAlert } from "../../shared/alerts/render-alert.ts";
import type { Drift } from "../../shared/drift/drift.ts";
import { NEWS_KINDS, type News } from "../../shared/ledger/finding.ts";
import { actor, at, drift, findingAfter } from "../ledger/fixtures.ts";

const context = { partition: "aws", alias: "demo", path: "/", configurationDigest: "sha256:abcd" };

const SECRETS = {
  witness: "arn:aws:s3:::witness-bucket/key",
  mail: "jane.doe@example.com",
  address: "198.51.100.7",
  delta: "iam:PassRole on a-delta",
  summary: "the summary of it",
};

const DRIFT: Partial<Drift> = {
  summary: SECRETS.summary,
  verdict: "different",
  change: "broadened",
  deltas: [{ effect: "gained", text: SECRETS.delta }],
  witness: {
    action: "s3:GetObject",
    resource: SECRETS.witness,
    context: { "aws:SourceIp": "203.0.113.9", "aws:TagKeys": ["a", "b"] },
    canonical: "none",
    live: "allow",
  },
};

function told(changes: Partial<News> = {}, drifts: Partial<Drift> = DRIFT) {
  const finding = { ...findingAfter([drift(drifts)]), id: "0123456789abcdef0123456789abcdef" };
  const who = { ...actor, who: `arn:aws:sts::000000000000:assumed-role/admin/${SECRETS.mail}` };
  const news: News = { revision: 1, kind: "IAM Drift Opened", at: at(5), drift: drift(drifts), actor: who, ...changes };
  return { finding, news };
}

/** Everything that a detail level puts before somebody. */
function everything(detail: AlertDetail): string {
  const { message, body } = renderAlert(told(), context, detail);
  return [message, body, chatNotification(told(), context, detail).message].join("\n");
}

describe("how much a message tells", () => {
  const levels = [
    { detail: "link", tells: [], keeps: ["witness", "mail", "address", "delta", "summary"] },
    { detail: "summary", tells: ["delta", "summary"], keeps: ["witness", "mail", "address"] },
  ] as const;
  it.each(levels)("$detail keeps $keeps, and tells $tells", ({ detail, tells, keeps }) => {
    const said = everything(detail);
    for (const secret of keeps) expect(said).not.toContain(SECRETS[secret]);
    for (const secret of tells) expect(said).toContain(SECRETS[secret]);
  });

  it("full tells all of it, to people and to programs", () => {
    const { message, body } = renderAlert(told(), context, "full");
    for (const secret of Object.values(SECRETS)) {
      expect(message).toContain(secret);
      expect(body).toContain(secret);
    }
    expect(message).toContain(`A request that they decide differently:
  action     s3:GetObject
  resource   arn:aws:s3:::witness-bucket/key
  aws:SourceIp = 203.0.113.9
  aws:TagKeys = a, b
  by its document: none; now: allow`);
  });

  it.each(ALERT_DETAILS)("%s names the account, the entity, the finding and the configuration", (detail) => {
    const { message, body } = renderAlert(told(), context, detail);
    const chat = chatNotification(told(), context, detail).message;
    for (const text of [message, body, chat]) {
      for (const said of ["000000000000", "role/matillion-task", "0123456789abcdef0123456789abcdef", "sha256:abcd"]) {
        expect(text).toContain(said);
      }
    }
  });
});

const hostile = fc.oneof(
  fc.string({ unit: "binary", maxLength: 900 }),
  fc.constantFrom(
    "<!channel>",
    "<https://evil.example|click>",
    "`*_~[x](y)",
    "\u202e\u0000",
    "@here",
    "AKIAIOSFODNN7EXAMPLE",
  ),
);
const anyDrift = fc.record({
  summary: hostile,
  subject: hostile,
  deltas: fc.array(fc.record({ effect: fc.constantFrom("gained" as const, "lost" as const), text: hostile }), {
    maxLength: 60,
  }),
  witness: fc.record({
    action: hostile,
    resource: hostile,
    context: fc.dictionary(hostile, fc.oneof(hostile, fc.array(hostile, { maxLength: 3 })), { maxKeys: 5 }),
    canonical: fc.constant("none" as const),
    live: fc.constant("allow" as const),
  }),
});

describe("whatever the account says", () => {
  it("programs get what the schema says, and SNS takes all of it together", () => {
    fc.assert(
      fc.property(
        anyDrift,
        fc.constantFrom(...ALERT_DETAILS),
        fc.constantFrom(...NEWS_KINDS),
        (drifts, detail, kind) => {
          const { message, body, subject } = renderAlert(told({ kind }, drifts), context, detail);
          expect(alertBodySchema.parse(JSON.parse(body))).toEqual(JSON.parse(body));
          expect(body).not.toContain("AKIAIOSFODNN7EXAMPLE");
          const structured = JSON.stringify({ default: body, email: message, sms: subject });
          expect(Buffer.byteLength(structured)).toBeLessThan(256 * 1024);
        },
      ),
      { numRuns: 60 },
    );
  });

  it("nothing in chat is a mention or a link of its own, and the format's limits hold", () => {
    fc.assert(
      fc.property(anyDrift, fc.constantFrom(...ALERT_DETAILS), (drifts, detail) => {
        const { message } = chatNotification(told({}, drifts), context, detail);
        const { content, metadata } = JSON.parse(message);
        const texts = [content.title, content.description, ...(content.nextSteps ?? []), metadata.summary].join("\n");
        expect(texts).not.toMatch(/[<>@]/);
        expect(texts.replaceAll(/`[^`]*`/g, "")).not.toMatch(/\]\(/);
        expect(content.title.length).toBeLessThanOrEqual(250);
        expect(content.description.length).toBeLessThanOrEqual(4_000);
        for (const line of content.description.split("\n")) expect(line.split("`").length % 2).toBe(1);
      }),
      { numRuns: 60 },
    );
  });
});

describe("a custom notification of Amazon Q Developer", () => {
  it("has the format that it takes, in the finding's thread", () => {
    const { message, attributes } = chatNotification(told(), context, "summary");
    expect(JSON.parse(message)).toEqual({
      version: "1.0",
      source: "custom",
      id: "0123456789abcdef0123456789abcdef-1",
      content: {
        textType: "client-markdown",
        title: "[high] Drift opened: role/matillion-task in demo",
        description: expect.stringContaining(
          "the summary of it\nAccount `000000000000` (`demo`), baseline `matillion-agent`",
        ),
        nextSteps: ["Put it back, or change the baseline if it is meant to be so."],
        keywords: ["high", "opened"],
      },
      metadata: {
        threadId: "0123456789abcdef0123456789abcdef",
        summary: "[high] Drift opened: role/matillion-task in demo",
        eventType: "IAM Drift Opened",
        relatedResources: ["https://console.aws.amazon.com/iam/home#/roles/details/matillion-task"],
        additionalContext: { configuration: "sha256:abcd", revision: "1" },
      },
    });
    expect(attributes).toMatchObject({ severity: "high", change: "opened" });
  });
});
