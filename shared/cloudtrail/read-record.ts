import { claimedActor } from "./actor.ts";
import { firstProblem } from "./problem.ts";
import type { CloudTrailReading, RecordReading } from "./reading.ts";
import { type CloudTrailRecord, cloudTrailRecord } from "./record.ts";
import { startedDeletionTask, type Touched, touchedBy, touchedByUnknownOperation, type Untold } from "./touched.ts";
import { WRITE_OPERATIONS } from "./write-operations.ts";

const IAM = "iam.amazonaws.com";

/** Selection is by exclusion: what is not one of these writes. The record's own `readOnly` is a claim, and not asked. */
const READS = /^(?:Get|List|Generate|Simulate)/;

/** A record in words, for a sentence about it: its event id makes it findable wherever it is kept. */
export function nameOfRecord(input: unknown): string {
  const eventID = typeof input === "object" && input !== null && "eventID" in input ? input.eventID : undefined;
  return typeof eventID === "string" && /^[\w-]{1,64}$/.test(eventID)
    ? `CloudTrail record ${eventID}`
    : "the CloudTrail record";
}

type Kind = Pick<RecordReading, "kind" | "touches" | "reads" | "reason">;

const NOTHING = { touches: [], reads: [] };

function wrote({ touches, reads }: Touched): Kind {
  return { kind: "write", touches: [...new Set(touches)], reads: [...new Set(reads)] };
}

function unknown(reason: string): Kind {
  return { kind: "unknown", ...NOTHING, reason };
}

function kindOf(record: CloudTrailRecord): Kind | Untold {
  if (record.errorCode) return { kind: "failed", ...NOTHING };
  if (READS.test(record.eventName)) return { kind: "read", ...NOTHING };
  const name = nameOfRecord(record);
  if (record.eventSource !== IAM) {
    return unknown(`${name} is an event of ${JSON.stringify(record.eventSource)}, not of IAM.`);
  }
  const subjects = WRITE_OPERATIONS.get(record.eventName);
  if (subjects !== undefined) {
    const touched = touchedBy(record, subjects);
    return "untold" in touched ? touched : wrote(touched);
  }
  const touched = touchedByUnknownOperation(record);
  if (touched.touches.length > 0) return wrote(touched);
  const operation = JSON.stringify(record.eventName);
  return unknown(`${operation} is not an IAM operation known here, and ${name} names nothing that it touched.`);
}

/**
 * Reads one CloudTrail record: what kind of call it is, which IAM things it touched, which reads show them as they are now,
 * and who it claims did it. Whatever it is given it answers; it never throws.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/cloudtrail-integration.html
 */
export function readRecord(input: unknown): CloudTrailReading {
  const parsed = cloudTrailRecord.safeParse(input);
  if (!parsed.success) return { status: "malformed", problem: firstProblem(nameOfRecord(input), input, parsed.error) };
  const record = parsed.data;
  const kind = kindOf(record);
  if ("untold" in kind) {
    const problem = `what ${record.eventName} touched cannot be told from ${nameOfRecord(input)}: ${kind.untold}.`;
    return { status: "malformed", problem };
  }
  const deletionTask = startedDeletionTask(record, kind.touches);
  return {
    status: "understood",
    eventID: record.eventID,
    eventName: record.eventName,
    eventSource: record.eventSource,
    ...(record.recipientAccountId === undefined ? {} : { account: record.recipientAccountId }),
    ...kind,
    ...(deletionTask === undefined ? {} : { deletionTask }),
    actor: claimedActor(record),
  };
}
