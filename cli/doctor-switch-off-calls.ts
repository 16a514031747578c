/** Plumbline's own resources in one account, by their ARNs. */
export interface OwnResources {
  readonly rules: readonly string[];
  readonly buses: readonly string[];
  readonly functions: readonly string[];
  /** Event-source mappings, with the ARNs of the functions that they feed. */
  readonly mappings: readonly { readonly arn: string; readonly functionArn: string }[];
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
  /** What is known of it beside what every call has. */
  readonly context?: Readonly<Record<string, string>>;
}

/** An account without any of them. */
export const NO_RESOURCES: OwnResources = {
  ...{ rules: [], buses: [], functions: [], mappings: [], queues: [], topics: [], tables: [], parameters: [] },
  ...{ trails: [], roles: [], policies: [], keys: [], stacks: [] },
};

/** Which actions on what kind of resource switch Plumbline off, blind it, or make it forget. */
export const SWITCH_OFF_ACTIONS: Readonly<Record<keyof OwnResources, readonly string[]>> = {
  rules: ["events:DisableRule", "events:DeleteRule", "events:RemoveTargets", "events:PutRule", "events:PutTargets"],
  buses: ["events:DeleteEventBus", "events:UpdateEventBus"],
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
    "sns:PutDataProtectionPolicy",
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
  keys: [
    "kms:ScheduleKeyDeletion",
    "kms:DisableKey",
    "kms:PutKeyPolicy",
    "kms:DeleteImportedKeyMaterial",
    // The service control policy knows the key by its tag.
    "kms:TagResource",
    "kms:UntagResource",
  ],
  stacks: ["cloudformation:DeleteStack", "cloudformation:UpdateStack", "cloudformation:ExecuteChangeSet"],
};

/**
 * What changes a bus's policy: actions that know no resource, so that a policy allows or denies them for every bus.
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoneventbridge.html
 */
export const BUS_POLICY_ACTIONS: readonly string[] = ["events:PutPermission", "events:RemovePermission"];

/** Every such call on these resources. */
export function switchOffCalls(resources: OwnResources): readonly SwitchOffCall[] {
  const { mappings: _, ...others } = SWITCH_OFF_ACTIONS;
  const named = Object.entries(others).flatMap(([kind, actions]) =>
    resources[kind as keyof typeof others].flatMap((resource) => actions.map((action) => ({ action, resource }))),
  );
  const ofMappings = resources.mappings.flatMap(({ arn: resource, functionArn }) => {
    const context = { "lambda:FunctionArn": functionArn };
    return SWITCH_OFF_ACTIONS.mappings.map((action) => ({ action, resource, context }));
  });
  const ofBuses = resources.buses.length === 0 ? [] : BUS_POLICY_ACTIONS;
  return [...named, ...ofMappings, ...ofBuses.map((action) => ({ action, resource: "*" }))];
}
