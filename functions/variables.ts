import * as z from "../shared/iam/schema.ts";

/** The account a function runs in: twelve digits. */
export const accountId = z.string().check(z.regex(/^\d{12}$/, { error: "must be twelve digits" }));

/** @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.NamingRulesDataTypes.html */
export const tableName = z
  .string()
  .check(z.regex(/^[\w.-]{3,255}$/, { error: "must be the name of a DynamoDB table" }));

/** @see https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_CreateEventBus.html */
export const eventBusName = z
  .string()
  .check(z.regex(/^[\w./-]{1,256}$/, { error: "must be the name of an event bus" }));

/** The ARN of an SNS topic, in whatever partition. */
export const topicArn = z
  .string()
  .check(z.regex(/^arn:[\w-]+:sns:[\w-]+:\d{12}:[\w-]+$/, { error: "must be the ARN of an SNS topic" }));
