import type { Change } from "../../../shared/policy/comparison.ts";
import { allow, deny, document } from "./case.ts";

/** Policies under a boundary; without one, nothing is kept back. */
export interface Bounded {
  readonly policies: readonly object[];
  readonly boundary?: readonly object[];
}

/** A case and its twin stand side by side: what looks like drift and is none, and what looks like it and is. */
export interface BoundaryCase {
  readonly name: string;
  readonly canonical: Bounded;
  readonly live: Bounded;
  readonly expected: Change | "unknown";
  readonly reason?: RegExp;
}

const B = "arn:aws:s3:::b";
const TEAM = { StringEquals: { "aws:PrincipalTag/team": "red" } };
const READ = document(allow("s3:Get*"));
const under = (boundary: object, ...policies: readonly object[]): Bounded => ({ policies, boundary: [boundary] });
const alone = (...policies: readonly object[]): Bounded => ({ policies });
const allBut = (...NotAction: readonly string[]): object => document({ Effect: "Allow", NotAction, Resource: "*" });
const allButOn = (...NotResource: readonly string[]): object => document({ Effect: "Allow", Action: "*", NotResource });

export const BOUNDARY_CASES: readonly BoundaryCase[] = [
  {
    name: "a permission gained outside the boundary",
    canonical: under(READ, document(allow("s3:GetObject"))),
    live: under(READ, document(allow(["s3:GetObject", "iam:CreateUser", "s3:PutObject"]))),
    expected: "cosmetic",
  },
  {
    name: "a permission gained inside the boundary",
    canonical: under(READ, document(allow("s3:GetObject"))),
    live: under(READ, document(allow(["s3:GetObject", "iam:CreateUser", "s3:GetBucketAcl"]))),
    expected: "broadened",
  },
  {
    name: "everything allowed under the boundary, and the boundary itself",
    canonical: under(READ, document(allow("*"))),
    live: alone(READ),
    expected: "cosmetic",
  },
  {
    name: "everything allowed under the boundary, and more than the boundary",
    canonical: under(READ, document(allow("*"))),
    live: alone(document(allow(["s3:Get*", "s3:List*"]))),
    expected: "broadened",
  },
  {
    name: "a boundary widened beyond a narrow identity",
    canonical: under(READ, document(allow("s3:GetObject"))),
    live: under(document(allow(["s3:Get*", "ec2:*"])), document(allow("s3:GetObject"))),
    expected: "cosmetic",
  },
  {
    name: "a boundary widened where the identity was held back by it",
    canonical: under(READ, document(allow(["s3:GetObject", "ec2:RunInstances"]))),
    live: under(document(allow(["s3:Get*", "ec2:*"])), document(allow(["s3:GetObject", "ec2:RunInstances"]))),
    expected: "broadened",
  },
  {
    name: "a boundary taken away that kept nothing back",
    canonical: under(document(allow("s3:*")), document(allow("s3:GetObject"))),
    live: alone(document(allow("s3:GetObject"))),
    expected: "cosmetic",
  },
  {
    name: "a boundary taken away that kept something back",
    canonical: under(document(allow("s3:*")), document(allow(["s3:GetObject", "sns:Publish"]))),
    live: alone(document(allow(["s3:GetObject", "sns:Publish"]))),
    expected: "broadened",
  },
  {
    name: "a boundary of everything, and none",
    canonical: under(document(allow("*")), READ),
    live: alone(READ),
    expected: "cosmetic",
  },
  {
    name: "a boundary of no policies, and none",
    canonical: { policies: [READ], boundary: [] },
    live: alone(READ),
    expected: "broadened",
  },
  {
    name: "nothing allowed, by a boundary of no policies or by one that is elsewhere",
    canonical: { policies: [READ], boundary: [] },
    live: under(document(allow("iam:*")), READ),
    expected: "cosmetic",
  },
  {
    name: "a denial in the boundary, or in the policies",
    canonical: under(document(allow("s3:*"), deny("s3:Put*")), document(allow("s3:*"))),
    live: under(document(allow("s3:*")), document(allow("s3:*"), deny("s3:Put*"))),
    expected: "cosmetic",
  },
  {
    name: "a denial in the boundary, and its allow without it: not the same as nothing",
    canonical: under(document(allow("s3:*"), deny("s3:Put*")), document(allow("s3:Get*"))),
    live: under(document(allow("s3:*")), document(allow("s3:Get*"))),
    expected: "broadened",
  },
  {
    name: "a denial in the boundary gained",
    canonical: under(document(allow("s3:*")), document(allow("s3:*"))),
    live: under(document(allow("s3:*"), deny("s3:Delete*", `${B}/*`)), document(allow("s3:*"))),
    expected: "narrowed",
  },
  {
    name: "an allow gained that the boundary denies",
    canonical: under(document(allow("*"), deny("iam:*")), document(allow("s3:*"))),
    live: under(document(allow("*"), deny("iam:*")), document(allow(["s3:*", "iam:CreateUser"]))),
    expected: "cosmetic",
  },
  {
    name: "the very same",
    canonical: under(READ, document(allow("s3:*"))),
    live: under(READ, document(allow("s3:*"))),
    expected: "identical",
  },
  {
    name: "policies and boundary changing places",
    canonical: under(READ, document(allow("*", `${B}/*`))),
    live: under(document(allow("*", `${B}/*`)), READ),
    expected: "cosmetic",
  },
  {
    name: "patterns that cross: each half of the names",
    canonical: under(document(allow("s3:*Object")), document(allow("s3:Get*"))),
    live: alone(document(allow("s3:Get*Object"))),
    expected: "cosmetic",
  },
  {
    name: "patterns that cross, and share letters",
    canonical: under(document(allow("s3:*ab")), document(allow("s3:ba*"))),
    live: alone(document(allow("s3:ba*ab"))),
    expected: "narrowed",
  },
  {
    name: "patterns that cross, and share letters, which are named",
    canonical: under(document(allow("s3:*ab")), document(allow("s3:ba*"))),
    live: alone(document(allow(["s3:ba*ab", "s3:bab"]))),
    expected: "cosmetic",
  },
  {
    name: "resources that cross",
    canonical: under(document(allow("s3:*", "arn:aws:s3:::*/public/*")), document(allow("s3:*", `${B}/*`))),
    live: under(document(allow("s3:*", `${B}/*`)), document(allow("s3:*", ["arn:aws:s3:::*/public/*", "*"]))),
    expected: "broadened",
  },
  {
    name: "resources that are apart",
    canonical: under(document(allow("s3:*", "arn:aws:s3:::a/*")), document(allow("s3:*", `${B}/*`))),
    live: alone(),
    expected: "cosmetic",
  },
  {
    name: "NotAction in a boundary, and the same left out by the policies",
    canonical: under(allBut("iam:*"), document(allow("*"))),
    live: alone(allBut("iam:*")),
    expected: "cosmetic",
  },
  {
    name: "NotAction in a boundary, and less left out by the policies",
    canonical: under(allBut("iam:*"), document(allow("*"))),
    live: alone(allBut("iam:Create*")),
    expected: "broadened",
  },
  {
    name: "NotAction in both: what either leaves out",
    canonical: under(allBut("iam:*"), allBut("sts:*")),
    live: alone(allBut("iam:*", "sts:*")),
    expected: "cosmetic",
  },
  {
    name: "NotAction in both: what only one leaves out",
    canonical: under(allBut("iam:*"), allBut("sts:*")),
    live: alone(allBut("iam:*", "sts:Assume*")),
    expected: "broadened",
  },
  {
    name: "NotAction in a boundary over named actions",
    canonical: under(allBut("iam:*"), document(allow(["iam:GetUser", "s3:GetObject"]))),
    live: alone(document(allow("s3:GetObject"))),
    expected: "cosmetic",
  },
  {
    name: "NotResource in a boundary over named resources",
    canonical: under(allButOn(`${B}/secret/*`), document(allow("s3:GetObject", [`${B}/*`, `${B}/secret/x`]))),
    live: under(allButOn(`${B}/secret/*`, "arn:aws:sqs:*"), document(allow("s3:GetObject", `${B}/*`))),
    expected: "cosmetic",
  },
  {
    name: "NotResource in a boundary that leaves out more",
    canonical: under(allButOn(`${B}/secret/*`), document(allow("s3:GetObject", `${B}/*`))),
    live: under(allButOn(`${B}/s*`), document(allow("s3:GetObject", `${B}/*`))),
    expected: "narrowed",
  },
  {
    name: "a condition in the boundary, or in the policies",
    canonical: under(document(allow("s3:*", "*", TEAM)), document(allow("s3:*"))),
    live: under(document(allow("s3:*")), document(allow("s3:*", "*", TEAM))),
    expected: "cosmetic",
  },
  {
    name: "a condition in the boundary that is not in the policies",
    canonical: under(document(allow("s3:*", "*", TEAM)), document(allow("s3:*"))),
    live: under(document(allow("s3:*")), document(allow("s3:*"))),
    expected: "broadened",
  },
  {
    name: "conditions that cannot be met together",
    canonical: under(
      document(allow("s3:*", "*", TEAM)),
      document(allow("s3:*", "*", { StringEquals: { "aws:PrincipalTag/team": "blue" } })),
    ),
    live: alone(),
    expected: "cosmetic",
  },
  {
    name: "conditions on two keys, one in each",
    canonical: under(document(allow("s3:*", "*", { Bool: { k: "true" } })), document(allow("s3:*", "*", TEAM))),
    live: alone(document(allow("s3:*", "*", { ...TEAM, Bool: { k: "true" } }))),
    expected: "cosmetic",
  },
  {
    name: "an allow spread over two statements of either",
    canonical: under(
      document(allow("s3:Get*"), allow("s3:Put*")),
      document(allow("s3:*", "*", TEAM), allow("s3:*", "*", { StringNotEquals: TEAM.StringEquals })),
    ),
    live: alone(document(allow(["s3:Put*", "s3:Get*"]))),
    expected: "cosmetic",
  },
  {
    name: "one gained and one lost under the boundary",
    canonical: under(READ, document(allow(["s3:GetObject", "sns:Publish"]))),
    live: under(READ, document(allow(["s3:GetBucketAcl", "sqs:SendMessage"]))),
    expected: "mixed",
  },
  {
    name: "a variable in the policies, a star in the boundary",
    canonical: under(document(allow("s3:*", `${B}/*`)), document(allow("s3:*", `arn:aws:s3:::*/\${aws:username}/*`))),
    live: under(document(allow("s3:*", `${B}/*`)), document(allow("s3:*", "*"))),
    expected: "broadened",
  },
  {
    name: "a variable that stands in both",
    canonical: under(document(allow("s3:*", `${B}/\${aws:username}/*`)), document(allow("s3:*", `${B}/*`))),
    live: alone(document(allow("s3:*", `${B}/\${aws:username}/*`))),
    expected: "cosmetic",
  },
  {
    name: "held back only where a star crosses colons",
    canonical: under(document(allow("s3:*", `${B}/*/x`)), document(allow("s3:*", `${B}/a:b/x`))),
    live: alone(document(allow("s3:*", `${B}/a:b/x`))),
    expected: "unknown",
    reason: /colon/,
  },
  {
    name: "held back by a list whose meaning is not documented",
    canonical: under(allBut(), document(allow("s3:*"))),
    live: alone(document(allow("s3:*"))),
    expected: "unknown",
    reason: /empty Not/,
  },
];
