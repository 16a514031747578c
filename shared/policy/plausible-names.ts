/**
 * Names that a person recognises, for requests that stand for a whole wildcard. Nothing is decided by this table: a name that is
 * missing from it is replaced by an invented one.
 */
const ACTIONS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    iam: "CreateUser CreateAccessKey AttachRolePolicy PutRolePolicy PassRole DeleteRole GetRole ListUsers UpdateAssumeRolePolicy",
    s3: "PutObject DeleteObject GetObject ListBucket DeleteBucket PutBucketPolicy CreateBucket GetBucketLocation ListAllMyBuckets",
    sts: "AssumeRole AssumeRoleWithSAML AssumeRoleWithWebIdentity TagSession SetSourceIdentity GetCallerIdentity",
    ec2: "TerminateInstances RunInstances CreateTags AuthorizeSecurityGroupIngress DeleteVpc DescribeInstances CreateVpcPeeringConnection GetPasswordData ModifyInstanceAttribute",
    lambda: "InvokeFunction UpdateFunctionCode CreateFunction GetFunction ListFunctions DeleteFunction AddPermission",
    kms: "Decrypt Encrypt GenerateDataKey CreateGrant ScheduleKeyDeletion DescribeKey ListKeys PutKeyPolicy",
    secretsmanager: "GetSecretValue PutSecretValue ListSecrets DeleteSecret CreateSecret DescribeSecret",
    ssm: "SendCommand GetParameter PutParameter StartSession DescribeParameters ListCommands",
    logs: "PutLogEvents CreateLogStream CreateLogGroup DeleteLogGroup DescribeLogGroups GetLogEvents",
    ecr: "GetAuthorizationToken BatchGetImage PutImage GetDownloadUrlForLayer DeleteRepository DescribeRepositories",
    dynamodb: "GetItem PutItem DeleteItem Query Scan DeleteTable DescribeTable ListTables",
    sqs: "SendMessage ReceiveMessage DeleteMessage DeleteQueue GetQueueUrl ListQueues",
    sns: "Publish Subscribe DeleteTopic CreateTopic ListTopics GetTopicAttributes",
    ivs: "CreateChannel DeleteChannel GetChannel ListChannels StopStream PutMetadata CreateStreamKey DeleteStreamKey",
    ivschat: "CreateRoom DeleteRoom GetRoom ListRooms CreateChatToken SendEvent",
    route53: "ChangeResourceRecordSets ListHostedZones GetHostedZone DeleteHostedZone CreateHostedZone",
    cloudformation: "CreateStack DeleteStack UpdateStack DescribeStacks ListStacks",
    cloudwatch: "PutMetricData GetMetricData PutMetricAlarm DeleteAlarms DescribeAlarms ListMetrics",
    cloudtrail: "StopLogging DeleteTrail CreateTrail LookupEvents DescribeTrails",
    rds: "DeleteDBInstance CreateDBInstance DescribeDBInstances ModifyDBInstance",
    ecs: "RunTask RegisterTaskDefinition DeleteCluster DescribeTasks ListClusters",
    mediaconnect: "CreateFlow DeleteFlow DescribeFlow ListFlows",
    organizations: "LeaveOrganization DescribeOrganization ListAccounts AttachPolicy",
  }),
);

const ARNS: ReadonlyMap<string, readonly string[]> = new Map(
  Object.entries({
    s3: [":::example-bucket/example-key", ":::example-bucket"],
    iam: ["::123456789012:role/example-role", "::123456789012:user/example-user"],
    sts: ["::123456789012:role/example-role"],
    ec2: [":us-east-1:123456789012:instance/i-0123456789abcdef0"],
    lambda: [":us-east-1:123456789012:function:example-function"],
    kms: [":us-east-1:123456789012:key/11111111-2222-3333-4444-555555555555"],
    secretsmanager: [":us-east-1:123456789012:secret:example-secret-a1b2c3"],
    ssm: [":us-east-1:123456789012:parameter/example-parameter"],
    logs: [":us-east-1:123456789012:log-group:/example/log-group:log-stream:example"],
    ecr: [":us-east-1:123456789012:repository/example-repository"],
    dynamodb: [":us-east-1:123456789012:table/example-table"],
    ivs: [":us-east-1:123456789012:channel/abcdABCDefgh"],
    route53: [":::hostedzone/Z0123456789EXAMPLE"],
    cloudformation: [":us-east-1:123456789012:stack/example-stack/11111111-2222-3333-4444-555555555555"],
  }),
);

/** Actions of a service that exist, the telling ones first; where none is named, the most telling one of every service. */
export function plausibleActions(service?: string): readonly string[] {
  if (service === undefined) return [...ACTIONS.keys()].flatMap((each) => plausibleActions(each).slice(0, 1));
  return (ACTIONS.get(service)?.split(" ") ?? []).map((name) => `${service}:${name}`);
}

/** Services that a person knows, by their prefixes. */
export function plausibleServices(): readonly string[] {
  return [...ACTIONS.keys()];
}

/** ARNs of the shape the resources of an action's service have; those whose type is in the action's name come first. */
export function plausibleArns(action: string, partition: string): readonly string[] {
  const [service = "", name = ""] = action.split(":");
  const tails = ARNS.get(service.toLowerCase()) ?? [":us-east-1:123456789012:example"];
  const fits = (tail: string): boolean => {
    const [type = ""] = (tail.split(":").at(3) ?? "").split("/");
    return type !== "" && name.toLowerCase().includes(type);
  };
  return [...tails.filter(fits), ...tails.filter((tail) => !fits(tail))].map(
    (tail) => `arn:${partition}:${service.toLowerCase()}${tail}`,
  );
}
