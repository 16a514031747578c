import type { CompiledConfiguration } from "../shared/baselines/expected-state.ts";
import { ACCOUNT_PLACEHOLDER } from "../shared/baselines/organization.ts";
import type { Watched } from "../shared/baselines/own-baseline.ts";
import type { ConfiguredAccount } from "../shared/baselines/settings.ts";
import { iamRegion } from "../shared/iam/iam-region.ts";
import { type Hub, templateOf } from "./member-template.ts";

/** Where members send their events: the name of `MemberBus` in infra/member-bus.yml. */
const BUS_NAME = "plumbline-members";

/** One file of a package. */
export interface PackageFile {
  readonly name: string;
  readonly text: string;
}

/** The members' templates, or everything for which there are none: one sentence each. */
export type MembersPackage =
  | {
      readonly status: "packaged";
      readonly files: readonly PackageFile[];
      /** The account that Plumbline runs in, and the Region: where IAM's events of its partition arise. */
      readonly hub: ConfiguredAccount;
      readonly region: string;
      /** The parameters that the hub's own stack takes of plumbline.yml, by name. */
      readonly parameters: Readonly<Record<string, string>>;
    }
  | { readonly status: "refused"; readonly problems: readonly string[] };

/** A value as the text of a file. */
export function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

/** Where Plumbline is deployed, and what follows from that; or everything that is wrong between it and its members: one sentence each. */
export type HubReading =
  | {
      readonly status: "found";
      readonly hub: Hub;
      readonly configured: ConfiguredAccount;
      readonly region: string;
      /** The accounts that plumbline.yml lists beside the hub. */
      readonly members: readonly ConfiguredAccount[];
      /** The parameters that the hub's own stack takes of plumbline.yml, by name. */
      readonly parameters: Readonly<Record<string, string>>;
    }
  | { readonly status: "refused"; readonly problems: readonly string[] };

/** Which account of a configuration is the hub, the one without a reader role, and which are its members. */
export function readHub(configuration: Watched): HubReading {
  const { accounts, organization } = configuration;
  const found = hubOf(configuration);
  if (typeof found === "string") return { status: "refused", problems: [found] };
  const { hub } = found;
  const members = accounts.filter(({ account }) => account !== hub.account);
  const all = [...members, ...organization.map(({ account }) => account)];
  const problems = [
    ...all.flatMap((member) => problemsOf(member, hub)),
    ...oneName(all, "readerRole"),
    ...oneName(all, "remediatorRole"),
  ];
  if (problems.length > 0) return { status: "refused", problems };
  return { status: "found", ...found, members, parameters: parametersOf(configuration, members, all) };
}

/**
 * Makes what members are deployed with: a template for each account that plumbline.yml lists beside the hub, one for each entry of
 * `organization`, ready for StackSets in one Region, and the parameters that the hub's own stack takes of plumbline.yml.
 */
export function packageMembers(configuration: CompiledConfiguration): MembersPackage {
  const found = readHub(configuration);
  if (found.status === "refused") return found;
  const { hub, configured, region, members, parameters } = found;
  return {
    status: "packaged",
    hub: configured,
    region,
    parameters,
    files: [
      ...members.map((account) => ({ name: `member-${account.account}.yml`, text: templateOf(account, hub) })),
      ...configuration.organization.map(({ account }, index) => ({
        name: `member-organization-${index + 1}.yml`,
        text: templateOf(account, hub),
      })),
    ],
  };
}

function hubOf({
  accounts,
}: Watched): { readonly hub: Hub; readonly configured: ConfiguredAccount; readonly region: string } | string {
  const [first, ...others] = accounts.filter(({ readerRole }) => readerRole === undefined);
  if (first === undefined) {
    return "plumbline.yml lists no account that Plumbline could run in: list one without readerRole.";
  }
  if (others.length > 0) {
    const ids = [first, ...others].map(({ account }) => account).join(", ");
    return `Accounts ${ids} have no readerRole, and Plumbline runs in one of them alone: give the others one.`;
  }
  const { account, partition } = first;
  const region = iamRegion(partition);
  if (region === undefined) return `In which Region IAM's events arise in the partition ${partition} is not known.`;
  const busArn = `arn:${partition}:events:${region}:${account}:event-bus/${BUS_NAME}`;
  return { hub: { account, partition, busArn }, configured: first, region };
}

function problemsOf({ account, partition, readerRole, externalId }: ConfiguredAccount, hub: Hub): readonly string[] {
  const whose = account === ACCOUNT_PLACEHOLDER ? "An entry of organization" : `Account ${account}`;
  return [
    ...(readerRole === undefined ? [`${whose} has no readerRole, and Plumbline does not run in it.`] : []),
    ...(externalId === undefined ? [`${whose} has no externalId; its roles would ask for none.`] : []),
    ...(partition === hub.partition
      ? []
      : [`${whose} is in the partition ${partition}, to which no role leads from ${hub.partition}.`]),
  ];
}

/** The hub's functions may assume roles of one name; StackSets give every account the same one, too. */
function oneName(members: readonly ConfiguredAccount[], key: "readerRole" | "remediatorRole"): readonly string[] {
  const names = namesOf(members, key);
  return names.length < 2
    ? []
    : [`Every member's ${key} has to have the same name and path, and there are ${names.join(", ")}.`];
}

/** `path/NAME`, each once. */
function namesOf(members: readonly ConfiguredAccount[], key: "readerRole" | "remediatorRole"): readonly string[] {
  return [...new Set(members.flatMap((member) => member[key]?.split(":role/")[1] ?? []))].sort();
}

function parametersOf(
  { settings, organization }: Watched,
  listed: readonly ConfiguredAccount[],
  all: readonly ConfiguredAccount[],
): Readonly<Record<string, string>> {
  const [reader] = namesOf(all, "readerRole");
  const [remediator] = namesOf(all, "remediatorRole");
  return {
    SweepSchedule: settings.schedules.sweep,
    KeysReportSchedule: settings.schedules.keysReport,
    KillSwitchName: settings.killSwitch,
    MemberAccounts: listed.map(({ account }) => account).join(","),
    // Left out, it would keep the value that the stack has, and with it the organization's right to the bus.
    ...(organization.length === 0 && { OrganizationId: "" }),
    ...(reader !== undefined && { MemberReaderRoleName: reader }),
    ...(remediator !== undefined && { MemberRemediatorRoleName: remediator }),
  };
}
