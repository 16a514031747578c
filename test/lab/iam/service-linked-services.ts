/** A service that may have a role of its own in the account. */
export interface LinkedService {
  /** The name of its role. */
  readonly roleName: string;
  /** The AWS managed policy that its role has, under `/aws-service-role/`. */
  readonly policyName: string;
  /** Whether it may have several roles, told apart by a suffix. */
  readonly suffix: boolean;
}

/**
 * The services whose roles the lab can make, by host name.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_aws-services-that-work-with-iam.html
 */
export const linkedServices: ReadonlyMap<string, LinkedService> = new Map([
  ["autoscaling.amazonaws.com", linked("AWSServiceRoleForAutoScaling", "AutoScalingServiceRolePolicy", true)],
  ["ecs.amazonaws.com", linked("AWSServiceRoleForECS", "AmazonECSServiceRolePolicy")],
  [
    "elasticloadbalancing.amazonaws.com",
    linked("AWSServiceRoleForElasticLoadBalancing", "AWSElasticLoadBalancingServiceRolePolicy"),
  ],
  ["ivs.amazonaws.com", linked("AWSServiceRoleForIVSRecordToS3", "IVSRecordToS3")],
  ["organizations.amazonaws.com", linked("AWSServiceRoleForOrganizations", "AWSOrganizationsServiceTrustPolicy")],
  ["rds.amazonaws.com", linked("AWSServiceRoleForRDS", "AmazonRDSServiceRolePolicy")],
  ["support.amazonaws.com", linked("AWSServiceRoleForSupport", "AWSSupportServiceRolePolicy")],
  ["trustedadvisor.amazonaws.com", linked("AWSServiceRoleForTrustedAdvisor", "AWSTrustedAdvisorServiceRolePolicy")],
]);

function linked(roleName: string, policyName: string, suffix = false): LinkedService {
  return { roleName, policyName, suffix };
}
