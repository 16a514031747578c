import type { AccessLevel } from "../../../shared/policy/comparison.ts";
import type { ActionTable, KnownAction } from "../../../shared/policy/explain/action-table.ts";

const BUCKET = ["arn:*:s3:::%"];
const OBJECT = ["arn:*:s3:::%/*"];
const ROLE = ["arn:*:iam::*:role/*"];
const USER = ["arn:*:iam::*:user/*"];
const INSTANCE = ["arn:*:ec2:*:*:instance/*"];
const QUEUE = ["arn:*:sqs:*:*:*"];
const FUNCTION = ["arn:*:lambda:*:*:function:*"];

const ACTIONS: Readonly<
  Record<string, readonly (readonly [name: string, level: AccessLevel, templates: readonly string[]])[]>
> = {
  ec2: [
    ["DescribeInstances", "List", []],
    ["DescribeRegions", "List", []],
    ["GetConsoleOutput", "Read", INSTANCE],
    ["ModifyInstanceAttribute", "Write", INSTANCE],
    ["RunInstances", "Write", INSTANCE],
    ["StartInstances", "Write", INSTANCE],
    ["TerminateInstances", "Write", INSTANCE],
    ["CreateTags", "Tagging", INSTANCE],
    ["ModifySnapshotAttribute", "Permissions management", ["arn:*:ec2:*::snapshot/*"]],
  ],
  iam: [
    ["AttachRolePolicy", "Permissions management", ROLE],
    ["CreateAccessKey", "Write", USER],
    ["CreateRole", "Write", ROLE],
    ["CreateUser", "Write", USER],
    ["GetRole", "Read", ROLE],
    ["ListRoles", "List", []],
    ["PassRole", "Write", ROLE],
    ["PutRolePolicy", "Permissions management", ROLE],
    ["SetDefaultPolicyVersion", "Permissions management", ["arn:*:iam::*:policy/*"]],
  ],
  lambda: [
    ["CreateFunction", "Write", FUNCTION],
    ["InvokeFunction", "Write", FUNCTION],
    ["UpdateFunctionCode", "Write", FUNCTION],
  ],
  organizations: [
    ["DetachPolicy", "Permissions management", ["arn:*:organizations::*:policy/*"]],
    ["ListAccounts", "List", []],
  ],
  s3: [
    ["DeleteBucket", "Write", BUCKET],
    ["DeleteBucketPolicy", "Permissions management", BUCKET],
    ["DeleteObject", "Write", OBJECT],
    ["GetBucketLocation", "Read", BUCKET],
    ["GetObject", "Read", OBJECT],
    ["GetObjectTagging", "Read", OBJECT],
    ["ListAllMyBuckets", "List", []],
    ["ListBucket", "List", BUCKET],
    ["PutBucketPolicy", "Permissions management", BUCKET],
    ["PutObject", "Write", OBJECT],
    ["PutObjectTagging", "Tagging", OBJECT],
  ],
  sqs: [
    ["GetQueueUrl", "Read", QUEUE],
    ["ReceiveMessage", "Read", QUEUE],
    ["SendMessage", "Write", QUEUE],
  ],
  sts: [
    ["AssumeRole", "Write", ROLE],
    ["AssumeRoleWithSAML", "Write", ROLE],
    ["GetCallerIdentity", "Read", []],
    ["TagSession", "Tagging", ROLE],
  ],
};

/** A table of a few actions, so that counts stay what they are when AWS adds an action. */
export const smallTable: ActionTable = {
  services: Object.keys(ACTIONS),
  actionsOf: (service) =>
    (ACTIONS[service] ?? []).map(([name, level, templates]): KnownAction => {
      const full = `${service}:${name}`;
      return { name: full, key: full.toLowerCase(), level, templates };
    }),
  find: (action) => {
    const key = action.toLowerCase();
    return smallTable.actionsOf(key.split(":", 1)[0] ?? "").find((each) => each.key === key);
  },
};
