import type { TemplateValue } from "./cloudformation-yaml.ts";
import type { Resource, Template } from "./stack-files.ts";

/** What `serverless.yml` hands to osls: the composed template once more, so that the two cannot come apart. */
export interface ServerlessFile {
  /** By the function's folder. */
  readonly functions: Readonly<Record<string, unknown>>;
  /** Where IAM's events of the hub's partition arise. */
  readonly region: string;
  readonly stackParameters: readonly { readonly ParameterKey: string; readonly ParameterValue: string }[];
  readonly stateful: Readonly<Record<string, unknown>>;
  readonly stateless: Readonly<Record<string, unknown>>;
}

/** Parts a template into what osls calls functions and what it takes as it is. */
export function serverlessFile(
  template: Template,
  region: string,
  parameters: Readonly<Record<string, string>>,
): ServerlessFile {
  const { Parameters, Conditions, Outputs } = template;
  const resources = Object.entries(template.Resources);
  const of = (wanted: (resource: Resource) => boolean) =>
    Object.fromEntries(resources.filter(([, resource]) => wanted(resource)));
  const isStateful = ({ DeletionPolicy }: Resource) => DeletionPolicy?.startsWith("Retain") === true;
  const functions = resources.flatMap(([, resource]) => (resource.Type === LAMBDA ? [functionOf(resource)] : []));
  return {
    region,
    functions: Object.fromEntries(functions),
    stackParameters: Object.entries(parameters).map(([ParameterKey, ParameterValue]) => ({
      ParameterKey,
      ParameterValue,
    })),
    stateful: { Resources: of(isStateful) },
    stateless: { Parameters, Conditions, Outputs, Resources: of((each) => each.Type !== LAMBDA && !isStateful(each)) },
  };
}

const LAMBDA = "AWS::Lambda::Function";

/** osls makes the logical id of the folder's name, and it is the one that the template has; the log group is the template's, not its own. */
function functionOf({ Properties, DependsOn }: Resource): readonly [folder: string, definition: unknown] {
  const { FunctionName, Description, Timeout, MemorySize, Environment, Role, Code } = Properties;
  const folder = String(FunctionName).replace(/^plumbline-/, "");
  const definition = {
    name: FunctionName,
    description: Description,
    handler: Properties.Handler,
    timeout: Timeout,
    memorySize: MemorySize,
    environment: (Environment as { readonly Variables: TemplateValue }).Variables,
    role: Role,
    disableLogs: true,
    dependsOn: DependsOn,
    package: { artifact: `dist/package/${Code}` },
  };
  return [folder, definition];
}
