const TOOLS: readonly (readonly [RegExp, string])[] = [
  [/terraform/i, "Terraform"],
  [/opentofu/i, "OpenTofu"],
  [/pulumi/i, "Pulumi"],
  [/^cloudformation\.amazonaws\.com$/i, "CloudFormation"],
  [/aws-cdk/i, "AWS CDK"],
  [/^aws-cli\//i, "the AWS CLI"],
  [/^(console|signin)\.amazonaws\.com$/i, "the AWS console"],
  [/^mozilla\//i, "a browser (the AWS console)"],
  [/^\[?aws-?internal|^aws internal$/i, "the AWS console or an AWS service"],
  [/^boto3?\//i, "Python (boto3)"],
  [/^aws-sdk-([\w-]+)/i, "an AWS SDK"],
];

/** An AWS service acting by itself has its host name as user agent. */
const SERVICE = /^[\w.-]+\.amazonaws\.com(\.cn)?$/i;

/**
 * The tool that a user agent speaks of. User agents are forgeable: this is what the caller claims, and its free text is
 * not repeated.
 */
export function claimedTool(userAgent: string): string {
  const agent = userAgent.trim();
  const known = TOOLS.find(([pattern]) => pattern.test(agent));
  if (known !== undefined) return known[1];
  return SERVICE.test(agent) ? agent.toLowerCase() : "another tool";
}
