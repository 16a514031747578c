import { lowerAscii } from "./lower-ascii.ts";

/** One concrete request, as a policy sees it. */
export interface Request {
  /** An ARN, account id, service host name or `*`; only for trust policies. */
  readonly principal?: string;
  readonly action: string;
  /** An ARN or the literal `*`. */
  readonly resource: string;
  /** Condition keys present in the request; a list for a multi-valued key; an absent key is left out. */
  readonly context: Readonly<Record<string, string | readonly string[]>>;
}

type Context = Request["context"];

const folded = new WeakMap<Context, ReadonlyMap<string, Context[string]>>();

/** The value of a condition key, whose name is not case-sensitive. An empty list is as good as absent. */
export function contextValue({ context }: Request, key: string): string | readonly string[] | undefined {
  let values = folded.get(context);
  if (values === undefined) {
    values = new Map(Object.entries(context).map(([name, value]) => [lowerAscii(name), value]));
    folded.set(context, values);
  }
  const value = values.get(lowerAscii(key));
  return value?.length === 0 && typeof value !== "string" ? undefined : value;
}
