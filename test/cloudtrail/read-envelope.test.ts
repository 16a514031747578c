import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readEnvelope } from "../../shared/cloudtrail/read-envelope.ts";
import { ACCOUNT, record } from "./cases/record.ts";

const envelope = {
  version: "0",
  id: "6a7e8feb-b491-4cf7-a9f1-bf3703467718",
  "detail-type": "AWS API Call via CloudTrail",
  source: "aws.iam",
  account: ACCOUNT,
  time: "2024-02-03T04:05:09Z",
  region: "us-east-1",
  resources: [],
  detail: record("DeleteRole", { roleName: "builder" }),
};

describe("readEnvelope", () => {
  it.each(["AWS API Call via CloudTrail", "AWS Service Event via CloudTrail"])("understands %s", (detailType) => {
    const read = readEnvelope({ ...envelope, "detail-type": detailType });
    expect(read).toMatchObject({
      status: "understood",
      account: ACCOUNT,
      reading: { kind: "write", touches: ["role/builder"], account: ACCOUNT },
    });
  });

  it("takes the account from the envelope where the record has none", () => {
    const { recipientAccountId: _, ...detail } = envelope.detail;
    expect(readEnvelope({ ...envelope, detail })).toMatchObject({ status: "understood", account: ACCOUNT });
  });

  const MALFORMED: readonly { name: string; input: unknown; problem: string }[] = [
    { name: "nothing", input: undefined, problem: "the EventBridge event must be an object, and it is missing." },
    {
      name: "another source",
      input: { ...envelope, source: "acme.iam" },
      problem: 'source of the EventBridge event must be aws.iam, not "acme.iam".',
    },
    {
      name: "another detail-type",
      input: { ...envelope, "detail-type": "AWS Console Sign In via CloudTrail" },
      problem:
        'detail-type of the EventBridge event must be "AWS API Call via CloudTrail" or "AWS Service Event via CloudTrail", not "AWS Console Sign In via CloudTrail".',
    },
    {
      name: "no account",
      input: { ...envelope, account: undefined },
      problem: "account of the EventBridge event must be an account id of twelve digits, and it is missing.",
    },
    {
      name: "no detail",
      input: { ...envelope, detail: undefined },
      problem: "in the EventBridge event's detail, the CloudTrail record must be an object, and it is missing.",
    },
    {
      name: "a record of another account",
      input: { ...envelope, account: "444455556666" },
      problem:
        "the EventBridge event of account 444455556666 holds CloudTrail record 0f9e8d7c-0000-4000-8000-000000000002 of account 111122223333, so neither is believed.",
    },
  ];

  it.each(MALFORMED)("says what is wrong: $name", ({ input, problem }) => {
    expect(readEnvelope(input)).toEqual({ status: "malformed", problem });
  });

  it("never throws, and never believes another account than the envelope's", () => {
    const field = fc.constantFrom(...Object.keys(envelope));
    const changed = fc.tuple(field, fc.jsonValue()).map(([key, value]) => ({ ...envelope, [key]: value }));
    fc.assert(
      fc.property(fc.oneof(fc.jsonValue(), changed), (input) => {
        const read = readEnvelope(input);
        if (read.status === "malformed") return read.problem.endsWith(".");
        return read.account === (input as { account: unknown }).account && read.account === read.reading.account;
      }),
    );
  });
});
