/** The machine-readable half of a fault; the message is the half for people. */
export type ErrorCode =
  | "InvalidConfiguration"
  | "InvalidEnvironment"
  | "InvalidEvent"
  | "InvalidPolicy"
  | "UnknownAccount"
  | "LedgerConflict"
  | "LedgerUnavailable"
  | "DeliveryFailed"
  | "RemediationUnfinished"
  | "ReportNotKept"
  | "SecretUnavailable"
  | "SweepUnfinished"
  | "UsageError";

/**
 * A fault: something that should not have happened. Expected outcomes are returned, not thrown.
 *
 * `message` is one plain sentence for the person who can fix it: what, where and what to do.
 * `retryable` tells a queue consumer whether trying the same input again can help.
 */
export class PlumblineError extends Error {
  readonly code: ErrorCode;
  readonly retryable: boolean;

  constructor(code: ErrorCode, message: string, options: { retryable: boolean; cause?: unknown }) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = "PlumblineError";
    this.code = code;
    this.retryable = options.retryable;
  }
}
