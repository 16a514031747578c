import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { stringify } from "yaml";
import * as z from "zod";
import type { CompiledConfiguration } from "../shared/baselines/expected-state.ts";
import { type Bundle, bundleFunctions } from "./bundle.ts";
import { compose } from "./compose.ts";
import { functionRights } from "./function-rights.ts";
import { type MembersPackage, type PackageFile, packageMembers } from "./package-members.ts";
import { otherRights, type Rights, rightsAsMarkdown, rightsAsText } from "./rights-table.ts";
import { serverlessFile } from "./serverless-file.ts";
import { billOfMaterials, shippedPackages, thirdPartyNotices, unlicensed } from "./shipped-packages.ts";
import { readStackFiles, type Template } from "./stack-files.ts";
import { zipOf } from "./zip.ts";

/** What is packaged, and where it is put. */
export interface PackageRequest {
  /** The project's root. */
  readonly project: string;
  /** Its former content goes once all is written. */
  readonly directory: string;
  readonly configuration: CompiledConfiguration;
  /** The account that Plumbline runs in; where it is left out, the one that has no reader role. */
  readonly hub: string | undefined;
  /** Parameters of the stack that the deployer gives beside those that follow from the configuration. */
  readonly parameters?: Readonly<Record<string, string>>;
}

/** What was written, or why nothing was. */
export type Written =
  | {
      readonly status: "written";
      /** Relative to the directory. */
      readonly files: readonly string[];
      /** The table of rights, as text. */
      readonly rights: string;
    }
  | Extract<MembersPackage, { status: "refused" }>;

/**
 * Writes everything that a deployment needs: the hub's template, its functions' zips, the members' templates, the parameters, the table of
 * rights, the notices and the bill of materials. The same sources and the same configuration make the same bytes.
 * @throws BundleFailure where a function cannot be built
 */
export async function writePackage(request: PackageRequest): Promise<Written> {
  const { project, configuration } = request;
  const members = packageMembers(configuration, request.hub);
  if (members.status === "refused") return members;
  const { hub, region } = members;
  const stack = await readStackFiles(project);
  const rights: Rights = new Map(
    stack.functions.map((one) => [one.folder, functionRights(one, { configuration, hub })]),
  );
  const template = compose(stack, rights, (folder) => `functions/${folder}.zip`);
  const parameters = { ...parametersOf(members.parameters, template), ...request.parameters };
  const problems = [
    ...parameterProblems(request.parameters ?? {}, members.parameters, template),
    ...organizationProblems(configuration, parameters),
  ];
  if (problems.length > 0) return { status: "refused", problems };
  const directory = `${request.directory}.new`;
  await rm(directory, { recursive: true, force: true });
  await mkdir(join(directory, "functions"), { recursive: true });
  const bundles = await bundle({ ...request, directory }, [...rights.keys()]);
  const third = await thirdParties(project, bundles);
  if (third.status === "refused") return third;
  const values = {
    "AWS::Partition": hub.partition,
    "AWS::AccountId": hub.account,
    "AWS::Region": region,
    ...parameters,
  };
  const all = new Map([...rights, ...otherRights(template, [...rights.keys()])]);
  const files: readonly PackageFile[] = [
    { name: "plumbline.yml", text: templateText(template, configuration) },
    ...members.files,
    { name: "parameters.json", text: json({ Parameters: parameters }) },
    { name: "serverless.json", text: json(serverlessFile(template, region, parameters)) },
    { name: "rights.md", text: rightsAsMarkdown(all, values) },
    ...third.files,
  ];
  for (const { name, text } of files) await writeFile(join(directory, name), text);
  await rm(request.directory, { recursive: true, force: true });
  await rename(directory, request.directory);
  const names = [...files.map(({ name }) => name), ...stack.functions.map(({ folder }) => `functions/${folder}.zip`)];
  return { status: "written", files: names, rights: rightsAsText(all, values) };
}

