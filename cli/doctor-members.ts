import { READERS, REMEDIATORS, RULE_NAME } from "../infra/member-template.ts";
import type { ConfiguredAccount, OrganizationTemplate } from "../shared/baselines/settings.ts";
import type { AccountAddress } from "../shared/iam/arn.ts";
import type { AccountSweep } from "../shared/ledger/sweep-lease.ts";
import type { IamReader } from "../shared/observation/iam-reader.ts";
import type { Observation } from "../shared/observation/observation.ts";
import type { AccountSource } from "./check-source.ts";
import { type DoctorLine, faultLine, okLine } from "./doctor-line.ts";
import { judgeAdmission } from "./doctor-member.ts";
import { judgeOwnRoles } from "./doctor-own-roles.ts";
import { judgeRole } from "./doctor-role.ts";

/** The bus of the hub that takes members' events. */
export const MEMBER_BUS = "plumbline-members";

/** The hub, as its members are looked at from there. */
export interface MembersHub extends AccountAddress {
  readonly region: string;
  readonly source: Pick<AccountSource, "enter">;
  readonly configurationFile: string;
  /** The entries of `organization`. */
  readonly entries: readonly OrganizationTemplate[];
  readonly busPolicy: Observation<string>;
  readonly organization: Observation<string>;
}

/** Whether a member's events are let in, and its roles let the hub's functions in. */
export async function examineMember(
  member: ConfiguredAccount,
  sweep: Observation<AccountSweep>,
  hub: MembersHub,
): Promise<readonly DoctorLine[]> {
  const { account, partition } = member;
  const sender = `arn:${partition}:iam::${account}:role/${RULE_NAME}`;
  const bus = {
    name: MEMBER_BUS,
    arn: `arn:${hub.partition}:events:${hub.region}:${hub.account}:event-bus/${MEMBER_BUS}`,
  };
  const { busPolicy: policy, organization } = hub;
  const admission = judgeAdmission({ member: account, sender, bus, policy, organization });
  const { configurationFile, entries } = hub;
  const ownRoles = judgeOwnRoles({ account: member, role: RULE_NAME, parameters: {}, configurationFile, entries });
  return [admission, ownRoles, ...(await examineFromHub(member, sweep, hub))];
}

/** The roles trust the hub's functions and nobody else, as a rule: then the last sweep is what tells of the reader role. */
async function examineFromHub(
  member: ConfiguredAccount,
  sweep: Observation<AccountSweep>,
  { source, configurationFile, account, partition }: MembersHub,
): Promise<readonly DoctorLine[]> {
  const { account: id, readerRole, externalId } = member;
  if (readerRole === undefined) {
    const name = { check: "role", subject: `account ${id}` } as const;
    return [
      faultLine(
        name,
        "error",
        "It has no readerRole, and Plumbline does not run in it.",
        `Give account ${id} a readerRole in ${configurationFile}.`,
      ),
    ];
  }
  const address = { account: id, partition: member.partition };
  const opening = await source.enter?.({ arn: readerRole, externalId, address, configurationFile });
  if (opening?.status === "open") return await examineRoles(member, { account, partition }, opening.source.reader);
  return roleArns(member).map(({ arn, callers }): DoctorLine => {
    const name = { check: "role", subject: arn } as const;
    const swept = sweep.status === "present" && sweep.state.end?.outcome === "swept" ? sweep.state.end.at : undefined;
    if (arn === readerRole && swept !== undefined) {
      return okLine(name, `The sweep that ended ${swept} entered account ${id} by it.`);
    }
    const says = `These credentials cannot tell whether ${callers.join(", ")} can assume it.`;
    return faultLine(name, "unknown", says, `Run plumbline doctor with credentials of account ${id}.`);
  });
}

/** Whether the roles of a member let the hub's functions assume them, read in the member itself. */
export async function examineRoles(
  member: ConfiguredAccount,
  { account, partition }: AccountAddress,
  reader: IamReader,
): Promise<readonly DoctorLine[]> {
  const { externalId } = member;
  const context: Readonly<Record<string, string>> = externalId === undefined ? {} : { "sts:ExternalId": externalId };
  const remedy = `Deploy the template that npm run package makes for account ${member.account} there again.`;
  return await Promise.all(
    roleArns(member).map(async ({ arn, callers }) => {
      const entity = { kind: "role", name: arn.split("/").at(-1) ?? "" } as const;
      const { observation } = await reader.observe({ entity, path: "/", aspects: new Set() });
      const roles = callers.map((caller) => `arn:${partition}:iam::${account}:role/${caller}`);
      return judgeRole({
        name: { check: "role", subject: arn },
        observed: observation,
        callers: roles,
        context,
        remedy,
      });
    }),
  );
}

function roleArns({ readerRole, remediatorRole, entities }: ConfiguredAccount) {
  const repairs = entities.some(({ remediate }) => remediate !== "off");
  return [
    ...(readerRole === undefined ? [] : [{ arn: readerRole, callers: READERS }]),
    ...(remediatorRole === undefined || !repairs ? [] : [{ arn: remediatorRole, callers: REMEDIATORS }]),
  ];
}
