import { validationError } from "./errors.ts";
import type { Context } from "./operation.ts";

/**
 * The user that a call is about: the one it names, else the one who makes it.
 * @throws IamError `ValidationError` where it names none and a role session makes it.
 */
export function namedOrCalling(userName: string | undefined, { caller }: Context): string {
  if (userName !== undefined) {
    return userName;
  }
  if (caller.type !== "IAMUser") {
    throw validationError("Must specify userName when calling with non-User credentials");
  }
  return caller.userName;
}
