import { existsSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { resolve } from "../../infra/intrinsics.ts";
import { readRecord } from "../../shared/cloudtrail/read-record.ts";
import { matchesPattern, parsePattern } from "../lab/eventbridge/pattern.ts";
import { readProjectStack } from "./project-stack.ts";

const FILE = new URL("../../../shared/data/cloudtrail/invictus-aws-dataset.iam.ndjson", import.meta.url);
const held = existsSync(FILE);
const ACCOUNT = "111122223333";

if (!held) {
  process.stderr.write("The pattern was not held to captured records: ../shared/data/cloudtrail is not there.\n");
}

interface Captured {
  readonly eventID: string;
  readonly eventType: string;
}

/** The pattern by which events come to detect-drift, in an account. */
async function pattern() {
  const rule = (await readProjectStack()).resources.get("DetectDriftRule");
  const names = {
    ref: (name: string) => (name === "AWS::AccountId" ? ACCOUNT : undefined),
    attribute: (id: string) => id,
    condition: () => true,
  };
  return parsePattern(JSON.stringify(resolve(rule?.Properties.EventPattern, names, "DetectDriftRule")));
}

/** A record as EventBridge hands it on. */
function eventOf(detail: Captured, account = ACCOUNT) {
  const type = detail.eventType === "AwsServiceEvent" ? "AWS Service Event" : "AWS API Call";
  return { account, source: "aws.iam", "detail-type": `${type} via CloudTrail`, detail };
}

describe.runIf(held)("the rule that brings events to detect-drift", () => {
  const records = held
    ? readFileSync(FILE, "utf8")
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line) as Captured)
    : [];

  it("lets just those captured records through that changed something", async () => {
    const wanted = records.filter((record) => {
      const reading = readRecord(record);
      return reading.status !== "malformed" && reading.kind === "write";
    });
    expect(wanted).toHaveLength(85);
    const rule = await pattern();
    const through = records.filter((record) => matchesPattern(rule, eventOf(record)));
    expect(through.map(({ eventID }) => eventID)).toEqual(wanted.map(({ eventID }) => eventID));
  });

  it("lets nothing of another account through", async () => {
    const rule = await pattern();
    expect(records.filter((record) => matchesPattern(rule, eventOf(record, "999999999999")))).toEqual([]);
  });
});
