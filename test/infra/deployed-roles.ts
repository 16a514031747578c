import { parseTemplate } from "../../infra/cloudformation-yaml.ts";
import { type Names, resolve } from "../../infra/intrinsics.ts";
import type { Resource, Template } from "../../infra/stack-files.ts";
import type { SnapshotText } from "../../shared/observation/snapshot.ts";

/** Where a packaged template is deployed, and with which parameters. */
export interface DeployedPlace {
  readonly account: string;
  readonly partition: string;
  readonly region: string;
  /** The ARN of the key that KMS makes. */
  readonly keyArn: string;
  readonly parameters: Readonly<Record<string, string>>;
}

/** A policy document as it is in the account. */
export interface LiveDocument {
  readonly Version: string;
  readonly Statement: readonly Readonly<Record<string, unknown>>[];
}

/** A role as get-account-authorization-details has it. */
export interface LiveRole {
  readonly RoleName: string;
  readonly Path: string;
  readonly Arn: string;
  readonly AssumeRolePolicyDocument: LiveDocument;
  readonly RolePolicyList: readonly { readonly PolicyName: string; readonly PolicyDocument: LiveDocument }[];
  readonly AttachedManagedPolicies: readonly { readonly PolicyName: string; readonly PolicyArn: string }[];
  readonly Tags: readonly { readonly Key: string; readonly Value: string }[];
  readonly PermissionsBoundary?: unknown;
}

/** A managed policy, likewise. */
export interface LivePolicy {
  readonly PolicyName: string;
  readonly Arn: string;
  readonly PolicyVersionList: readonly { readonly Document: LiveDocument }[];
}

/** What IAM holds of a stack. */
export interface LiveRoles {
  readonly RoleDetailList: readonly LiveRole[];
  readonly Policies: readonly LivePolicy[];
}

const CreateDate = "2026-01-02T03:04:05+00:00";

/** What IAM holds once a packaged template is deployed, with every reference as CloudFormation gives it. */
export function deployedRoles(text: string, place: DeployedPlace): LiveRoles {
  const template = parseTemplate(text, "template.yml") as unknown as Template;
  const names = namesIn(template, place);
  const ofType = (type: string) =>
    Object.entries(template.Resources)
      .filter(([, { Type }]) => Type === type)
      .map(([id, { Properties }]) => resolve(Properties, names, id) as Record<string, never>);
  const arn = (rest: string) => `arn:${place.partition}:iam::${place.account}:${rest}`;
  return {
    RoleDetailList: ofType("AWS::IAM::Role").map((role) => ({
      RoleName: role.RoleName ?? "",
      Path: role.Path ?? "/",
      RoleId: "AROAEXAMPLE",
      Arn: arn(`role${role.Path ?? "/"}${role.RoleName}`),
      CreateDate,
      AssumeRolePolicyDocument: role.AssumeRolePolicyDocument ?? ({} as never),
      RolePolicyList: role.Policies ?? [],
      AttachedManagedPolicies: ((role.ManagedPolicyArns ?? []) as readonly string[]).map((PolicyArn) => ({
        PolicyName: PolicyArn.split("/").at(-1) ?? "",
        PolicyArn,
      })),
      Tags: role.Tags ?? [],
    })),
    Policies: ofType("AWS::IAM::ManagedPolicy").map((policy) => ({
      PolicyName: policy.ManagedPolicyName ?? "",
      PolicyId: "ANPAEXAMPLE",
      Arn: arn(`policy/${policy.ManagedPolicyName}`),
      Path: "/",
      DefaultVersionId: "v1",
      PolicyVersionList: [
        { Document: policy.PolicyDocument ?? ({} as never), VersionId: "v1", IsDefaultVersion: true, CreateDate },
      ],
    })),
  };
}

/** The same as the file that `aws iam get-account-authorization-details` would write. */
export function snapshotText(live: LiveRoles): SnapshotText {
  return { file: "details.json", text: JSON.stringify({ UserDetailList: [], GroupDetailList: [], ...live }) };
}

/** What references give, by the pages of the resource types in CloudFormation's template reference. */
function namesIn({ Resources, Parameters, Conditions }: Template, place: DeployedPlace): Names {
  const { account, partition, region, keyArn, parameters } = place;
  const pseudo = { "AWS::AccountId": account, "AWS::Partition": partition, "AWS::Region": region };
  const text = (id: string, property: string) => String(resolve(Resources[id]?.Properties[property], names, id));
  const arnIn = (service: string, rest: string) => `arn:${partition}:${service}:${region}:${account}:${rest}`;
  const found = (id: string): Resource => {
    const resource = Resources[id];
    if (resource === undefined) throw new Error(`${id} is nothing of the template.`);
    const { Condition } = resource;
    if (Condition !== undefined && !names.condition(Condition)) throw new Error(`${id} is not made.`);
    return resource;
  };
  const names: Names = {
    ref(name) {
      const declared = Parameters[name] as { Type: string; Default?: string } | undefined;
      if (declared !== undefined) {
        const value = parameters[name] ?? declared.Default ?? "";
        return declared.Type === "CommaDelimitedList" ? value.split(",") : value;
      }
      if (Object.hasOwn(pseudo, name)) return pseudo[name as keyof typeof pseudo];
      switch (found(name).Type) {
        case "AWS::Events::EventBus":
          return text(name, "Name");
        case "AWS::IAM::ManagedPolicy":
          return `arn:${partition}:iam::${account}:policy/${text(name, "ManagedPolicyName")}`;
        case "AWS::SNS::Topic":
          return arnIn("sns", text(name, "TopicName"));
        default:
          throw new Error(`Ref ${name} is not known.`);
      }
    },
    attribute(id, attribute) {
      if (attribute !== "Arn") throw new Error(`${id}.${attribute} is not known.`);
      switch (found(id).Type) {
        case "AWS::DynamoDB::Table":
          return arnIn("dynamodb", `table/${text(id, "TableName")}`);
        case "AWS::Events::EventBus":
          return arnIn("events", `event-bus/${text(id, "Name")}`);
        case "AWS::KMS::Key":
          return keyArn;
        case "AWS::Logs::LogGroup":
          return arnIn("logs", `log-group:${text(id, "LogGroupName")}:*`);
        case "AWS::S3::Bucket":
          return `arn:${partition}:s3:::${text(id, "BucketName")}`;
        case "AWS::SQS::Queue":
          return arnIn("sqs", text(id, "QueueName"));
        default:
          throw new Error(`The ARN of ${id} is not known.`);
      }
    },
    condition: (name) => resolve(Conditions[name], names, name) === true,
  };
  return names;
}
