import { PlumblineError } from "../shared/iam/errors.ts";
import * as z from "../shared/iam/schema.ts";

/** What a process's environment looks like. */
export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads a function's environment; other variables may stand beside it.
 * @throws PlumblineError `InvalidEnvironment` that names every missing or wrong variable at once.
 */
export function readEnvironment<T>(schema: z.core.$ZodType<T>, environment: Environment): T {
  const parsed = z.safeParse(schema, environment);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map((issue) => {
    const name = String(issue.path[0]);
    return environment[name] === undefined ? `${name} is not set` : `${name} ${issue.message}`;
  });
  throw new PlumblineError(
    "InvalidEnvironment",
    `The function's environment cannot be used: ${problems.join("; ")}. Its function.yml sets these variables.`,
    { retryable: false },
  );
}
