import { encrypted, KEY_TEMPLATE, withKeyRights } from "./encryption.ts";
import { withExisting } from "./existing-resources.ts";
import { functionId } from "./function-rights.ts";
import { HUB_PROTECTION } from "./protection.ts";
import type { IdentityStatement } from "./reader-statements.ts";
import { documentOf, rolePolicies } from "./role-policies.ts";
import type { FunctionFile, Resource, StackFiles, Template } from "./stack-files.ts";
import { watchKeyTemplate } from "./watch-key.ts";

/** The types that take tags, and whether as a list or as a map. */
const TAGGED: Readonly<Record<string, "list" | "map">> = {
  "AWS::CloudWatch::Alarm": "list",
  "AWS::DynamoDB::Table": "list",
  "AWS::Events::EventBus": "list",
  "AWS::Events::Rule": "list",
  "AWS::IAM::Role": "list",
  "AWS::KMS::Key": "list",
  "AWS::Lambda::EventSourceMapping": "list",
  "AWS::Lambda::Function": "list",
  "AWS::Logs::LogGroup": "list",
  "AWS::S3::Bucket": "list",
  "AWS::SNS::Topic": "list",
  "AWS::SQS::Queue": "list",
  "AWS::SSM::Parameter": "map",
};

/** The environment variable of every function that tells which configuration it was packaged with. */
export const CONFIGURATION_DIGEST = "CONFIGURATION_DIGEST";

/** The tag that everything Plumbline makes has, so that it can be found. */
const TAG = { key: "plumbline", value: "hub" };

/**
 * Composes the hub's stack of its files: one template with every function, its log group and its own role, and whatever infra/ and the
 * functions declare, queues and topics under one key, and a permissions boundary that protects them.
 * @param rights by the function's folder: what its role may do
 * @param code by the function's folder: where its zip lies, as `aws cloudformation package` takes it
 * @param digest of the configuration that is compiled into the functions
 * @throws Error for a logical id that stands twice, and a function without rights
 */
export function compose(
  { templates: files, functions }: StackFiles,
  rights: ReadonlyMap<string, readonly IdentityStatement[]>,
  code: (folder: string) => string,
  digest: string,
): Template {
  const templates = [...files, KEY_TEMPLATE, watchKeyTemplate(files), HUB_PROTECTION];
  const resources = oneOfEach([
    ...templates.map(({ Resources }) => changed(Resources, withKeyRights)),
    ...functions.map((one) => one.resources),
    ...functions.map((one) => functionResources(one, rights.get(one.folder), { code: code(one.folder), digest })),
  ]);
  const template = {
    Parameters: oneOfEach(templates.map(({ Parameters }) => Parameters)),
    Conditions: oneOfEach(templates.map(({ Conditions }) => Conditions)),
    Resources: changed(resources, completed),
    Outputs: withExisting(oneOfEach(templates.map(({ Outputs }) => Outputs))) as Template["Outputs"],
  };
  return { ...template, Parameters: usedParameters(template) };
}

function oneOfEach<T>(parts: readonly Readonly<Record<string, T>>[]): Readonly<Record<string, T>> {
  const all = new Map<string, T>();
  for (const [id, one] of parts.flatMap((part) => Object.entries(part))) {
    if (all.has(id)) throw new Error(`${id} is declared twice in infra/ and functions/.`);
    all.set(id, one);
  }
  return Object.fromEntries(all);
}

function changed(
  resources: Readonly<Record<string, Resource>>,
  change: (resource: Resource) => Resource,
): Record<string, Resource> {
  return Object.fromEntries(Object.entries(resources).map(([id, resource]) => [id, change(resource)]));
}

/** A parameter of which nothing speaks is none: where there are no members, the names of their roles are not asked for. */
function usedParameters(template: Template): Template["Parameters"] {
  const { Parameters, ...rest } = template;
  const text = JSON.stringify(rest);
  return Object.fromEntries(
    Object.entries(Parameters).filter(([name]) => text.includes(`"Ref":"${name}"`) || text.includes(`\${${name}}`)),
  );
}

function functionResources(
  { folder, function: definition }: FunctionFile,
  statements: readonly IdentityStatement[] | undefined,
  { code, digest }: { readonly code: string; readonly digest: string },
): Readonly<Record<string, Resource>> {
  if (statements === undefined) throw new Error(`The function ${folder} has no rights.`);
  const name = `plumbline-${folder}`;
  const [logs, role] = [`${functionId(folder)}LogGroup`, `${functionId(folder)}Role`];
  const description = `What ${name} may do.`;
  const policies = rolePolicies({ id: role, name, description }, statements);
  const { handler: _, description: Description, timeout: Timeout, memorySize: MemorySize, environment } = definition;
  return {
    [`${functionId(folder)}LambdaFunction`]: {
      Type: "AWS::Lambda::Function",
      DependsOn: [logs],
      Properties: {
        FunctionName: name,
        Description,
        Runtime: "nodejs24.x",
        Architectures: ["arm64"],
        Handler: HANDLER,
        Code: code,
        Timeout,
        MemorySize,
        Environment: { Variables: { ...environment, [CONFIGURATION_DIGEST]: digest } },
        Role: { "Fn::GetAtt": [role, "Arn"] },
      },
    },
    [role]: {
      Type: "AWS::IAM::Role",
      Properties: {
        RoleName: name,
        Description: description,
        AssumeRolePolicyDocument: documentOf([BY_LAMBDA]),
        ...policies.properties,
      },
    },
    ...policies.resources,
    [logs]: {
      Type: "AWS::Logs::LogGroup",
      Properties: { LogGroupName: `/aws/lambda/${name}`, RetentionInDays: { Ref: "LogRetentionDays" } },
    },
  };
}

/** In its zip every function is the same file. */
const HANDLER = "handler.handler";

const BY_LAMBDA = { Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" };

function completed(resource: Resource): Resource {
  const { Type, Properties, Condition } = resource;
  const form = TAGGED[Type];
  const tags = form === "map" ? { [TAG.key]: TAG.value } : [{ Key: TAG.key, Value: TAG.value }];
  const filledIn = withExisting(encrypted(Type, Properties), Condition) as Resource["Properties"];
  return { ...resource, Properties: form === undefined ? filledIn : { ...filledIn, Tags: tags } };
}
