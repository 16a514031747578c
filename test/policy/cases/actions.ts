import { allow, type Case, document } from "./case.ts";

const except = (NotAction: string | readonly string[], Resource = "*"): object => ({
  Effect: "Allow",
  NotAction,
  Resource,
});
const sixEc2 = ["RunInstances", "StopInstances", "StartInstances", "CreateTags", "DescribeImages", "DeleteVpc"];

export const ACTION_CASES: readonly Case[] = [
  {
    name: "the case of prefix and name decides nothing",
    canonical: document(allow("s3:GetObject")),
    live: document(allow("S3:getobject")),
    expected: "cosmetic",
  },
  {
    name: "another name is another action",
    canonical: document(allow("s3:GetObject")),
    live: document(allow("s3:GetObjects")),
    expected: "mixed",
  },
  {
    name: "one action, or a list of it",
    canonical: document(allow("s3:GetObject")),
    live: document(allow(["s3:GetObject"])),
    expected: "cosmetic",
  },
  {
    name: "an action more in the list",
    canonical: document(allow("s3:GetObject")),
    live: document(allow(["s3:GetObject", "s3:DeleteObject"])),
    expected: "broadened",
    deltas: ["gained `s3:DeleteObject` on `*`"],
  },
  {
    name: "a repeated action",
    canonical: document(allow(["s3:GetObject", "s3:PutObject"])),
    live: document(allow(["s3:PutObject", "s3:GetObject", "s3:PutObject"])),
    expected: "cosmetic",
  },
  {
    name: "an action replaced by another",
    canonical: document(allow(["s3:GetObject", "s3:PutObject"])),
    live: document(allow(["s3:GetObject", "s3:GetObjectAcl"])),
    expected: "mixed",
    deltas: ["lost `s3:PutObject` on `*`", "gained `s3:GetObjectAcl` on `*`"],
  },
  {
    name: "a name beside the wildcard that covers it",
    canonical: document(allow("s3:*")),
    live: document(allow(["s3:*", "s3:GetObject", "s3:Get*"])),
    expected: "cosmetic",
  },
  {
    name: "a wildcard beside a name it only resembles",
    canonical: document(allow("s3:Get*")),
    live: document(allow(["s3:Get*", "s3:ListBucket"])),
    expected: "broadened",
  },
  {
    name: "two stars in a row",
    canonical: document(allow("s3:Get*")),
    live: document(allow("s3:Get**")),
    expected: "cosmetic",
  },
  {
    name: "a star where a name ended",
    canonical: document(allow("s3:GetObject")),
    live: document(allow("s3:GetObject*")),
    expected: "broadened",
    deltas: ["gained `s3:GetObject*` on `*` beyond `s3:GetObject`"],
  },
  {
    name: "every action, written with its colon",
    canonical: document(allow("*")),
    live: document(allow("*:*")),
    expected: "cosmetic",
  },
  {
    name: "every action of one service is not every action",
    canonical: document(allow("*")),
    live: document(allow("s3:*")),
    expected: "narrowed",
  },
  {
    name: "a question mark that a star covers",
    canonical: document(allow("ec2:Describe*")),
    live: document(allow(["ec2:Describe*", "ec2:Describe?nstances"])),
    expected: "cosmetic",
  },
  {
    name: "a question mark is one character and no more",
    canonical: document(allow("ec2:Describe?")),
    live: document(allow("ec2:Describe*")),
    expected: "broadened",
  },
  {
    name: "a service's wildcard is more than all listed actions, also of those that do not exist yet",
    canonical: document(allow(sixEc2.map((name) => `ec2:${name}`))),
    live: document(allow("ec2:*")),
    expected: "broadened",
    deltas: ["gained `ec2:*` on `*` beyond the 6 listed"],
  },
  {
    name: "NotAction with its list shuffled",
    canonical: document(except(["iam:*", "sts:*"])),
    live: document(except(["STS:*", "iam:*", "iam:PassRole"])),
    expected: "cosmetic",
  },
  {
    name: "NotAction that leaves out more",
    canonical: document(except("iam:*")),
    live: document(except(["iam:*", "organizations:*"])),
    expected: "narrowed",
    deltas: ["lost `organizations:*` on `*`"],
  },
  {
    name: "NotAction that leaves out less",
    canonical: document(except(["iam:*", "organizations:*"])),
    live: document(except("iam:*")),
    expected: "broadened",
    deltas: ["gained `organizations:*` on `*`"],
  },
  {
    name: "an action that NotAction allows already",
    canonical: document(except("iam:*")),
    live: document(except("iam:*"), allow("s3:GetObject")),
    expected: "cosmetic",
  },
  {
    name: "an action that NotAction leaves out",
    canonical: document(except("iam:*")),
    live: document(except("iam:*"), allow("iam:PassRole")),
    expected: "broadened",
  },
  {
    name: "NotAction of everything does nothing",
    canonical: document(allow("s3:GetObject")),
    live: document(allow("s3:GetObject"), except("*")),
    expected: "cosmetic",
  },
  {
    name: "Action turned into NotAction",
    canonical: document(allow("iam:*")),
    live: document(except("iam:*")),
    expected: "mixed",
  },
  {
    name: "an empty Action list does nothing",
    canonical: document(allow("s3:GetObject")),
    live: document(allow("s3:GetObject"), allow([])),
    expected: "cosmetic",
  },
  {
    name: "the only Action list emptied",
    canonical: document(allow("s3:GetObject")),
    live: document(allow([])),
    expected: "narrowed",
  },
  {
    name: "a blank in an action's name, which makes it another name",
    canonical: document(allow("lambda:ListFunctions")),
    live: document(allow("lambda:ListFunctions ")),
    expected: "mixed",
  },
  {
    name: "a blank in an action's name under a wildcard that covers it either way",
    canonical: document(allow("lambda:*")),
    live: document(allow(["lambda:*", "lambda: ListFunctions"])),
    expected: "cosmetic",
  },
];
