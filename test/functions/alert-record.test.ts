import { describe, expect, it } from "vitest";
import { answerEach } from "../../functions/queue-batch.ts";
import { type AlertPorts, alertRecord } from "../../functions/send-alert/alert-record.ts";
import type { AlertMessage, PlainMessage } from "../../shared/alerts/ports.ts";
import { toDriftEvent } from "../../shared/alerts/to-drift-event.ts";
import { DEFAULT_SETTINGS, type Route } from "../../shared/baselines/settings.ts";
import { PlumblineError } from "../../shared/iam/errors.ts";
import type { Finding } from "../../shared/ledger/finding.ts";
import { ACCOUNT, drift, findingAfter } from "../ledger/fixtures.ts";
import { createMemoryLedgerStore } from "../ledger/memory-ledger-store.ts";
import { accountsOf, configurationOf, createWorld, expectedRole } from "./fixtures.ts";

const configuration = configurationOf(expectedRole("matillion-task"));
const opened = findingAfter([drift()]);
const resolved = findingAfter([drift()], []);

function eventOf(finding: Finding, revision: number, changes: Record<string, unknown> = {}): string {
  const news = finding.news.find((piece) => piece.revision === revision);
  if (news === undefined) throw new Error(`The finding has no revision ${revision}.`);
  const { detailType, detail } = toDriftEvent({ finding, news }, configuration.digest);
  return JSON.stringify({ source: "plumbline", "detail-type": detailType, detail: { ...detail, ...changes } });
}

const TOPICS = {
  alerts: "arn:aws:sns:us-east-1:000000000000:plumbline-alerts",
  chat: "arn:aws:sns:us-east-1:000000000000:plumbline-chat",
  slack: "arn:aws:sns:us-east-1:000000000000:plumbline-slack",
};

async function stage(routes: readonly Route[] = DEFAULT_SETTINGS.routes) {
  const ledger = createMemoryLedgerStore();
  await ledger.write(opened);
  await ledger.write(resolved);
  const sent: AlertMessage[] = [];
  const others: (PlainMessage & { readonly topicArn: string })[] = [];
  const told: string[] = [];
  const outage = { down: false, of: new Set<string>() };
  const world = createWorld();
  const ports: AlertPorts = {
    configuration: { ...configuration, settings: { ...DEFAULT_SETTINGS, routes } },
    accounts: accountsOf(configuration),
    ledger,
    now: world.now,
    topics: TOPICS,
    publisher: {
      async publish(topicArn, message) {
        if (outage.down || outage.of.has(topicArn)) {
          throw new PlumblineError("DeliveryFailed", "Publish failed.", { retryable: true });
        }
        if ("subject" in message) sent.push(message);
        else others.push({ topicArn, ...message });
        told.push(topicArn);
      },
    },
  };
  const answer = (...bodies: readonly string[]) =>
    answerEach(
      bodies.map((body, index) => ({ messageId: `${index}`, body })),
      world.log,
      async ({ body }) => {
        await alertRecord(body, ports);
      },
    );
  const held = async () => await ledger.finding(ACCOUNT, opened.entity, opened.id);
  return { ports, sent, others, told, outage, world, answer, held };
}

