import { RULE_NAME } from "../infra/member-template.ts";
import { createRuleReader } from "../shared/aws/deployment-rules.ts";
import { readTrails } from "../shared/aws/deployment-trails.ts";
import type { ConfiguredAccount } from "../shared/baselines/settings.ts";
import type { AccountSource } from "./check-source.ts";
import type { DoctorLine } from "./doctor-line.ts";
import { examineRoles, MEMBER_BUS } from "./doctor-members.ts";
import { judgeRole } from "./doctor-role.ts";
import { judgeRule } from "./doctor-rule.ts";
import { readDeployedParts } from "./doctor-stack.ts";
import { NO_RESOURCES } from "./doctor-switch-off-calls.ts";
import { judgeTrails, ownTrails, unreadTrails } from "./doctor-trail.ts";
import { examineWatched } from "./doctor-watched.ts";

/** A member, as its own credentials show it. */
export interface MemberAccountToExamine {
  readonly member: ConfiguredAccount;
  readonly hub: ConfiguredAccount;
  /** Where IAM's events arise. */
  readonly region: string;
  readonly source: AccountSource;
}

/** Looks at what a member has of its own: a trail, the rule that sends its events to the hub, and the roles that the hub enters by. */
export async function examineMemberAccount(input: MemberAccountToExamine): Promise<readonly DoctorLine[]> {
  const { member, hub, region, source } = input;
  const { account, partition } = member;
  const place = { account, partition, region, values: {}, hasMembers: false };
  const pattern = readDeployedParts(place).rules.find(({ name }) => name === "plumbline-detect-drift")?.pattern;
  const target = `arn:${hub.partition}:events:${region}:${hub.account}:event-bus/${MEMBER_BUS}`;
  const role = `arn:${partition}:iam::${account}:role/${RULE_NAME}`;
  const targets = [{ arn: target, role }];
  const rule = { name: RULE_NAME, bus: "default", targets, ...(pattern === undefined ? {} : { pattern }) };
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
    ...(await examineWatched(member, { resources, unread: unreadTrails(trails) }, region, source)),
  ];
}
