import { randomUUID } from "node:crypto";
import { ServiceError } from "./service-error.ts";

/** A request to the lab, its body read. */
export interface LabRequest {
  readonly method: string;
  /** Path and query. */
  readonly url: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** What an AWS client asked for. */
export interface ServiceRequest extends LabRequest {
  /** The service of the signature's scope, e.g. `iam`. */
  readonly service: string;
  readonly region: string;
  readonly accessKeyId: string;
  /** The API's name of the operation, e.g. `ListRoles`; empty where the request names none. */
  readonly action: string;
  readonly protocol: "query" | "json" | "rest";
  /** The parameters of a query request; empty for the others. */
  readonly form: Readonly<Record<string, string>>;
}

/** What the lab answers. */
export interface LabResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** An answer of a service that speaks AWS JSON 1.0 or 1.1. */
export function jsonResponse(version: "1.0" | "1.1", body: unknown, status = 200): LabResponse {
  return {
    status,
    headers: { "content-type": `application/x-amz-json-${version}`, "x-amzn-requestid": randomUUID() },
    body: JSON.stringify(body),
  };
}

/** An error in the protocol in which the request was made. */
export function errorResponse(protocol: "query" | "json", error: ServiceError): LabResponse {
  if (protocol === "json") {
    const response = jsonResponse("1.1", { __type: error.code, message: error.message }, error.status);
    const { code, queryCode } = error;
    const query = queryCode === undefined ? {} : { "x-amzn-query-error": `${queryCode};Sender` };
    return { ...response, headers: { ...response.headers, "x-amzn-errortype": code, ...query } };
  }
  const id = randomUUID();
  const type = error.status < 500 ? "Sender" : "Receiver";
  const code = `<Code>${escapeXml(error.code)}</Code><Message>${escapeXml(error.message)}</Message>`;
  return {
    status: error.status,
    headers: { "content-type": "text/xml", "x-amzn-requestid": id },
    body: `<ErrorResponse><Error><Type>${type}</Type>${code}</Error><RequestId>${id}</RequestId></ErrorResponse>`,
  };
}

/** Reads a JSON body. @throws ServiceError `SerializationException`. */
export function readJson(body: Buffer): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = body.length === 0 ? {} : JSON.parse(body.toString());
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause;
  }
  throw new ServiceError("SerializationException", "The request body is not a JSON object.");
}

/** Text as it stands between tags. */
export function escapeXml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
