import { ACCOUNT_PLACEHOLDER } from "../shared/baselines/organization.ts";
import type { ConfiguredAccount } from "../shared/baselines/settings.ts";
import { PlumblineError } from "../shared/iam/errors.ts";
import { formatTemplate, type TemplateValue } from "./cloudformation-yaml.ts";
import { memberProtection } from "./protection.ts";
import { type IdentityStatement, readerStatements, watchedEvents } from "./reader-statements.ts";
import { inAccount, remediatorStatements } from "./remediator-statements.ts";
import { documentOf, rolePolicies } from "./role-policies.ts";
import type { Resource, Template } from "./stack-files.ts";

/** The account that Plumbline runs in, as its members see it. */
export interface Hub {
  /** Twelve digits. */
  readonly account: string;
  readonly partition: string;
  /** The ARN of the bus that takes the members' events, in the Region where IAM's arise. */
  readonly busArn: string;
}

/** The hub's functions that read members, by their roles' names; the last of them repairs as well. */
export const READERS: readonly string[] = [
  "plumbline-detect-drift",
  "plumbline-sweep-account",
  "plumbline-report-keys",
  "plumbline-remediate-drift",
];
export const REMEDIATORS: readonly string[] = ["plumbline-remediate-drift"];

/** The rule of a member, and the role that sends for it. */
export const RULE_NAME = "plumbline-member-events";
const DEAD_LETTERS = "plumbline-member-events-dead-letters";

/**
 * The CloudFormation template of one member account, or of all those that one entry of `organization` may have: the reader role, the
 * remediator role where anything is repaired, the rule that sends IAM's events to the hub, and a permissions boundary that protects them. It is
 * deployed in the Region where IAM's events arise, once in each account.
 * @param account as it is configured, or that of an entry of `organization`
 * @returns YAML
 * @throws PlumblineError `UsageError` where the account has no reader role
 */
export function templateOf(account: ConfiguredAccount, hub: Hub): string {
  const whose =
    account.account === ACCOUNT_PLACEHOLDER ? "an account of the organization" : `account ${account.account}`;
  const { Parameters, Conditions, Resources } = memberStack(account, hub);
  const template = {
    AWSTemplateFormatVersion: "2010-09-09",
    Description: `Plumbline in ${whose}: what its hub in account ${hub.account} reads and repairs it by. Made by npm run package.`,
    Parameters,
    Conditions,
    Resources,
  };
  return formatTemplate(template);
}

/** What the template says, before it is written. @throws PlumblineError `UsageError` where the account has no reader role */
export function memberStack(account: ConfiguredAccount, hub: Hub): Template {
  return {
    Parameters: {
      KeepUndelivered: {
        Type: "String",
        AllowedValues: ["true", "false"],
        Default: "true",
        Description: "Whether events that the hub's bus did not take are kept in a queue of this account.",
      },
      TrustedReaders: {
        Type: "CommaDelimitedList",
        Default: "",
        Description:
          "ARNs of roles of the hub by which people read this account with plumbline check; they may hold wildcards.",
      },
    },
    Conditions: {
      KeepsUndelivered: { "Fn::Equals": [{ Ref: "KeepUndelivered" }, "true"] },
      TrustsReaders: { "Fn::Not": [{ "Fn::Equals": [{ "Fn::Join": ["", { Ref: "TrustedReaders" }] }, ""] }] },
    },
    Resources: {
      ...readerRole(account, hub),
      ...remediatorRole(account, hub),
      ...eventRule(hub),
      ...memberProtection(ownEntities(account)),
    },
    Outputs: {},
  };
}

type Resources = Readonly<Record<string, Resource>>;

function readerRole(account: ConfiguredAccount, hub: Hub): Resources {
  const { readerRole: arn } = account;
  if (arn === undefined) {
    const message = `Account ${account.account} has no readerRole in plumbline.yml, so there is no template for it.`;
    throw new PlumblineError("UsageError", message, { retryable: false });
  }
  const Description = "Plumbline's hub reads IAM by it.";
  const functions = functionRoles(hub, READERS);
  const people = { "Fn::Join": [",", { Ref: "TrustedReaders" }] };
  const all = { "Fn::Split": [",", { "Fn::Join": [",", [...functions, people]] }] };
  const trust = [trustOf(account, hub, { "Fn::If": ["TrustsReaders", all, functions] })];
  return roleOf("Reader", { arn, Description, trust, statements: readerStatements() });
}

/** No role where nothing would be allowed to it. */
function remediatorRole(account: ConfiguredAccount, hub: Hub): Resources {
  const { remediatorRole: arn } = account;
  const statements = remediatorStatements(account);
  if (arn === undefined || statements.length === 0) return {};
  const Description = "Plumbline's hub repairs by it what its baselines name.";
  const trust = [trustOf(account, hub, functionRoles(hub, REMEDIATORS))];
  return roleOf("Remediator", { arn, Description, trust, statements });
}

