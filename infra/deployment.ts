import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import type { CompiledConfiguration } from "../shared/baselines/expected-state.ts";
import { type Bundle, bundleFunctions } from "./bundle.ts";
import { formatTemplate } from "./cloudformation-yaml.ts";
import { compose } from "./compose.ts";
import { rightsOf } from "./function-rights.ts";
import { json, type MembersPackage, type PackageFile, packageMembers } from "./package-members.ts";
import type { Rights } from "./rights-table.ts";
import { readStackFiles, type Template } from "./stack-files.ts";
import { givenProblems, organizationProblems, parametersOf } from "./stack-parameters.ts";
import { zipOf } from "./zip.ts";

/** What is to be deployed. */
export interface DeploymentRequest {
  /** The project's root. */
  readonly project: string;
  readonly configuration: CompiledConfiguration;
  /** Parameters of the stack that the deployer gives beside those that follow from the configuration. */
  readonly parameters?: Readonly<Record<string, string>>;
}

/** Everything that is deployed but the functions' code. */
export interface ComposedDeployment {
  readonly status: "composed";
  /** The hub's stack. */
  readonly template: Template;
  readonly parameters: Readonly<Record<string, string>>;
  /** By the function's folder: what its role may do. */
  readonly rights: Rights;
  /** What `Fn::Sub` fills in, as far as it is known before the deployment: pseudo parameters and parameters. */
  readonly values: Readonly<Record<string, string>>;
  readonly region: string;
  /** The hub's template as text, the members', and the parameters. */
  readonly files: readonly PackageFile[];
}

/** Why nothing is composed: one sentence each. */
export type Refused = Extract<MembersPackage, { status: "refused" }>;

/** What the hub's template is called in a package, and the file of its parameters. */
export const TEMPLATE_FILE = "plumbline.yml";
export const PARAMETERS_FILE = "parameters.json";

/** Composes the hub's stack and the members' of the project's files and the configuration. @throws Error for files that are none of their kind */
export async function composeDeployment(request: DeploymentRequest): Promise<ComposedDeployment | Refused> {
  const { project, configuration } = request;
  const members = packageMembers(configuration);
  if (members.status === "refused") return members;
  const { hub, region } = members;
  const stack = await readStackFiles(project);
  const rights = rightsOf(stack.functions, { configuration, hub });
  const template = compose(stack, rights, (folder) => `functions/${folder}.zip`, configuration.digest);
  const parameters = { ...parametersOf(members.parameters, template), ...request.parameters };
  const problems = [
    ...givenProblems(request.parameters ?? {}, members.parameters, template),
    ...organizationProblems(configuration, parameters),
  ];
  if (problems.length > 0) return { status: "refused", problems };
  const place = { "AWS::Partition": hub.partition, "AWS::AccountId": hub.account, "AWS::Region": region };
  return {
    status: "composed",
    template,
    parameters,
    rights,
    values: { ...place, ...parameters },
    region,
    files: [
      { name: TEMPLATE_FILE, text: templateText(template, configuration) },
      ...members.files,
      { name: PARAMETERS_FILE, text: json({ Parameters: parameters }) },
    ],
  };
}

/** What a deployment is written of. */
export interface DeploymentFiles extends Pick<DeploymentRequest, "project" | "configuration"> {
  /** The functions' folders. */
  readonly names: readonly string[];
  readonly files: readonly PackageFile[];
}

/**
 * Writes what was composed into a folder, and beside it the functions' zips and, apart from them, their source maps.
 * @param directory is made, with its parents
 * @throws BundleFailure where a function cannot be built
 */
export async function writeDeployment(
  directory: string,
  { project, configuration, names, files }: DeploymentFiles,
): Promise<readonly Bundle[]> {
  const outdir = join(directory, "bundles");
  await mkdir(join(directory, "functions"), { recursive: true });
  for (const { name, text } of files) await writeFile(join(directory, name), text);
  const bundles = await bundleFunctions({ project, names, configuration, outdir, minify: true });
  for (const { name, file, filesBeside, sourceMaps } of bundles) {
    await writeFile(join(directory, "functions", `${name}.zip`), await zipOf([file, ...filesBeside]));
    const maps = join(directory, "maps", name);
    await mkdir(maps, { recursive: true });
    for (const map of sourceMaps) await rename(map, join(maps, basename(map)));
  }
  await rm(outdir, { recursive: true });
  return bundles;
}

function templateText(template: Template, { digest }: CompiledConfiguration): string {
  const { Outputs, Parameters, Conditions, Resources } = template;
  const whole = {
    AWSTemplateFormatVersion: "2010-09-09",
    Description: "Plumbline: holds AWS IAM to its canonical documents. Made by npm run package.",
    // The functions' code is a file's name until `aws cloudformation package` has put it into a bucket.
    Metadata: { Plumbline: { configuration: digest }, "cfn-lint": { config: { ignore_checks: ["W3002"] } } },
    Parameters,
    Conditions,
    Resources,
    Outputs,
  };
  return formatTemplate(whole);
}
