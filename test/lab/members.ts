import { memberTemplate } from "../../infra/member-template.ts";
import type { CompiledConfiguration } from "../../shared/baselines/expected-state.ts";
import { expectedAccountOf } from "../../shared/baselines/organization.ts";
import { ACCOUNT, type LabAccount } from "./account.ts";
import { ORGANIZATION, type OrganizationMember, ROOT_UNIT } from "./organizations/service.ts";
import { type DeployedStack, deploy } from "./stack/deploy.ts";
import { templateStack } from "./stack/stack.ts";
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

/** What the hub's stack is told of its members. */
export function memberParameters({ accounts }: CompiledConfiguration): Readonly<Record<string, string>> {
  const listed = accounts.filter(({ account }) => account !== ACCOUNT).map(({ account }) => account);
  return { MemberAccounts: listed.join(","), OrganizationId: ORGANIZATION };
}

/**
 * Deploys the member account's template into every member, without its queue: a member of the lab has none.
 * @param hub the hub's stack, one of whose buses takes the members' events
 * @throws StackRefusal
 */
export async function deployMembers(
  { members }: LabAccount,
  configuration: CompiledConfiguration,
  hub: DeployedStack,
): Promise<void> {
  const busArn = hub.resources.get("MemberBus")?.attributes.Arn;
  // Whoever has the hub's printed keys reads members by the same role as the functions.
  const parameters = { KeepUndelivered: "false", TrustedReaders: `arn:aws:iam::${ACCOUNT}:user/administrator` };
  for (const member of members) {
    if (busArn === undefined) throw new Error("The hub's stack has no MemberBus to take its members' events.");
    const text = memberTemplate(configuration, member.id, { account: ACCOUNT, partition: "aws", busArn });
    await deploy(templateStack(text, `member-${member.id}.yml`), parameters, memberTarget(member));
  }
}
