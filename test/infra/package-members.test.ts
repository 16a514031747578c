import { describe, expect, it } from "vitest";
import { packageMembers } from "../../infra/package-members.ts";
import type { CompiledConfiguration } from "../../shared/baselines/expected-state.ts";
import { ACCOUNT_PLACEHOLDER } from "../../shared/baselines/organization.ts";
import { type ConfiguredAccount, DEFAULT_SETTINGS } from "../../shared/baselines/settings.ts";
import { expectedPolicy } from "../drift/fixtures.ts";

const HUB = { account: "111111111111", partition: "aws", entities: [expectedPolicy({ remediate: "full" })] };

function member(account: string, changes: Partial<ConfiguredAccount> = {}): ConfiguredAccount {
  return {
    ...HUB,
    account,
    readerRole: `arn:aws:iam::${account}:role/plumbline-reader`,
    remediatorRole: `arn:aws:iam::${account}:role/plumbline-remediator`,
    externalId: `media-${account}`,
    ...changes,
  };
}

const MEMBER = member("222222222222");
const OF_ORGANIZATION = { selector: { unit: "r-ab12" }, except: [], account: member(ACCOUNT_PLACEHOLDER) };

function configurationOf(
  accounts: readonly ConfiguredAccount[],
  organization: CompiledConfiguration["organization"] = [],
): CompiledConfiguration {
  return { version: 1, digest: "sha256:", accounts, organization, waivers: [], settings: DEFAULT_SETTINGS };
}

describe("the package for members", () => {
  it("has a template for each listed member and each entry of the organization, and the hub's parameters", () => {
    const packaged = packageMembers(configurationOf([HUB, MEMBER], [OF_ORGANIZATION]));
    if (packaged.status === "refused") throw new Error(packaged.problems.join("\n"));
    expect(packaged.files.map(({ name }) => name)).toEqual(["member-222222222222.yml", "member-organization-1.yml"]);
    expect(packaged.hub).toEqual(HUB);
    const bus = "arn:aws:events:us-east-1:111111111111:event-bus/plumbline-members";
    expect(packaged.files[0]?.text).toContain(bus);
    expect(packaged.files[1]?.text).toContain(bus);
    expect(packaged.parameters).toEqual({
      SweepSchedule: "rate(1 day)",
      KeysReportSchedule: "cron(0 6 1 * ? *)",
      KillSwitchName: "/plumbline/kill-switch",
      MemberAccounts: "222222222222",
      MemberReaderRoleName: "plumbline-reader",
      MemberRemediatorRoleName: "plumbline-remediator",
    });
  });

  it("has no template where the hub watches itself alone", () => {
    const packaged = packageMembers(configurationOf([HUB]));
    expect(packaged.status === "packaged" && packaged.files).toEqual([]);
  });

  const { readerRole: _, ...withoutReader } = MEMBER;
  const { externalId: __, ...withoutId } = MEMBER;
  const otherName = member("333333333333", { readerRole: "arn:aws:iam::333333333333:role/team/reader" });
  const { readerRole: ___, ...unread } = OF_ORGANIZATION.account;
  const refused: readonly {
    name: string;
    accounts: readonly ConfiguredAccount[];
    organization?: CompiledConfiguration["organization"];
    says: string;
  }[] = [
    { name: "no account", accounts: [], says: "lists no account that Plumbline could run in" },
    {
      name: "members alone",
      accounts: [MEMBER, member("333333333333")],
      says: "lists no account that Plumbline could run in",
    },
    {
      name: "two that could be the hub",
      accounts: [HUB, withoutReader],
      says: "Accounts 111111111111, 222222222222 have no readerRole, and Plumbline runs in one of them alone: give the others one.",
    },
    {
      name: "an entry of the organization without a reader role",
      accounts: [HUB],
      organization: [{ ...OF_ORGANIZATION, account: unread }],
      says: "An entry of organization has no readerRole",
    },
    {
      name: "a member without an external id",
      accounts: [HUB, withoutId],
      says: "Account 222222222222 has no externalId",
    },
    {
      name: "reader roles of two names",
      accounts: [HUB, MEMBER, otherName],
      says: "there are plumbline-reader, team/reader",
    },
    {
      name: "a member of another partition",
      accounts: [HUB, { ...MEMBER, partition: "aws-cn" }],
      says: "no role leads from aws",
    },
  ];
  it.each(refused)("is refused with $name", ({ accounts, organization, says }) => {
    const packaged = packageMembers(configurationOf(accounts, organization));
    expect(packaged.status === "refused" && packaged.problems).toEqual([expect.stringContaining(says)]);
  });
});
