import * as z from "../iam/schema.ts";
import { DRIFT_EVENT_SOURCE, type DriftEvent, driftEventFields, driftEventKind } from "./drift-event.ts";

/** A drift event as it came, or one sentence on why it is none. */
export type DriftEventReading =
  | { readonly status: "understood"; readonly event: DriftEvent }
  | { readonly status: "malformed"; readonly problem: string };

/** @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-events-structure.html */
const envelope = z.looseObject({
  source: z.literal(DRIFT_EVENT_SOURCE),
  "detail-type": driftEventKind,
  detail: z.looseObject(driftEventFields),
});

/** Reads the EventBridge envelope of a drift event, e.g. the body of an SQS message that a rule delivered. */
export function readDriftEvent(text: string): DriftEventReading {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    return malformed(`it is not JSON (${cause instanceof Error ? cause.message : String(cause)})`);
  }
  const parsed = envelope.safeParse(json);
  if (parsed.success) {
    return { status: "understood", event: { detailType: parsed.data["detail-type"], detail: parsed.data.detail } };
  }
  return malformed(
    parsed.error.issues.map((issue) => `${issue.path.join(".") || "the event"}: ${issue.message}`).join("; "),
  );
}

function malformed(why: string): DriftEventReading {
  return { status: "malformed", problem: `This is not a drift event of Plumbline's: ${why}.` };
}
