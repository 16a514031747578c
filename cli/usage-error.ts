import { PlumblineError } from "../shared/iam/errors.ts";

/** The fault of a command that cannot do what it was asked: one sentence that says what to ask for instead. */
export function usageError(message: string, cause?: unknown): PlumblineError {
  return new PlumblineError("UsageError", message, { retryable: false, cause });
}
