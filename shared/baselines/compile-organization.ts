import { ACCOUNT_PLACEHOLDER } from "./organization.ts";
import type { Problem } from "./problem.ts";
import type { ConfigurationText, PlacedAccount, PlacedOrganization } from "./read-configuration.ts";
import type { ConfiguredAccount, OrganizationSelector, OrganizationTemplate } from "./settings.ts";

/** What templates are compiled from. */
export interface OrganizationSources {
  readonly configuration: ConfigurationText;
  readonly files: ReadonlyMap<string, string>;
  /** The ids of the accounts that plumbline.yml lists itself. */
  readonly listed: readonly string[];
  /** Compiles one account. */
  readonly compile: (account: PlacedAccount, problems: Problem[]) => ConfiguredAccount;
}

/**
 * Compiles an item of `organization` for a sample account, and puts a placeholder wherever its id then stands. The sample is an id
 * that stands in none of the sources and whose beginning is not its end, so it is found only where the account's id was filled in.
 */
export function compileOrganization(
  { path, entry, uses }: PlacedOrganization,
  sources: OrganizationSources,
  problems: Problem[],
): OrganizationTemplate {
  const id = sampleId(sources);
  const { unit: _, tag: __, except, externalId, ...inherited } = entry;
  const account: PlacedAccount["account"] = {
    ...inherited,
    id,
    ...(externalId !== undefined && { externalId: externalId.replaceAll(ACCOUNT_PLACEHOLDER, id) }),
  };
  const found: Problem[] = [];
  const compiled = sources.compile({ path, account, uses }, found);
  problems.push(
    ...found.map((problem) => ({ ...problem, message: problem.message.replaceAll(id, ACCOUNT_PLACEHOLDER) })),
  );
  return {
    selector: selectorOf(entry),
    except: [...except, ...sources.listed].sort(),
    account: JSON.parse(JSON.stringify(compiled).replaceAll(id, ACCOUNT_PLACEHOLDER)) as ConfiguredAccount,
  };
}

function sampleId({ configuration, files }: OrganizationSources): string {
  const texts = [configuration.text, ...files.values()];
  // Its end, a one, is not its beginning, a nine; so no two that overlap can be told wrongly apart.
  for (let middle = 0; ; middle += 1) {
    const id = `9${String(middle).padStart(10, "0")}1`;
    if (texts.every((text) => !text.includes(id))) return id;
  }
}

function selectorOf({ unit, tag }: PlacedOrganization["entry"]): OrganizationSelector {
  return tag === undefined ? { unit: unit ?? "" } : { tag };
}
