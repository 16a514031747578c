/** Plumbline's own resources in one account, by their ARNs. */
export interface OwnResources {
  readonly rules: readonly string[];
  readonly functions: readonly string[];
  readonly queues: readonly string[];
  readonly topics: readonly string[];
  readonly tables: readonly string[];
  readonly parameters: readonly string[];
  readonly trails: readonly string[];
  readonly roles: readonly string[];
  readonly stacks: readonly string[];
}

/** A call by which Plumbline, or a part of it, is switched off. */
export interface SwitchOffCall {
  readonly action: string;
  readonly resource: string;
}

/** Which actions on what kind of resource switch Plumbline off, blind it, or make it forget. */
const ACTIONS: Readonly<Record<keyof OwnResources, readonly string[]>> = {
  rules: ["events:DisableRule", "events:DeleteRule", "events:RemoveTargets", "events:PutRule"],
  functions: [
    "lambda:DeleteFunction",
    "lambda:UpdateFunctionCode",
    "lambda:UpdateFunctionConfiguration",
    "lambda:PutFunctionConcurrency",
  ],
  queues: ["sqs:DeleteQueue", "sqs:PurgeQueue", "sqs:SetQueueAttributes"],
  topics: ["sns:DeleteTopic", "sns:Unsubscribe", "sns:SetTopicAttributes"],
  tables: ["dynamodb:DeleteTable", "dynamodb:DeleteItem", "dynamodb:PutItem"],
  parameters: ["ssm:PutParameter", "ssm:DeleteParameter"],
  trails: [
    "cloudtrail:StopLogging",
    "cloudtrail:DeleteTrail",
    "cloudtrail:PutEventSelectors",
    "cloudtrail:UpdateTrail",
  ],
  roles: [
    "iam:DeleteRole",
    "iam:DeleteRolePolicy",
    "iam:DetachRolePolicy",
    "iam:PutRolePolicy",
    "iam:AttachRolePolicy",
    "iam:PutRolePermissionsBoundary",
    "iam:UpdateAssumeRolePolicy",
  ],
  stacks: ["cloudformation:DeleteStack", "cloudformation:UpdateStack"],
};

/** Every such call on these resources. */
export function switchOffCalls(resources: OwnResources): readonly SwitchOffCall[] {
  return Object.entries(ACTIONS).flatMap(([kind, actions]) =>
    resources[kind as keyof OwnResources].flatMap((resource) => actions.map((action) => ({ action, resource }))),
  );
}
