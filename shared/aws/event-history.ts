import {
  CloudTrailClient,
  type CloudTrailClientConfig,
  type Event,
  LookupEventsCommand,
  type LookupEventsCommandOutput,
} from "@aws-sdk/client-cloudtrail";
import type { EventHistory, EventHistoryPage } from "../cloudtrail/event-history.ts";
import { type ClientPace, clientPace } from "./client-pace.ts";
import { malformedAnswer, pagesByToken } from "./service-answer.ts";

const CALL = "LookupEvents";

/** The largest page there is. */
const LARGEST_PAGE = 50;

/** CloudTrail takes two look-ups a second of an account in a region. */
const BETWEEN_PAGES = 500;

/** Whose event history is asked. */
export interface EventHistoryOptions extends ClientPace, Pick<CloudTrailClientConfig, "endpoint" | "credentials"> {
  /** Where IAM's events arise: `iamRegion` of the account's partition. */
  readonly region: string;
  /** Waits for so many milliseconds between two pages, also of different spans; real time unless told. */
  readonly pause?: (milliseconds: number) => Promise<void>;
}

/**
 * The event history of the account that the credentials belong to. It holds management events of the last 90 days, reads and refused
 * calls among them.
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_LookupEvents.html
 */
export function createEventHistory({
  maxAttempts,
  attemptTimeout,
  pause = realPause,
  ...options
}: EventHistoryOptions): EventHistory {
  const client = new CloudTrailClient({ ...options, ...clientPace({ maxAttempts, attemptTimeout }) });
  let asked = false;
  return {
    async *iamEvents({ from, to }) {
      if (from >= to) return;
      const pages = pagesByToken({
        service: "CloudTrail",
        call: CALL,
        async send(token) {
          if (asked) await pause(BETWEEN_PAGES);
          asked = true;
          return await client.send(
            new LookupEventsCommand({
              LookupAttributes: [{ AttributeKey: "EventSource", AttributeValue: "iam.amazonaws.com" }],
              StartTime: from,
              EndTime: to,
              MaxResults: LARGEST_PAGE,
              ...token,
            }),
          );
        },
      });
      for await (const page of pages) {
        const read = page.status === "present" ? readPage(page.state, to) : page;
        yield read;
        if (read.status !== "present") return;
      }
    },
  };
}

/** A record that cannot be read makes its page unreadable: it may be the very one that is looked for. */
function readPage({ Events }: LookupEventsCommandOutput, to: Date): EventHistoryPage {
  if (Events === undefined) return malformedAnswer("CloudTrail", CALL, "the list is missing");
  const records: unknown[] = [];
  for (const event of Events) {
    const { EventTime } = event;
    if (EventTime === undefined) return malformed(event, "without its time");
    const record = readRecordText(event.CloudTrailEvent);
    if (record === undefined) return malformed(event, "whose record is missing or is no JSON object");
    // CloudTrail takes the end of a time span to be within it.
    if (EventTime < to) records.push(record);
  }
  return { status: "present", records };
}

function malformed({ EventId = "without an id" }: Event, what: string): EventHistoryPage {
  return malformedAnswer("CloudTrail", CALL, `an event (${EventId}) ${what} stands`);
}

function readRecordText(text: string | undefined): object | undefined {
  try {
    const record: unknown = JSON.parse(text ?? "");
    return typeof record === "object" && record !== null && !Array.isArray(record) ? record : undefined;
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause;
    return undefined;
  }
}

async function realPause(milliseconds: number): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, milliseconds));
}
