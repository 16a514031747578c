import type { Limiter } from "../observation/limiter.ts";
import type { Observation, Unreadable } from "../observation/observation.ts";

/** IAM's documents come percent-encoded (RFC 3986); an answer without one, or with a broken one, is malformed. */
export function decodeDocument(call: string, encoded: string | undefined): Observation<string> {
  if (encoded === undefined) return malformed(call, "the policy document is missing");
  try {
    return { status: "present", state: decodeURIComponent(encoded) };
  } catch (cause) {
    if (!(cause instanceof URIError)) throw cause;
    return malformed(call, "the policy document is not percent-encoded text");
  }
}

/** The observation for an answer that lacks what the API promises. */
export function malformed(call: string, what: string): { status: "unreadable"; reason: Unreadable } {
  return { status: "unreadable", reason: { call, code: "MalformedAnswer", message: `${what} in IAM's answer` } };
}

/** Makes one call and tells what came of it: an answer, NoSuchEntity (`absent`), or why there is no answer. */
export type Ask = <T>(call: string, send: () => Promise<T>) => Promise<Observation<T>>;

/** An {@link Ask} whose calls wait for a place in `limit`. A fault of the program is thrown, never observed. */
export function createAsk(limit: Limiter): Ask {
  return async (call, send) => {
    try {
      return { status: "present", state: await limit(send) };
    } catch (cause) {
      const reason = unreadableReason(call, cause);
      if (reason === undefined) throw cause;
      return reason.code === "NoSuchEntity" ? { status: "absent" } : { status: "unreadable", reason };
    }
  };
}

/** What `MaxItems` is at most, in every List call of IAM: so few calls are needed. */
export const LARGEST_PAGE = 1_000;

/** How one page of a list looks in every List call of IAM. */
interface Page {
  readonly IsTruncated?: boolean | undefined;
  readonly Marker?: string | undefined;
}

/**
 * Follows a list, page after page, to its end.
 * @returns every page, each as it is asked for; the first that was not answered, or does not tell how to go on, is the last.
 */
export async function* pagesOf<P extends Page>(
  ask: Ask,
  call: string,
  send: (marker: { Marker?: string }) => Promise<P>,
): AsyncGenerator<Observation<P>> {
  const seen = new Set<string>();
  let marker: { Marker?: string } | undefined = {};
  while (marker !== undefined) {
    const asked: { Marker?: string } = marker;
    const answer = await ask(call, () => send(asked));
    const following = answer.status === "present" ? nextMarker(call, answer.state, seen) : answer;
    if (following.status === "unreadable") yield following;
    else yield answer;
    marker = following.status === "present" ? following.state : undefined;
  }
}

/** What to ask for the next page with; `absent` where there is none. */
function nextMarker(call: string, page: Page, seen: Set<string>): Observation<{ Marker: string }> {
  // IsTruncated is optional in IAM's API, and Marker comes only with IsTruncated true.
  if (page.IsTruncated !== true && page.Marker === undefined) return { status: "absent" };
  if (page.IsTruncated !== true) return malformed(call, "IsTruncated is missing beside a marker");
  if (page.Marker === undefined) return malformed(call, "the marker of the next page is missing");
  if (seen.has(page.Marker)) return malformed(call, "the marker of a page already read stands again");
  seen.add(page.Marker);
  return { status: "present", state: { Marker: page.Marker } };
}

/**
 * Follows a list to its end.
 * @param items takes the items from a page; `undefined` where the page lacks them.
 * @returns all items, or the first page that was not answered: half a list is no list.
 */
export async function askPages<P extends Page, Item>(
  ask: Ask,
  call: string,
  send: (marker: { Marker?: string }) => Promise<P>,
  items: (page: P) => readonly Item[] | undefined,
): Promise<Observation<readonly Item[]>> {
  const collected: Item[] = [];
  for await (const page of pagesOf(ask, call, send)) {
    if (page.status !== "present") return page;
    const found = items(page.state);
    if (found === undefined) return malformed(call, "the list is missing");
    collected.push(...found);
  }
  return { status: "present", state: collected };
}

/** Why a call has no usable answer; `undefined` where the error is not about the call but a fault of the program. */
export function unreadableReason(call: string, error: unknown): Unreadable | undefined {
  if (!(error instanceof Error)) return undefined;
  // What a service answered, whichever it was: a profile's own role is assumed in the middle of another call.
  if ("$fault" in error) return { call, code: wireCode(error), message: withoutKeyIds(error.message) };
  // The SDK hangs the HTTP response on what it throws when it cannot read one, whatever the error's class.
  if ("$response" in error) {
    return { call, code: "MalformedAnswer", message: firstLine(error.message) };
  }
  const code = connectionCode(error);
  return code === undefined ? undefined : { call, code, message: firstLine(error.message) };
}

/** The code the service sent (`NoSuchEntity`), not the SDK's class for it (`NoSuchEntityException`). */
function wireCode(error: Error): string {
  return "Code" in error && typeof error.Code === "string" ? error.Code : error.name;
}

/** Errors before any answer: Node's system errors (`ECONNREFUSED`, `ETIMEDOUT`), TLS errors, no credentials, time-outs. */
function connectionCode(error: Error): string | undefined {
  if ("code" in error && typeof error.code === "string") {
    // `ERR_…` are Node's complaints about its caller, except those of a TLS handshake.
    return !error.code.startsWith("ERR_") || error.code.startsWith("ERR_TLS_") ? error.code : undefined;
  }
  return ["CredentialsProviderError", "TimeoutError", "AbortError"].includes(error.name) ? error.name : undefined;
}

/** Access key ids are shown by their last four characters, also where IAM's own sentence spells one out. */
function withoutKeyIds(message: string): string {
  return message.replace(/\b(?:AKIA|ASIA)[A-Z2-7]{8,}([A-Z2-7]{4})\b/g, "…$1");
}

function firstLine(message: string): string {
  return message.split("\n", 1)[0] ?? "";
}
