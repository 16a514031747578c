import * as z from "../iam/schema.ts";
import { firstProblem } from "./problem.ts";
import { nameOfRecord, readRecord } from "./read-record.ts";
import type { EnvelopeReading } from "./reading.ts";

const accountId = { error: "must be an account id of twelve digits" };

/**
 * The EventBridge event that carries a CloudTrail record. Its `account` was set by AWS, the record's is only text.
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-service-event-cloudtrail.html
 */
const envelope = z.looseObject(
  {
    source: z.literal("aws.iam", { error: "must be aws.iam" }),
    "detail-type": z.enum(["AWS API Call via CloudTrail", "AWS Service Event via CloudTrail"], {
      error: 'must be "AWS API Call via CloudTrail" or "AWS Service Event via CloudTrail"',
    }),
    account: z.string(accountId).check(z.regex(/^\d{12}$/, accountId)),
    detail: z.unknown(),
  },
  { error: "must be an object" },
);

/** Reads an EventBridge event around a CloudTrail record of IAM; whatever it is given it answers, and never throws. */
export function readEnvelope(input: unknown): EnvelopeReading {
  const parsed = envelope.safeParse(input);
  if (!parsed.success) {
    return { status: "malformed", problem: firstProblem("the EventBridge event", input, parsed.error) };
  }
  const { account, detail } = parsed.data;
  const reading = readRecord(detail);
  if (reading.status === "malformed") {
    return { status: "malformed", problem: `in the EventBridge event's detail, ${reading.problem}` };
  }
  if (reading.account !== undefined && reading.account !== account) {
    const problem = `the EventBridge event of account ${account} holds ${nameOfRecord(detail)} of account ${reading.account}, so neither is believed.`;
    return { status: "malformed", problem };
  }
  return { status: "understood", account, reading };
}
