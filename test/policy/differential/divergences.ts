import type { Decision } from "../../../shared/policy/comparison.ts";
import type { Request } from "../../../shared/policy/request.ts";
import type { Plain } from "../arbitrary-policies.ts";
import { allow, deny, document, trust } from "../cases/case.ts";

/** One construct that is left out of the fragment: where the simulator and our evaluators answer differently, and who is right. */
export interface Divergence {
  readonly name: string;
  readonly kind?: "trust";
  readonly policy: object;
  readonly request: Partial<Request>;
  readonly simulator: Decision;
  readonly ours: Decision | "undecidable";
  /** Why ours is the answer: the page of the IAM User Guide, or what keeps us from one. */
  readonly reason: string;
}

const OPERATORS = "reference_policies_elements_condition_operators";
const VARIABLES = "reference_policies_variables";
const VALUES = "reference_policies_condition-single-vs-multi-valued-context-keys";
const ARNS = "reference-arns";
const HOME = `arn:aws:s3:::b/\${aws:username}/*`;
const when = (Condition: object): object => document(allow("*", "*", Condition));
const apart = (Condition: object): object => document(allow("*"), deny("*", "*", Condition));

/**
 * Empty values of a key are left out as well, without an entry: the page on multi-valued keys calls an empty string a null data set
 * in one place, and our evaluators read that differently.
 */
