import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import * as z from "zod";

/** An npm package of which something is deployed. */
export interface ShippedPackage {
  readonly name: string;
  readonly version: string;
  /** SPDX, as its package.json has it: `MIT`, `(MIT OR Apache-2.0)`. */
  readonly licence: string;
  /** Its licence and notice files, as they stand; empty where it has none. */
  readonly texts: readonly string[];
}

/** The licences under which what ships may be. */
const LICENCES = new Set(["0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "ISC", "MIT", "MIT-0"]);

const manifest = z.object({ name: z.string(), version: z.string(), license: z.string() });

/**
 * Reads what packages say of themselves, each name and version once.
 * @param folders relative to the project, as `Bundle.packages` has them
 * @throws Error for a package whose package.json lacks its name, version or licence
 */
export async function shippedPackages(project: string, folders: readonly string[]): Promise<readonly ShippedPackage[]> {
  const read = await Promise.all([...new Set(folders)].map((folder) => readPackage(join(project, folder))));
  const byName = new Map(read.map((each) => [`${each.name}@${each.version}`, each]));
  return [...byName].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, each]) => each);
}

async function readPackage(folder: string): Promise<ShippedPackage> {
  const { name, version, license } = manifest.parse(JSON.parse(await readFile(join(folder, "package.json"), "utf8")));
  const files = (await readdir(folder)).filter((file) => /^(?:licen[cs]e|notice)(?:[.-].*)?$/i.test(file)).sort();
  const texts = await Promise.all(files.map((file) => readFile(join(folder, file), "utf8")));
  return { name, version, licence: license, texts: texts.map((text) => text.replaceAll("\r\n", "\n").trim()) };
}

/** The packages that may not ship: under none of their licences. */
export function unlicensed(packages: readonly ShippedPackage[]): readonly ShippedPackage[] {
  return packages.filter(({ licence }) => {
    const choices = licence.replace(/^\((.*)\)$/, "$1").split(" OR ");
    return !choices.some((choice) => LICENCES.has(choice));
  });
}

/** `THIRD-PARTY-NOTICES.txt`: each package with its licence; a licence text that many have stands once. */
export function thirdPartyNotices(packages: readonly ShippedPackage[]): string {
  const byText = Map.groupBy(packages, ({ texts }) => texts.join("\n\n"));
  const parts = [...byText].map(([text, those]) => {
    const names = those.map(({ name, version, licence }) => `${name} ${version} (${licence})`).join("\n");
    return `${names}\n\n${text === "" ? "The package has no licence file; its package.json names the licence above." : text}\n`;
  });
  const head = "Plumbline's functions contain parts of the following packages, each under its own licence.\n";
  return [head, ...parts].join(`\n${"-".repeat(78)}\n\n`);
}

/**
 * The bill of materials of what is deployed, as CycloneDX has it: without a serial number and a time, so that the same packages make the same file.
 * @see https://cyclonedx.org/docs/1.6/json/
 */
export function billOfMaterials(
  plumbline: { readonly name: string; readonly version: string },
  packages: readonly ShippedPackage[],
): string {
  const purl = (name: string, version: string) => `pkg:npm/${name.replace("@", "%40")}@${version}`;
  const component = ({ name, version, licence }: ShippedPackage) => ({
    type: "library",
    "bom-ref": purl(name, version),
    name,
    version,
    licenses: [{ expression: licence }],
    purl: purl(name, version),
  });
  const { name, version } = plumbline;
  const itself = { type: "application", "bom-ref": purl(name, version), name, version };
  const sbom = {
    bomFormat: "CycloneDX",
    specVersion: "1.6",
    version: 1,
    metadata: { component: itself },
    components: packages.map(component),
  };
  return `${JSON.stringify(sbom, null, 2)}\n`;
}
