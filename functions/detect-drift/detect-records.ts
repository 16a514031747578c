import type { SQSBatchResponse } from "aws-lambda";
import type { CompiledConfiguration } from "../../shared/baselines/expected-state.ts";
import { countNews, type NewsCounts } from "../count-news.ts";
import { partialResponse, type QueueRecord } from "../queue-batch.ts";
import { type DetectAccountPorts, type DetectedAccount, detectAccount } from "./detect-account.ts";
import { readTouches } from "./read-touches.ts";

/** What a batch of IAM events is answered with. */
export interface DetectPorts extends Omit<DetectAccountPorts, "waivers"> {
  readonly configuration: Pick<CompiledConfiguration, "waivers">;
}

/** What a batch came to. */
export interface DetectedRecords extends Omit<DetectedAccount, "comingAgain" | "written"> {
  readonly response: SQSBatchResponse;
  readonly counts: NewsCounts;
}

/**
 * Answers a batch of IAM events: every expected entity they touched is read once, and settled, and once more after a while. Each account is
 * entered once, all at the same time, so that one that does not answer keeps no other waiting. A message is done with unless something that
 * it touched could not be settled.
 */
export async function detectRecords(records: readonly QueueRecord[], ports: DetectPorts): Promise<DetectedRecords> {
  const touches = Map.groupBy(
    records.flatMap((record) => readTouches(record, ports)),
    ({ account }) => account,
  );
  const { waivers } = ports.configuration;
  const detected = await Promise.all(
    [...touches].map(([account, touched]) => detectAccount(account, touched, { ...ports, waivers })),
  );
  const sum = (count: (each: DetectedAccount) => number) => detected.reduce((total, each) => total + count(each), 0);
  return {
    response: partialResponse(detected.flatMap(({ comingAgain }) => comingAgain)),
    entitiesRead: sum(({ entitiesRead }) => entitiesRead),
    secondLooksSpared: sum(({ secondLooksSpared }) => secondLooksSpared),
    secondLooksLost: sum(({ secondLooksLost }) => secondLooksLost),
    arrivalsLost: sum(({ arrivalsLost }) => arrivalsLost),
    counts: countNews(detected.flatMap(({ written }) => written)),
  };
}
