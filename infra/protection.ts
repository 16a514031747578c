import type { TemplateValue } from "./cloudformation-yaml.ts";
import servicePolicy from "./protect-plumbline.scp.json" with { type: "json" };
import { documentOf } from "./role-policies.ts";
import type { Resource, Template } from "./stack-files.ts";

/*
 * The permissions boundary that keeps who bears it from switching Plumbline off: it allows everything, and denies what
 * infra/protect-plumbline.scp.json denies. It is for accounts without an organization, and for roles that vendors bring.
 */

/** What the boundary is called, in the hub and in members alike. */
export const PROTECTION_NAME = "plumbline-protection";

/** It has to stay as it is: CloudFormation would make the policy anew for another, and cannot under the same name. */
const DESCRIPTION =
  "A permissions boundary for roles and users that may do much: who bears it cannot switch Plumbline off.";

/** What the service control policy leaves to everybody, because people on call need it, and what no vendor needs. */
const OF_PEOPLE: readonly string[] = [
  "dynamodb:BatchWriteItem",
  "dynamodb:DeleteItem",
  "dynamodb:PartiQLDelete",
  "dynamodb:PartiQLInsert",
  "dynamodb:PartiQLUpdate",
  "dynamodb:PutItem",
  "dynamodb:UpdateItem",
  "sns:Unsubscribe",
  "sqs:DeleteMessage",
  "sqs:ReceiveMessage",
];

/** What makes a key useless whose material was imported: one that was given may be such a key, and the stack's own is none. */
const OF_IMPORTED_KEYS: readonly string[] = ["kms:DeleteImportedKeyMaterial"];

type Statement = Readonly<Record<string, TemplateValue>>;
type ServiceStatement = (typeof servicePolicy.Statement)[number];
type Sid = "EventsAndFunctions" | "Key" | "QueuesTopicsStoresAlarmsStacks" | "Roles";

/** What of a deployment has names of its own. */
interface Named {
  /** Resources that belong to a statement of the service control policy as well. */
  readonly more: Readonly<Partial<Record<Sid, readonly TemplateValue[]>>>;
  readonly statements: readonly Statement[];
}

/** The boundary of the hub. The bus, the topic and the key that were given to it are protected as its own would be. */
export const HUB_PROTECTION: Template = {
  Parameters: {},
  Conditions: {},
  Resources: protection({
    more: {
      EventsAndFunctions: [
        { "Fn::Join": ["", [inPartition("arn:*:events:*:*:rule/"), { Ref: "DriftBus" }, "/plumbline-*"]] },
        { "Fn::GetAtt": ["DriftBus", "Arn"] },
      ],
      QueuesTopicsStoresAlarmsStacks: [{ Ref: "AlertTopic" }],
    },
    statements: [
      deny("Key", [...actionsOf("Key"), ...OF_IMPORTED_KEYS], { "Fn::GetAtt": ["EncryptionKey", "Arn"] }),
      deny(
        "KillSwitch",
        ["ssm:DeleteParameter", "ssm:DeleteParameters", "ssm:PutParameter"],
        inPartition(`arn:*:ssm:*:*:parameter\${KillSwitchName}`),
      ),
    ],
  }),
  Outputs: {},
};

/**
 * The boundary of a member.
 * @param own the ARNs of the roles by which the hub enters it, and of their managed policies, whatever they are called; they may hold wildcards
 */
export function memberProtection(own: readonly TemplateValue[]): Readonly<Record<string, Resource>> {
  return protection({ more: { Roles: own }, statements: [] });
}

function protection({ more, statements }: Named): Readonly<Record<string, Resource>> {
  const own = { "Fn::Sub": `arn:\${AWS::Partition}:iam::\${AWS::AccountId}:policy/${PROTECTION_NAME}` };
  const PolicyDocument = documentOf([
    { Effect: "Allow", Action: "*", Resource: "*" },
    // There the key is known by a tag alone; here it has a statement of its own.
    ...servicePolicy.Statement.filter(({ Sid }) => Sid !== "Key").map((one) =>
      denialOf(one, more[one.Sid as Sid] ?? []),
    ),
    ...statements,
    // As AWS has it for those whom others are delegated to: nobody takes a boundary off, or puts another in its place.
    // https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html#access_policies_boundaries-delegate
    deny("BoundariesStay", ["iam:DeleteRolePermissionsBoundary", "iam:DeleteUserPermissionsBoundary"], "*"),
    {
      ...deny("NoOtherBoundary", ["iam:PutRolePermissionsBoundary", "iam:PutUserPermissionsBoundary"], "*"),
      Condition: { StringNotEquals: { "iam:PermissionsBoundary": own } },
    },
  ]);
  const Properties = { ManagedPolicyName: PROTECTION_NAME, Description: DESCRIPTION, PolicyDocument };
  return { ProtectionPolicy: { Type: "AWS::IAM::ManagedPolicy", Properties } };
}

/** A statement of the service control policy, from which nobody is excepted: who deploys bears no such boundary. */
function denialOf({ Sid, Action, Resource, Condition }: ServiceStatement, more: readonly TemplateValue[]): Statement {
  const { ArnNotLike: _, ...kept } = Condition;
  const condition = Object.keys(kept).length > 0 && { Condition: kept };
  if (typeof Resource === "string") return { ...deny(Sid, Action, Resource), ...condition };
  const named = Resource.filter((arn) => !arn.endsWith(":role/PLUMBLINE-DEPLOYMENT-ROLE")).map(inPartition);
  const people = Sid === "QueuesTopicsStoresAlarmsStacks" ? OF_PEOPLE : [];
  return { ...deny(Sid, [...Action, ...people], [...named, ...more]), ...condition };
}

function actionsOf(wanted: Sid): readonly string[] {
  return servicePolicy.Statement.flatMap(({ Sid, Action }) => (Sid === wanted ? Action : []));
}

function deny(Sid: string, Action: readonly string[], Resource: TemplateValue): Statement {
  return { Sid, Effect: "Deny", Action, Resource };
}

/** An ARN of any partition as one of the deployment's own: a policy of IAM's takes no other. */
function inPartition(arn: string): TemplateValue {
  return { "Fn::Sub": arn.replace("arn:*:", `arn:\${AWS::Partition}:`) };
}
