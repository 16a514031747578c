import { validationError } from "./errors.ts";
import type { IntegerParameter, StringParameter } from "./parameters.ts";

/** The two parameters of every list that comes in pages. */
export const pageParameters = {
  Marker: { type: "string", minimum: 1 },
  MaxItems: { type: "integer", minimum: 1, maximum: 1000 },
} as const satisfies { Marker: StringParameter; MaxItems: IntegerParameter };

/** Which page is asked for. */
export interface PageRequest {
  readonly Marker: string | undefined;
  readonly MaxItems: number | undefined;
}

/** One page of a list, and the members of the result that say whether there are more. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly more: { readonly IsTruncated: boolean; readonly Marker: string | undefined };
}

/**
 * One page of a list in the order of its keys. A marker names the last key given, so that items which come or go
 * between two pages neither hide nor repeat others.
 * @throws IamError `ValidationError` for a marker that no page gave.
 */
export function page<T>(items: Iterable<T>, request: PageRequest, key: (item: T) => string): Page<T> {
  const after = request.Marker === undefined ? undefined : decodeMarker(request.Marker);
  const sorted = [...items]
    .filter((item) => after === undefined || key(item) > after)
    .sort((a, b) => (key(a) < key(b) ? -1 : 1));
  const shown = sorted.slice(0, request.MaxItems ?? 100);
  const last = shown.at(-1);
  const truncated = shown.length < sorted.length && last !== undefined;
  return {
    items: shown,
    more: { IsTruncated: truncated, Marker: truncated ? encodeMarker(key(last)) : undefined },
  };
}

function encodeMarker(key: string): string {
  return Buffer.from(`after:${key}`).toString("base64");
}

function decodeMarker(marker: string): string {
  const text = Buffer.from(marker, "base64").toString();
  if (!text.startsWith("after:")) {
    throw validationError(`Invalid Marker: ${marker}`);
  }
  return text.slice("after:".length);
}
