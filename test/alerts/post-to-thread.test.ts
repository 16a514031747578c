import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { postToThread, type ThreadPosted } from "../../shared/alerts/post-to-thread.ts";
import type { SlackAnswer, SlackBot, SlackPlace, SlackWebhook } from "../../shared/alerts/slack-ports.ts";
import type { FindingNews } from "../../shared/ledger/deliver.ts";
import type { Finding } from "../../shared/ledger/finding.ts";
import type { SlackThreadStore } from "../../shared/ledger/slack-thread.ts";
import { drift, findingAfter } from "../ledger/fixtures.ts";
import { createMemorySlackThreadStore } from "../ledger/memory-slack-thread-store.ts";

const rendering = { context: { partition: "aws", configurationDigest: "sha256:x" }, detail: "summary" } as const;
const KEY = { account: "000000000000", entity: "role/matillion-task", route: "main" };

/** Opened, changed and resolved. */
const finding = findingAfter([drift()], [drift({ fingerprint: "b2", severity: "critical" })], []);

function newsOf(finding: Finding, revision: number): FindingNews {
  const news = finding.news.find((piece) => piece.revision === revision);
  if (news === undefined) throw new Error(`There is no revision ${revision}.`);
  return { finding, news };
}

/** A Slack that remembers what it took, and answers otherwise where a test says so. */
function scriptedSlack() {
  const said: string[] = [];
  const answers: (SlackAnswer<never> | Error)[] = [];
  let stamp = 0;
  const revisionOf = (message: unknown) => Number(/revision (\d+)/.exec(JSON.stringify(message))?.[1]);
  function answer<T>(value: T, told: string): SlackAnswer<T> {
    const next = answers.shift();
    if (next instanceof Error) throw next;
    if (next !== undefined) return next;
    said.push(told);
    return { status: "taken", value };
  }
  const bot: SlackBot = {
    kind: "bot",
    async post(channel, message, thread) {
      const place: SlackPlace = { channel: "C1", ts: String(stamp) };
      const told =
        thread === undefined ? `root ${channel} r${revisionOf(message)}` : `reply to ${thread} r${revisionOf(message)}`;
      const answered = answer(place, told);
      if (answered.status === "taken") stamp += 1;
      return answered;
    },
    async update({ ts }, message) {
      return answer(undefined, `update ${ts} r${revisionOf(message)}`);
    },
  };
  const webhook: SlackWebhook = {
    kind: "webhook",
    async post(message) {
      return answer(undefined, `webhook r${revisionOf(message)}`);
    },
  };
  return { said, answers, bot, webhook };
}

function stage(store: SlackThreadStore = createMemorySlackThreadStore()) {
  const slack = scriptedSlack();
  const clock = { seconds: 0 };
  const post = (told: FindingNews, client: SlackBot | SlackWebhook = slack.bot, through = store) =>
    postToThread({
      told,
      route: KEY.route,
      channel: "#iam",
      slack: client,
      store: through,
      rendering,
      now: () => new Date(1_800_000_000_000 + clock.seconds * 1000),
    });
  const thread = () => store.thread({ ...KEY, findingId: finding.id });
  return { ...slack, store, clock, post, thread };
}

