import type { DynamoDb } from "../../test/lab/dynamodb/dynalite.ts";
import { type LabRequest, type LabResponse, readJson, type ServiceRequest } from "../../test/lab/server/exchange.ts";

/** What was asked of AWS, attempts that were refused included. */
export interface Calls {
  /** By service and operation: `iam GetRole`. */
  readonly byOperation: Readonly<Record<string, number>>;
  /** DynamoDB's request units: of 4 KB for a strongly consistent read, of 1 KB for a write, those of the index included. */
  readonly readUnits: number;
  readonly writeUnits: number;
}

/** Counts what is asked of the lab. */
export interface CallCounter {
  /** Counts a request, and has it answered. */
  count(request: ServiceRequest, answer: (request: LabRequest) => Promise<LabResponse>): Promise<LabResponse>;
  /** What was counted since it was last asked. */
  take(): Calls;
}

/**
 * Counts requests at the wire. DynamoDB is asked what each took, and an index's writes are added, which dynalite leaves out: one unit for a
 * key that is written, and one for a key that is taken away.
 */
export function createCallCounter(): CallCounter {
  let byOperation: Record<string, number> = {};
  const units = { read: 0, write: 0 };
  const standing = new Map<string, string | undefined>();

  function indexUnits(item: Item): number {
    const key = `${item.pk?.S} ${item.sk?.S}`;
    const [before, after] = [standing.get(key), item.standing?.S];
    standing.set(key, after);
    if (before === after) return 0;
    return (before === undefined ? 0 : 1) + (after === undefined ? 0 : 1);
  }

  function countUnits(action: string, input: Json, answer: Json): void {
    const { CapacityUnits = 0 } = (answer.ConsumedCapacity ?? {}) as { readonly CapacityUnits?: number };
    // Nothing found is paid like the smallest item, which dynalite leaves out of queries.
    const least = input.ConsistentRead === true ? 1 : 0.5;
    if (action !== "PutItem") units.read += Math.max(CapacityUnits, least);
    else units.write += CapacityUnits + indexUnits((input.Item ?? {}) as Item);
  }

  return {
    async count(request, answer) {
      const { service, action } = request;
      const name = `${service} ${action}`;
      byOperation[name] = (byOperation[name] ?? 0) + 1;
      if (service !== "dynamodb") return await answer(request);
      const input = readJson(request.body);
      const body = Buffer.from(JSON.stringify({ ...input, ReturnConsumedCapacity: "TOTAL" }));
      const response = await answer({ ...request, body });
      if (response.status === 200) countUnits(action, input, readJson(Buffer.from(response.body)));
      // A write whose condition does not hold is paid like one that is made; few are, and those of short items.
      else units.write += 1;
      return response;
    },
    take() {
      const taken = { byOperation, readUnits: units.read, writeUnits: units.write };
      byOperation = {};
      units.read = 0;
      units.write = 0;
      return taken;
    },
  };
}

type Json = Readonly<Record<string, unknown>>;

/** An item whose attributes are texts and numbers, as all of the ledger's are. */
export type Item = Readonly<Record<string, { readonly S?: string; readonly N?: string } | undefined>>;

/** DynamoDB's own overhead of an item in storage. */
const ITEM_OVERHEAD = 100;

/** The bytes that an item takes in storage: names and values, a number like its text. */
export function storedSize(item: Item): number {
  const sizes = Object.entries(item).map(
    ([name, value]) => Buffer.byteLength(name) + Buffer.byteLength(value?.S ?? value?.N ?? ""),
  );
  return sizes.reduce((sum, size) => sum + size, ITEM_OVERHEAD);
}

/** Every item of a table. */
export async function itemsOf(dynamodb: DynamoDb, TableName: string): Promise<readonly Item[]> {
  const items: Item[] = [];
  let from: object = {};
  for (;;) {
    const page = await dynamodb.call("Scan", { TableName, ...from });
    items.push(...(page.Items as readonly Item[]));
    if (page.LastEvaluatedKey === undefined) return items;
    from = { ExclusiveStartKey: page.LastEvaluatedKey };
  }
}
