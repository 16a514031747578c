import { posix } from "node:path";
import type * as z from "zod";
import { accountEntry, type BaselineUse, baselineUse, configurationFile } from "./configuration-schema.ts";
import type { Problem } from "./problem.ts";
import { checkShape } from "./schema-problems.ts";
import { type KeyPath, readYaml, type YamlSource } from "./yaml-source.ts";

/** The text of plumbline.yml, and the path it was read from. */
export interface ConfigurationText {
  readonly file: string;
  readonly text: string;
}

/** One baseline that an account uses, and where plumbline.yml says so. */
export interface PlacedUse {
  readonly path: KeyPath;
  readonly use: BaselineUse;
}

/** One account of plumbline.yml. */
export interface PlacedAccount {
  readonly path: KeyPath;
  readonly account: z.infer<typeof accountEntry>;
  /** Those that could be read. */
  readonly uses: readonly PlacedUse[];
}

/** What reading plumbline.yml gave: everything that could be read, beside everything that is wrong. */
export interface ConfigurationReading {
  /** Absent where the file is no YAML. */
  readonly source?: YamlSource;
  readonly accounts: readonly PlacedAccount[];
  readonly problems: readonly Problem[];
}

/** Reads plumbline.yml, each account and each of its baselines by itself, so that one fault does not hide another. */
export function readConfiguration(configuration: ConfigurationText): ConfigurationReading {
  const yaml = readYaml(configuration.file, configuration.text);
  if (yaml.status === "invalid") return { accounts: [], problems: yaml.problems };
  const { source } = yaml;
  const problems: Problem[] = [];
  checkShape(configurationFile, source, source.value, [], problems);
  const accounts = listAt(source.value, "accounts").map((value, index): PlacedAccount | undefined => {
    const path = ["accounts", index];
    const account = checkShape(accountEntry, source, value, path, problems);
    const uses = readUses(value, path, source, problems);
    return account && { path, account, uses };
  });
  const read = accounts.filter((account) => account !== undefined);
  return { source, accounts: read, problems: [...problems, ...checkRepeatedAccounts(read, source)] };
}

function listAt(value: unknown, key: string): readonly unknown[] {
  const list: unknown = (value as Record<string, unknown> | null | undefined)?.[key];
  return Array.isArray(list) ? list : [];
}

function readUses(value: unknown, parent: KeyPath, source: YamlSource, problems: Problem[]): readonly PlacedUse[] {
  return listAt(value, "baselines").flatMap((item, index) => {
    const path = [...parent, "baselines", index];
    const use = checkShape(baselineUse, source, item, path, problems);
    return use === undefined ? [] : [{ path, use }];
  });
}

function checkRepeatedAccounts(accounts: readonly PlacedAccount[], source: YamlSource): readonly Problem[] {
  return (["id", "alias"] as const).flatMap((key) => {
    const seen = new Set<string>();
    return accounts.flatMap(({ path, account }) => {
      const value = account[key];
      if (value === undefined || !seen.has(value)) {
        if (value !== undefined) seen.add(value);
        return [];
      }
      const name = key === "id" ? "account" : "alias";
      return [source.problem([...path, key], `The ${name} ${value} stands twice in this file; remove or correct one.`)];
    });
  });
}

/** Where an account's own document is found: relative to the configuration file that names it. */
export function ownDocumentPath(configurationFile: string, document: string): string {
  return posix.join(posix.dirname(configurationFile), document);
}

/** Every file that the accounts of a configuration name as their own document, for a shell to read. */
export function ownDocumentPaths(configuration: ConfigurationText): readonly string[] {
  const named = readConfiguration(configuration).accounts.flatMap(({ uses }) =>
    uses.flatMap(({ use }) => Object.values(use.documents)),
  );
  return [...new Set(named)].map((document) => ownDocumentPath(configuration.file, document));
}
