import type { Observation, Unreadable } from "../observation/observation.ts";
import { unreadableReason } from "./iam-answer.ts";

/** What a service said: it has an answer or none, and never that something is absent. */
export type ServiceAnswer<T> = Exclude<Observation<T>, { status: "absent" }>;

/** Makes one call. A fault of the program is thrown, never answered. */
export async function askService<T>(call: string, send: () => Promise<T>): Promise<ServiceAnswer<T>> {
  try {
    return { status: "present", state: await send() };
  } catch (cause) {
    const reason = unreadableReason(call, cause);
    if (reason === undefined) throw cause;
    return { status: "unreadable", reason };
  }
}

/** The answer that lacks what the API promises. @param what completes "… in SERVICE's answer" */
export function malformedAnswer(
  service: string,
  call: string,
  what: string,
): { readonly status: "unreadable"; readonly reason: Unreadable } {
  return { status: "unreadable", reason: { call, code: "MalformedAnswer", message: `${what} in ${service}'s answer` } };
}

/** A list of a service that tells by `NextToken` how to go on. */
export interface TokenList<P extends { readonly NextToken?: string | undefined }> {
  /** As people call it: `Organizations`. */
  readonly service: string;
  readonly call: string;
  readonly send: (token: { readonly NextToken?: string }) => Promise<P>;
}

/** Follows a list, page after page, to its end; the first page that was not answered, or whose token stood before, is the last. */
export async function* pagesByToken<P extends { readonly NextToken?: string | undefined }>({
  service,
  call,
  send,
}: TokenList<P>): AsyncGenerator<ServiceAnswer<P>> {
  const seen = new Set<string>();
  let token: { readonly NextToken?: string } | undefined = {};
  while (token !== undefined) {
    const asked: { readonly NextToken?: string } = token;
    const answer: ServiceAnswer<P> = await askService(call, () => send(asked));
    const next: string | undefined = answer.status === "present" ? answer.state.NextToken : undefined;
    if (next !== undefined && seen.has(next)) {
      yield malformedAnswer(service, call, "the token of a page already read stands again");
      return;
    }
    yield answer;
    if (next !== undefined) seen.add(next);
    token = next === undefined ? undefined : { NextToken: next };
  }
}

/**
 * Follows a list to its end.
 * @param items takes the items from a page; `undefined` where the page lacks them.
 * @returns all items, or the first page that was not answered: half a list is no list.
 */
export async function listByToken<P extends { readonly NextToken?: string | undefined }, Item>(
  list: TokenList<P>,
  items: (page: P) => readonly Item[] | undefined,
): Promise<ServiceAnswer<readonly Item[]>> {
  const collected: Item[] = [];
  for await (const page of pagesByToken(list)) {
    if (page.status !== "present") return page;
    const found = items(page.state);
    if (found === undefined) return malformedAnswer(list.service, list.call, "the list is missing");
    collected.push(...found);
  }
  return { status: "present", state: collected };
}