describe("posting to a finding's thread", () => {
  it("posts the first, answers it with what follows, and keeps it up to date", async () => {
    const { post, said } = stage();
    for (const revision of [1, 2, 3]) expect(await post(newsOf(finding, revision))).toEqual({ status: "posted" });
    expect(said).toEqual(["root #iam r1", "reply to 0 r2", "update 0 r2", "reply to 0 r3", "update 0 r3"]);
  });

  it("posts each once, however often it comes", async () => {
    const { post, said } = stage();
    await post(newsOf(finding, 1));
    expect(await post(newsOf(finding, 1))).toEqual({ status: "already" });
    expect(said).toHaveLength(1);
  });

  it("answers with what comes late, and does not set the first message back", async () => {
    const { post, said } = stage();
    for (const revision of [2, 1, 3]) await post(newsOf(finding, revision));
    expect(said).toEqual(["root #iam r2", "reply to 0 r1", "reply to 0 r3", "update 0 r3"]);
  });

  it("posts anew where the finding was opened again", async () => {
    const again = findingAfter([drift()], [], [drift()]);
    const { post, said } = stage();
    const resolved: Finding = { ...again, openedAt: findingAfter([drift()]).openedAt };
    await post(newsOf(resolved, 1));
    await post(newsOf(resolved, 2));
    await post(newsOf(again, 3));
    expect(said).toEqual(["root #iam r1", "reply to 0 r2", "update 0 r2", "root #iam r3"]);
  });

  it("comes again when Slack said, having told nobody and holding nothing", async () => {
    const { post, said, answers, thread } = stage();
    answers.push({ status: "busy", retryAfter: 42 });
    expect(await post(newsOf(finding, 1))).toMatchObject({ status: "postponed", seconds: 42 });
    expect((await thread())?.claim).toBeUndefined();
    expect(await post(newsOf(finding, 1))).toEqual({ status: "posted" });
    expect(said).toEqual(["root #iam r1"]);
  });

  it("only brings the first message up to date where that alone was postponed", async () => {
    const { post, said, answers } = stage();
    await post(newsOf(finding, 1));
    const busyLater = post(newsOf(finding, 2), {
      ...scriptedSlack().bot,
      post: async () => ({ status: "taken", value: { channel: "C1", ts: "9" } }) as const,
      update: async () => ({ status: "busy", retryAfter: 7 }) as const,
    });
    expect(await busyLater).toMatchObject({ status: "postponed", seconds: 7 });
    expect(await post(newsOf(finding, 2))).toEqual({ status: "posted" });
    expect(said).toEqual(["root #iam r1", "update 0 r2"]);
    expect(answers).toEqual([]);
  });

  it("posts once, and begins another message with the next news, where Slack does not say where the first one stands", async () => {
    const { post, said, thread } = stage();
    let posted = 0;
    const silent: SlackBot = {
      ...scriptedSlack().bot,
      async post() {
        posted += 1;
        return { status: "taken", value: undefined };
      },
    };
    expect(await post(newsOf(finding, 1), silent)).toEqual({ status: "posted" });
    await post(newsOf(finding, 1), silent);
    expect(posted).toBe(1);
    expect(await thread()).not.toHaveProperty("root");
    await post(newsOf(finding, 2));
    expect(said).toEqual(["root #iam r2"]);
  });

  it("says what Slack refuses, and tries again", async () => {
    const { post, answers, said, thread } = stage();
    answers.push({ status: "refused", error: "token_revoked" });
    await expect(post(newsOf(finding, 1))).rejects.toMatchObject({
      code: "DeliveryFailed",
      retryable: true,
      message: expect.stringContaining("(token_revoked); see to the route's token and channel"),
    });
    expect((await thread())?.claim).toBeUndefined();
    await post(newsOf(finding, 1));
    expect(said).toEqual(["root #iam r1"]);
  });

  it.each(["thread_not_found", "message_not_found"])(
    "begins anew where its first message is gone: %s",
    async (error) => {
      const { post, answers, said } = stage();
      await post(newsOf(finding, 1));
      answers.push({ status: "refused", error });
      await post(newsOf(finding, 2));
      expect(said).toEqual(["root #iam r1", "root #iam r2"]);
    },
  );

  it("has another message of the same finding wait, until the one before must be over", async () => {
    const { post, store, clock, said } = stage();
    const crashing: SlackThreadStore = {
      thread: (key) => store.thread(key),
      writeThread: async (thread) => {
        if (thread.version > 1) throw new Error("crashed");
        return await store.writeThread(thread);
      },
    };
    await expect(post(newsOf(finding, 1), undefined, crashing)).rejects.toThrow("crashed");
    expect(await post(newsOf(finding, 2))).toMatchObject({ status: "postponed", seconds: 5 });
    clock.seconds += 61;
    expect(await post(newsOf(finding, 1))).toEqual({ status: "posted" });
    // The one duplicate there can be: a crash between Slack's answer and the record of it.
    expect(said).toEqual(["root #iam r1", "root #iam r1"]);
  });

  it("lets one of two that come at once post", async () => {
    const { post, said } = stage();
    const outcomes = await Promise.all([post(newsOf(finding, 1)), post(newsOf(finding, 1))]);
    expect(outcomes.map(({ status }) => status).toSorted()).toEqual(["posted", "postponed"]);
    expect(said).toEqual(["root #iam r1"]);
  });

  it("posts plainly with a webhook", async () => {
    const { post, said, webhook } = stage();
    for (const revision of [1, 2, 2, 3]) await post(newsOf(finding, revision), webhook);
    expect(said).toEqual(["webhook r1", "webhook r2", "webhook r3"]);
  });

  it("loses nothing and tells nothing twice, whatever Slack answers and in whatever order it comes", async () => {
    const trouble = fc.constantFrom<"ok" | SlackAnswer<never> | Error>(
      "ok",
      "ok",
      { status: "busy", retryAfter: 1 },
      { status: "refused", error: "internal_error" },
      new Error("ECONNRESET"),
    );
    const orders = fc.shuffledSubarray([1, 2, 3], { minLength: 3 });
    await fc.assert(
      fc.asyncProperty(orders, fc.array(trouble, { maxLength: 12 }), async (order, troubles) => {
        const { post, bot, said } = stage();
        const script = [...troubles];
        const flaky: SlackBot = {
          kind: "bot",
          post: async (...asked) => (await inTheWay(script)) ?? (await bot.post(...asked)),
          update: async (...asked) => (await inTheWay(script)) ?? (await bot.update(...asked)),
        };
        const waiting = [...order];
        for (let tries = 0; waiting.length > 0 && tries < 60; tries += 1) {
          const revision = waiting.shift() ?? 0;
          const outcome: ThreadPosted | undefined = await post(newsOf(finding, revision), flaky).catch(() => undefined);
          if (outcome === undefined || outcome.status === "postponed") waiting.push(revision);
        }
        const posted = said.filter((line) => !line.startsWith("update")).map((line) => line.slice(-2));
        expect(posted.toSorted()).toEqual(["r1", "r2", "r3"]);
        expect(said.filter((line) => line.startsWith("root"))).toHaveLength(1);
        const shown = said
          .filter((line) => line.startsWith("root") || line.startsWith("update"))
          .map((line) => line.slice(-2));
        expect(shown.at(-1)).toBe("r3");
      }),
      { numRuns: 100 },
    );
  });
});

async function inTheWay(script: ("ok" | SlackAnswer<never> | Error)[]): Promise<SlackAnswer<never> | undefined> {
  const next = script.shift();
  if (next instanceof Error) throw next;
  return next === undefined || next === "ok" ? undefined : next;
}
