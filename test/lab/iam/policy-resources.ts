const partitions = new Set(["*", "aws", "aws-cn", "aws-us-gov", "aws-iso", "aws-iso-b", "aws-iso-e", "aws-iso-f"]);

const iamPaths = [
  "user/",
  "federated-user/",
  "role/",
  "group/",
  "instance-profile/",
  "mfa/",
  "server-certificate/",
  "policy/",
  "sms-mfa/",
  "saml-provider/",
  "oidc-provider/",
  "report/",
  "access-report/",
];

/** The S3 resources whose ARNs have a Region. */
const regionalS3 = ["accesspoint/", "job/", "storage-lens/", "storage-lens-group/", "access-grants/", "async-request/"];

/** What is wrong with a Resource, in IAM's words; undefined when nothing is. */
export function checkResource(resource: string): string | undefined {
  if (resource === "*") {
    return undefined;
  }
  const [, partition, vendor, region = "", account, ...rest] = resource.split(":");
  if (partition === undefined) {
    return `Resource ${resource} must be in ARN format or "*".`;
  }
  if (!partitions.has(partition)) {
    const shown = [vendor || "*", region || "*", account ?? "*", rest.length === 0 ? "*" : rest.join(":")];
    return `Partition "${partition}" is not valid for resource "arn:${[partition, ...shown].join(":")}".`;
  }
  if (vendor === undefined) {
    return "Resource vendor must be fully qualified and cannot contain regexes.";
  }
  return checkRegionAndPath(resource, vendor, region, account === undefined ? undefined : rest.join(":"));
}

function checkRegionAndPath(
  resource: string,
  vendor: string,
  region: string,
  path: string | undefined,
): string | undefined {
  if (vendor === "iam" && region !== "") {
    return `IAM resource ${resource} cannot contain region information.`;
  }
  // The root user is no path of IAM's message, and stands in policies for sts:AssumeRoot all the same.
  if (vendor === "iam" && path !== "*" && path !== "root" && !iamPaths.some((start) => path?.startsWith(start))) {
    return `IAM resource path must either be "*" or start with ${iamPaths.join(", ")}.`;
  }
  if (vendor === "s3" && region !== "" && !regionalS3.some((start) => path?.startsWith(start))) {
    return `Resource ${resource} can not contain region information.`;
  }
  return undefined;
}

/** What only IAM's older parser refuses: an ARN with empty parts but too few of them. @throws what `refuse` makes. */
export function checkResourceLegacy(resource: string, refuse: () => Error): void {
  if (resource === "*") {
    return;
  }
  const parts = resource.split(":");
  if ((parts.length < 6 && resource.includes("::")) || parts[2] === "") {
    throw refuse();
  }
}
