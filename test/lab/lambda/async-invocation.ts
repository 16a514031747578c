import type { LabClock } from "../time/clock.ts";
import type { LambdaFunction } from "./lambda-function.ts";

/** How long Lambda waits before it tries a failed asynchronous event again, in milliseconds. */
const RETRY_AFTER = [60_000, 120_000];

/** An asynchronous invocation. */
export interface AsyncInvocation {
  readonly target: Pick<LambdaFunction, "configuration" | "invoke">;
  readonly event: unknown;
  readonly clock: LabClock;
  /** Takes the record of an invocation that was given up, as JSON: the function's destination on failure. */
  readonly onFailure?: ((record: string) => Promise<void>) | undefined;
}

/**
 * Invokes a function asynchronously, as EventBridge does: a failed event is tried twice more, by the lab's clock, and then goes to the
 * function's destination, if it has one. Resolves when the first try is over.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html
 * @see https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html
 */
export async function invokeAsynchronously(invocation: AsyncInvocation): Promise<void> {
  await attempt(invocation, 0);
}

async function attempt(invocation: AsyncInvocation, retries: number): Promise<void> {
  const { target, event, clock, onFailure } = invocation;
  const outcome = await target.invoke(event);
  if ("result" in outcome) return;
  const pause = RETRY_AFTER[retries];
  if (pause !== undefined) {
    clock.agenda.at(clock.now() + pause, () => attempt(invocation, retries + 1));
    return;
  }
  const record = {
    version: "1.0",
    timestamp: new Date(clock.now()).toISOString(),
    requestContext: {
      functionArn: `${target.configuration.FunctionArn}:$LATEST`,
      condition: "RetriesExhausted",
      approximateInvokeCount: retries + 1,
    },
    requestPayload: event,
    responseContext: { statusCode: 200, executedVersion: "$LATEST", functionError: "Unhandled" },
    responsePayload: outcome.error,
  };
  await onFailure?.(JSON.stringify(record));
}
