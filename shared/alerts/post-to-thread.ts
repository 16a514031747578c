import { PlumblineError } from "../iam/errors.ts";
import type { FindingNews } from "../ledger/deliver.ts";
import type { SlackThread, SlackThreadStore } from "../ledger/slack-thread.ts";
import { isBefore } from "../ledger/time.ts";
import { type SlackRendering, slackReply, slackRoot } from "./slack-message.ts";
import type { SlackAnswer, SlackBot, SlackPlace, SlackWebhook } from "./slack-ports.ts";

/** How long an attempt to post may take, in milliseconds; after that it is taken to have crashed. */
const ATTEMPT_MS = 60_000;

/** How soon to come again, in seconds, where another message of the same finding is just being posted. */
const SOON = 5;

/** How many of the posted revisions are remembered. */
const POSTED_KEPT = 100;

/** One piece of news, and where it is to be posted. */
export interface ThreadPost {
  readonly told: FindingNews;
  readonly route: string;
  /** A channel's id, or its name with `#`; a webhook has its own. */
  readonly channel: string;
  readonly slack: SlackBot | SlackWebhook;
  readonly store: SlackThreadStore;
  readonly rendering: SlackRendering;
  readonly now: () => Date;
}

/** What came of it. `postponed`: nothing was lost, and it is to be tried again after so many seconds. */
export type ThreadPosted =
  | { readonly status: "posted" | "already" }
  | { readonly status: "postponed"; readonly seconds: number; readonly why: string };

/**
 * Posts a piece of news of a finding: the first as a message of its own, what follows in that one's thread, with the first message
 * brought up to date. The thread is claimed by a conditional write before Slack is called, and what Slack has taken is written down at
 * once, so that it is posted twice only where that write did not come about.
 * @throws PlumblineError `DeliveryFailed`, retryable, where Slack does not take it or cannot be reached; what the store throws.
 */
export async function postToThread(post: ThreadPost): Promise<ThreadPosted> {
  const { told, store, now } = post;
  const known = await store.thread(keyOf(post));
  if (known !== undefined && isDone(known, post)) return { status: "already" };
  if (known?.claim !== undefined && isBefore(new Date(now().getTime() - ATTEMPT_MS).toISOString(), known.claim.at)) {
    return postponed(SOON, "another message of the same finding is just being posted");
  }
  const claim = { revision: told.news.revision, at: now().toISOString() };
  const begun: SlackThread = known ?? { ...keyOf(post), posted: [], version: 0 };
  const claimed = { ...begun, claim, version: begun.version + 1 };
  if ((await store.writeThread(claimed)) === "conflict") {
    return postponed(SOON, "another message of the same finding was posted meanwhile");
  }
  const course = new Course(claimed, store);
  try {
    return post.slack.kind === "webhook" ? await say(course, post, post.slack) : await tell(course, post, post.slack);
  } finally {
    await course.release();
  }
}

/** The thread as an attempt goes on: every change is written down at once. */
class Course {
  thread: SlackThread;
  readonly #store: SlackThreadStore;

  constructor(thread: SlackThread, store: SlackThreadStore) {
    this.thread = thread;
    this.#store = store;
  }

  async write(change: Partial<Pick<SlackThread, "root" | "posted">>): Promise<void> {
    await this.#put({ ...this.thread, ...change });
  }

  async forgetRoot(): Promise<void> {
    const { root: _, ...rest } = this.thread;
    await this.#put(rest);
  }

  async release(): Promise<void> {
    const { claim: _, ...rest } = this.thread;
    await this.#put(rest);
  }

  async #put(thread: SlackThread): Promise<void> {
    const next = { ...thread, version: thread.version + 1 };
    if ((await this.#store.writeThread(next)) === "conflict") {
      throw new PlumblineError(
        "LedgerConflict",
        `The Slack thread of finding ${thread.findingId} was written by somebody else while a message was posted to it; it is tried again.`,
        { retryable: true },
      );
    }
    this.thread = next;
  }
}

