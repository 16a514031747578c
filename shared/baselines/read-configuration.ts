import { posix } from "node:path";
import type * as z from "zod";
import { checkAccountReferences } from "./account-references.ts";
import {
  accountEntry,
  type BaselineUse,
  baselineUse,
  configurationFile,
  type OrganizationEntry,
  organizationEntry,
} from "./configuration-schema.ts";
import type { Problem } from "./problem.ts";
import { readSettings } from "./read-settings.ts";
import { checkShape } from "./schema-problems.ts";
import { checkSecrets, withoutSecrets } from "./secrets-in-clear.ts";
import type { Settings } from "./settings.ts";
import { type KeyPath, readYaml, type YamlSource } from "./yaml-source.ts";

/** The text of plumbline.yml (or waivers.yml), and the path it was read from. */
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

/** One item of `organization`. */
export interface PlacedOrganization {
  readonly path: KeyPath;
  readonly entry: OrganizationEntry;
  /** Those that could be read. */
  readonly uses: readonly PlacedUse[];
}

/** What reading plumbline.yml gave: everything that could be read, beside everything that is wrong. */
export interface ConfigurationReading {
  /** Absent where the file is no YAML. */
  readonly source?: YamlSource;
  readonly accounts: readonly PlacedAccount[];
  readonly organization: readonly PlacedOrganization[];
  /** Absent where something in them is wrong. */
  readonly settings?: Settings;
  readonly problems: readonly Problem[];
}

/** Reads plumbline.yml, each account and each of its baselines by itself, so that one fault does not hide another. */
export function readConfiguration(configuration: ConfigurationText): ConfigurationReading {
  const { file, text } = configuration;
  const secrets = checkSecrets(configuration);
  const yaml = readYaml(file, text);
  if (yaml.status === "invalid") {
    return { accounts: [], organization: [], problems: withoutSecrets([...secrets, ...yaml.problems]) };
  }
  const { source } = yaml;
  const problems: Problem[] = [...secrets];
  checkShape(configurationFile, source, source.value, [], problems);
  const accounts = readItems("accounts", accountEntry, source, problems).map(
    ({ item, ...placed }): PlacedAccount => ({ ...placed, account: item }),
  );
  const organization = readItems("organization", organizationEntry, source, problems).map(
    ({ item, ...placed }): PlacedOrganization => ({ ...placed, entry: item }),
  );
  const settings = readSettings(source, problems);
  problems.push(...checkAccountReferences({ accounts, organization }, source));
  return { source, accounts, organization, ...(settings && { settings }), problems: withoutSecrets(problems) };
}

interface PlacedItem<Item> {
  readonly path: KeyPath;
  readonly item: Item;
  readonly uses: readonly PlacedUse[];
}

/** The items of a list that could be read; their baselines are read also where an item cannot be. */
function readItems<Schema extends z.ZodType>(
  key: string,
  schema: Schema,
  source: YamlSource,
  problems: Problem[],
): readonly PlacedItem<z.output<Schema>>[] {
  return listAt(source.value, key).flatMap((value, index) => {
    const path = [key, index];
    const number = String(index).padStart(12, "0");
    const standIn = { id: number, unit: `r-${number}` };
    const item = checkShape(schema, source, value, path, problems) ?? soundPart(schema, value, standIn);
    const uses = readUses(value, path, source, problems);
    return item === undefined ? [] : [{ path, item, uses }];
  });
}

function listAt(value: unknown, key: string): readonly unknown[] {
  const list: unknown = (value as Record<string, unknown> | null | undefined)?.[key];
  return Array.isArray(list) ? list : [];
}

function readUses(value: unknown, parent: KeyPath, source: YamlSource, problems: Problem[]): readonly PlacedUse[] {
  return listAt(value, "baselines").flatMap((item, index) => {
    const path = [...parent, "baselines", index];
    const use = checkShape(baselineUse, source, item, path, problems) ?? soundPart(baselineUse, item);
    return use === undefined ? [] : [{ path, use }];
  });
}

/**
 * What is left of a faulty item without the keys that are wrong. Its problems keep it from being used; but what is wrong with the
 * rest of it is found in the same run.
 * @param standIns for keys without which nothing could be said of the rest
 */
function soundPart<Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
  standIns: Readonly<Record<string, string>> = {},
): z.output<Schema> | undefined {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  const issues = schema.safeParse(value).error?.issues ?? [];
  const faulty = new Set(
    issues.flatMap((issue) => (issue.code === "unrecognized_keys" ? issue.keys : issue.path.slice(0, 1).map(String))),
  );
  // Without its parameters every one of them would seem to be left out.
  if (faulty.has("parameters")) return undefined;
  const sound = Object.entries(value).filter(([key]) => !faulty.has(key));
  const stood = Object.entries(standIns).filter(([key]) => faulty.has(key));
  return schema.safeParse(Object.fromEntries([...sound, ...stood])).data;
}

/** Where an account's own document is found: relative to the configuration file that names it. */
export function ownDocumentPath(configurationFile: string, document: string): string {
  return posix.join(posix.dirname(configurationFile), document);
}

/** Every file that a configuration names, as an account's own document or as an amendment to one, for a shell to read. */
export function ownDocumentPaths(configuration: ConfigurationText): readonly string[] {
  const { accounts, organization } = readConfiguration(configuration);
  const named = [...accounts, ...organization].flatMap(({ uses }) =>
    uses.flatMap(({ use }) => [
      ...Object.values(use.documents),
      ...use.amendments.flatMap(({ add }) => (add === undefined ? [] : [add])),
    ]),
  );
  return [...new Set(named)].map((document) => ownDocumentPath(configuration.file, document));
}
