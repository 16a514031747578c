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