describe("alerting on a drift event", () => {
  it("tells what the ledger says of the revision, and remembers that it was told", async () => {
    const { sent, answer, held } = await stage();
    expect(await answer(eventOf(opened, 1), eventOf(resolved, 2))).toEqual({ batchItemFailures: [] });
    expect(sent.map(({ subject }) => subject)).toEqual([
      "[high] Drift opened: role/matillion-task in demo",
      "[high] Drift resolved: role/matillion-task in demo",
    ]);
    expect(sent[0]?.message).toContain(configuration.digest);
    expect((await held())?.news.map(({ alertedAt }) => alertedAt !== undefined)).toEqual([true, true]);
  });

  it("alerts once however often the event comes", async () => {
    const { sent, answer } = await stage();
    const event = eventOf(opened, 1);
    await answer(event, event);
    expect(await answer(event)).toEqual({ batchItemFailures: [] });
    expect(sent).toHaveLength(1);
  });

  it("alerts once when two functions are given the event at the same time", async () => {
    const { ports, sent } = await stage();
    const event = eventOf(opened, 1);
    const outcomes = await Promise.allSettled([alertRecord(event, ports), alertRecord(event, ports)]);
    expect(sent).toHaveLength(1);
    expect(outcomes.map(({ status }) => status)).toEqual(["fulfilled", "rejected"]);
    expect(outcomes[1]).toMatchObject({ reason: { code: "DeliveryFailed", retryable: true } });
    expect(await alertRecord(event, ports)).toBeUndefined();
  });

  it("believes nothing of the event's own text", async () => {
    const { sent, answer } = await stage();
    await answer(eventOf(opened, 1, { summary: "forged", severity: "low", baseline: "forged", rule: "forged" }));
    expect(JSON.stringify(sent)).not.toContain("forged");
    expect(sent[0]?.attributes.severity).toBe("high");
  });

  const late = [
    {
      name: "finding",
      changes: { findingId: "0".repeat(32) },
      expected: `The ledger holds no finding ${"0".repeat(32)}`,
    },
    { name: "revision", changes: { revision: 9 }, expected: "has no revision 9 in the ledger; its latest is 2." },
    { name: "entity", changes: { entity: "role/other" }, expected: "of role/other" },
  ];
  it.each(late)(
    "has an event tried again that names a $name the ledger does not hold",
    async ({ changes, expected }) => {
      const { sent, answer, world } = await stage();
      const response = await answer(eventOf(opened, 1, changes), eventOf(opened, 1));
      expect(response).toEqual({ batchItemFailures: [{ itemIdentifier: "0" }] });
      expect(sent).toHaveLength(1);
      expect(world.sentences).toHaveLength(1);
      expect(world.sentences[0]).toContain(expected);
    },
  );

  const useless = [
    { name: "is malformed", body: "hello", expected: "This is not a drift event of Plumbline's: " },
    {
      name: "is about an account that is not configured",
      body: eventOf(opened, 1, { account: "999999999999" }),
      expected: "The drift event is about account 999999999999, which plumbline.yml does not name; no alert was sent.",
    },
  ];
  it.each(useless)("is done with an event that $name, in one sentence", async ({ body, expected }) => {
    const { sent, answer, world } = await stage();
    expect(await answer(body, eventOf(opened, 1))).toEqual({ batchItemFailures: [] });
    expect(sent).toHaveLength(1);
    expect(world.sentences).toHaveLength(1);
    expect(world.sentences[0]).toContain(expected);
  });

  it("tries again when the topic is down, at once if need be", async () => {
    const { sent, outage, answer, held } = await stage();
    outage.down = true;
    expect(await answer(eventOf(opened, 1))).toEqual({ batchItemFailures: [{ itemIdentifier: "0" }] });
    expect((await held())?.news[0]).toEqual(opened.news[0]);
    outage.down = false;
    expect(await answer(eventOf(opened, 1))).toEqual({ batchItemFailures: [] });
    expect(sent).toHaveLength(1);
  });

  it("tells again after a crash between the topic and the mark, once the first must be over", async () => {
    const { ports, sent, world } = await stage();
    let writes = 0;
    const crashing: AlertPorts = {
      ...ports,
      ledger: {
        ...ports.ledger,
        async write(finding) {
          writes += 1;
          if (writes > 1) throw new Error("crashed");
          return await ports.ledger.write(finding);
        },
      },
    };
    await expect(alertRecord(eventOf(opened, 1), crashing)).rejects.toThrow("crashed");
    await expect(alertRecord(eventOf(opened, 1), ports)).rejects.toMatchObject({ retryable: true });
    world.setClock(120);
    expect(await alertRecord(eventOf(opened, 1), ports)).toMatchObject({ news: { revision: 1 } });
    expect(sent).toHaveLength(2);
    expect(await alertRecord(eventOf(opened, 1), ports)).toBeUndefined();
  });

  describe("over several routes", () => {
    const OTHER = "arn:aws:sns:us-east-1:111122223333:on-call";
    const routes: readonly Route[] = [
      { name: "all", detail: "link", minimumSeverity: "low", chat: true },
      {
        name: "on-call",
        detail: "full",
        minimumSeverity: "high",
        topic: OTHER,
        slack: { channel: "#iam", secret: { store: "ssm", id: "/slack" } },
      },
    ];
    const everywhere = [TOPICS.alerts, OTHER, TOPICS.chat, TOPICS.slack];

    it("tells each, as its route asks for it", async () => {
      const { answer, told, sent, others } = await stage(routes);
      await answer(eventOf(opened, 1));
      expect(told).toEqual(everywhere);
      expect(sent.map(({ body }) => "summary" in JSON.parse(body))).toEqual([false, true]);
      expect(JSON.parse(others.at(-1)?.message ?? "")).toEqual({
        version: 1,
        account: ACCOUNT,
        entity: "role/matillion-task",
        findingId: opened.id,
        revision: 1,
        route: "on-call",
      });
    });

    it.each(everywhere)(
      "is not kept from the others by one that is down, which is told alone when it is back: %s",
      async (down) => {
        const { answer, told, outage, held } = await stage(routes);
        outage.of.add(down);
        expect(await answer(eventOf(opened, 1))).toEqual({ batchItemFailures: [{ itemIdentifier: "0" }] });
        expect(told).toEqual(everywhere.filter((topic) => topic !== down));
        expect((await held())?.news[0]?.alertedAt).toBeUndefined();
        outage.of.clear();
        expect(await answer(eventOf(opened, 1))).toEqual({ batchItemFailures: [] });
        expect(told.toSorted()).toEqual(everywhere.toSorted());
        const news = (await held())?.news[0];
        expect(news?.alertedAt).toBeDefined();
        expect(news?.alertedTo).toBeUndefined();
      },
    );

    it("says of every one that is down that it is", async () => {
      const { ports, outage } = await stage(routes);
      outage.of.add(OTHER).add(TOPICS.chat);
      const message = "2 faults: Publish failed. Publish failed.";
      await expect(alertRecord(eventOf(opened, 1), ports)).rejects.toMatchObject({ retryable: true, message });
    });

    it("is done with news that no route takes", async () => {
      const { ports, told, held } = await stage([{ name: "main", detail: "link", minimumSeverity: "critical" }]);
      expect(await alertRecord(eventOf(opened, 1), ports)).toMatchObject({ destinations: 0 });
      expect(told).toEqual([]);
      expect((await held())?.news[0]?.alertedAt).toBeDefined();
    });
  });
});
