import { expectedAccountOf } from "../shared/baselines/organization.ts";
import type { ConfiguredAccount, OrganizationSelector, OrganizationTemplate } from "../shared/baselines/settings.ts";
import { describeUnreadable } from "../shared/drift/rule.ts";
import type { Unreadable } from "../shared/iam/unreadable.ts";
import type { OrganizationAccount, OrganizationReader } from "../shared/observation/organization-reader.ts";

/** An account of the organization, and what plumbline.yml says of it. */
export interface ListedMember {
  readonly account: OrganizationAccount;
  /** The entries that list it, in plumbline.yml's order; never empty. */
  readonly templates: readonly [OrganizationTemplate, ...OrganizationTemplate[]];
  /** The entries before all of those that could not be listed: one of them may have it, and would be the one that holds. */
  readonly unlistedBefore: readonly OrganizationTemplate[];
}

/** An entry of `organization` whose accounts could not be listed, and why. */
export interface UnlistedEntry {
  readonly template: OrganizationTemplate;
  readonly reason: Unreadable;
}

/** What AWS Organizations lists for all entries of `organization`. */
export interface ListedMembers {
  readonly active: readonly ListedMember[];
  /** The ids of those that are suspended, closed or not joined yet. */
  readonly inactive: readonly string[];
  readonly unlisted: readonly UnlistedEntry[];
  /** The entries of which all accounts were listed, as {@link entryOf} has them. */
  readonly whole: readonly string[];
}

/** Asks AWS Organizations for the accounts of each entry, in plumbline.yml's order. */
export async function listMembers(
  entries: readonly OrganizationTemplate[],
  organization: OrganizationReader,
): Promise<ListedMembers> {
  const active = new Map<string, ListedMember>();
  const inactive = new Set<string>();
  const unlisted: UnlistedEntry[] = [];
  const whole: string[] = [];
  for (const template of entries) {
    const { selector, except } = template;
    const listing =
      "unit" in selector
        ? await organization.accountsIn(selector.unit)
        : await organization.accountsTagged(selector.tag);
    if (listing.status === "unreadable") {
      unlisted.push({ template, reason: listing.reason });
      continue;
    }
    whole.push(entryOf(template));
    for (const account of listing.accounts.filter(({ id }) => !except.includes(id))) {
      active.set(account.id, addedTo(active.get(account.id), account, template, unlisted));
    }
    for (const id of listing.inactive.filter((each) => !except.includes(each))) inactive.add(id);
  }
  const suspended = [...inactive].filter((id) => !active.has(id)).sort();
  return { active: [...active.values()], inactive: suspended, unlisted, whole };
}

function addedTo(
  known: ListedMember | undefined,
  account: OrganizationAccount,
  template: OrganizationTemplate,
  unlisted: readonly UnlistedEntry[],
): ListedMember {
  if (known !== undefined) return { ...known, account, templates: [...known.templates, template] };
  const before = unlisted.map((entry) => entry.template).filter(({ except }) => !except.includes(account.id));
  return { account, templates: [template], unlistedBefore: before };
}

/** What is expected of a member: what the first of its entries says. */
export function expectedOf({ account: { id, name }, templates: [template] }: ListedMember): ConfiguredAccount {
  return expectedAccountOf(template, { id, alias: name });
}

/** `unit r-ab12`, `tag team=ingest`: what an entry of `organization` is known by. */
export function entryOf({ selector }: { readonly selector: OrganizationSelector }): string {
  return "unit" in selector ? `unit ${selector.unit}` : `tag ${selector.tag.key}=${selector.tag.value}`;
}

/** Says why an entry was not listed, and which accounts are left out for it: those of which it is not known whether they are its own. */
export function tellUnlisted({ template, reason }: UnlistedEntry, leftOut: readonly ListedMember[]): Unreadable {
  const { call, code } = reason;
  const why = describeUnreadable(reason).replace(/\.+$/, "");
  const message = `AWS Organizations did not list the accounts of ${entryOf(template)} (${why}).`;
  const unsure = leftOut.filter(({ unlistedBefore }) => unlistedBefore.includes(template));
  if (unsure.length === 0) return { call, code, message };
  const ids = unsure.map(({ account }) => account.id).join(", ");
  const left = `Left out, because a later entry lists them and whether this one has them is not known: ${ids}.`;
  return { call, code, message: `${message} ${left}` };
}
