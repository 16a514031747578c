import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readRecord } from "../../shared/cloudtrail/read-record.ts";
import { WRITE_OPERATIONS } from "../../shared/cloudtrail/write-operations.ts";
import { GROUP_CASES } from "./cases/groups.ts";
import { POLICY_AND_OTHER_CASES } from "./cases/policies-and-others.ts";
import { ACCOUNT, type Case, ROLE_IDENTITY, record } from "./cases/record.ts";
import { ROLE_CASES } from "./cases/roles.ts";
import { UNTOUCHED_CASES } from "./cases/untouched.ts";
import { USER_CASES } from "./cases/users.ts";

const CASES: readonly Case[] = [
  ...ROLE_CASES,
  ...USER_CASES,
  ...GROUP_CASES,
  ...POLICY_AND_OTHER_CASES,
  ...UNTOUCHED_CASES,
];

describe("readRecord answers by the shape of the event", () => {
  it("has at least sixty cases, each with a name of its own", () => {
    expect(CASES.length).toBeGreaterThanOrEqual(60);
    expect(new Set(CASES.map(({ name }) => name)).size).toBe(CASES.length);
  });

  it.each(CASES)("$name", ({ input, expected }) => {
    const reading = readRecord(input);
    expect(reading).toMatchObject({ status: "understood", account: ACCOUNT, eventName: input.eventName, ...expected });
  });
});

describe("the deletion of a service-linked role", () => {
  const TASK = "task/aws-service-role/lex.amazonaws.com/AWSServiceRoleForLexBots/4ba0ee4b-9d31-4a1a-8b6c-3a7f1d2c9e10";
  const deletion = (roleName: string, responseElements: unknown, other = {}) =>
    readRecord(record("DeleteServiceLinkedRole", { roleName }, responseElements, other));

  it("names its task", () => {
    const expected = { kind: "write", deletionTask: TASK };
    expect(deletion("AWSServiceRoleForLexBots", { deletionTaskId: TASK })).toMatchObject(expected);
    expect(deletion("awsserviceroleforlexbots", { deletionTaskId: TASK })).toMatchObject(expected);
  });

  it.each([
    { name: "another role's", input: deletion("AWSServiceRoleForECS", { deletionTaskId: TASK }) },
    { name: "no task's", input: deletion("AWSServiceRoleForLexBots", { deletionTaskId: "task/x" }) },
    { name: "one with more behind it", input: deletion("AWSServiceRoleForLexBots", { deletionTaskId: `${TASK}/x` }) },
    { name: "a number", input: deletion("AWSServiceRoleForLexBots", { deletionTaskId: 7 }) },
    { name: "missing", input: deletion("AWSServiceRoleForLexBots", null) },
    {
      name: "that of a call that failed",
      input: deletion("AWSServiceRoleForLexBots", { deletionTaskId: TASK }, { errorCode: "AccessDenied" }),
    },
    {
      name: "in a record of something else",
      input: readRecord(record("DeleteRole", { roleName: "AWSServiceRoleForLexBots" }, { deletionTaskId: TASK })),
    },
  ])("names none where the id is $name", ({ input }) => {
    expect(input).toMatchObject({ status: "understood" });
    expect(input).not.toHaveProperty("deletionTask");
  });
});

