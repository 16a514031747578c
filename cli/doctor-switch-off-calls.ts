/** Plumbline's own resources in one account, by their ARNs. */
export interface OwnResources {
  readonly rules: readonly string[];
  readonly buses: readonly string[];
  readonly functions: readonly string[];
  /** Event-source mappings. */
  readonly mappings: readonly string[];
  readonly queues: readonly string[];
  readonly topics: readonly string[];
  readonly tables: readonly string[];
  readonly parameters: readonly string[];
  readonly trails: readonly string[];
  readonly roles: readonly string[];
  /** Managed policies. */
  readonly policies: readonly string[];
  readonly keys: readonly string[];
  readonly stacks: readonly string[];
}

/** A call by which Plumbline, or a part of it, is switched off. */
export interface SwitchOffCall {
  readonly action: string;
  readonly resource: string;
}

/** An account without any of them. */
export const NO_RESOURCES: OwnResources = {
  ...{ rules: [], buses: [], functions: [], mappings: [], queues: [], topics: [], tables: [], parameters: [] },
  ...{ trails: [], roles: [], policies: [], keys: [], stacks: [] },
};

/** Which actions on what kind of resource switch Plumbline off, blind it, or make it forget. */
export const SWITCH_OFF_ACTIONS: Readonly<Record<keyof OwnResources, readonly string[]>> = {
  rules: ["events:DisableRule", "events:DeleteRule", "events:RemoveTargets", "events:PutRule", "events:PutTargets"],
  buses: ["events:DeleteEventBus", "events:RemovePermission", "events:PutPermission", "events:UpdateEventBus"],
  functions: [
    "lambda:DeleteFunction",
    "lambda:UpdateFunctionCode",
    "lambda:UpdateFunctionConfiguration",
    "lambda:PutFunctionConcurrency",
    "lambda:RemovePermission",
    "lambda:PutFunctionEventInvokeConfig",
    "lambda:UpdateFunctionEventInvokeConfig",
    "lambda:DeleteFunctionEventInvokeConfig",
  ],
  mappings: ["lambda:UpdateEventSourceMapping", "lambda:DeleteEventSourceMapping"],
  queues: [
    "sqs:DeleteQueue",
    "sqs:PurgeQueue",
    "sqs:SetQueueAttributes",
    "sqs:AddPermission",
    "sqs:RemovePermission",
    "sqs:ReceiveMessage",
    "sqs:DeleteMessage",
  ],
  topics: [
    "sns:DeleteTopic",
    "sns:Unsubscribe",
    "sns:SetTopicAttributes",
    "sns:SetSubscriptionAttributes",
    "sns:RemovePermission",
  ],
  tables: [
    "dynamodb:DeleteTable",
    "dynamodb:DeleteItem",
    "dynamodb:PutItem",
    "dynamodb:UpdateItem",
    "dynamodb:BatchWriteItem",
    "dynamodb:PartiQLDelete",
    "dynamodb:PartiQLInsert",
    "dynamodb:PartiQLUpdate",
    "dynamodb:UpdateTable",
    "dynamodb:UpdateTimeToLive",
    "dynamodb:UpdateContinuousBackups",
    "dynamodb:PutResourcePolicy",
    "dynamodb:DeleteResourcePolicy",
  ],
  parameters: ["ssm:PutParameter", "ssm:DeleteParameter", "ssm:DeleteParameters"],
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
  policies: ["iam:CreatePolicyVersion", "iam:SetDefaultPolicyVersion", "iam:DeletePolicy", "iam:DeletePolicyVersion"],
  keys: ["kms:ScheduleKeyDeletion", "kms:DisableKey", "kms:PutKeyPolicy", "kms:UntagResource"],
  stacks: ["cloudformation:DeleteStack", "cloudformation:UpdateStack", "cloudformation:ExecuteChangeSet"],
};

/** Every such call on these resources. */
export function switchOffCalls(resources: OwnResources): readonly SwitchOffCall[] {
  return Object.entries(SWITCH_OFF_ACTIONS).flatMap(([kind, actions]) =>
    resources[kind as keyof OwnResources].flatMap((resource) => actions.map((action) => ({ action, resource }))),
  );
}
