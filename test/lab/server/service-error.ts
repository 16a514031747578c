/** What a service of the lab answers instead of a result: AWS's error code, a sentence, and the HTTP status. */
export class ServiceError extends Error {
  readonly code: string;
  readonly status: number;

  constructor(code: string, message: string, status = 400) {
    super(message);
    this.name = "ServiceError";
    this.code = code;
    this.status = status;
  }
}

/** The lab's no: it says so (501) rather than ignore what it was asked. `what` completes "The lab does not implement …". */
export function notImplemented(what: string): ServiceError {
  return new ServiceError("NotImplemented", `The lab does not implement ${what}.`, 501);
}
