import { existsSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { readRecord } from "../../shared/cloudtrail/read-record.ts";
import type { RecordReading } from "../../shared/cloudtrail/reading.ts";
import { CAPTURED_ANSWERS } from "./cases/captured-answers.ts";

const FILE = new URL("../../../shared/data/cloudtrail/invictus-aws-dataset.iam.ndjson", import.meta.url);
const held = existsSync(FILE);

interface Captured {
  readonly eventID: string;
  readonly eventName: string;
  readonly errorCode?: string;
  readonly readOnly: boolean;
}

function captured(): readonly Captured[] {
  return readFileSync(FILE, "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Captured);
}

function readingOf(record: unknown): RecordReading {
  const reading = readRecord(record);
  if (reading.status === "malformed") throw new Error(reading.problem);
  return reading;
}

/** What the record itself says its kind is; readRecord does not ask its `readOnly`. */
function claimedKind(record: Captured): string {
  if (record.errorCode !== undefined) return "failed";
  return record.readOnly ? "read" : "write";
}

if (!held) {
  process.stderr.write(
    "The whole-file checks of captured records are left out: ../shared/data/cloudtrail is not there.\n",
  );
}

describe.runIf(held)("the captured records", () => {
  it("has 398 records: 308 reads, 85 writes, 5 failed calls", () => {
    const counts: Record<string, number> = {};
    for (const record of captured()) {
      const { kind } = readingOf(record);
      counts[kind] = (counts[kind] ?? 0) + 1;
    }
    expect(counts).toEqual({ read: 308, write: 85, failed: 5 });
  });

  it("tells each record's kind as its own readOnly and errorCode do", () => {
    for (const record of captured()) {
      expect({ eventID: record.eventID, kind: readingOf(record).kind }).toEqual({
        eventID: record.eventID,
        kind: claimedKind(record),
      });
    }
  });

  it("names what every successful write touched, and nothing for any other", () => {
    for (const record of captured()) {
      const { kind, touches, reads } = readingOf(record);
      expect([touches.length > 0, reads.length > 0]).toEqual([kind === "write", kind === "write"]);
    }
  });

  it("has an answer made by hand for each write and each failed call", () => {
    const asked = captured().filter((record) => claimedKind(record) !== "read");
    const answers = asked.map((record) => {
      const { eventID, eventName, touches } = readingOf(record);
      return [eventID, eventName, touches.join(" ")];
    });
    expect(answers.sort()).toEqual(CAPTURED_ANSWERS.map((answer) => [...answer]).sort());
  });
});
