import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import * as z from "zod";
import { parseTemplate, type TemplateValue } from "../infra/cloudformation-yaml.ts";

/** Where the stack is deployed, and what it was told. */
export interface StackPlace {
  readonly account: string;
  readonly partition: string;
  readonly region: string;
  /** What is known of its parameters, and of resources in whose place others were given: by what the template calls them. */
  readonly values: Readonly<Record<string, string>>;
  /** Whether it watches accounts beside its own: what is made for members alone is there. */
  readonly hasMembers: boolean;
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
}

/** What the stack is made of, as far as doctor looks at it. */
export interface DeployedParts {
  readonly rules: readonly StackRule[];
  /** The names of the queues, with which of them hold dead letters. */
  readonly queues: readonly { readonly name: string; readonly isForDeadLetters: boolean }[];
  /** The names of the functions. */
  readonly functions: readonly string[];
  /** Which queue, by its ARN, feeds which function. */
  readonly mappings: readonly { readonly functionName: string; readonly queueArn: string }[];
  /** The name of the ledger's table. */
  readonly table: string;
  /** The names of the topics. */
  readonly topics: readonly string[];
}

/** What the stack is called, as serverless.yml and docs/deploy.md have it. */
export const STACK_NAME = "plumbline";

const ROOT = fileURLToPath(new URL("..", import.meta.url));

const value = z.json() as z.ZodType<TemplateValue>;
const resources = z.record(
  z.string(),
  z.looseObject({
    Type: z.string(),
    Condition: z.string().exactOptional(),
    Properties: z.record(z.string(), value).default({}),
  }),
);
const template = z.looseObject({ Resources: resources.default({}) });
const functionFile = z.looseObject({ resources: resources.default({}) });

type Resource = z.infer<typeof resources>[string];

/** The conditions of infra/member-bus.yml. What depends on others is there, or something else stands in its place. */
const FOR_MEMBERS: ReadonlySet<string> = new Set(["HasMembers", "HasListedMembers", "HasOrganization"]);

