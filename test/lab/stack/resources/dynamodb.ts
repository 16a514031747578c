import * as z from "zod";
import type { DynamoDb } from "../../dynamodb/dynalite.ts";
import { resourceType } from "../resource-type.ts";

/** @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-dynamodb-table.html */
export const table = resourceType({
  properties: z.strictObject({
    TableName: z.string().optional(),
    BillingMode: z.literal("PAY_PER_REQUEST"),
    AttributeDefinitions: z.array(z.unknown()),
    KeySchema: z.array(z.unknown()),
    GlobalSecondaryIndexes: z.array(z.unknown()).optional(),
    // dynalite deletes nothing by itself. An item that has expired is read like any other: DynamoDB, too, may take days.
    TimeToLiveSpecification: z.strictObject({ AttributeName: z.string(), Enabled: z.boolean() }).optional(),
    // Encryption at rest changes nothing that the lab shows.
    SSESpecification: z.strictObject({ SSEEnabled: z.boolean() }).optional(),
    PointInTimeRecoverySpecification: z.strictObject({ PointInTimeRecoveryEnabled: z.boolean() }).optional(),
    DeletionProtectionEnabled: z.boolean().default(false),
    Tags: z.unknown().optional(),
  }),
  async make(properties, { defaultName }, { dynamodb, account, region }) {
    const {
      TableName = defaultName,
      BillingMode,
      AttributeDefinitions,
      KeySchema,
      GlobalSecondaryIndexes,
    } = properties;
    const indexes = GlobalSecondaryIndexes === undefined ? {} : { GlobalSecondaryIndexes };
    await dynamodb.call("CreateTable", { TableName, BillingMode, AttributeDefinitions, KeySchema, ...indexes });
    dynamodb.keepSafe(TableName, {
      isProtectedFromDeletion: properties.DeletionProtectionEnabled,
      hasPointInTimeRecovery: properties.PointInTimeRecoverySpecification?.PointInTimeRecoveryEnabled === true,
    });
    while (!(await isActive(TableName, dynamodb))) await new Promise(setImmediate);
    return { ref: TableName, attributes: { Arn: `arn:aws:dynamodb:${region}:${account}:table/${TableName}` } };
  },
});

async function isActive(TableName: string, dynamodb: DynamoDb): Promise<boolean> {
  const { Table } = (await dynamodb.call("DescribeTable", { TableName })) as { Table: { TableStatus: string } };
  return Table.TableStatus === "ACTIVE";
}
