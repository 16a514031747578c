import { XMLBuilder } from "fast-xml-parser";
import type { IamError } from "./errors.ts";
import type { ResultTree, ResultValue } from "./operation.ts";

/** An answer of the AWS Query protocol. */
export interface QueryResponse {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
}

type Xml = string | { readonly [name: string]: Xml | readonly Xml[] };

const builder = new XMLBuilder({ ignoreAttributes: false, attributeNamePrefix: "@", suppressEmptyNode: true });

/** Renders an answer: `<ActionResponse xmlns="…"><ActionResult>…`. */
export function renderResult(
  namespace: string,
  action: string,
  result: ResultTree | undefined,
  requestId: string,
): QueryResponse {
  return xml(200, {
    [`${action}Response`]: {
      "@xmlns": namespace,
      ...(result === undefined ? {} : { [`${action}Result`]: element(result) }),
      ResponseMetadata: { RequestId: requestId },
    },
  });
}

/** Renders a refusal: `<ErrorResponse xmlns="…"><Error><Type>Sender</Type><Code>…`. */
export function renderError(namespace: string, error: IamError, requestId: string): QueryResponse {
  return xml(error.status, {
    ErrorResponse: {
      "@xmlns": namespace,
      Error: {
        Type: error.status < 500 ? "Sender" : "Receiver",
        Code: error.code,
        Message: error.message,
      },
      RequestId: requestId,
    },
  });
}

function xml(status: number, tree: Xml): QueryResponse {
  // A bare carriage return would reach the client as a line feed.
  const body = builder.build(tree).replaceAll("\r", "&#xD;");
  return { status, contentType: "text/xml", body };
}

function element(value: Exclude<ResultValue, undefined>): Xml {
  if (value instanceof Date) {
    return isoSeconds(value);
  }
  if (Array.isArray(value)) {
    return { member: value.filter((item) => item !== undefined).map(element) };
  }
  if (value instanceof Map) {
    return { entry: [...value].map(([key, item]) => ({ key, value: String(item) })) };
  }
  if (typeof value === "object") {
    return Object.fromEntries(
      Object.entries(value)
        .filter(([, item]) => item !== undefined)
        .map(([name, item]) => [name, element(item as Exclude<ResultValue, undefined>)]),
    );
  }
  return String(value);
}

/** ISO 8601 without fractions of a second, for example `2023-07-10T12:05:36Z`. */
export function isoSeconds(date: Date): string {
  return date.toISOString().replace(/\.\d{3}Z$/, "Z");
}
