import type { Messaging } from "../messaging/fauxqs.ts";
import type { EventSourceMapping } from "./event-source-mapping.ts";

/** How long to let things go on before looking again, in milliseconds. */
const PAUSE = 2;

/**
 * Resolves when nothing of `running` runs any more and every queue that feeds a function is empty, but for messages that failed
 * and wait to become visible again. A message that someone else took from such a queue counts as work in hand.
 */
export async function settled(
  running: ReadonlySet<Promise<void>>,
  mappings: readonly EventSourceMapping[],
  messaging: Messaging,
): Promise<void> {
  while (true) {
    await Promise.all(running);
    const depths = new Map((await messaging.depths()).map((depth) => [depth.arn, depth]));
    const busy = mappings.some(({ queueArn, waiting }) => {
      const depth = depths.get(queueArn);
      if (depth === undefined) return false;
      const unseen = depth.approximateMessageCount + depth.approximateDelayedCount;
      return unseen > 0 || depth.approximateInflightCount > waiting;
    });
    if (!busy && running.size === 0) return;
    await new Promise((resolve) => setTimeout(resolve, PAUSE));
  }
}
