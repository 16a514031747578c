import type { ConfiguredAccount, OrganizationTemplate } from "./settings.ts";

/** What stands in a template wherever the account's id belongs. */
export const ACCOUNT_PLACEHOLDER = "{{account}}";

/** An account as AWS Organizations lists it. */
export interface ListedAccount {
  /** Twelve digits. */
  readonly id: string;
  readonly alias?: string;
}

/**
 * What is expected of one account that AWS Organizations lists for a template. The partition is the template's: an organization
 * never spans two.
 * @throws TypeError where the id is not twelve digits, or the template leaves that account out: a fault of the caller.
 */
export function expectedAccountOf(template: OrganizationTemplate, { id, alias }: ListedAccount): ConfiguredAccount {
  if (!/^\d{12}$/.test(id)) throw new TypeError(`"${id}" is not an account id.`);
  if (template.except.includes(id)) throw new TypeError(`The account ${id} is left out of this template.`);
  const text = JSON.stringify(template.account).replaceAll(ACCOUNT_PLACEHOLDER, id);
  return { ...(JSON.parse(text) as ConfiguredAccount), ...(alias !== undefined && { alias }) };
}

/** What `organization` says of one account, as far as that is known without asking AWS Organizations. */
export type AccountOfOrganization =
  | { readonly status: "present"; readonly account: ConfiguredAccount }
  | { readonly status: "absent" }
  /** `reason` is the beginning of a sentence. */
  | { readonly status: "unknown"; readonly reason: string };

/**
 * What is expected of an account that plumbline.yml does not list itself: unknown where several entries may have it and do not say the same, since
 * nobody was asked which unit it is in and which tags it has.
 * @param id twelve digits
 * @param configurationFile what plumbline.yml is called in `reason`
 * @throws TypeError where the id is not twelve digits: a fault of the caller.
 */
export function accountOfOrganization(
  organization: readonly OrganizationTemplate[],
  id: string,
  configurationFile: string,
): AccountOfOrganization {
  const entries = organization.filter(({ except }) => !except.includes(id));
  const [account, ...others] = entries.map((entry) => expectedAccountOf(entry, { id }));
  if (account === undefined) return { status: "absent" };
  if (new Set([account, ...others].map((each) => JSON.stringify(each))).size === 1)
    return { status: "present", account };
  const may = `${configurationFile} has ${entries.length} entries of organization that may have account ${id}`;
  return { status: "unknown", reason: `${may}, and which has it is not known here` };
}
