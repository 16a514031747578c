import { DRIFT_EVENT_SOURCE, type DriftEvent } from "./drift-event.ts";

/** The body of a message that carries a drift event as a rule of EventBridge delivers it, as far as `readDriftEvent` reads it. */
export function writeDriftEvent({ detailType, detail }: DriftEvent): string {
  return JSON.stringify({ source: DRIFT_EVENT_SOURCE, "detail-type": detailType, detail });
}
