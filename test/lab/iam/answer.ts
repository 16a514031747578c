import type { AccountState } from "./account.ts";
import { IamError, notImplemented } from "./errors.ts";
import type { Ids } from "./ids.ts";
import type { Context, Operation, OperationTable, ResultTree } from "./operation.ts";
import { type ParameterValues, readParameters } from "./parameters.ts";
import type { QueryRequest } from "./request.ts";
import { type QueryResponse, renderError, renderResult } from "./response.ts";
import { completeDueDeletions } from "./service-linked-role-deletion.ts";
import { type Callers, wholeSeconds } from "./sessions.ts";

/** A service of the AWS Query protocol: IAM or STS. */
export interface QueryService {
  /** As messages name it. */
  readonly name: string;
  /** The XML namespace of its answers. */
  readonly namespace: string;
  readonly operations: OperationTable;
  readonly account: AccountState;
  readonly callers: Callers;
  readonly now: () => Date;
  readonly ids: Ids;
  /** Told of every write that was tried, done or refused, before it is answered. */
  written(write: PerformedWrite): void;
}

/** What became of an operation. */
export type Outcome = { readonly result: ResultTree | undefined } | { readonly error: IamError };

/** A write that was tried. */
export interface PerformedWrite {
  readonly request: QueryRequest;
  readonly operation: Operation;
  readonly context: Context;
  /** Undefined where the parameters could not be read. */
  readonly values: ParameterValues | undefined;
  readonly outcome: Outcome;
}

/** Answers one request. Never throws for what a client can send. */
export function answer(request: QueryRequest, service: QueryService): QueryResponse {
  const now = service.now();
  completeDueDeletions(service.account, now);
  const { account, callers, ids, namespace } = service;
  const refusal = callers.refusal(request.accessKeyId);
  if (refusal !== undefined) {
    return renderError(namespace, refusal, request.requestId);
  }
  const operation = Object.hasOwn(service.operations, request.action) ? service.operations[request.action] : undefined;
  if (operation === undefined) {
    const error = notImplemented(`The lab's ${service.name} does not do ${request.action}.`);
    return renderError(namespace, error, request.requestId);
  }
  const context = { account, now: wholeSeconds(now), ids, caller: callers.whoIs(request.accessKeyId) };
  const { values, outcome } = perform(request, operation, context);
  // What the lab does not do never happened, so there is nothing to record of it.
  const happened = !("error" in outcome && outcome.error.code === "NotImplemented");
  if (operation.kind === "write" && happened) {
    service.written({ request, operation, context, values, outcome });
  }
  return "error" in outcome
    ? renderError(namespace, outcome.error, request.requestId)
    : renderResult(namespace, request.action, outcome.result, request.requestId);
}

function perform(
  request: QueryRequest,
  operation: Operation,
  context: Context,
): { readonly values: ParameterValues | undefined; readonly outcome: Outcome } {
  if (request.denied !== undefined) return { values: undefined, outcome: { error: request.denied } };
  let values: ParameterValues | undefined;
  try {
    values = readParameters(request.action, operation.parameters, request.params);
    return { values, outcome: { result: operation.run(values, context) } };
  } catch (error) {
    if (error instanceof IamError) {
      return { values, outcome: { error } };
    }
    throw error;
  }
}