/** The ARNs of the member's roles, and of the managed policies that the remediator's rights are in where its role has no room for them. */
function ownEntities({ readerRole, remediatorRole }: ConfiguredAccount): readonly TemplateValue[] {
  const policies = remediatorRole === undefined ? undefined : `${policyArnPrefix(remediatorRole)}*`;
  return [readerRole, remediatorRole, policies].flatMap((arn) => (arn === undefined ? [] : [inAccount(arn)]));
}

/**
 * How the ARNs of a role's managed policies begin, as a member's template names those; the number of the policy follows.
 * @param roleArn whatever path the role has, its policies have none
 */
export function policyArnPrefix(roleArn: string): string {
  return roleArn.replace(/:role\/(?:.*\/)?([^/]+)$/, ":policy/$1-");
}

interface RoleInput {
  readonly arn: string;
  readonly Description: string;
  /** The statements of its trust policy. */
  readonly trust: readonly TemplateValue[];
  readonly statements: readonly IdentityStatement[];
}

function roleOf(id: string, { arn, Description, trust, statements }: RoleInput): Resources {
  const [, path = "/", name = ""] = /:role(\/(?:.*\/)?)([^/]+)$/.exec(arn) ?? [];
  const policies = rolePolicies({ id, name, description: Description }, statements);
  return {
    [id]: {
      Type: "AWS::IAM::Role",
      Properties: {
        RoleName: name,
        Path: path,
        Description,
        AssumeRolePolicyDocument: documentOf(trust),
        ...policies.properties,
      },
    },
    ...policies.resources,
  };
}

function functionRoles({ account, partition }: Hub, names: readonly string[]): readonly string[] {
  return names.map((name) => `arn:${partition}:iam::${account}:role/${name}`);
}

/**
 * The hub's account is trusted, and of it just these roles by their ARN: a trust policy that named a role itself would break when that is made
 * anew.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
 */
function trustOf(
  { externalId }: ConfiguredAccount,
  { account, partition }: Hub,
  roleArns: TemplateValue,
): TemplateValue {
  return {
    Effect: "Allow",
    Principal: { AWS: `arn:${partition}:iam::${account}:root` },
    Action: "sts:AssumeRole",
    Condition: {
      ArnEquals: { "aws:PrincipalArn": roleArns },
      ...(externalId === undefined ? {} : { StringEquals: { "sts:ExternalId": inAccount(externalId) } }),
    },
  };
}

function eventRule(hub: Hub): Resources {
  const deadLetters = { "Fn::GetAtt": ["UndeliveredEvents", "Arn"] };
  const ruleArn = { "Fn::Sub": `arn:\${AWS::Partition}:events:\${AWS::Region}:\${AWS::AccountId}:rule/${RULE_NAME}` };
  const send = { Effect: "Allow", Action: "events:PutEvents", Resource: hub.busArn };
  const ofRule = {
    ArnEquals: { "aws:SourceArn": ruleArn },
    StringEquals: { "aws:SourceAccount": { Ref: "AWS::AccountId" } },
  };
  const assume = { Effect: "Allow", Principal: EVENTS, Action: "sts:AssumeRole", Condition: ofRule };
  return {
    EventSender: {
      Type: "AWS::IAM::Role",
      Properties: {
        RoleName: RULE_NAME,
        Description: "EventBridge sends IAM's events to Plumbline's hub by it.",
        AssumeRolePolicyDocument: documentOf([assume]),
        Policies: [{ PolicyName: RULE_NAME, PolicyDocument: documentOf([send]) }],
      },
    },
    EventRule: {
      Type: "AWS::Events::Rule",
      Properties: {
        Name: RULE_NAME,
        Description: "IAM calls of this account that may have changed something, for Plumbline's hub.",
        EventPattern: watchedEvents(),
        Targets: [
          {
            Id: "hub",
            Arn: hub.busArn,
            RoleArn: { "Fn::GetAtt": ["EventSender", "Arn"] },
            DeadLetterConfig: { "Fn::If": ["KeepsUndelivered", { Arn: deadLetters }, { Ref: "AWS::NoValue" }] },
          },
        ],
      },
    },
    UndeliveredEvents: {
      Type: "AWS::SQS::Queue",
      Condition: "KeepsUndelivered",
      Properties: { QueueName: DEAD_LETTERS, MessageRetentionPeriod: 1_209_600, SqsManagedSseEnabled: true },
    },
    UndeliveredEventsPolicy: {
      Type: "AWS::SQS::QueuePolicy",
      Condition: "KeepsUndelivered",
      Properties: {
        Queues: [{ Ref: "UndeliveredEvents" }],
        PolicyDocument: documentOf([
          { Effect: "Allow", Principal: EVENTS, Action: "sqs:SendMessage", Resource: deadLetters, Condition: ofRule },
        ]),
      },
    },
  };
}

const EVENTS = { Service: "events.amazonaws.com" };
