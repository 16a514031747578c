import { lowerAscii } from "./lower-ascii.ts";
import { ACTION } from "./parse-elements.ts";

/** An action's name or pattern as it is written and as it is compared. */
interface SpeltAction {
  readonly written: string;
  readonly compared: string;
  /** What came after it when it was last met: documents and their versions list the same actions in the same order. */
  next: SpeltAction | undefined;
}

/** The same few thousand actions stand in most policies: each is kept once. Emptied when it is full. */
const known = new Map<string, SpeltAction>();
const MOST_KNOWN = 50_000;

/** The action met last. */
let last: SpeltAction | undefined;

function spell(written: string): SpeltAction | undefined {
  const next = last?.next;
  const spelt = next?.written === written ? next : lookUp(written);
  if (spelt === undefined) return undefined;
  if (last !== undefined) last.next = spelt;
  last = spelt;
  return spelt;
}

function lookUp(written: string): SpeltAction | undefined {
  const before = known.get(written);
  if (before !== undefined) return before;
  if (!ACTION.test(written)) return undefined;
  if (known.size >= MOST_KNOWN) known.clear();
  const lower = lowerAscii(written);
  // Every action has a colon, so that *:* is all of them.
  const compared = /^\*+(?::\*+)?$/.test(lower) ? "*" : lower;
  const spelt = { written, compared, next: undefined };
  known.set(written, spelt);
  return spelt;
}

/** The text itself, the same object each time; `undefined` for what is no action. */
export function internAction(written: string): string | undefined {
  return spell(written)?.written;
}

/** How an action is compared: in lower case, since actions have none. */
export function comparedAction(written: string): string {
  return spell(written)?.compared ?? lowerAscii(written);
}
