import type { SQSBatchResponse } from "aws-lambda";
import type { PostponeMessage } from "../../shared/aws/message-visibility.ts";
import { PlumblineError } from "../../shared/iam/errors.ts";
import type { Log } from "../logger.ts";
import { partialResponse, type QueueRecord, reportFault } from "../queue-batch.ts";
import { type PostedRecord, type PostPorts, postRecord } from "./post-record.ts";

/** What a batch of requests to post goes through. */
export interface BatchPorts extends PostPorts {
  readonly postpone: PostponeMessage;
  readonly log: Log;
  /** Told of each piece of news that Slack has taken. */
  readonly posted: (record: PostedRecord) => void;
}

/**
 * Posts each request of a batch, one after the other. Nothing is acknowledged before Slack has it: what it is too busy for comes again
 * when it said, and what goes wrong comes again when the queue says, and ends among its dead letters.
 */
export async function postBatch(records: readonly QueueRecord[], ports: BatchPorts): Promise<SQSBatchResponse> {
  const failed: string[] = [];
  for (const record of records) {
    try {
      if (!(await postOne(record, ports))) failed.push(record.messageId);
    } catch (fault) {
      if (reportFault(fault, [record.messageId], ports.log) === "retry") failed.push(record.messageId);
    }
  }
  return partialResponse(failed);
}

/** @returns whether it is done with */
async function postOne(record: QueueRecord, ports: BatchPorts): Promise<boolean> {
  const posted = await postRecord(record.body, ports);
  const { outcome, told } = posted;
  if (outcome.status === "posted") ports.posted(posted);
  if (outcome.status !== "postponed") return true;
  const { seconds, why } = outcome;
  ports.log.info("A message to Slack is postponed.", {
    finding: told.finding.id,
    revision: told.news.revision,
    seconds,
    why,
  });
  await postpone(record, seconds, ports);
  return false;
}

async function postpone({ receiptHandle, messageId }: QueueRecord, seconds: number, ports: BatchPorts): Promise<void> {
  if (receiptHandle === undefined) return;
  try {
    await ports.postpone(receiptHandle, seconds);
  } catch (fault) {
    // It comes again all the same, only not when it was said.
    if (!(fault instanceof PlumblineError)) throw fault;
    reportFault(fault, [messageId], ports.log);
  }
}
