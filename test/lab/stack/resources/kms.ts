import * as z from "zod";
import { requireKeyPolicy } from "../../kms/key-policy.ts";
import { resourceType } from "../resource-type.ts";

/** Nothing in the lab is encrypted, but who might use the key is asked. @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-kms-key.html */
export const key = resourceType({
  properties: z.strictObject({
    Description: z.string().optional(),
    EnableKeyRotation: z.boolean().optional(),
    KeyPolicy: z.record(z.string(), z.unknown()),
    Tags: z.unknown().optional(),
  }),
  async make({ KeyPolicy }, _, target) {
    const policy = JSON.stringify(KeyPolicy);
    requireKeyPolicy(policy);
    const id = target.addKey(policy);
    const arn = `arn:aws:kms:${target.region}:${target.account}:key/${id}`;
    return { ref: id, attributes: { Arn: arn, KeyId: id } };
  },
});
