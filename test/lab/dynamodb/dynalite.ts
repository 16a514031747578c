import { createRequire } from "node:module";
import { Readable } from "node:stream";
import dynalite from "dynalite";
import { jsonResponse, type LabRequest, type LabResponse, readJson, type ServiceRequest } from "../server/exchange.ts";
import { notImplemented, ServiceError } from "../server/service-error.ts";

/** What dynalite does of DynamoDB, less DescribeTimeToLive: it answers that, but has no TTL. */
export const DYNAMODB_ACTIONS: ReadonlySet<string> = new Set([
  "BatchGetItem",
  "BatchWriteItem",
  "CreateTable",
  "DeleteItem",
  "DeleteTable",
  "DescribeContinuousBackups",
  "DescribeTable",
  "GetItem",
  "ListTables",
  "PutItem",
  "Query",
  "Scan",
  "TagResource",
  "UntagResource",
  "ListTagsOfResource",
  "UpdateItem",
  "UpdateTable",
]);

/** How a table is kept safe. The lab only tells it: it forgets everything when it stops. */
export interface TableSafety {
  readonly isProtectedFromDeletion: boolean;
  readonly hasPointInTimeRecovery: boolean;
}

/** DynamoDB, by dynalite, in this process and in memory. */
export interface DynamoDb {
  /** Answers a client's request. */
  handle(request: ServiceRequest): Promise<LabResponse>;
  /** Calls DynamoDB from inside the lab. @throws ServiceError with DynamoDB's code. */
  call(action: string, input: Readonly<Record<string, unknown>>): Promise<Readonly<Record<string, unknown>>>;
  /** Notes how a table is kept safe, as a stack asks for it. */
  keepSafe(table: string, safety: TableSafety): void;
}

/** Starts dynalite without a port of its own. */
export function createDynamoDb(region: string): DynamoDb {
  const server = dynalite({ createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 });
  const exchange = (request: LabRequest): Promise<LabResponse> =>
    new Promise((resolve) => {
      server.emit("request", asIncoming(request), new Captured(resolve));
    });
  const safeties = new Map<string, TableSafety>();
  return {
    async handle(request) {
      if (!DYNAMODB_ACTIONS.has(request.action)) throw notImplemented(`DynamoDB ${request.action}`);
      const input = readJson(request.body);
      const safety = safeties.get(String(input.TableName).split("table/").at(-1) ?? "");
      if (request.action === "DescribeContinuousBackups") return continuousBackups(safety);
      requireKnownParameters(request.action, input);
      const answer = await exchange(request);
      return request.action === "DescribeTable" && answer.status === 200 ? withProtection(answer, safety) : answer;
    },
    keepSafe(table, safety) {
      safeties.set(table, safety);
    },
    async call(action, input) {
      const scope = `Credential=lab/20000101/${region}/dynamodb/aws4_request`;
      const headers = {
        "content-type": "application/x-amz-json-1.0",
        "x-amz-target": `DynamoDB_20120810.${action}`,
        "x-amz-date": "20000101T000000Z",
        authorization: `AWS4-HMAC-SHA256 ${scope}, SignedHeaders=host, Signature=0`,
      };
      requireKnownParameters(action, input);
      const answer = await exchange({ method: "POST", url: "/", headers, body: Buffer.from(JSON.stringify(input)) });
      const body = readJson(Buffer.from(answer.body));
      if (answer.status === 200) return body;
      throw new ServiceError(
        String(body.__type).replace(/^.*#/, ""),
        String(body.message ?? body.Message),
        answer.status,
      );
    },
  };
}

/** dynalite knows nothing of it. @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DescribeTable.html */
function withProtection({ body }: LabResponse, safety: TableSafety | undefined): LabResponse {
  const { Table } = JSON.parse(body) as { readonly Table: object };
  const DeletionProtectionEnabled = safety?.isProtectedFromDeletion ?? false;
  return jsonResponse("1.0", { Table: { ...Table, DeletionProtectionEnabled } });
}

/** @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DescribeContinuousBackups.html */
function continuousBackups(safety: TableSafety | undefined): LabResponse {
  if (safety === undefined) throw notImplemented("DynamoDB DescribeContinuousBackups of a table that no stack made");
  const PointInTimeRecoveryStatus = safety.hasPointInTimeRecovery ? "ENABLED" : "DISABLED";
  return jsonResponse("1.0", {
    ContinuousBackupsDescription: {
      ContinuousBackupsStatus: "ENABLED",
      PointInTimeRecoveryDescription: { PointInTimeRecoveryStatus },
    },
  });
}

const load = createRequire(import.meta.url);

/** dynalite drops the parameters that it does not know (ReturnValuesOnConditionCheckFailure, StreamSpecification …). */
function requireKnownParameters(action: string, input: Readonly<Record<string, unknown>>): void {
  const file = `dynalite/validations/${action.charAt(0).toLowerCase()}${action.slice(1)}.js`;
  const { types } = load(file) as { types: Readonly<Record<string, unknown>> };
  const unknown = Object.keys(input).find((name) => !Object.hasOwn(types, name) && input[name] !== "NONE");
  if (unknown !== undefined) throw notImplemented(`DynamoDB ${action} with ${unknown}`);
}

/** The request as dynalite reads it: a stream with the members of an `IncomingMessage` that it asks for. */
function asIncoming({ method, url, headers, body }: LabRequest): Readable {
  return Object.assign(Readable.from(body.length === 0 ? [] : [body]), { method, url, headers });
}

/** The members of a `ServerResponse` that dynalite uses. */
class Captured {
  statusCode = 200;
  contentType = "";
  readonly #headers: Record<string, string> = {};
  readonly #done: (response: LabResponse) => void;

  constructor(done: (response: LabResponse) => void) {
    this.#done = done;
  }

  setHeader(name: string, value: unknown): void {
    this.#headers[name.toLowerCase()] = String(value);
  }

  end(body = ""): void {
    this.#done({ status: this.statusCode, headers: this.#headers, body });
  }
}
