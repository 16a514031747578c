import * as z from "zod";
import { resourceType } from "../resource-type.ts";

/** @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ssm-parameter.html */
export const parameter = resourceType({
  properties: z.strictObject({
    Name: z.string(),
    Type: z.literal("String"),
    Value: z.string(),
    Description: z.string().optional(),
    Tags: z.unknown().optional(),
  }),
  async make({ Name, Type, Value }, _, { keepParameter }) {
    keepParameter(Name, Value, Type);
    return { ref: Name, attributes: { Type, Value } };
  },
});
