import { firstProblem } from "../../shared/cloudtrail/problem.ts";
import { PlumblineError } from "../../shared/iam/errors.ts";
import * as z from "../../shared/iam/schema.ts";

/**
 * A report that is to be made, and how far it is. Accounts are gone through in rounds, in the order of their ids; those whose credential
 * report IAM still makes are left for the next round.
 */
export interface ReportOrder {
  /** Tells it from every other, and stays the same until it is made. */
  readonly reportId: string;
  /** ISO 8601: when it was ordered, which names its folder. */
  readonly startedAt: string;
  /** How often the credential reports that IAM still makes were asked for: how many rounds are over. */
  readonly asked: number;
  /** What of it is kept so far: so many parts, whose ages are counted to that time (ISO 8601). Absent where nothing is. */
  readonly kept?: { readonly parts: number; readonly madeAt: string };
  /** The id of the account after which this round goes on; absent at its beginning. */
  readonly after?: string;
}

/** Puts a message into the function's own queue; throws PlumblineError `DeliveryFailed`, retryable. */
export type SendOrder = (body: string, delaySeconds: number) => Promise<void>;

const text = z.string({ error: "must be a text" }).check(z.minLength(1, { error: "must be a text" }));
const time = z.iso.datetime({ error: "must be a UTC time such as 2026-06-01T06:00:00Z" });
const accountId = { error: "must be an account id of twelve digits" };

/**
 * The message's body; whoever changes what is in old ones gives it the next version, because they are still in the queue when it is deployed.
 */
const message = z.strictObject(
  {
    plumbline: z.literal("report-keys", { error: 'must be "report-keys"' }),
    version: z.literal(1, { error: "must be 1" }),
    reportId: text,
    startedAt: time,
    asked: z.int({ error: "must be a whole number" }).check(z.minimum(0, { error: "must be 0 or more" })),
    kept: z.exactOptional(
      z.strictObject(
        {
          parts: z.int({ error: "must be a whole number" }).check(z.minimum(1, { error: "must be 1 or more" })),
          madeAt: time,
        },
        { error: "must be an object" },
      ),
    ),
    after: z.exactOptional(z.string(accountId).check(z.regex(/^\d{12}$/, accountId))),
  },
  { error: "must be an object" },
);

/** @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-rule-schedule.html */
const scheduled = z.looseObject({ source: z.literal("aws.events"), id: text, time });

/** The body of the message that has a report gone on with. */
export function writeReportOrder({ reportId, startedAt, asked, kept, after }: ReportOrder): string {
  return JSON.stringify({ plumbline: "report-keys", version: 1, reportId, startedAt, asked, kept, after });
}

/**
 * Reads the schedule's event, and what {@link writeReportOrder} writes.
 * @throws PlumblineError `InvalidEvent` with one sentence.
 */
export function readReportOrder(body: string): ReportOrder {
  const input = parseJson(body);
  const event = scheduled.safeParse(input);
  if (event.success) return { reportId: event.data.id, startedAt: event.data.time, asked: 0 };
  const parsed = message.safeParse(input);
  if (!parsed.success) throw invalid(firstProblem("the order for a key-rotation report", input, parsed.error));
  const { plumbline: _, version: __, ...order } = parsed.data;
  return order;
}

function parseJson(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause;
    throw invalid("The message is no order for a key-rotation report: it is not JSON.");
  }
}

function invalid(sentence: string): PlumblineError {
  return new PlumblineError("InvalidEvent", sentence, { retryable: false });
}
