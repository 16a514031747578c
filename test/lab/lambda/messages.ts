/** What a worker is started with. */
export interface WorkerStart {
  /** The `file:` URL of the bundle. */
  readonly bundle: string;
  /** The name of the export that handles events. */
  readonly handler: string;
  /** The lab's offset; see `LabClock.shared`. */
  readonly clock: SharedArrayBuffer;
  readonly functionName: string;
  readonly functionArn: string;
  readonly memorySize: number;
}

/** One invocation, on its way in. */
export interface Invocation {
  readonly requestId: string;
  readonly event: unknown;
  /** Real milliseconds since 1970 at which it will have timed out. */
  readonly deadline: number;
}

/** What Lambda reports of an invocation that failed. @see https://docs.aws.amazon.com/lambda/latest/dg/nodejs-exceptions.html */
export interface InvocationError {
  readonly errorType: string;
  readonly errorMessage: string;
  readonly trace?: readonly string[];
}

/** How an invocation ended; the result is what remains of it as JSON. */
export type InvocationOutcome = { readonly result: unknown } | { readonly error: InvocationError };

/** What a worker says: once that it is ready (or could not be), then the outcome of each invocation. */
export type WorkerMessage =
  | { readonly kind: "ready" }
  | { readonly kind: "failed"; readonly error: InvocationError }
  | { readonly kind: "done"; readonly outcome: InvocationOutcome };
