import * as z from "zod";
import { refuse } from "../../../../infra/stack-refusal.ts";
import { functionName, resourceType } from "../resource-type.ts";

/** A function whose code is a zip beside the template. @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-function.html */
export const lambdaFunction = resourceType({
  properties: z.strictObject({
    FunctionName: z.string(),
    Description: z.string().optional(),
    Runtime: z.literal("nodejs24.x"),
    Architectures: z.tuple([z.literal("arm64")]),
    Handler: z.string().regex(/^[\w-]+\.\w+$/),
    Code: z.string(),
    Timeout: z.coerce.number().int().min(1).max(900),
    MemorySize: z.coerce.number().int().min(128).max(10_240),
    Environment: z.strictObject({ Variables: z.record(z.string(), z.coerce.string()) }).optional(),
    Role: z.string(),
    Tags: z.unknown().optional(),
  }),
  async make(properties, _, target) {
    const { FunctionName: name, Environment } = properties;
    const arn = `arn:aws:lambda:${target.region}:${target.account}:function:${name}`;
    target.addFunction({
      name,
      arn,
      roleArn: properties.Role,
      handler: properties.Handler,
      code: properties.Code,
      timeout: properties.Timeout,
      memorySize: properties.MemorySize,
      variables: Environment?.Variables ?? {},
    });
    return { ref: name, attributes: { Arn: arn } };
  },
});

/** @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-permission.html */
export const permission = resourceType({
  properties: z.strictObject({
    Action: z.literal("lambda:InvokeFunction"),
    FunctionName: z.string(),
    Principal: z.literal("events.amazonaws.com"),
    SourceArn: z.string().optional(),
  }),
  async make({ FunctionName, SourceArn }, { id }, target) {
    target.permit(functionName(FunctionName), SourceArn);
    return { ref: id, attributes: {} };
  },
});

/**
 * What becomes of an event that a function fails on. The lab knows a queue for what was given up, and tries as often as AWS does where nobody says how often.
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-eventinvokeconfig.html
 */
export const eventInvokeConfig = resourceType({
  properties: z.strictObject({
    FunctionName: z.string(),
    Qualifier: z.literal("$LATEST"),
    DestinationConfig: z.strictObject({ OnFailure: z.strictObject({ Destination: z.string() }) }),
  }),
  async make({ FunctionName, DestinationConfig }, { id }, target) {
    const { Destination } = DestinationConfig.OnFailure;
    const arn = `arn:aws:sqs:${target.region}:${target.account}:`;
    if (!Destination.startsWith(arn)) {
      throw refuse(id, `Only a queue of this account can take what failed, and ${Destination} is none.`);
    }
    target.keepFailures(functionName(FunctionName), Destination);
    return { ref: id, attributes: {} };
  },
});

/** @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-eventsourcemapping.html */
export const eventSourceMapping = resourceType({
  properties: z.strictObject({
    EventSourceArn: z.string(),
    FunctionName: z.string(),
    BatchSize: z.coerce.number().int().min(1).max(10_000).default(10),
    MaximumBatchingWindowInSeconds: z.coerce.number().int().min(0).max(300).default(0),
    FunctionResponseTypes: z.array(z.literal("ReportBatchItemFailures")).default([]),
    ScalingConfig: z
      .strictObject({ MaximumConcurrency: z.coerce.number().int().min(2).max(1000).optional() })
      .optional(),
    Enabled: z.boolean().default(true),
    Tags: z.unknown().optional(),
  }),
  async make(properties, { id }, target) {
    const arn = `arn:aws:sqs:${target.region}:${target.account}:`;
    if (!properties.EventSourceArn.startsWith(arn)) {
      throw refuse(id, `Only a queue of this account can feed a function, and ${properties.EventSourceArn} is none.`);
    }
    await target.addMapping({
      functionName: functionName(properties.FunctionName),
      queueArn: properties.EventSourceArn,
      batchSize: properties.BatchSize,
      batchingWindow: properties.MaximumBatchingWindowInSeconds,
      reportsFailures: properties.FunctionResponseTypes.length > 0,
      enabled: properties.Enabled,
    });
    return { ref: id, attributes: {} };
  },
});
