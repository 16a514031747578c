import { type Names, references, resolve } from "../../../infra/intrinsics.ts";
import { refuse } from "../../../infra/stack-refusal.ts";
import { type GivenParameters, parameterValue, requireDeclared } from "./parameters.ts";
import type { MadeResource, ResourceType, StackTarget } from "./resource-type.ts";
import { alarm, dashboard } from "./resources/cloudwatch.ts";
import { table } from "./resources/dynamodb.ts";
import { eventBus, eventBusPolicy, rule } from "./resources/events.ts";
import { managedPolicy, role } from "./resources/iam.ts";
import { key } from "./resources/kms.ts";
import { eventInvokeConfig, eventSourceMapping, lambdaFunction, permission } from "./resources/lambda.ts";
import { logGroup } from "./resources/logs.ts";
import { bucket, bucketPolicy } from "./resources/s3.ts";
import { subscription, topic, topicPolicy } from "./resources/sns.ts";
import { queue, queuePolicy } from "./resources/sqs.ts";
import { parameter } from "./resources/ssm.ts";
import type { Stack, StackResource } from "./stack.ts";

const TYPES: Readonly<Record<string, ResourceType>> = {
  "AWS::CloudWatch::Alarm": alarm,
  "AWS::CloudWatch::Dashboard": dashboard,
  "AWS::DynamoDB::Table": table,
  "AWS::Events::EventBus": eventBus,
  "AWS::Events::EventBusPolicy": eventBusPolicy,
  "AWS::Events::Rule": rule,
  "AWS::IAM::ManagedPolicy": managedPolicy,
  "AWS::IAM::Role": role,
  "AWS::KMS::Key": key,
  "AWS::Lambda::EventInvokeConfig": eventInvokeConfig,
  "AWS::Lambda::EventSourceMapping": eventSourceMapping,
  "AWS::Lambda::Function": lambdaFunction,
  "AWS::Lambda::Permission": permission,
  "AWS::Logs::LogGroup": logGroup,
  "AWS::S3::Bucket": bucket,
  "AWS::S3::BucketPolicy": bucketPolicy,
  "AWS::SNS::Subscription": subscription,
  "AWS::SNS::Topic": topic,
  "AWS::SNS::TopicPolicy": topicPolicy,
  "AWS::SQS::Queue": queue,
  "AWS::SQS::QueuePolicy": queuePolicy,
  "AWS::SSM::Parameter": parameter,
};

/** The stack's name, which begins the names that its resources get where they have none of their own. */
const STACK_NAME = "plumbline";

/** A stack whose resources have been made. */
export interface DeployedStack {
  /** By logical id. */
  readonly resources: ReadonlyMap<string, MadeResource>;
  /** By name: of those whose condition holds. */
  readonly outputs: Readonly<Record<string, string>>;
}

/**
 * Makes a stack's resources, each after those it refers to, and then its outputs.
 * @param parameters overrides the defaults of the stack's parameters; what those allow is not asked here, but by `requireAllowed`
 * @throws StackRefusal for a parameter that the stack has not, for a type, a property, a reference or a function that the lab does not know, and
 * for references in a circle
 */
export async function deploy(stack: Stack, parameters: GivenParameters, target: StackTarget): Promise<DeployedStack> {
  requireDeclared(stack, parameters);
  const made = new Map<string, MadeResource>();
  const names = namesOf(stack, parameters, made, target);
  for (const [id, resource] of inOrder(stack)) {
    if (resource.Condition !== undefined && !names.condition(resource.Condition)) continue;
    const where = `${resource.file}: ${id}`;
    made.set(id, await make(id, resource, resolve(resource.Properties, names, where), target));
  }
  return { resources: made, outputs: outputsOf(stack, names) };
}

/** @throws StackRefusal for one whose value is no text, and for a reference to what was not made */
function outputsOf({ outputs }: Stack, names: Names): DeployedStack["outputs"] {
  const standing = Object.entries(outputs).filter(
    ([, { Condition }]) => Condition === undefined || names.condition(Condition),
  );
  const values = standing.map(([name, { Value }]) => {
    const where = `Output ${name}`;
    const value = resolve(Value, names, where);
    if (typeof value !== "string" && typeof value !== "number") throw refuse(where, "Its value is no text.");
    return [name, String(value)] as const;
  });
  return Object.fromEntries(values);
}

async function make(
  id: string,
  resource: StackResource,
  properties: unknown,
  target: StackTarget,
): Promise<MadeResource> {
  const where = `${resource.file}: ${id}`;
  const type = TYPES[resource.Type];
  if (type === undefined) throw refuse(where, `The lab does not know the resource type ${resource.Type}.`);
  const read = type.properties.safeParse(properties);
  if (!read.success) {
    const problems = read.error.issues.map(({ path, message }) =>
      path.length === 0 ? message : `${path.join(".")}: ${message}`,
    );
    throw refuse(where, `The lab cannot make this ${resource.Type}: ${problems.join("; ")}.`);
  }
  try {
    return await type.make(read.data as never, { id, defaultName: `${STACK_NAME}-${id}` }, target);
  } catch (fault) {
    if (fault instanceof Error) throw refuse(where, fault.message);
    throw fault;
  }
}

function namesOf(
  stack: Stack,
  parameters: GivenParameters,
  made: ReadonlyMap<string, MadeResource>,
  { account, region }: StackTarget,
): Names {
  const pseudo: Readonly<Record<string, string>> = {
    "AWS::AccountId": account,
    "AWS::Region": region,
    "AWS::Partition": "aws",
    "AWS::URLSuffix": "amazonaws.com",
    "AWS::StackName": STACK_NAME,
  };
  const names: Names = {
    ref(name) {
      const declared = Object.hasOwn(stack.parameters, name) ? stack.parameters[name] : undefined;
      const value = pseudo[name] ?? made.get(name)?.ref ?? (declared && parameterValue(declared, parameters[name]));
      if (value !== undefined) return value;
      throw refuse("The stack", `Ref ${name} is neither a resource, a parameter with a value nor a pseudo parameter.`);
    },
    attribute(id, attribute) {
      const value = made.get(id)?.attributes[attribute];
      if (value !== undefined) return value;
      throw refuse("The stack", `The lab knows no attribute ${attribute} of ${id}.`);
    },
    condition(name) {
      if (!Object.hasOwn(stack.conditions, name)) throw refuse("The stack", `There is no condition ${name}.`);
      return resolve(stack.conditions[name], names, `Condition ${name}`) === true;
    },
  };
  return names;
}

/** Depth first, so that what is referred to comes before what refers to it. */
function inOrder(stack: Stack): readonly (readonly [string, StackResource])[] {
  const ordered = new Map<string, StackResource>();
  const visit = (id: string, path: readonly string[]): void => {
    const resource = stack.resources.get(id);
    if (resource === undefined || ordered.has(id)) return;
    if (path.includes(id))
      throw refuse(resource.file, `These refer to each other in a circle: ${[...path, id].join(", ")}.`);
    const named = references(resource.Properties);
    for (const other of [...named, ...[resource.DependsOn ?? []].flat()]) visit(other, [...path, id]);
    ordered.set(id, resource);
  };
  for (const id of stack.resources.keys()) visit(id, []);
  return [...ordered];
}
