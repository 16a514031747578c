import type { CompiledConfiguration } from "../../shared/baselines/expected-state.ts";
import { expectedAccountOf } from "../../shared/baselines/organization.ts";
import { ACCOUNT, type LabAccount } from "./account.ts";
import { type OrganizationMember, ROOT_UNIT } from "./organizations/service.ts";
import type { Packaged } from "./packaged.ts";
import { deploy } from "./stack/deploy.ts";
import { requireAllowed } from "./stack/parameters.ts";
import { memberTarget } from "./stack-target.ts";

/** The unit of the lab's organization that the hub's members are in. */
const UNIT = "ou-lab0-members0";

/** The organization of the lab with members. test/lab/members.yml lists the first of them, and takes the other from here. */
export const ORGANIZATION_ACCOUNTS: readonly OrganizationMember[] = [
  { id: ACCOUNT, name: "hub", unit: ROOT_UNIT, tags: {}, state: "ACTIVE" },
  { id: "111111111111", name: "media", unit: UNIT, tags: { team: "media" }, state: "ACTIVE" },
  { id: "222222222222", name: "data", unit: UNIT, tags: { team: "data" }, state: "ACTIVE" },
];

/** The configuration with every account of the lab among its accounts, also those that it takes from the organization. */
export function withMembers(configuration: CompiledConfiguration): CompiledConfiguration {
  const listed = new Set(configuration.accounts.map(({ account }) => account));
  const [template] = configuration.organization;
  if (template === undefined) return configuration;
  const found = ORGANIZATION_ACCOUNTS.filter(({ id }) => !listed.has(id));
  const expected = found.map(({ id, name }) => expectedAccountOf(template, { id, alias: name }));
  return { ...configuration, accounts: [...configuration.accounts, ...expected] };
}

/**
 * Deploys the member account's template into every member, without its queue: a member of the lab has none.
 * @param packaged the package that the hub is deployed from
 * @throws StackRefusal
 */
export async function deployMembers({ members }: Pick<LabAccount, "members">, packaged: Packaged): Promise<void> {
  // Whoever has the hub's printed keys reads members by the same role as the functions.
  const parameters = { KeepUndelivered: "false", TrustedReaders: `arn:aws:iam::${ACCOUNT}:user/administrator` };
  for (const member of members) {
    const stack = await packaged.member(member.id);
    requireAllowed(stack, parameters);
    await deploy(stack, parameters, memberTarget(member));
  }
}
