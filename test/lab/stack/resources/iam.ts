import * as z from "zod";
import { resourceType } from "../resource-type.ts";

const document = z.record(z.string(), z.unknown());

/** @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-iam-role.html */
export const role = resourceType({
  properties: z.strictObject({
    RoleName: z.string().optional(),
    Path: z.string().optional(),
    Description: z.string().optional(),
    MaxSessionDuration: z.coerce.string().optional(),
    AssumeRolePolicyDocument: document,
    Policies: z.array(z.strictObject({ PolicyName: z.string(), PolicyDocument: document })).default([]),
    ManagedPolicyArns: z.array(z.string()).default([]),
    Tags: z.array(z.strictObject({ Key: z.string(), Value: z.string() })).default([]),
  }),
  async make(properties, { defaultName }, { iam }) {
    const {
      RoleName = defaultName,
      AssumeRolePolicyDocument,
      Policies,
      ManagedPolicyArns,
      Tags,
      ...others
    } = properties;
    const given = Object.entries(others).filter((entry): entry is [string, string] => entry[1] !== undefined);
    const tags = Tags.flatMap(({ Key, Value }, index) => [
      [`Tags.member.${index + 1}.Key`, Key],
      [`Tags.member.${index + 1}.Value`, Value],
    ]);
    const trust = JSON.stringify(AssumeRolePolicyDocument);
    const attributes = Object.fromEntries([...given, ...tags]);
    const answer = iam("CreateRole", { ...attributes, RoleName, AssumeRolePolicyDocument: trust });
    for (const { PolicyName, PolicyDocument } of Policies) {
      iam("PutRolePolicy", { RoleName, PolicyName, PolicyDocument: JSON.stringify(PolicyDocument) });
    }
    for (const PolicyArn of ManagedPolicyArns) iam("AttachRolePolicy", { RoleName, PolicyArn });
    return { ref: RoleName, attributes: { Arn: element(answer, "Arn"), RoleId: element(answer, "RoleId") } };
  },
});

/** @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-iam-managedpolicy.html */
export const managedPolicy = resourceType({
  properties: z.strictObject({
    ManagedPolicyName: z.string().optional(),
    Path: z.string().optional(),
    Description: z.string().optional(),
    PolicyDocument: document,
  }),
  async make({ ManagedPolicyName, PolicyDocument, ...others }, { defaultName }, { iam }) {
    const given = Object.entries(others).filter((entry): entry is [string, string] => entry[1] !== undefined);
    const named = { PolicyName: ManagedPolicyName ?? defaultName, PolicyDocument: JSON.stringify(PolicyDocument) };
    const arn = element(iam("CreatePolicy", { ...Object.fromEntries(given), ...named }), "Arn");
    return { ref: arn, attributes: { PolicyArn: arn } };
  },
});

/** The text of the one element of that name. @throws Error where there is none */
function element(xml: string, name: string): string {
  const [, text] = new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml) ?? [];
  if (text === undefined) throw new Error(`IAM's answer has no ${name}.`);
  return text;
}
