import { parentPort, workerData } from "node:worker_threads";
import type { Invocation, InvocationError, InvocationOutcome, WorkerMessage, WorkerStart } from "./messages.ts";
import { shiftDate } from "./shifted-date.ts";

/** The inside of a Lambda environment: loads one bundle once, and gives it one event after the other. */
const start = workerData as WorkerStart;
const RealDate = shiftDate(start.clock);

const say = (message: WorkerMessage): void => parentPort?.postMessage(message);

type Handler = (event: unknown, context: object) => unknown;

try {
  const bundle = (await import(start.bundle)) as Readonly<Record<string, unknown>>;
  const handler = bundle[start.handler];
  if (typeof handler !== "function") {
    throw new TypeError(`${start.functionName}'s bundle exports no function ${start.handler}.`);
  }
  parentPort?.on("message", async (invocation: Invocation) => {
    say({ kind: "done", outcome: await invoke(handler as Handler, invocation) });
  });
  say({ kind: "ready" });
} catch (fault) {
  say({ kind: "failed", error: describe(fault) });
}

async function invoke(handler: Handler, invocation: Invocation): Promise<InvocationOutcome> {
  try {
    const result = await handler(invocation.event, context(invocation));
    const json = JSON.stringify(result);
    return { result: json === undefined ? null : JSON.parse(json) };
  } catch (fault) {
    return { error: describe(fault) };
  }
}

/** @see https://docs.aws.amazon.com/lambda/latest/dg/nodejs-context.html */
function context({ requestId, deadline }: Invocation): object {
  return {
    awsRequestId: requestId,
    callbackWaitsForEmptyEventLoop: true,
    functionName: start.functionName,
    functionVersion: "$LATEST",
    invokedFunctionArn: start.functionArn,
    memoryLimitInMB: String(start.memorySize),
    logGroupName: `/aws/lambda/${start.functionName}`,
    logStreamName: "lab",
    getRemainingTimeInMillis: () => Math.max(0, deadline - RealDate.now()),
  };
}

function describe(fault: unknown): InvocationError {
  if (!(fault instanceof Error)) return { errorType: "Error", errorMessage: String(fault) };
  return { errorType: fault.name, errorMessage: fault.message, trace: (fault.stack ?? "").split("\n") };
}
