import { describe, expect, it } from "vitest";
import { type AlertRoute, destinationsOf } from "../../shared/alerts/destinations.ts";
import { readDriftEvent } from "../../shared/alerts/read-drift-event.ts";
import { renderAlert } from "../../shared/alerts/render-alert.ts";
import { slackRoot } from "../../shared/alerts/slack-message.ts";
import { toDriftEvent } from "../../shared/alerts/to-drift-event.ts";
import { detectUnreadableAccount } from "../../shared/drift/account-unreadable.ts";
import { recordDetection } from "../../shared/ledger/record-detection.ts";
import { expectedRole } from "../functions/fixtures.ts";
import { at } from "../ledger/fixtures.ts";
import { createMemoryLedgerStore } from "../ledger/memory-ledger-store.ts";

const ACCOUNT = "222222222222";
const context = { partition: "aws", alias: "media", configurationDigest: "sha256:abcd" };

async function told() {
  const account = { account: ACCOUNT, partition: "aws", entities: [expectedRole("task")] };
  const reason = { call: "AssumeRole", code: "AccessDenied", message: "The role is gone." };
  const detection = detectUnreadableAccount(account, reason, at(1));
  const { written } = await recordDetection(createMemoryLedgerStore(), { detection, now: () => new Date(at(2)) });
  const [finding] = written;
  const [news] = finding?.news ?? [];
  if (finding === undefined || news === undefined) throw new Error("Nothing is told.");
  return { finding, news };
}

describe("an account that could not be read", () => {
  it("is told of as a whole, with what to do", async () => {
    const alert = renderAlert(await told(), context, "full");
    expect(alert.subject).toBe("[high] Not readable: account in media");
    expect(alert.message).toContain("Baseline:  every one");
    expect(alert.message).toContain("See that its reader role exists, and trusts Plumbline's roles");
    expect(alert.message).not.toContain("fingerprint");
  });

  it("is told to Slack with the command that checks all of it", async () => {
    const text = JSON.stringify(slackRoot(await told(), { context, detail: "full" }));
    expect(text).toContain(`npx plumbline check --account ${ACCOUNT}"`);
    expect(text).toContain("every one");
  });

  it("is a drift event like any other", async () => {
    const { detailType, detail } = toDriftEvent(await told(), context.configurationDigest);
    expect(detailType).toBe("IAM Drift Unreadable");
    const text = JSON.stringify({ source: "plumbline", "detail-type": detailType, detail });
    expect(readDriftEvent(text)).toMatchObject({
      status: "understood",
      event: { detail: { account: ACCOUNT, entity: "account", baseline: "*", rule: "account-unreadable" } },
    });
  });

  const topics = { alerts: "arn:own:alerts", chat: "arn:own:chat", slack: "arn:own:slack" };
  const main: AlertRoute = { name: "main", detail: "summary", minimumSeverity: "low" };
  const routes: readonly { name: string; route: AlertRoute; takes: boolean }[] = [
    { name: "takes everything", route: main, takes: true },
    { name: "takes news of one of its baselines", route: { ...main, baselines: ["matillion-agent"] }, takes: true },
    { name: "takes only news of another baseline", route: { ...main, baselines: ["amazon-ivs"] }, takes: false },
    { name: "takes only what is graver", route: { ...main, minimumSeverity: "critical" }, takes: false },
    { name: "takes only other accounts", route: { ...main, accounts: ["111111111111"] }, takes: false },
  ];
  it.each(routes)("is told to a route that $name: $takes", async ({ route, takes }) => {
    const accountBaselines = ["matillion-agent", "red5-stream-manager"];
    const given = { ...(await told()), routes: [route], accountRoutes: undefined, accountBaselines, topics };
    expect(destinationsOf(given)).toHaveLength(takes ? 1 : 0);
  });
});
