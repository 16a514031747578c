import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ALERT_DETAILS } from "../../shared/alerts/destinations.ts";
import { slackReply, slackRoot } from "../../shared/alerts/slack-message.ts";
import type { Drift } from "../../shared/drift/drift.ts";
import { NEWS_KINDS, type News } from "../../shared/ledger/finding.ts";
import { blocksProblem } from "../lab/slack/blocks.ts";
import { actor, at, drift, findingAfter } from "../ledger/fixtures.ts";

const context = { partition: "aws", alias: "demo", path: "/", configurationDigest: "sha256:abcd" };
const MAIL = "jane.doe@example.com";

function told(changes: Partial<News> = {}, drifts: Partial<Drift> = {}) {
  const finding = { ...findingAfter([drift(drifts)]), id: "0123456789abcdef0123456789abcdef" };
  const who = { ...actor, who: `arn:aws:sts::000000000000:assumed-role/admin/${MAIL}` };
  const news: News = { revision: 1, kind: "IAM Drift Opened", at: at(5), drift: drift(drifts), actor: who, ...changes };
  return { finding, news };
}

/** Every text that a message shows, in order. */
function textsIn(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(textsIn);
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, member]) =>
    key === "text" && typeof member === "string" ? [member] : textsIn(member),
  );
}

const shown = (message: ReturnType<typeof slackRoot>) => textsIn(message.blocks).join("\n");

describe("a message to Slack", () => {
  it("says how bad, what and where, what was gained and lost, who is said to have done it, and what to do", () => {
    const deltas: Drift["deltas"] = [
      {
        effect: "gained",
        text: "`iam:*` on `*`",
        escalation: [{ action: "iam:PassRole", reason: "hands over a role" }],
      },
      { effect: "lost", text: "`s3:GetObject` on `*`" },
    ];
    const text = shown(slackRoot(told({}, { deltas }), { context, detail: "summary" }));
    for (const said of [
      "[high] Drift opened: role/matillion-task in demo",
      "AdministratorAccess is attached to role/matillion-task",
      "Entity\nrole/matillion-task",
      "Account\ndemo (000000000000)",
      "Severity\nhigh",
      "Gained\niam:* on *\n; privilege escalation: iam:PassRole: hands over a role",
      "Lost\ns3:GetObject on *",
      "Who did it, as the event claims: ",
      "AttachRolePolicy at 2026-01-01T08:59:58Z",
      "IAM console",
      "npx plumbline check --account 000000000000 --baseline matillion-agent",
      "finding 0123456789abcdef0123456789abcdef, revision 1 · configuration sha256:abcd",
    ]) {
      expect(text).toContain(said);
    }
  });

  it("shows as resolved what is over, without what had been gained", () => {
    const root = slackRoot(told({ kind: "IAM Drift Resolved", revision: 2, at: at(60) }), {
      context,
      detail: "summary",
    });
    expect(root.text).toBe("[high] Drift resolved: role/matillion-task in demo");
    expect(shown(root)).toContain("Resolved\n2026-01-01T09:01:00.000Z");
    expect(shown(root)).not.toContain("Gained");
  });

  it("tells a remediation with its calls", () => {
    const remediation = {
      remediationId: "0123-1",
      calls: ["DetachRolePolicy role/x arn"],
      outcome: "It was put back.",
    };
    const text = shown(
      slackReply(told({ kind: "IAM Drift Remediated", revision: 2, remediation }), { context, detail: "summary" }),
    );
    expect(text).toContain("Remediation 0123-1: \nIt was put back.");
    expect(text).toContain("DetachRolePolicy role/x arn");
  });

  it.each([
    { detail: "link", keeps: ["AdministratorAccess is attached", MAIL, "198.51.100.7"], tells: [] },
    { detail: "summary", keeps: [MAIL, "198.51.100.7"], tells: ["AdministratorAccess is attached"] },
    { detail: "full", keeps: [], tells: ["AdministratorAccess is attached", MAIL, "198.51.100.7"] },
  ] as const)("tells as much as $detail says", ({ detail, keeps, tells }) => {
    for (const render of [slackRoot, slackReply]) {
      const text = JSON.stringify(render(told(), { context, detail }));
      for (const kept of keeps) expect(text).not.toContain(kept);
      for (const said of tells) expect(text).toContain(said);
    }
  });

  const hostile = fc.oneof(
    fc.string({ unit: "binary", maxLength: 2_000 }),
    fc.constantFrom(
      "<!channel>",
      "<https://evil.example|click>",
      "*bold* `code`",
      "\u202e\u0000",
      "",
      "AKIAIOSFODNN7EXAMPLE",
    ),
  );

  it("is one that Slack takes, and in which nothing of the account's works", () => {
    const anyDrift = fc.record({
      summary: hostile,
      subject: hostile,
      baseline: hostile,
      reason: fc.option(hostile, { nil: undefined }),
      deltas: fc.array(fc.record({ effect: fc.constantFrom("gained" as const, "lost" as const), text: hostile }), {
        maxLength: 40,
      }),
    });
    const kinds = fc.constantFrom(...NEWS_KINDS);
    fc.assert(
      fc.property(anyDrift, kinds, fc.constantFrom(...ALERT_DETAILS), hostile, (drifts, kind, detail, call) => {
        const { reason, ...rest } = drifts;
        const remediation = { remediationId: call, calls: Array.from({ length: 30 }, () => call), outcome: call };
        const piece = told({ kind, remediation }, { ...rest, ...(reason === undefined ? {} : { reason }) });
        for (const render of [slackRoot, slackReply]) {
          const message = render(piece, { context, detail });
          expect(blocksProblem(JSON.parse(JSON.stringify(message.blocks)))).toBeUndefined();
          const json = JSON.stringify(message);
          expect(json).not.toContain('"mrkdwn"');
          expect(json).not.toContain("AKIAIOSFODNN7EXAMPLE");
          expect(message.text).not.toMatch(/[<>]/);
          expect(json.length).toBeLessThan(60_000);
        }
      }),
      { numRuns: 60 },
    );
  });
});
