import type { LabClock } from "../time/clock.ts";
import type { LambdaFunction } from "./lambda-function.ts";

/** How long Lambda waits before it tries a failed asynchronous event again, in milliseconds. */
const RETRY_AFTER = [60_000, 120_000];

/**
 * Invokes a function asynchronously, as EventBridge does: a failed event is tried twice more, by the lab's clock.
 * Resolves when the first try is over.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html
 */
export async function invokeAsynchronously(target: LambdaFunction, event: unknown, clock: LabClock): Promise<void> {
  await attempt(target, event, clock, 0);
}

async function attempt(target: LambdaFunction, event: unknown, clock: LabClock, retries: number): Promise<void> {
  const outcome = await target.invoke(event);
  const pause = RETRY_AFTER[retries];
  if ("result" in outcome || pause === undefined) return;
  clock.agenda.at(clock.now() + pause, () => attempt(target, event, clock, retries + 1));
}