export const DIVERGENCES: readonly Divergence[] = [
  {
    name: "a CIDR block with the prefix 0",
    policy: when({ IpAddress: { "aws:SourceIp": "0.0.0.0/0" } }),
    request: { context: { "aws:SourceIp": "203.0.113.9" } },
    simulator: "none",
    ours: "allow",
    reason: `${OPERATORS}: a CIDR block holds every address with its prefix; shifting by 32 bits shifts by none in JavaScript.`,
  },
  {
    name: "an address of version 6 without a prefix, spelt otherwise",
    policy: when({ IpAddress: { "aws:SourceIp": "2001:db8::1" } }),
    request: { context: { "aws:SourceIp": "2001:DB8:0:0:0:0:0:1" } },
    simulator: "none",
    ours: "allow",
    reason: `${OPERATORS}: RFC 5952 has one address in many spellings; the simulator compares the texts.`,
  },
  {
    name: "an address of one version denied, and one of the other",
    policy: when({ NotIpAddress: { "aws:SourceIp": "192.0.2.1" } }),
    request: { context: { "aws:SourceIp": "2001:db8::1" } },
    simulator: "none",
    ours: "allow",
    reason: `${OPERATORS}: NotIpAddress holds for every address but the specified; with /32 the simulator says so too.`,
  },
  {
    name: "a policy variable under the old Version",
    policy: { Version: "2008-10-17", Statement: [allow("*", HOME)] },
    request: { resource: "arn:aws:s3:::b/maria/x", context: { "aws:username": "maria" } },
    simulator: "allow",
    ours: "none",
    reason: `${VARIABLES}: under an earlier Version a variable is literal text.`,
  },
  {
    name: "a negated operator on an unset variable",
    policy: when({ StringNotEquals: { "aws:PrincipalTag/team": `\${aws:username}` } }),
    request: { context: { "aws:PrincipalTag/team": "red" } },
    simulator: "none",
    ours: "allow",
    reason: `${VARIABLES}: with no value for the variable, a positive comparison fails and a negated one holds.`,
  },
  {
    name: "a variable with an empty default",
    policy: document(allow("*", `arn:aws:s3:::b/\${aws:username, ''}x`)),
    request: { resource: "arn:aws:s3:::b/x" },
    simulator: "none",
    ours: "allow",
    reason: `${VARIABLES}: the default is the text between the quotes, and may be empty as any text.`,
  },
  {
    name: "a variable without a value in NotResource",
    policy: document({ Effect: "Allow", Action: "*", NotResource: HOME }),
    request: { resource: "arn:aws:s3:::b/maria/x" },
    simulator: "none",
    ours: "undecidable",
    reason: `${VARIABLES} speaks of Resource; that a statement with NotResource falls away as well is not said.`,
  },
  {
    name: "an escaped wildcard under an operator without wildcards",
    policy: when({ StringEquals: { "aws:PrincipalTag/team": `\${?}` } }),
    request: { context: { "aws:PrincipalTag/team": "?" } },
    simulator: "none",
    ours: "allow",
    reason: `${VARIABLES}: \${*}, \${?} and \${$} have a fixed value wherever a variable may stand; the simulator takes the text itself.`,
  },
  {
    name: "a date in seconds",
    policy: when({ DateLessThan: { "aws:CurrentTime": "1893456000" } }),
    request: { context: { "aws:CurrentTime": "2029-12-31T23:59:59Z" } },
    simulator: "none",
    ours: "allow",
    reason: `${OPERATORS}: a date may be written as epoch (UNIX) time, which counts seconds; the simulator takes milliseconds.`,
  },
  {
    name: "a number with an exponent",
    policy: when({ NumericEquals: { "aws:MultiFactorAuthAge": "1e3" } }),
    request: { context: { "aws:MultiFactorAuthAge": "1" } },
    simulator: "allow",
    ours: "undecidable",
    reason: `${OPERATORS} has integers and decimals; the simulator reads digits up to what is none.`,
  },
  {
    name: "a Boolean in capitals",
    policy: when({ Bool: { "aws:SecureTransport": "TRUE" } }),
    request: { context: { "aws:SecureTransport": "true" } },
    simulator: "allow",
    ours: "undecidable",
    reason: `${OPERATORS} does not say that case is ignored.`,
  },
  {
    name: "a wildcard in an action's prefix",
    policy: document(allow("s?:Get*")),
    request: {},
    simulator: "none",
    ours: "allow",
    reason:
      "reference_policies_elements_action: wildcards may stand in an action; none is ruled out in the prefix. *:* is of every day.",
  },
  {
    name: "a full stop in an action's name",
    policy: document(allow("s3:Get.bject")),
    request: {},
    simulator: "allow",
    ours: "none",
    reason: "A full stop is no wildcard; the simulator leaves it to its regular expression.",
  },
  {
    name: "a blank in an action's name",
    policy: document(allow("s3: GetObject")),
    request: {},
    simulator: "none",
    ours: "undecidable",
    reason: "AWS's own policies have such names, and it documents nothing of them.",
  },
  {
    name: "another case in the ARN's first five parts",
    policy: document(allow("*", "arn:aws:sqs:US-EAST-1:123456789012:q")),
    request: { action: "sqs:SendMessage", resource: "arn:aws:sqs:us-east-1:123456789012:q" },
    simulator: "allow",
    ours: "none",
    reason:
      "reference_policies_elements_resource gives names their case; to ignore it in any part is documented nowhere.",
  },
  {
    name: "a star at the end of one of the ARN's first parts across colons",
    policy: document(allow("*", "arn:aws:logs:*:x")),
    request: { action: "logs:GetLogEvents", resource: "arn:aws:logs:us-east-1:123456789012:log-group:x" },
    simulator: "none",
    ours: "allow",
    reason: `${ARNS}: as the last character of a segment, * can expand beyond the colon boundaries.`,
  },
  {
    name: "a star inside a segment across a colon",
    policy: document(allow("*", "arn:aws:logs:us-east-1:123456789012:log-group:a*b")),
    request: { action: "logs:GetLogEvents", resource: "arn:aws:logs:us-east-1:123456789012:log-group:a:b" },
    simulator: "allow",
    ours: "undecidable",
    reason: `${ARNS} in its editions: some let * cross colons, others only as the last character of a segment.`,
  },
  {
    name: "a wildcard in the ARN's resource type",
    policy: document(allow("*", "arn:aws:iam::123456789012:us*/maria")),
    request: { action: "iam:GetUser", resource: "arn:aws:iam::123456789012:user/maria" },
    simulator: "none",
    ours: "allow",
    reason: `${ARNS} calls it incorrect usage and not what it does; AWS's own policies have it, such as arn:aws:bedrock:*:*:*-model/*.`,
  },
  {
    name: "an ARN of fewer than six parts without a star",
    policy: document(allow("*", "arn:aws:s3")),
    request: {},
    simulator: "allow",
    ours: "none",
    reason:
      "reference_policies_elements_resource: a resource is a whole ARN, or a pattern of one; it is not filled up.",
  },
  {
    name: "an ARN of fewer than six parts in NotResource",
    policy: document({ Effect: "Allow", Action: "*", NotResource: "arn:aws:sqs:*" }),
    request: {},
    simulator: "none",
    ours: "allow",
    reason: "reference_policies_elements_notresource: the statement speaks of every resource but the listed.",
  },
  {
    name: "a request for the literal *, without validation",
    policy: document(allow("*", "arn:aws:s3:::b/*")),
    request: { action: "s3:ListAllMyBuckets", resource: "*" },
    simulator: "allow",
    ours: "none",
    reason:
      "The simulator takes a star in a request for a pattern, to ask about any resource; its validated run does not, and is what the tests ask.",
  },
  {
    name: "an ARN operator on what does not begin with arn",
    policy: when({ ArnLike: { "aws:SourceArn": "x:aws:s3:::b" } }),
    request: { context: { "aws:SourceArn": "arn:aws:s3:::b" } },
    simulator: "allow",
    ours: "none",
    reason: `${OPERATORS}: each of the six components is compared, and the first is one.`,
  },
  {
    name: "Null on a key with an empty list",
    policy: when({ Null: { "aws:TagKeys": "true" } }),
    request: { context: { "aws:TagKeys": [] } },
    simulator: "none",
    ours: "allow",
    reason: `${OPERATORS}: a key is null where it is not there, and an empty list is as good as that (${VALUES}).`,
  },
  {
    name: "ForAllValues:Null",
    policy: when({ "ForAllValues:Null": { "aws:TagKeys": "true" } }),
    request: { context: { "aws:TagKeys": ["red"] } },
    simulator: "none",
    ours: "allow",
    reason: "access-analyzer-reference-policy-checks: with Null, ForAllValues always holds.",
  },
  {
    name: "a list under a plain operator",
    policy: apart({ StringNotEquals: { "aws:TagKeys": "red" } }),
    request: { context: { "aws:TagKeys": ["blue"] } },
    simulator: "allow",
    ours: "undecidable",
    reason: `${VALUES}: a multi-valued key needs a set operator; what else happens is not said.`,
  },
  {
    name: "a service where every AWS principal is named",
    kind: "trust",
    policy: trust({ AWS: "*" }),
    request: { principal: "ec2.amazonaws.com" },
    simulator: "allow",
    ours: "none",
    reason:
      "reference_policies_elements_principal: root users, IAM users, role sessions and federated users; services are another kind.",
  },
  {
    name: "the root of the account in another partition",
    kind: "trust",
    policy: trust({ AWS: "arn:aws-cn:iam::123456789012:root" }),
    request: { principal: "arn:aws:iam::123456789012:user/maria" },
    simulator: "allow",
    ours: "none",
    reason: `${ARNS}: each account is in one partition.`,
  },
  {
    name: "the bare star, and a service",
    kind: "trust",
    policy: trust("*"),
    request: { principal: "ec2.amazonaws.com" },
    simulator: "allow",
    ours: "undecidable",
    reason:
      "reference_policies_elements_principal does not say it of trust policies, in which IAM refuses the bare star.",
  },
];

/** The policy as the simulator takes it. */
export function plainPolicy({ policy }: Divergence): Plain {
  return policy as Plain;
}
