import { policyArnPrefix, RULE_NAME } from "../infra/member-template.ts";
import { PROTECTION_NAME } from "../infra/protection.ts";
import { createRuleReader } from "../shared/aws/deployment-rules.ts";
import { readTrails } from "../shared/aws/deployment-trails.ts";
import type { ConfiguredAccount, OrganizationTemplate } from "../shared/baselines/settings.ts";
import type { AccountSource } from "./check-source.ts";
import type { DoctorLine } from "./doctor-line.ts";
import { examineRoles, MEMBER_BUS } from "./doctor-members.ts";
import { judgeOwnRoles } from "./doctor-own-roles.ts";
import { judgeRole } from "./doctor-role.ts";
import { judgeRule } from "./doctor-rule.ts";
import { deployedParts, readStack } from "./doctor-stack.ts";
import { NO_RESOURCES } from "./doctor-switch-off-calls.ts";
import { judgeTrails, ownTrails, unreadTrails } from "./doctor-trail.ts";
import { examineWatched } from "./doctor-watched.ts";

/** A member, as its own credentials show it. */
export interface MemberAccountToExamine {
  readonly member: ConfiguredAccount;
  readonly hub: ConfiguredAccount;
  readonly configurationFile: string;
  /** The entries of `organization`, by one of which the member may be watched. */
  readonly entries: readonly OrganizationTemplate[];
  /** Where IAM's events arise. */
  readonly region: string;
  readonly source: AccountSource;
}

/** Looks at what a member has of its own: a trail, the rule that sends its events to the hub, and the roles that the hub enters by. */
export async function examineMemberAccount(input: MemberAccountToExamine): Promise<readonly DoctorLine[]> {
  const { member, hub, region, source, configurationFile, entries } = input;
  const { account, partition } = member;
  const parts = deployedParts(await readStack(), { account, partition, region, values: {} });
  const { pattern } = parts.rules.find(({ name }) => name === "plumbline-detect-drift") ?? {};
  const target = `arn:${hub.partition}:events:${region}:${hub.account}:event-bus/${MEMBER_BUS}`;
  const role = `arn:${partition}:iam::${account}:role/${RULE_NAME}`;
  const targets = [{ arn: target, role }];
  const rule = { name: RULE_NAME, bus: "default", targets, ...(pattern !== undefined && { pattern }) };
  const [trails, observed] = await Promise.all([
    readTrails({ region }),
    createRuleReader({ region }).rule(rule.name, rule.bus),
  ]);
  const ruleArn = `arn:${partition}:events:${region}:${account}:rule/${RULE_NAME}`;
  const sender = await source.reader.observe({
    entity: { kind: "role", name: RULE_NAME },
    path: "/",
    aspects: new Set(),
  });
  const resources = {
    ...NO_RESOURCES,
    rules: [ruleArn],
    trails: ownTrails(trails, account),
    roles: [member.readerRole, member.remediatorRole, role].flatMap((arn) => arn ?? []),
    policies: memberPolicies(member),
  };
  return [
    judgeTrails(trails, account, region),
    judgeRule(rule, observed, region),
    judgeRole({
      name: { check: "role", subject: RULE_NAME },
      observed: sender.observation,
      callers: ["events.amazonaws.com"],
      context: { "aws:SourceArn": ruleArn, "aws:SourceAccount": account },
      remedy: `Deploy the template that npm run package makes for account ${account} there again.`,
    }),
    ...(await examineRoles(member, hub, source.reader)),
    judgeOwnRoles({ account: member, role: RULE_NAME, parameters: {}, configurationFile, entries }),
    ...(await examineWatched(member, { resources, unread: unreadTrails(trails) }, region, source)),
  ];
}

/** The ARNs of Plumbline's managed policies. Those of the remediator are there where its role has no room for its rights; one stands for all. */
export function memberPolicies({ account, partition, remediatorRole }: ConfiguredAccount): readonly string[] {
  const protection = `arn:${partition}:iam::${account}:policy/${PROTECTION_NAME}`;
  return [protection, ...(remediatorRole === undefined ? [] : [`${policyArnPrefix(remediatorRole)}1`])];
}
