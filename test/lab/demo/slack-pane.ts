import type { SlackCall } from "../slack/slack.ts";
import type { painter } from "./screen.ts";

/** One thread as a reader of the channel sees it in the end. */
interface Thread {
  readonly first: SlackCall;
  /** How the first message reads now. */
  readonly now: string;
  readonly updates: number;
  readonly replies: readonly SlackCall[];
}

/** How many threads are shown. */
const SHOWN = 2;

/** The channel's threads that went from opened to resolved, as the lab's Slack took them; empty where there is none. */
export function slackPane(calls: readonly SlackCall[], paint: ReturnType<typeof painter>): string {
  const whole = threadsOf(calls).filter(({ now, replies }) => now.includes("Drift resolved") && replies.length > 1);
  if (whole.length === 0) return "";
  const shown = whole.slice(0, SHOWN).flatMap((thread) => showThread(thread, paint));
  const left = whole.length - SHOWN;
  const more = left > 0 ? [`    ${paint("dim", `and ${left} more threads from opened to resolved`)}`] : [];
  return [`${paint("bold", "In Slack")}  ${paint("dim", "#iam-drift")}`, ...shown, ...more, ""].join("\n");
}

function threadsOf(calls: readonly SlackCall[]): readonly Thread[] {
  const roots = calls.filter(({ method, thread_ts }) => method === "chat.postMessage" && thread_ts === undefined);
  return roots.map((first) => {
    const updates = calls.filter(({ method, ts }) => method === "chat.update" && ts === first.ts);
    const replies = calls.filter(({ thread_ts }) => thread_ts === first.ts);
    return { first, now: updates.at(-1)?.text ?? first.text, updates: updates.length, replies };
  });
}

function showThread({ first, now, updates, replies }: Thread, paint: ReturnType<typeof painter>): readonly string[] {
  return [
    `    ${now}`,
    `      ${paint("dim", `was "${first.text}", brought up to date ${updates} times`)}`,
    ...replies.map(({ text }, index) => `      ${index === replies.length - 1 ? "└" : "├"} ${text}`),
  ];
}
