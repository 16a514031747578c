import type { Glob, GlobStep } from "./glob.ts";
import { contextValue, type Request } from "./request.ts";

/** A pattern with the request's values in place of its policy variables. */
export type FilledGlob =
  | { readonly status: "filled"; readonly glob: Glob }
  /** A variable has no value in this request, and no default. */
  | { readonly status: "unset" }
  | { readonly status: "undecidable"; readonly reason: string };

/**
 * Puts the request's values in place of policy variables; what is put in is plain text, not pattern.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
 */
export function fillVariables(glob: Glob, request: Request): FilledGlob {
  const filled: GlobStep[] = [];
  let unset = false;
  for (const step of glob) {
    if (step.type === "unreadable") return refuse(`${step.text} is not a policy variable that can be read`);
    if (step.type !== "variable") {
      filled.push(step);
      continue;
    }
    const given = contextValue(request, step.key);
    const value = given ?? step.fallback;
    if (value === undefined) {
      unset = true;
    } else if (typeof value !== "string") {
      return refuse(`${step.text} stands for a key with several values`);
    } else if (given === "") {
      return refuse(`the value of ${step.text} is empty, and AWS's pages differ on whether it is then set`);
    } else if (/[*?]/.test(value)) {
      return refuse(`the value of ${step.text} holds a wildcard`);
    } else {
      filled.push(...[...value].map((text): GlobStep => ({ type: "character", text })));
    }
  }
  return unset ? { status: "unset" } : { status: "filled", glob: filled };
}

function refuse(reason: string): FilledGlob {
  return { status: "undecidable", reason };
}
