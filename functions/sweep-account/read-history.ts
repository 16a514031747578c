import type { EventHistory } from "../../shared/cloudtrail/event-history.ts";
import { type HistoryWrite, readHistory } from "../../shared/cloudtrail/reconcile.ts";
import type { Unreadable } from "../../shared/iam/unreadable.ts";
import type { HistorySpan } from "../../shared/ledger/reconciled-history.ts";

/** What of the event history is to be read. */
interface HistoryRequest {
  /** Twelve digits. */
  readonly account: string;
  /** The one that matters most first. */
  readonly spans: readonly HistorySpan[];
  readonly maximumPages: number;
}

/** What was read of it. */
interface ReadHistory {
  readonly status: "whole" | "partial" | "unreadable";
  /** Each once. */
  readonly writes: readonly HistoryWrite[];
  /** How many records do not say what they touched. */
  readonly unclear: number;
  /** What there was no room for; only where it is `partial`. */
  readonly unread?: HistorySpan;
  /** Only where it is `unreadable`. */
  readonly reason?: Unreadable;
}

/** Reads parts of an account's event history, so many pages of all of them at most. What was read before a page could not be is kept. */
export async function readSpans(history: EventHistory, request: HistoryRequest): Promise<ReadHistory> {
  const writes = new Map<string, HistoryWrite>();
  const unread: HistorySpan[] = [];
  const count = { unclear: 0, pagesLeft: request.maximumPages };
  const take = (records: readonly unknown[]) => {
    const reading = readHistory(records, request.account);
    count.pagesLeft -= 1;
    count.unclear += reading.unclear.length;
    for (const write of reading.writes) writes.set(write.eventId, write);
    return reading.earliest;
  };
  for (const span of request.spans) {
    const end = await readSpan(history, span, () => count.pagesLeft > 0, take);
    if (end.status === "unreadable") {
      return { status: "unreadable", writes: [...writes.values()], unclear: count.unclear, reason: end.reason };
    }
    if (end.status === "partial") unread.push(end.unread);
  }
  const found = { writes: [...writes.values()], unclear: count.unclear };
  const [first] = unread;
  if (first === undefined) return { status: "whole", ...found };
  return { status: "partial", ...found, unread: unread.reduce(spanning, first) };
}

type SpanEnd =
  | { readonly status: "whole" }
  | { readonly status: "partial"; readonly unread: HistorySpan }
  | { readonly status: "unreadable"; readonly reason: Unreadable };

async function readSpan(
  history: EventHistory,
  span: HistorySpan,
  hasRoom: () => boolean,
  take: (records: readonly unknown[]) => string | undefined,
): Promise<SpanEnd> {
  if (!hasRoom()) return { status: "partial", unread: span };
  let earliest = span.to;
  for await (const page of history.iamEvents(span)) {
    if (page.status === "unreadable") return page;
    // Only a page more shows that there is more.
    if (!hasRoom()) return { status: "partial", unread: restOf(span, earliest) };
    const reached = take(page.records);
    if (reached !== undefined) earliest = new Date(reached);
  }
  return { status: "whole" };
}

/** The pages go from the latest event to the earliest. Times of events have whole seconds, and there may be more of the earliest one. */
function restOf({ from, to }: HistorySpan, earliest: Date): HistorySpan {
  return { from, to: new Date(Math.min(earliest.getTime() + 1_000, to.getTime())) };
}

function spanning(one: HistorySpan, other: HistorySpan): HistorySpan {
  return { from: one.from < other.from ? one.from : other.from, to: one.to > other.to ? one.to : other.to };
}
