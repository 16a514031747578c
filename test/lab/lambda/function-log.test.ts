import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createAccount, type LabAccount } from "../account.ts";
import type { Caller } from "../iam/caller.ts";
import { ec2Trust } from "../iam/iam-under-test.ts";
import { writeLog } from "./function-log.ts";

const ACCOUNT = "000000000000";
const BOUNDARY = `arn:aws:iam::${ACCOUNT}:policy/nothing-but-reading`;
const GROUP = "/aws/lambda/count";
const ROLE = { RoleName: "task" };
const WRITE = {
  Effect: "Allow",
  Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
  Resource: `arn:aws:logs:us-east-1:${ACCOUNT}:log-group:${GROUP}:*`,
};
/** What IAM's console puts on a role whose sessions are revoked. */
const revoked = (before: string) => ({
  Effect: "Deny",
  Action: "*",
  Resource: "*",
  Condition: { DateLessThan: { "aws:TokenIssueTime": before } },
});

let account: LabAccount;
let session: Caller;

const document = (...Statement: readonly object[]) => JSON.stringify({ Version: "2012-10-17", Statement });

beforeAll(() => {
  account = createAccount(() => "127.0.0.1:1");
  call("CreateRole", { ...ROLE, AssumeRolePolicyDocument: ec2Trust });
  const reading = document({ Effect: "Allow", Action: "iam:Get*", Resource: "*" });
  call("CreatePolicy", { PolicyName: "nothing-but-reading", PolicyDocument: reading });
  const request = { roleName: "task", sessionName: "count", durationSeconds: 900 };
  session = account.iam.whoIs(account.iam.registerSession(request).accessKeyId);
});

afterAll(() => account.messaging.close());

function call(action: string, params: Readonly<Record<string, string>>): void {
  const signed = { accessKeyId: "AKIAADMINISTRATOR000", sourceIPAddress: "127.0.0.1", userAgent: "t", requestId: "1" };
  expect(account.iam.handle({ action, params, ...signed }).status).toBe(200);
}

const REFUSED = `A line of count is lost: its role may not write to ${GROUP}, or there is no such group.`;

const cases: readonly {
  readonly name: string;
  readonly statements: readonly object[];
  readonly boundary?: string;
  readonly withoutGroup?: boolean;
  readonly lost?: string;
}[] = [
  { name: "a role that may write", statements: [WRITE] },
  { name: "one that may not make a stream", statements: [{ ...WRITE, Action: "logs:PutLogEvents" }], lost: REFUSED },
  { name: "one that may not put events", statements: [{ ...WRITE, Action: "logs:CreateLogStream" }], lost: REFUSED },
  { name: "one whose boundary does not let it", statements: [WRITE], boundary: BOUNDARY, lost: REFUSED },
  { name: "no group", statements: [WRITE], withoutGroup: true, lost: REFUSED },
  { name: "a role whose sessions were revoked", statements: [WRITE, revoked("2100-01-01T00:00:00Z")], lost: REFUSED },
  { name: "one whose older sessions were revoked", statements: [WRITE, revoked("2000-01-01T00:00:00Z")] },
  {
    name: "a policy that the lab cannot judge",
    statements: [WRITE, { ...WRITE, Effect: "Deny", Condition: { IpAddress: { "aws:SourceIp": "10.0.0.0/8" } } }],
    lost: "A line of count is lost: The lab does not implement the condition key aws:SourceIp in an identity policy.",
  },
];

describe("a line of a function", () => {
  it.each(cases)("of $name: $lost", ({ statements, boundary, withoutGroup, lost }) => {
    call("PutRolePolicy", { ...ROLE, PolicyName: "own", PolicyDocument: document(...statements) });
    if (boundary !== undefined) call("PutRolePermissionsBoundary", { ...ROLE, PermissionsBoundary: boundary });
    if (withoutGroup !== true) account.logGroups.add(GROUP);
    account.records.logs.length = 0;
    writeLog(account, "count", session, "counted 1");
    if (boundary !== undefined) call("DeleteRolePermissionsBoundary", ROLE);
    account.logGroups.clear();
    const written = account.records.logs.map(({ function: source, line }) => [source, line]);
    expect(written).toEqual([lost === undefined ? ["count", "counted 1"] : ["logs", lost]]);
  });
});
