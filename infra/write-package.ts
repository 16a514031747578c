import { readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { CompiledConfiguration } from "../shared/baselines/expected-state.ts";
import type { Bundle } from "./bundle.ts";
import { composeDeployment, type DeploymentRequest, type Refused, writeDeployment } from "./deployment.ts";
import { json, type PackageFile } from "./package-members.ts";
import { otherRights, rightsAsMarkdown, rightsAsText } from "./rights-table.ts";
import { serverlessFile } from "./serverless-file.ts";
import { billOfMaterials, shippedPackages, thirdPartyNotices, unlicensed } from "./shipped-packages.ts";

/** What is packaged, and where it is put. */
export interface PackageRequest extends DeploymentRequest {
  /** Its former content goes once all is written. */
  readonly directory: string;
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
  | Refused;

/** The account of the lab on somebody's own machine; AWS gives it to nobody. */
const LAB_ACCOUNT = "000000000000";

/**
 * Writes everything that a deployment needs: the hub's template, its functions' zips, the members' templates, the parameters, the table of
 * rights, the notices and the bill of materials. The same sources and the same configuration make the same bytes.
 * @throws BundleFailure where a function cannot be built
 */
export async function writePackage(request: PackageRequest): Promise<Written> {
  const problems = labProblems(request.configuration);
  if (problems.length > 0) return { status: "refused", problems };
  const composed = await composeDeployment(request);
  if (composed.status === "refused") return composed;
  const { template, region, parameters, values, rights } = composed;
  const directory = `${request.directory}.new`;
  await rm(directory, { recursive: true, force: true });
  const names = [...rights.keys()];
  const bundles = await writeDeployment(directory, { ...request, names, files: composed.files });
  const third = await thirdParties(request.project, bundles);
  if (third.status === "refused") return third;
  const all = new Map([...rights, ...otherRights(template, [...rights.keys()])]);
  const files: readonly PackageFile[] = [
    { name: "serverless.json", text: json(serverlessFile(template, region, parameters)) },
    { name: "rights.md", text: rightsAsMarkdown(all, values) },
    ...third.files,
  ];
  for (const { name, text } of files) await writeFile(join(directory, name), text);
  await rm(request.directory, { recursive: true, force: true });
  await rename(directory, request.directory);
  const zips = names.map((name) => `functions/${name}.zip`);
  const written = [...[...composed.files, ...files].map(({ name }) => name), ...zips];
  return { status: "written", files: written, rights: rightsAsText(all, values) };
}

function labProblems({ accounts }: CompiledConfiguration): readonly string[] {
  return accounts.some(({ account }) => account === LAB_ACCOUNT)
    ? [`Account ${LAB_ACCOUNT} is the lab's; list your own in plumbline.yml.`]
    : [];
}

async function thirdParties(
  project: string,
  bundles: readonly Bundle[],
): Promise<{ readonly status: "found"; readonly files: readonly PackageFile[] } | Refused> {
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
