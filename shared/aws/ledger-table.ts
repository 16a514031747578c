import {
  type AttributeValue,
  ConditionalCheckFailedException,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  paginateQuery,
} from "@aws-sdk/client-dynamodb";
import { ACCOUNT_REFERENCE, formatEntity } from "../iam/entity-reference.ts";
import { PlumblineError } from "../iam/errors.ts";
import * as z from "../iam/schema.ts";

/** The ledger's table, and how it is reached. */
export interface DynamodbLedgerOptions {
  /** Region, endpoint and credentials come from the SDK's own chain if left out. */
  readonly client?: DynamoDBClient;
  readonly tableName: string;
}

/** The table, and the client it is reached by. */
export interface LedgerTable {
  readonly client: DynamoDBClient;
  readonly tableName: string;
}

/** One item as DynamoDB has it. Its truth is the JSON text in `body`; `version` is the condition of its next write. */
export type Item = Record<string, AttributeValue>;

/** @returns The table that these options name. */
export function ledgerTable(options: DynamodbLedgerOptions): LedgerTable {
  return { client: options.client ?? new DynamoDBClient({}), tableName: options.tableName };
}

/** The partition key of everything the ledger holds of one entity (`role/NAME`): `ACCOUNT#ENTITY`. */
export function partition(account: string, entity: string): string {
  return `${account}#${entity}`;
}

/** The partition key of what the ledger holds of an account as a whole: `ACCOUNT#account`. */
export function accountPartition(account: string): string {
  return partition(account, formatEntity(ACCOUNT_REFERENCE));
}

/**
 * Reads one item, strongly consistent.
 * @throws PlumblineError `LedgerUnavailable`.
 */
export async function read<T>(
  { client, tableName }: LedgerTable,
  pk: string,
  sk: string,
  schema: z.core.$ZodType<T>,
): Promise<T | undefined> {
  const Key = { pk: { S: pk }, sk: { S: sk } };
  try {
    const { Item } = await client.send(new GetItemCommand({ TableName: tableName, Key, ConsistentRead: true }));
    return Item === undefined ? undefined : parse(Item, tableName, schema);
  } catch (cause) {
    throw unavailable("GetItem", tableName, cause);
  }
}

/**
 * Writes one item on the condition that the stored one still has `version - 1` (version 1: that there is none).
 * @throws PlumblineError `LedgerUnavailable`.
 */
export async function put(
  { client, tableName }: LedgerTable,
  item: Item,
  version: number,
): Promise<"written" | "conflict"> {
  const condition =
    version === 1
      ? { ConditionExpression: "attribute_not_exists(pk)" }
      : {
          ConditionExpression: "version = :before",
          ExpressionAttributeValues: { ":before": { N: String(version - 1) } },
        };
  try {
    await client.send(new PutItemCommand({ TableName: tableName, Item: item, ...condition }));
    return "written";
  } catch (cause) {
    if (cause instanceof ConditionalCheckFailedException) return "conflict";
    throw unavailable("PutItem", tableName, cause);
  }
}

/**
 * Writes one item, whatever is stored under its keys.
 * @throws PlumblineError `LedgerUnavailable`.
 */
export async function replace({ client, tableName }: LedgerTable, item: Item): Promise<void> {
  try {
    await client.send(new PutItemCommand({ TableName: tableName, Item: item }));
  } catch (cause) {
    throw unavailable("PutItem", tableName, cause);
  }
}

/** Which items are asked for, by their keys; the values are strings. */
interface KeyQuery {
  /** Absent: the table itself, strongly consistent. An index is eventually consistent. */
  readonly index?: string;
  readonly condition: string;
  readonly values: Readonly<Record<string, string>>;
}

/**
 * The items that a query finds, in the order of their sort keys, however many pages there are.
 * @throws PlumblineError `LedgerUnavailable`.
 */
export async function* queryItems(
  { client, tableName }: LedgerTable,
  { index, condition, values }: KeyQuery,
): AsyncGenerator<Item> {
  const query = {
    TableName: tableName,
    ...(index === undefined ? { ConsistentRead: true } : { IndexName: index }),
    KeyConditionExpression: condition,
    ExpressionAttributeValues: Object.fromEntries(Object.entries(values).map(([name, S]) => [name, { S }])),
  };
  try {
    for await (const page of paginateQuery({ client }, query)) yield* page.Items ?? [];
  } catch (cause) {
    throw unavailable("Query", tableName, cause);
  }
}

/**
 * Reads every item that a query finds.
 * @throws PlumblineError `LedgerUnavailable`.
 */
export async function readAll<T>(
  ledger: LedgerTable,
  query: KeyQuery,
  schema: z.core.$ZodType<T>,
): Promise<readonly T[]> {
  const read: T[] = [];
  for await (const item of queryItems(ledger, query)) read.push(parse(item, ledger.tableName, schema));
  return read;
}

/** When DynamoDB may delete an item, in seconds since 1970: the attribute that the table's TTL goes by. */
export function expiring(seconds: number): Item {
  return { expiresAt: { N: String(seconds) } };
}

/** An item's body. An item that cannot be understood stops whoever asked: skipping it would let its drift be forgotten. */
function parse<T>(item: Item, tableName: string, schema: z.core.$ZodType<T>): T {
  const where = `Item ${item.pk?.S} / ${item.sk?.S} of table ${tableName}`;
  const parsed = z.safeParse(schema, parseJson(item.body?.S, where));
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map((issue) => `${issue.path.join(".") || "body"}: ${issue.message}`).join("; ");
  throw malformed(`${where} is not what Plumbline writes (${problems}); restore or delete it.`, parsed.error);
}

function parseJson(body: string | undefined, where: string): unknown {
  if (body === undefined) throw malformed(`${where} has no body; restore or delete it.`);
  try {
    return JSON.parse(body);
  } catch (cause) {
    throw malformed(`${where} has a body that is not JSON; restore or delete it.`, cause);
  }
}

function malformed(message: string, cause?: unknown): PlumblineError {
  return new PlumblineError("LedgerUnavailable", message, { retryable: true, cause });
}

/** What DynamoDB's own fault is thrown as. */
function unavailable(call: string, tableName: string, cause: unknown): PlumblineError {
  if (cause instanceof PlumblineError) return cause;
  const said = cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause);
  return new PlumblineError("LedgerUnavailable", `${call} on the ledger's table ${tableName} failed (${said}).`, {
    retryable: true,
    cause,
  });
}
