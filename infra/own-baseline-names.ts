import { type Names, resolve } from "./intrinsics.ts";
import { ACCOUNT, type OwnPlace, PARTITION, placeholder } from "./own-baseline-parameters.ts";
import type { Template } from "./stack-files.ts";
import { refuse } from "./stack-refusal.ts";

/** How the ARN of a resource is made of its name. */
interface ArnForm {
  /** The property that names it. */
  readonly property: string;
  arn(name: string, region: string): string;
}

/** By type. */
const ARNS: Readonly<Record<string, ArnForm>> = {
  "AWS::DynamoDB::Table": { property: "TableName", arn: (name, region) => arnOf("dynamodb", region, `table/${name}`) },
  "AWS::IAM::ManagedPolicy": { property: "ManagedPolicyName", arn: (name) => arnOf("iam", "", `policy/${name}`) },
  // https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-logs-loggroup.html
  "AWS::Logs::LogGroup": {
    property: "LogGroupName",
    arn: (name, region) => arnOf("logs", region, `log-group:${name}:*`),
  },
  "AWS::S3::Bucket": { property: "BucketName", arn: (name) => `arn:${PARTITION}:s3:::${name}` },
  "AWS::SNS::Topic": { property: "TopicName", arn: (name, region) => arnOf("sns", region, name) },
  "AWS::SQS::Queue": { property: "QueueName", arn: (name, region) => arnOf("sqs", region, name) },
};

function arnOf(service: string, region: string, resource: string): string {
  return `arn:${PARTITION}:${service}:${region}:${ACCOUNT}:${resource}`;
}

/** The types whose `Ref` gives their ARN. */
const REFERRED_BY_ARN: ReadonlySet<string> = new Set(["AWS::IAM::ManagedPolicy", "AWS::SNS::Topic"]);

/** Conditions under which a placeholder stands for what the template says, and for what it says where they do not hold, too. */
const COVERED: ReadonlySet<string> = new Set(["MakesAlertTopic", "MakesDriftBus", "MakesKey", "TrustsReaders"]);

/**
 * The names of a template as Plumbline's own baseline writes them: the account's id, its partition and what only the deployment knows as placeholders, and
 * everything else as it is called.
 * @param template of the hub or of a member
 * @param parameters of the stack: those that follow from plumbline.yml
 */
export function ownNames(
  { Resources }: Pick<Template, "Resources">,
  { region }: Pick<OwnPlace, "region">,
  parameters: Readonly<Record<string, string>>,
): Names {
  const texts: Readonly<Record<string, string>> = {
    "AWS::AccountId": ACCOUNT,
    "AWS::Partition": PARTITION,
    "AWS::Region": region,
    AlertTopic: placeholder("alertTopic"),
    DriftBus: placeholder("driftBus"),
    ...parameters,
  };
  const arns: Readonly<Record<string, string>> = {
    DriftBus: arnOf("events", region, `event-bus/${placeholder("driftBus")}`),
    EncryptionKey: placeholder("encryptionKey"),
  };
  const resourceArn = (id: string): string => {
    const resource = Resources[id];
    const form = ARNS[resource?.Type ?? ""];
    const name = form && resolve(resource?.Properties[form.property], names, id);
    if (form === undefined || typeof name !== "string")
      throw refuse(id, "Its ARN cannot be known before it is deployed.");
    return form.arn(name, region);
  };
  const names: Names = {
    ref(name) {
      if (name === "TrustedReaders") return [placeholder("trustedReaders")];
      const text = texts[name];
      if (text !== undefined) return text;
      if (REFERRED_BY_ARN.has(Resources[name]?.Type ?? "")) return resourceArn(name);
      throw refuse(name, "What Ref gives of it cannot be known before it is deployed.");
    },
    attribute(id, attribute) {
      if (attribute !== "Arn") throw refuse(id, `Its ${attribute} cannot be known before it is deployed.`);
      return arns[id] ?? resourceArn(id);
    },
    condition(name) {
      if (COVERED.has(name)) return true;
      throw refuse(name, "Whether this condition holds cannot be known before the stack is deployed.");
    },
  };
  return names;
}