/** The functions of the stack, by their folders. */
function functionFolders(): readonly string[] {
  return readdirSync(`${ROOT}functions`, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .toSorted();
}

/** Reads `infra/*.yml` and each `function.yml` of the product as what stands in an account once it is deployed. */
export function readDeployedParts(place: StackPlace): DeployedParts {
  const folders = functionFolders();
  const infra = readdirSync(`${ROOT}infra`).filter((name) => name.endsWith(".yml"));
  const all = new Map<string, Resource>([
    ...infra.flatMap((name) => Object.entries(template.parse(readYaml(`infra/${name}`)).Resources)),
    ...folders.flatMap((name) =>
      Object.entries(functionFile.parse(readYaml(`functions/${name}/function.yml`)).resources),
    ),
  ]);
  const isThere = ({ Condition = "" }: Resource) => place.hasMembers || !FOR_MEMBERS.has(Condition);
  const there = new Map([...all].filter(([, resource]) => isThere(resource)));
  const names = createNames(there, folders, place);
  const ofType = (type: string) => [...there.values()].filter(({ Type }) => Type === type);
  const text = (value: TemplateValue | undefined) => String(names.resolve(value ?? ""));
  return {
    functions: folders.map((folder) => `plumbline-${folder}`),
    rules: ofType("AWS::Events::Rule").map(({ Properties }) => ruleOf(Properties, names)),
    queues: ofType("AWS::SQS::Queue").map(({ Properties: { QueueName } }) => {
      return { name: text(QueueName), isForDeadLetters: /-dead-letters$/.test(text(QueueName)) };
    }),
    mappings: ofType("AWS::Lambda::EventSourceMapping").map(({ Properties: { FunctionName, EventSourceArn } }) => {
      return { functionName: text(FunctionName), queueArn: text(EventSourceArn) };
    }),
    table: text(ofType("AWS::DynamoDB::Table")[0]?.Properties.TableName),
    topics: ofType("AWS::SNS::Topic").map(({ Properties: { TopicName } }) => text(TopicName)),
  };
}

function readYaml(file: string): TemplateValue {
  return parseTemplate(readFileSync(`${ROOT}${file}`, "utf8"), file);
}

interface Names {
  /** A value with CloudFormation's functions worked out; {@link UNKNOWN} stands for what only the deployment knows. */
  resolve(value: TemplateValue): TemplateValue;
}

/** No name of AWS's has this character. */
const UNKNOWN = "\u0000";

/** Stands for the value of a parameter or resource that could not be read. */
export const NOT_READ = UNKNOWN;

/** Whether a value of the stack is what the deployment has, and holds nothing that only the deployment knows. */
export function isKnown(value: string): boolean {
  return !value.includes(UNKNOWN);
}

function createNames(
  all: ReadonlyMap<string, Resource>,
  folders: readonly string[],
  { account, partition, region, values }: StackPlace,
): Names {
  const functions = new Map(folders.map((folder) => [logicalId(folder), `plumbline-${folder}`]));
  const known: Readonly<Record<string, string>> = {
    "AWS::AccountId": account,
    "AWS::Partition": partition,
    "AWS::Region": region,
    "AWS::StackName": STACK_NAME,
    ...values,
  };
  const nameOf = ({ Properties }: Resource): TemplateValue | undefined =>
    Properties.QueueName ?? Properties.Name ?? Properties.TableName ?? Properties.TopicName ?? Properties.RoleName;

  const ref = (name: string): string => {
    const resource = all.get(name);
    const called = String((resource && nameOf(resource)) ?? UNKNOWN);
    const isTopic = resource?.Type === "AWS::SNS::Topic";
    return (
      known[name] ?? functions.get(name) ?? (isTopic ? `arn:${partition}:sns:${region}:${account}:${called}` : called)
    );
  };
  const arn = (id: string): string => {
    const resource = all.get(id);
    const begins = (service: string) => `arn:${partition}:${service}:${region}:${account}:`;
    const called = functions.get(id);
    if (called !== undefined) return `${begins("lambda")}function:${called}`;
    const name = resource === undefined ? UNKNOWN : String(resolve(nameOf(resource) ?? UNKNOWN));
    if (resource?.Type === "AWS::SQS::Queue") return `${begins("sqs")}${name}`;
    if (resource?.Type === "AWS::IAM::Role") return `arn:${partition}:iam::${account}:role/${name}`;
    return UNKNOWN;
  };
  const substitute = (text: string): string =>
    text.replaceAll(/\$\{([^}]+)\}/g, (_, name: string) =>
      name.endsWith(".Arn") ? arn(name.slice(0, -4)) : ref(name),
    );

  const resolve = (value: TemplateValue): TemplateValue => {
    if (Array.isArray(value)) return value.map(resolve);
    if (typeof value !== "object" || value === null) return value;
    const entries = Object.entries(value as Readonly<Record<string, TemplateValue>>);
    const [[name, argument] = ["", ""]] = entries;
    if (name === "Ref") return ref(String(argument));
    if (name === "Fn::Sub" && typeof argument === "string") return substitute(argument);
    if (name === "Fn::GetAtt" && Array.isArray(argument))
      return argument[1] === "Arn" ? arn(String(argument[0])) : UNKNOWN;
    if (name.startsWith("Fn::")) return UNKNOWN;
    return Object.fromEntries(entries.map(([key, inner]) => [key, resolve(inner)]));
  };
  return { resolve };
}

/** osls's logical id of a function: `detect-drift` is `DetectDashdriftLambdaFunction`. */
function logicalId(folder: string): string {
  return `${folder.charAt(0).toUpperCase()}${folder.slice(1).replaceAll("-", "Dash")}LambdaFunction`;
}

function ruleOf(properties: Readonly<Record<string, TemplateValue>>, { resolve }: Names): StackRule {
  const { Name = "", EventBusName = "default", EventPattern, ScheduleExpression, Targets = [] } = properties;
  const pattern = EventPattern === undefined ? undefined : resolve(EventPattern);
  const schedule = ScheduleExpression === undefined ? undefined : String(resolve(ScheduleExpression));
  const targets = resolve(Targets) as readonly { readonly Arn: string; readonly RoleArn?: string }[];
  return {
    name: String(resolve(Name)),
    bus: String(resolve(EventBusName)),
    ...(pattern === undefined || JSON.stringify(pattern).includes("\\u0000") ? {} : { pattern }),
    ...(schedule === undefined || !isKnown(schedule) ? {} : { schedule }),
    targets: targets.map(({ Arn, RoleArn }) => ({ arn: Arn, ...(RoleArn === undefined ? {} : { role: RoleArn }) })),
  };
}
