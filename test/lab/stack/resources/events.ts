import * as z from "zod";
import { resourceType } from "../resource-type.ts";

/** @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-events-eventbus.html */
export const eventBus = resourceType({
  properties: z.strictObject({
    Name: z.string(),
    Description: z.string().optional(),
    Tags: z.unknown().optional(),
  }),
  async make({ Name }, _, { events }) {
    const { EventBusArn } = (await events("CreateEventBus", { Name })) as { readonly EventBusArn: string };
    return { ref: Name, attributes: { Arn: EventBusArn, Name } };
  },
});

/** Only the form with a whole statement. @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-events-eventbuspolicy.html */
export const eventBusPolicy = resourceType({
  properties: z.strictObject({
    EventBusName: z.string().default("default"),
    StatementId: z.string(),
    Statement: z.record(z.string(), z.unknown()),
  }),
  async make({ EventBusName, StatementId, Statement }, _, { events }) {
    const { Policy } = (await events("DescribeEventBus", { Name: EventBusName })) as { readonly Policy?: string };
    const before =
      Policy === undefined ? [] : (JSON.parse(Policy) as { readonly Statement: readonly object[] }).Statement;
    const policy = { Version: "2012-10-17", Statement: [...before, { ...Statement, Sid: StatementId }] };
    await events("PutPermission", { EventBusName, Policy: JSON.stringify(policy) });
    return { ref: StatementId, attributes: {} };
  },
});

/** @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-events-rule.html */
export const rule = resourceType({
  properties: z.strictObject({
    Name: z.string().optional(),
    Description: z.string().optional(),
    EventBusName: z.string().optional(),
    EventPattern: z.record(z.string(), z.unknown()).optional(),
    ScheduleExpression: z.string().optional(),
    State: z.string().optional(),
    Targets: z.array(z.record(z.string(), z.unknown())).default([]),
    Tags: z.unknown().optional(),
  }),
  async make({ Targets, EventPattern, Tags: _tags, ...properties }, { defaultName }, { events }) {
    const Name = properties.Name ?? defaultName;
    const pattern = EventPattern === undefined ? {} : { EventPattern: JSON.stringify(EventPattern) };
    const { RuleArn } = (await events("PutRule", { ...properties, ...pattern, Name })) as { readonly RuleArn: string };
    const bus = properties.EventBusName === undefined ? {} : { EventBusName: properties.EventBusName };
    if (Targets.length > 0) await events("PutTargets", { Rule: Name, ...bus, Targets });
    return { ref: Name, attributes: { Arn: RuleArn } };
  },
});
