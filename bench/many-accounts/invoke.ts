/*
 * One environment of a Lambda function: a process that loads a bundle and is given one event after another.
 * node invoke.ts BUNDLE, with the function's own environment variables; events and answers go by the channel to the parent. What
 * the function prints is counted, and its end is kept.
 */

/** An event that was answered, and what that took of the process. */
export interface Answered {
  /** What the handler returned, or what it threw. */
  readonly result?: unknown;
  readonly fault?: string;
  /** Milliseconds from the event to the answer, and those that the processor worked. */
  readonly wall: number;
  readonly processor: number;
  /** The most memory that the process has held so far, in bytes. */
  readonly peak: number;
  /** What was printed of this event, in bytes, and the end of it. */
  readonly printed: number;
  readonly said: string;
}

const [, , bundle = ""] = process.argv;
const { handler } = (await import(bundle)) as { handler: (event: unknown, context: object) => Promise<unknown> };

/** As long as the longest that a function may run. */
const TIMEOUT = 900_000;

/** How much of what is printed is kept, in characters. */
const KEPT = 2_000;

let printed = 0;
let said = "";
for (const stream of [process.stdout, process.stderr]) {
  stream.write = (chunk: string | Uint8Array): boolean => {
    printed += Buffer.byteLength(chunk);
    said = `${said}${chunk}`.slice(-KEPT);
    return true;
  };
}

let invocations = 0;
process.on("message", (event) => {
  void answer(event).then((answered) => process.send?.(answered));
});
process.send?.("ready");

async function answer(event: unknown): Promise<Answered> {
  invocations += 1;
  printed = 0;
  said = "";
  const awsRequestId = `invocation-${invocations}`;
  const started = performance.now();
  const before = process.cpuUsage();
  const context = {
    awsRequestId,
    functionName: process.env.AWS_LAMBDA_FUNCTION_NAME,
    getRemainingTimeInMillis: () => TIMEOUT - (performance.now() - started),
  };
  const outcome = await handler(event, context).then(
    (result) => ({ result }),
    (fault: unknown) => ({ fault: String(fault) }),
  );
  const { user, system } = process.cpuUsage(before);
  const wall = performance.now() - started;
  return {
    ...outcome,
    wall,
    processor: (user + system) / 1_000,
    peak: process.resourceUsage().maxRSS * 1_024,
    printed,
    said,
  };
}
