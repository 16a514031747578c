import { jsonResponse, type LabRequest, type LabResponse, type ServiceRequest } from "../server/exchange.ts";
import { notImplemented, ServiceError } from "../server/service-error.ts";
import type { EventSourceMapping } from "./event-source-mapping.ts";
import type { LambdaFunction } from "./lambda-function.ts";

export const LAMBDA_ACTIONS: ReadonlySet<string> = new Set([
  "GetFunctionConcurrency",
  "GetFunctionConfiguration",
  "ListEventSourceMappings",
]);

const CONFIGURATION = /^\/2015-03-31\/functions\/([^/]+)\/configuration$/;
const CONCURRENCY = /^\/2019-09-30\/functions\/([^/]+)\/concurrency$/;
const MAPPINGS = /^\/2015-03-31\/event-source-mappings\/?$/;

/** Which of Lambda's operations a request asks for; Lambda tells them apart by method and path. */
export function lambdaAction({ method, url }: LabRequest): string {
  const { pathname } = new URL(url, "http://lab");
  if (method === "GET" && CONFIGURATION.test(pathname)) return "GetFunctionConfiguration";
  if (method === "GET" && CONCURRENCY.test(pathname)) return "GetFunctionConcurrency";
  if (method === "GET" && MAPPINGS.test(pathname)) return "ListEventSourceMappings";
  throw notImplemented(`Lambda ${method} ${pathname}`);
}

/** What there is of Lambda in an account. */
interface LambdaState {
  readonly functions: ReadonlyMap<string, LambdaFunction>;
  readonly mappings: readonly EventSourceMapping[];
}

/**
 * Answers a client of Lambda, which may only look.
 * @see https://docs.aws.amazon.com/lambda/latest/api/API_GetFunctionConfiguration.html
 * @see https://docs.aws.amazon.com/lambda/latest/api/API_GetFunctionConcurrency.html
 * @see https://docs.aws.amazon.com/lambda/latest/api/API_ListEventSourceMappings.html
 */
export function answerLambda({ action, url }: ServiceRequest, { functions, mappings }: LambdaState): LabResponse {
  const { pathname, searchParams } = new URL(url, "http://lab");
  const [, named] = CONFIGURATION.exec(pathname) ?? CONCURRENCY.exec(pathname) ?? [];
  const asked = named ?? searchParams.get("FunctionName") ?? "";
  const name = decodeURIComponent(asked).split(":").at(-1) ?? "";
  const found = functions.get(name);
  if (found === undefined) throw new ServiceError("ResourceNotFoundException", `Function not found: ${name}`, 404);
  if (action === "GetFunctionConfiguration") return jsonResponse("1.1", found.configuration);
  // Nothing in the lab reserves any.
  if (action === "GetFunctionConcurrency") return jsonResponse("1.1", {});
  const fed = mappings.filter((mapping) => mapping.function === found);
  const EventSourceMappings = fed.map(({ queueArn }, index) => ({
    UUID: `00000000-0000-4000-8000-${String(index).padStart(12, "0")}`,
    EventSourceArn: queueArn,
    FunctionArn: found.configuration.FunctionArn,
    // One that is not enabled is not made in the lab.
    State: "Enabled",
  }));
  return jsonResponse("1.1", { EventSourceMappings });
}
