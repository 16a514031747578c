import type { SQSBatchResponse } from "aws-lambda";
import { PlumblineError } from "../shared/iam/errors.ts";
import * as z from "../shared/iam/schema.ts";
import type { Log } from "./logger.ts";

/** A message of an SQS batch, as far as Plumbline reads it. */
export interface QueueRecord {
  readonly messageId: string;
  readonly body: string;
  /** What this reception of it is called by; SQS gives one with each. */
  readonly receiptHandle?: string;
}

/** @see https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html */
const queueEvent = z.looseObject({
  Records: z.array(
    z.looseObject({ messageId: z.string(), body: z.string(), receiptHandle: z.exactOptional(z.string()) }),
  ),
});

/** Whether a function was invoked by a queue, and not by a schedule or a person. */
export function isQueueEvent(event: unknown): boolean {
  return typeof event === "object" && event !== null && "Records" in event;
}

/**
 * The messages of an SQS event.
 * @throws PlumblineError `InvalidEvent` where it is none: the function was invoked by something else than its queue.
 */
export function queueRecords(event: unknown): readonly QueueRecord[] {
  const parsed = queueEvent.safeParse(event);
  if (parsed.success) return parsed.data.Records;
  const where = parsed.error.issues[0]?.path.join(".") || "Records";
  throw new PlumblineError(
    "InvalidEvent",
    `The function was invoked with an event that is not a batch of SQS messages (see its ${where}); invoke it through its queue.`,
    { retryable: false, cause: parsed.error },
  );
}

/**
 * Answers every message of a batch by itself, one after the other. A fault that trying again can help (and any that is not
 * a `PlumblineError`) has that message delivered again, up to the queue's limit and then to its dead letters; any other
 * is logged as its one sentence, and the message is done with.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html
 */
export async function answerEach(
  records: readonly QueueRecord[],
  log: Log,
  answer: (record: QueueRecord) => Promise<void>,
): Promise<SQSBatchResponse> {
  const failed: string[] = [];
  for (const record of records) {
    try {
      await answer(record);
    } catch (fault) {
      if (reportFault(fault, [record.messageId], log) === "retry") failed.push(record.messageId);
    }
  }
  return partialResponse(failed);
}

/** The response that has only these messages delivered again. */
export function partialResponse(failed: Iterable<string>): SQSBatchResponse {
  return { batchItemFailures: [...new Set(failed)].map((itemIdentifier) => ({ itemIdentifier })) };
}

/** Logs a fault with the messages it concerns, and says whether to have them delivered again. */
export function reportFault(fault: unknown, messageIds: readonly string[], log: Log): "retry" | "acknowledge" {
  if (!(fault instanceof PlumblineError)) {
    log.error("A fault of the program stopped these messages; they are tried again.", { messageIds, fault });
    return "retry";
  }
  const details = { messageIds, code: fault.code, cause: describeCause(fault.cause) };
  if (fault.retryable) {
    log.warn(fault.message, details);
    return "retry";
  }
  log.error(fault.message, details);
  return "acknowledge";
}

function describeCause(cause: unknown): string | undefined {
  return cause instanceof Error ? cause.name : undefined;
}
