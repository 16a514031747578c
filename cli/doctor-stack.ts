import { fileURLToPath } from "node:url";
import * as z from "zod";
import type { TemplateValue } from "../infra/cloudformation-yaml.ts";
import { compose } from "../infra/compose.ts";
import { type Names, resolve } from "../infra/intrinsics.ts";
import { type Resource, readStackFiles, type Template } from "../infra/stack-files.ts";
import { type TargetInput, targetInput } from "../shared/aws/deployment-rules.ts";

/** Where the stack is deployed, and what it was told. */
export interface StackPlace {
  readonly account: string;
  readonly partition: string;
  readonly region: string;
  /** What is known of its parameters, by what the template calls them; of others the default is taken. */
  readonly values: Readonly<Record<string, string>>;
  /** The ARN of the key that its queues are under, where that is known. */
  readonly key?: string;
}

/** A rule as the stack has it. */
export interface StackRule {
  readonly name: string;
  /** See {@link isKnown}. */
  readonly bus: string;
  /** Absent where it has a schedule, or the pattern names what only the deployment knows. */
  readonly pattern?: TemplateValue;
  readonly schedule?: string;
  readonly targets: readonly StackTarget[];
}

/** Where a rule has to send; of either {@link isKnown} tells whether it could be worked out. */
export interface StackTarget {
  readonly arn: string;
  /** The ARN of the role that sends; absent where the target's own policy lets the rule. */
  readonly role?: string;
  /** What it sends in place of the event; absent where that is the event itself. */
  readonly input?: TargetInput;
}

/** A function as the stack has it. */
export interface StackFunction {
  readonly name: string;
  /** The ARN of the role that it runs by. */
  readonly role: string;
}

/** What the stack is made of, as far as doctor looks at it. */
export interface DeployedParts {
  readonly rules: readonly StackRule[];
  /** The names of the queues, with which of them hold dead letters. */
  readonly queues: readonly { readonly name: string; readonly isForDeadLetters: boolean }[];
  readonly functions: readonly StackFunction[];
  /** Which queue, by its ARN, feeds which function. */
  readonly mappings: readonly { readonly functionName: string; readonly queueArn: string }[];
  /** The name of the ledger's table. */
  readonly table: string;
  /** The ARNs of the topics that it makes. */
  readonly topics: readonly string[];
  /** The ARNs of the roles. */
  readonly roles: readonly string[];
  /** The ARNs of the managed policies that do not depend on the configuration. */
  readonly policies: readonly string[];
}

/** What the stack is called, as serverless.yml and docs/deploy.md have it. */
export const STACK_NAME = "plumbline";

const ROOT = fileURLToPath(new URL("..", import.meta.url));

/** Reads what the stack is composed of. What the functions may do is left out: doctor looks at none of it. */
export async function readStack(): Promise<Template> {
  const files = await readStackFiles(ROOT);
  return compose(files, new Map(files.functions.map(({ folder }) => [folder, []])), String, "");
}

/** The parts of the composed stack as they stand in an account once it is deployed. */
export function deployedParts(template: Template, place: StackPlace): DeployedParts {
  const names = namesOf(template, place);
  const there = Object.entries(template.Resources).filter(
    ([, { Condition }]) => Condition === undefined || names.condition(Condition),
  );
  const ofType = (type: string) => there.filter(([, { Type }]) => Type === type);
  const arns = (type: string) => ofType(type).map(([id]) => names.attribute(id, "Arn"));
  return {
    functions: ofType("AWS::Lambda::Function").map(([id, { Properties }]) => {
      return { name: String(names.ref(id)), role: String(resolve(Properties.Role, names, id)) };
    }),
    rules: ofType("AWS::Events::Rule").map(([id, { Properties }]) => {
      return ruleOf(rule.parse(resolve(Properties, names, id)));
    }),
    queues: ofType("AWS::SQS::Queue").map(([id]) => {
      const name = String(names.ref(id));
      return { name, isForDeadLetters: name.endsWith("-dead-letters") };
    }),
    mappings: ofType("AWS::Lambda::EventSourceMapping").map(([id, { Properties }]) => {
      const { FunctionName, EventSourceArn } = mapping.parse(resolve(Properties, names, id));
      return { functionName: FunctionName, queueArn: EventSourceArn };
    }),
    table: ofType("AWS::DynamoDB::Table").map(([id]) => String(names.ref(id)))[0] ?? UNKNOWN,
    topics: arns("AWS::SNS::Topic"),
    roles: arns("AWS::IAM::Role"),
    policies: arns("AWS::IAM::ManagedPolicy"),
  };
}