/** A webhook can only post. */
async function say(course: Course, { told, rendering }: ThreadPost, slack: SlackWebhook): Promise<ThreadPosted> {
  const answer = await slack.post(slackRoot(told, rendering));
  if (answer.status !== "taken") return notTaken(answer, told);
  await course.write({ posted: withPosted(course.thread, told) });
  return { status: "posted" };
}

async function tell(course: Course, post: ThreadPost, slack: SlackBot): Promise<ThreadPosted> {
  const { told } = post;
  if (!course.thread.posted.includes(told.news.revision)) {
    const answer = needsRoot(course.thread, told) ? undefined : await reply(course, post, slack);
    if (answer === undefined || isGone(answer)) return await begin(course, post, slack);
    if (answer.status !== "taken") return notTaken(answer, told);
    await course.write({ posted: withPosted(course.thread, told) });
  }
  return await bringUpToDate(course, post, slack);
}

async function begin(course: Course, { told, channel, rendering }: ThreadPost, slack: SlackBot): Promise<ThreadPosted> {
  const answer = await slack.post(channel, slackRoot(told, rendering));
  if (answer.status !== "taken") return notTaken(answer, told);
  const posted = withPosted(course.thread, told);
  if (answer.value === undefined) {
    await course.write({ posted });
    await course.forgetRoot();
  } else {
    const root = { ...answer.value, openedAt: told.finding.openedAt, revision: told.news.revision };
    await course.write({ root, posted });
  }
  return { status: "posted" };
}

async function reply(
  { thread: { root } }: Course,
  { told, rendering }: ThreadPost,
  slack: SlackBot,
): Promise<SlackAnswer<SlackPlace | undefined> | undefined> {
  return root === undefined ? undefined : await slack.post(root.channel, slackReply(told, rendering), root.ts);
}

/** The first message shows how the finding stands; an older piece of news that comes late does not set it back. */
async function bringUpToDate(course: Course, { told, rendering }: ThreadPost, slack: SlackBot): Promise<ThreadPosted> {
  const { root } = course.thread;
  if (root === undefined || root.revision >= told.news.revision) return { status: "posted" };
  const answer = await slack.update(root, slackRoot(told, rendering));
  // Somebody has taken it away, or Slack lets nobody change it any more: the thread has told the news all the same.
  if (answer.status !== "taken" && !isGone(answer)) return notTaken(answer, told);
  await course.write({ root: { ...root, revision: told.news.revision } });
  return { status: "posted" };
}

function keyOf({
  told: { finding },
  route,
}: ThreadPost): Pick<SlackThread, "account" | "entity" | "findingId" | "route"> {
  return { account: finding.account, entity: finding.entity, findingId: finding.id, route };
}

function isDone({ posted, root }: SlackThread, { told, slack }: ThreadPost): boolean {
  const { revision } = told.news;
  if (!posted.includes(revision)) return false;
  return slack.kind === "webhook" || root === undefined || root.revision >= revision;
}

/** A finding that is opened again gets a message of its own, which people see. */
function needsRoot({ root }: SlackThread, { finding, news }: FindingNews): boolean {
  return root === undefined || (root.openedAt !== finding.openedAt && news.revision > root.revision);
}

function withPosted({ posted }: SlackThread, { news }: FindingNews): readonly number[] {
  return [...posted, news.revision].slice(-POSTED_KEPT);
}

const GONE: ReadonlySet<string> = new Set([
  "message_not_found",
  "thread_not_found",
  "cant_update_message",
  "edit_window_closed",
]);

function isGone(answer: SlackAnswer<unknown>): boolean {
  return answer.status === "refused" && GONE.has(answer.error);
}

function notTaken(answer: Exclude<SlackAnswer<unknown>, { status: "taken" }>, { finding }: FindingNews): ThreadPosted {
  if (answer.status === "busy") return postponed(answer.retryAfter, "Slack asks to be left alone that long");
  throw new PlumblineError(
    "DeliveryFailed",
    `Slack does not take the news of finding ${finding.id} (${answer.error}); see to the route's token and channel, and that the bot is in it.`,
    { retryable: true },
  );
}

function postponed(seconds: number, why: string): ThreadPosted {
  return { status: "postponed", seconds, why };
}
