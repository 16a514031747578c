import * as z from "zod";
import { resourceType } from "../resource-type.ts";

/** The lab keeps logs as long as it runs. @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-logs-loggroup.html */
export const logGroup = resourceType({
  properties: z.strictObject({
    LogGroupName: z.string(),
    RetentionInDays: z.coerce.number().int().min(1),
    Tags: z.unknown().optional(),
  }),
  async make({ LogGroupName }, _, target) {
    target.addLogGroup(LogGroupName);
    const arn = `arn:aws:logs:${target.region}:${target.account}:log-group:${LogGroupName}:*`;
    return { ref: LogGroupName, attributes: { Arn: arn } };
  },
});