/** No name of AWS's has this character. */
const UNKNOWN = "\u0000";

/** Stands for the value of a parameter or resource that could not be read. */
export const NOT_READ = UNKNOWN;

/** Whether a value of the stack is what the deployment has, and holds nothing that only the deployment knows. */
export function isKnown(value: string): boolean {
  return !value.includes(UNKNOWN);
}

/** The property that names a resource of a type, and what in its ARN comes before the name. */
const NAMED: Readonly<Record<string, readonly [property: string, service: string, before: string]>> = {
  "AWS::DynamoDB::Table": ["TableName", "dynamodb", "table/"],
  "AWS::Events::EventBus": ["Name", "events", "event-bus/"],
  "AWS::IAM::ManagedPolicy": ["ManagedPolicyName", "iam", "policy/"],
  "AWS::IAM::Role": ["RoleName", "iam", "role/"],
  "AWS::Lambda::Function": ["FunctionName", "lambda", "function:"],
  "AWS::SNS::Topic": ["TopicName", "sns", ""],
  "AWS::SQS::Queue": ["QueueName", "sqs", ""],
};

const parameter = z.looseObject({ Type: z.string(), Default: z.union([z.string(), z.number()]).default("") });
const mapping = z.looseObject({ FunctionName: z.string(), EventSourceArn: z.string() });
const transformer = z.strictObject({
  InputPathsMap: z.record(z.string(), z.string()).optional(),
  InputTemplate: z.string(),
});
const rule = z.looseObject({
  Name: z.string(),
  EventBusName: z.string().default("default"),
  EventPattern: (z.json() as z.ZodType<TemplateValue>).optional(),
  ScheduleExpression: z.string().optional(),
  Targets: z.array(
    z.looseObject({
      Arn: z.string(),
      RoleArn: z.string().optional(),
      Input: z.string().optional(),
      InputPath: z.string().optional(),
      InputTransformer: transformer.optional(),
    }),
  ),
});

function namesOf(
  { Parameters, Conditions, Resources }: Template,
  { account, partition, region, values, key = UNKNOWN }: StackPlace,
): Names {
  const known: Readonly<Record<string, string>> = {
    "AWS::AccountId": account,
    "AWS::Partition": partition,
    "AWS::Region": region,
    "AWS::StackName": STACK_NAME,
    ...values,
    // Whether it was given or the stack's own: it is the one key, by its ARN.
    ExistingKey: "",
  };
  const parameterOf = (name: string): unknown => {
    const { Type, Default } = parameter.parse(Parameters[name] ?? { Type: "String", Default: UNKNOWN });
    const value = known[name] ?? String(Default);
    return Type === "CommaDelimitedList" ? value.split(",") : value;
  };
  const nameOf = (id: string, { Type, Properties }: Resource): string => {
    const [property = ""] = NAMED[Type] ?? [];
    return String(resolve(Properties[property] ?? UNKNOWN, names, id));
  };
  const names: Names = {
    ref(id) {
      const resource = Resources[id];
      if (resource === undefined) return parameterOf(id);
      if (id === "EncryptionKey") return key.split("/").at(-1);
      return resource.Type === "AWS::SNS::Topic" ? names.attribute(id, "Arn") : nameOf(id, resource);
    },
    attribute(id, attribute) {
      const resource = Resources[id];
      const [, service, before] = NAMED[resource?.Type ?? ""] ?? [];
      if (id === "EncryptionKey" && attribute === "Arn") return key;
      if (resource === undefined || service === undefined || attribute !== "Arn") return UNKNOWN;
      const inRegion = service === "iam" ? "" : region;
      return `arn:${partition}:${service}:${inRegion}:${account}:${before}${nameOf(id, resource)}`;
    },
    condition: (name) => resolve(Conditions[name] ?? false, names, name) === true,
  };
  return names;
}

function ruleOf({ Name, EventBusName, EventPattern, ScheduleExpression, Targets }: z.infer<typeof rule>): StackRule {
  const isPatternKnown = EventPattern !== undefined && !JSON.stringify(EventPattern).includes("\\u0000");
  return {
    name: Name,
    bus: EventBusName,
    ...(isPatternKnown && { pattern: EventPattern }),
    ...(ScheduleExpression !== undefined && isKnown(ScheduleExpression) && { schedule: ScheduleExpression }),
    targets: Targets.map((target) => {
      const { Arn, RoleArn: role } = target;
      const input = targetInput(target);
      return { arn: Arn, ...(role !== undefined && { role }), ...(input !== undefined && { input }) };
    }),
  };
}
