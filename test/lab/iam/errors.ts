/**
 * An answer by which IAM (or STS) refuses a call: its error code, its HTTP status, and its wording.
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/CommonErrors.html
 */
export class IamError extends Error {
  /** The code in the XML answer, for example `NoSuchEntity`. */
  readonly code: string;
  readonly status: number;

  constructor(code: string, status: number, message: string) {
    super(message);
    this.name = "IamError";
    this.code = code;
    this.status = status;
  }
}

export const noSuchEntity = (message: string): IamError => new IamError("NoSuchEntity", 404, message);

export const entityAlreadyExists = (message: string): IamError => new IamError("EntityAlreadyExists", 409, message);

export const deleteConflict = (message: string): IamError => new IamError("DeleteConflict", 409, message);

export const limitExceeded = (message: string): IamError => new IamError("LimitExceeded", 409, message);

export const malformedPolicyDocument = (message: string): IamError =>
  new IamError("MalformedPolicyDocument", 400, message);

export const unmodifiableEntity = (message: string): IamError => new IamError("UnmodifiableEntity", 400, message);

export const invalidInput = (message: string): IamError => new IamError("InvalidInput", 400, message);

export const validationError = (message: string): IamError => new IamError("ValidationError", 400, message);

export const accessDenied = (message: string): IamError => new IamError("AccessDenied", 403, message);

/** What the lab says to anything that the real service may do and the lab does not. */
export const notImplemented = (message: string): IamError => new IamError("NotImplemented", 501, message);
