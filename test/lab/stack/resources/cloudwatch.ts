import * as z from "zod";
import { refuse } from "../../../../infra/stack-refusal.ts";
import { resourceType } from "../resource-type.ts";

/** Alarms on one metric. @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cloudwatch-alarm.html */
export const alarm = resourceType({
  properties: z.strictObject({
    AlarmName: z.string().optional(),
    AlarmDescription: z.string().optional(),
    Namespace: z.string(),
    MetricName: z.string(),
    Dimensions: z.array(z.strictObject({ Name: z.string(), Value: z.string() })),
    Statistic: z.enum(["Average", "Maximum", "Minimum", "SampleCount", "Sum"]),
    Period: z.coerce.number().int().multipleOf(60),
    EvaluationPeriods: z.coerce.number().int().min(1),
    DatapointsToAlarm: z.coerce.number().int().min(1).optional(),
    Threshold: z.coerce.number(),
    ComparisonOperator: z.enum([
      "GreaterThanThreshold",
      "GreaterThanOrEqualToThreshold",
      "LessThanThreshold",
      "LessThanOrEqualToThreshold",
    ]),
    TreatMissingData: z.enum(["breaching", "notBreaching", "ignore", "missing"]).optional(),
    AlarmActions: z.array(z.string()).default([]),
    OKActions: z.array(z.string()).default([]),
    Tags: z.unknown().optional(),
  }),
  async make(properties, { id, defaultName }, target) {
    const { AlarmName: name = defaultName, AlarmActions, OKActions } = properties;
    const foreign = [...AlarmActions, ...OKActions].find((arn) => !arn.startsWith("arn:aws:sns:"));
    if (foreign !== undefined) throw refuse(id, `Only a topic can be an alarm's action, and ${foreign} is none.`);
    const arn = `arn:aws:cloudwatch:${target.region}:${target.account}:alarm:${name}`;
    target.addAlarm({
      name,
      arn,
      namespace: properties.Namespace,
      metric: properties.MetricName,
      dimensions: Object.fromEntries(properties.Dimensions.map(({ Name, Value }) => [Name, Value])),
      comparison: properties.ComparisonOperator,
      threshold: properties.Threshold,
      actions: [...AlarmActions, ...OKActions],
    });
    return { ref: name, attributes: { Arn: arn } };
  },
});

/** What it shows is seen nowhere in the lab. @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cloudwatch-dashboard.html */
export const dashboard = resourceType({
  properties: z.strictObject({ DashboardName: z.string().optional(), DashboardBody: z.string() }),
  async make({ DashboardName: name, DashboardBody }, { id, defaultName }) {
    try {
      JSON.parse(DashboardBody);
    } catch (fault) {
      if (fault instanceof SyntaxError)
        throw refuse(id, `The body of a dashboard is JSON, and this is not: ${fault.message}.`);
      throw fault;
    }
    return { ref: name ?? defaultName, attributes: {} };
  },
});
