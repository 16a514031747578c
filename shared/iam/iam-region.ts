/** By partition, as the AWS SDK signs for IAM. */
const IAM_REGIONS: ReadonlyMap<string, string> = new Map([
  ["aws", "us-east-1"],
  ["aws-cn", "cn-north-1"],
  ["aws-us-gov", "us-gov-west-1"],
  ["aws-iso", "us-iso-east-1"],
  ["aws-iso-b", "us-isob-east-1"],
  ["aws-iso-e", "eu-isoe-west-1"],
  ["aws-iso-f", "us-isof-south-1"],
  ["aws-eusc", "eusc-de-east-1"],
]);

/**
 * The one region of a partition in which IAM's events arise, and where CloudTrail is asked for them.
 * @returns `undefined` for a partition that is not known here
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-concepts.html#cloudtrail-concepts-global-service-events
 */
export function iamRegion(partition: string): string | undefined {
  return IAM_REGIONS.get(partition);
}