/** Builds the functions, zips each, and leaves their source maps apart. */
async function bundle(
  { project, directory, configuration }: PackageRequest,
  names: readonly string[],
): Promise<readonly Bundle[]> {
  const outdir = join(directory, "bundles");
  const bundles = await bundleFunctions({ project, names, configuration, outdir, minify: true });
  await mkdir(join(directory, "maps"));
  for (const { name, file, filesBeside } of bundles) {
    await writeFile(join(directory, "functions", `${name}.zip`), await zipOf([file, ...filesBeside]));
    await rename(`${file}.map`, join(directory, "maps", `${name}.mjs.map`));
  }
  await rm(outdir, { recursive: true });
  return bundles;
}

async function thirdParties(
  project: string,
  bundles: readonly Bundle[],
): Promise<
  { readonly status: "found"; readonly files: readonly PackageFile[] } | Extract<Written, { status: "refused" }>
> {
  const packages = await shippedPackages(
    project,
    bundles.flatMap((each) => each.packages),
  );
  const problems = unlicensed(packages).map(
    ({ name, version, licence }) => `${name} ${version} may not ship: its licence is ${licence}.`,
  );
  if (problems.length > 0) return { status: "refused", problems };
  const manifest = JSON.parse(await readFile(join(project, "package.json"), "utf8")) as {
    name: string;
    version: string;
  };
  return {
    status: "found",
    files: [
      { name: "THIRD-PARTY-NOTICES.txt", text: thirdPartyNotices(packages) },
      { name: "sbom.cdx.json", text: billOfMaterials(manifest, packages) },
    ],
  };
}

/** Those that the template has. */
function parametersOf(
  all: Readonly<Record<string, string>>,
  { Parameters }: Template,
): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(all).filter(([name]) => Object.hasOwn(Parameters, name)));
}

/** What of the parameters that the deployer gives the stack does not have, or has of plumbline.yml, or does not allow. */
function parameterProblems(
  given: Readonly<Record<string, string>>,
  derived: Readonly<Record<string, string>>,
  { Parameters }: Template,
): readonly string[] {
  return Object.entries(given).flatMap(([name, value]) => {
    const declared = Object.hasOwn(Parameters, name) ? parameterSchema.parse(Parameters[name]) : undefined;
    if (Object.hasOwn(derived, name)) return [`The parameter ${name} follows from plumbline.yml; say it there.`];
    if (declared === undefined)
      return [`The stack has no parameter ${name}; it has ${Object.keys(Parameters).join(", ")}.`];
    const wanted = wantedOf(declared, value);
    return wanted === undefined ? [] : [`The parameter ${name} cannot be ${value}: it has to ${wanted}.`];
  });
}

/** What a parameter has to do that this value does not; `undefined` where CloudFormation would take it. */
function wantedOf(
  { AllowedPattern, AllowedValues, MinValue, MaxValue }: z.infer<typeof parameterSchema>,
  value: string,
): string | undefined {
  if (AllowedPattern !== undefined && !new RegExp(`^(?:${AllowedPattern})$`).test(value))
    return `match ${AllowedPattern}`;
  if (AllowedValues !== undefined && !AllowedValues.map(String).includes(value))
    return `be one of ${AllowedValues.join(", ")}`;
  const isNumber = value !== "" && Number.isFinite(Number(value));
  if (MinValue !== undefined && !(isNumber && Number(value) >= MinValue)) return `be a number from ${MinValue} on`;
  if (MaxValue !== undefined && !(isNumber && Number(value) <= MaxValue)) return `be a number up to ${MaxValue}`;
  return undefined;
}

/** Accounts of an organization may send their events only where the stack is told which organization it is. */
function organizationProblems(
  { organization }: CompiledConfiguration,
  { OrganizationId = "" }: Readonly<Record<string, string>>,
): readonly string[] {
  return organization.length === 0 || OrganizationId !== ""
    ? []
    : ["plumbline.yml takes accounts from an organization: say which it is with --parameter OrganizationId=o-…."];
}

const parameterSchema = z.looseObject({
  AllowedPattern: z.string().optional(),
  AllowedValues: z.array(z.union([z.string(), z.number()])).optional(),
  MinValue: z.number().optional(),
  MaxValue: z.number().optional(),
});

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
  // As YAML 1.1 has it, by which CloudFormation reads: there a policy's version is a date, and so stands in quotes.
  return stringify(whole, { version: "1.1", lineWidth: 0, aliasDuplicateObjects: false });
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
