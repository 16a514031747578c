import type { TemplateValue } from "./cloudformation-yaml.ts";
import type { IdentityStatement } from "./reader-statements.ts";
import { documentOf } from "./role-policies.ts";
import { declaredRole, type Resource, type Template } from "./stack-files.ts";

const KEY_ARN = { "Fn::GetAtt": ["EncryptionKey", "Arn"] };

/** What sends to a queue or a topic under a key needs of the key, and what only receives. */
const TO_SEND = ["kms:Decrypt", "kms:GenerateDataKey"];
const TO_RECEIVE = ["kms:Decrypt"];

/** Seconds for which SQS uses a data key again, so that busy queues do not ask KMS for every message. */
const REUSE_SECONDS = 3_600;

/**
 * The services that write to the queues and topics themselves: rules and their dead letters, subscriptions, alarms. There is no condition on whose
 * resource makes them: EventBridge does not send `aws:SourceArn` or `aws:SourceAccount` with what it asks of KMS. What they may send, and for whom, the
 * queues' and topics' own policies say.
 * @see https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-key-management.html
 */
const SENDERS = ["events.amazonaws.com", "sns.amazonaws.com", "cloudwatch.amazonaws.com"];

const keyPolicy = documentOf([
  {
    Sid: "TheAccountsOwnPoliciesSay",
    Effect: "Allow",
    Principal: { AWS: { "Fn::Sub": `arn:\${AWS::Partition}:iam::\${AWS::AccountId}:root` } },
    Action: "kms:*",
    Resource: "*",
  },
  { Sid: "ServicesSend", Effect: "Allow", Principal: { Service: SENDERS }, Action: TO_SEND, Resource: "*" },
]);

/** The key under which queues and topics are, unless the deployer gives one. Stateful: topics that outlive the stack are under it. */
export const KEY_TEMPLATE: Template = {
  Parameters: {
    ExistingKey: {
      Type: "String",
      Default: "",
      AllowedPattern: `^(arn:aws[a-z-]*:kms:[a-z0-9-]+:\\d{12}:key/[\\w-]+)?$`,
      Description:
        "The ARN of a KMS key of this Region that is there already; left empty, the stack makes one. The policy of one that you give has to let events, sns and cloudwatch (.amazonaws.com) use kms:Decrypt and kms:GenerateDataKey, and leave the rest to the account's policies.",
    },
  },
  Conditions: { MakesKey: { "Fn::Equals": [{ Ref: "ExistingKey" }, ""] } },
  Resources: {
    EncryptionKey: {
      Type: "AWS::KMS::Key",
      Condition: "MakesKey",
      DeletionPolicy: "RetainExceptOnCreate",
      UpdateReplacePolicy: "Retain",
      Properties: {
        Description: "Plumbline's queues and topics are under it.",
        EnableKeyRotation: true,
        KeyPolicy: keyPolicy,
      },
    },
  },
  Outputs: {
    EncryptionKeyArn: {
      Description:
        "The key that queues and topics are under; plumbline.yml's parameter encryptionKey, where it watches Plumbline's own roles.",
      Value: KEY_ARN,
    },
  },
};

/** A queue or a topic under the key; anything else as it is. */
export function encrypted(type: string, properties: Resource["Properties"]): Resource["Properties"] {
  if (type === "AWS::SNS::Topic") return { ...properties, KmsMasterKeyId: KEY_ARN };
  if (type !== "AWS::SQS::Queue") return properties;
  const { SqsManagedSseEnabled: _, ...rest } = properties;
  return { ...rest, KmsMasterKeyId: KEY_ARN, KmsDataKeyReusePeriodSeconds: REUSE_SECONDS };
}

/** What of the key somebody needs who may do these things: to use a queue or a topic is to use its key. */
export function keyRights(statements: readonly Pick<IdentityStatement, "Action">[]): readonly IdentityStatement[] {
  const actions = new Set(statements.flatMap(({ Action }) => Action));
  const sends = actions.has("sqs:SendMessage") || actions.has("sns:Publish");
  if (!sends && !actions.has("sqs:ReceiveMessage")) return [];
  return [{ Effect: "Allow", Action: sends ? TO_SEND : TO_RECEIVE, Resource: KEY_ARN as TemplateValue }];
}

/** A resource of infra/ as it is, but for a role: that gets what it needs of the key. */
export function withKeyRights(resource: Resource): Resource {
  if (resource.Type !== "AWS::IAM::Role") return resource;
  const { Properties } = resource;
  const { RoleName, Policies } = declaredRole(Properties);
  const needed = keyRights(Policies.flatMap(({ PolicyDocument }) => PolicyDocument.Statement));
  if (needed.length === 0) return resource;
  const added = { PolicyName: `${RoleName}-key`, PolicyDocument: documentOf(needed) };
  const written = Properties.Policies as readonly TemplateValue[];
  return { ...resource, Properties: { ...Properties, Policies: [...written, added] } };
}
