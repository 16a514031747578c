/** What a service of the lab answers instead of a result: AWS's error code, a sentence, and the HTTP status. */
export class ServiceError extends Error {
  readonly code: string;
  readonly status: number;
  /** The code of the query protocol that a service now speaking AWS JSON still tells in a header, where it is another than `code`. */
  readonly queryCode: string | undefined;

  constructor(code: string, message: string, status = 400, queryCode?: string) {
    super(message);
    this.name = "ServiceError";
    this.code = code;
    this.status = status;
    this.queryCode = queryCode;
  }
}

/** The lab's no: it says so (501) rather than ignore what it was asked. `what` completes "The lab does not implement …". */
export function notImplemented(what: string): ServiceError {
  return new ServiceError("NotImplemented", `The lab does not implement ${what}.`, 501);
}