const MALFORMED: readonly { name: string; input: unknown; problem: string }[] = [
  { name: "nothing at all", input: undefined, problem: "the CloudTrail record must be an object, and it is missing." },
  { name: "null", input: null, problem: "the CloudTrail record must be an object, not null." },
  { name: "a list", input: [], problem: "the CloudTrail record must be an object, not a list." },
  { name: "a text", input: "PutRolePolicy", problem: 'the CloudTrail record must be an object, not "PutRolePolicy".' },
  {
    name: "an empty object",
    input: {},
    problem: "eventID of the CloudTrail record must be the record's id, and it is missing.",
  },
  {
    name: "no eventName",
    input: { ...record("GetUser"), eventName: undefined },
    problem:
      "eventName of CloudTrail record 0f9e8d7c-0000-4000-8000-000000000002 must be the name of an API call, and it is missing.",
  },
  {
    name: "a time that is none",
    input: { ...record("GetUser"), eventTime: "yesterday" },
    problem:
      'eventTime of CloudTrail record 0f9e8d7c-0000-4000-8000-000000000002 must be a UTC time such as 2023-07-10T11:43:33Z, not "yesterday".',
  },
  {
    name: "an account that is none",
    input: { ...record("GetUser"), recipientAccountId: "12" },
    problem:
      'recipientAccountId of CloudTrail record 0f9e8d7c-0000-4000-8000-000000000002 must be an account id of twelve digits, not "12".',
  },
  {
    name: "parameters as text",
    input: record("PutRolePolicy", '{"roleName":"x"}'),
    problem:
      'requestParameters of CloudTrail record 0f9e8d7c-0000-4000-8000-000000000002 must be an object or null, not "{\\"roleName\\":\\"x\\"}".',
  },
  {
    name: "a write that does not name what its operation always names",
    input: record("PutRolePolicy", { policyName: "x" }),
    problem:
      "what PutRolePolicy touched cannot be told from CloudTrail record 0f9e8d7c-0000-4000-8000-000000000002: requestParameters.roleName is missing or empty.",
  },
  {
    name: "a role's name that is a number",
    input: record("DeleteRole", { roleName: 7 }),
    problem:
      "what DeleteRole touched cannot be told from CloudTrail record 0f9e8d7c-0000-4000-8000-000000000002: requestParameters.roleName is missing or empty.",
  },
  {
    name: "a change of an AWS managed policy, which no account can make",
    input: record("SetDefaultPolicyVersion", { policyArn: "arn:aws:iam::aws:policy/ReadOnlyAccess" }),
    problem:
      'what SetDefaultPolicyVersion touched cannot be told from CloudTrail record 0f9e8d7c-0000-4000-8000-000000000002: requestParameters.policyArn is "arn:aws:iam::aws:policy/ReadOnlyAccess", which names no policy of an account.',
  },
  {
    name: "a policy's ARN that is a role's",
    input: record("DeletePolicy", { policyArn: `arn:aws:iam::${ACCOUNT}:role/x` }),
    problem: `what DeletePolicy touched cannot be told from CloudTrail record 0f9e8d7c-0000-4000-8000-000000000002: requestParameters.policyArn is "arn:aws:iam::${ACCOUNT}:role/x", which names no policy of an account.`,
  },
  {
    name: "a role session that changes its own key, though it has none",
    input: record("UpdateAccessKey", { accessKeyId: "AKIAIOSFODNN7EXAMPLE" }, null, { userIdentity: ROLE_IDENTITY }),
    problem:
      "what UpdateAccessKey touched cannot be told from CloudTrail record 0f9e8d7c-0000-4000-8000-000000000002: requestParameters.userName or responseElements.accessKey.userName or responseElements.loginProfile.userName is missing or empty, and the caller is neither an IAM user nor root.",
  },
];

describe("readRecord says in one sentence what is wrong, and where", () => {
  it.each(MALFORMED)("$name", ({ input, problem }) => {
    expect(readRecord(input)).toEqual({ status: "malformed", problem });
  });

  it("does not repeat a hostile event id", () => {
    const reading = readRecord({ ...record("GetUser"), eventID: "a\nb\u001b[31m", eventTime: 1 });
    expect(reading).toMatchObject({ problem: expect.stringMatching(/^eventTime of the CloudTrail record must be/) });
  });

  it("gives a reason for what is unknown, and only for that", () => {
    const reading = readRecord(record("ReticulateSplines"));
    expect(reading).toMatchObject({
      reason:
        '"ReticulateSplines" is not an IAM operation known here, and CloudTrail record 0f9e8d7c-0000-4000-8000-000000000002 names nothing that it touched.',
    });
    expect(readRecord(record("GetUser"))).not.toHaveProperty("reason");
  });

  it("tolerates a record without an account, an identity, an address or an agent", () => {
    const { eventID, eventName, eventSource, eventTime } = record("DeleteRole");
    const input = { eventID, eventName, eventSource, eventTime, requestParameters: { roleName: "builder" } };
    const reading = readRecord(input);
    expect(reading).toMatchObject({ kind: "write", touches: ["role/builder"] });
    expect(reading).not.toHaveProperty("account");
    expect(reading).toHaveProperty("actor", {
      who: "unknown",
      type: "unknown",
      eventName: "DeleteRole",
      eventTime: "2024-02-03T04:05:06Z",
      eventId: eventID,
    });
  });
});

/** Records whose every field may be anything, and which are whole often enough to reach every branch. */
const anyRecord = fc
  .record(
    {
      requestParameters: fc.oneof(
        fc.constant(null),
        fc.dictionary(fc.constantFrom("roleName", "userName", "policyArn"), fc.jsonValue()),
      ),
      responseElements: fc.jsonValue(),
      userIdentity: fc.jsonValue(),
      errorCode: fc.oneof(fc.constant(undefined), fc.jsonValue()),
      eventName: fc.oneof(fc.constantFrom(...WRITE_OPERATIONS.keys(), "GetRole", "NewThing"), fc.jsonValue()),
    },
    { requiredKeys: [] },
  )
  .map((fields) => ({ ...record("DeleteRole"), ...fields }));

describe("readRecord's laws", () => {
  it("never throws, and every write names what it touched while nothing else does", () => {
    fc.assert(
      fc.property(fc.oneof(fc.jsonValue(), anyRecord), (input) => {
        const reading = readRecord(input);
        if (reading.status === "malformed") return /^[^\n]+\.$/.test(reading.problem);
        const told = reading.touches.length > 0 && reading.touches.every((touch) => touch !== "");
        return reading.kind === "write" ? told : reading.touches.length === 0 && reading.reads.length === 0;
      }),
      { numRuns: 3000 },
    );
  });

  it("does not change its input", () => {
    fc.assert(
      fc.property(anyRecord, (input) => {
        const before = structuredClone(input);
        readRecord(input);
        expect(input).toEqual(before);
      }),
    );
  });
});
