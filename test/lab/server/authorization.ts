import { lambdaAction } from "../lambda/service.ts";
import { readS3Request } from "../s3/request.ts";
import type { LabRequest, ServiceRequest } from "./exchange.ts";
import { notImplemented, ServiceError } from "./service-error.ts";

const SCOPE = /Credential=([^/,\s]+)\/\d{8}\/([\w-]+)\/([\w-]+)\/aws4_request/;

/**
 * Reads what an AWS client asks for. The service is that of the signature's scope; the signature itself is not checked.
 * @throws ServiceError `MissingAuthenticationToken` for an unsigned request, `NotImplemented` for protocols the lab does not speak
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-authentication-methods.html
 */
export function readServiceRequest(request: LabRequest): ServiceRequest {
  const { headers } = request;
  const [, accessKeyId, region, service] = SCOPE.exec(headers.authorization ?? "") ?? [];
  if (accessKeyId === undefined || region === undefined || service === undefined) {
    if (request.url.includes("X-Amz-Credential=")) throw notImplemented("presigned requests");
    throw new ServiceError("MissingAuthenticationToken", "Request is missing Authentication Token", 403);
  }
  const signed = { ...request, accessKeyId, region, service };
  if (service === "s3") return { ...signed, protocol: "rest", action: readS3Request(request).action, form: {} };
  if (service === "lambda") return { ...signed, protocol: "rest", action: lambdaAction(request), form: {} };
  const target = headers["x-amz-target"];
  if (target !== undefined) {
    return { ...signed, protocol: "json", action: target.slice(target.lastIndexOf(".") + 1), form: {} };
  }
  const type = headers["content-type"] ?? "";
  if (request.body.length > 0 && !type.includes("x-www-form-urlencoded")) {
    throw notImplemented(`requests to ${service} of content type "${type}"`);
  }
  const query = new URL(request.url, "http://lab").searchParams;
  const form = { ...Object.fromEntries(query), ...Object.fromEntries(new URLSearchParams(request.body.toString())) };
  return { ...signed, protocol: "query", action: form.Action ?? "", form };
}
