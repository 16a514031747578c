import type { PerformedWrite } from "./answer.ts";
import type { Caller } from "./caller.ts";
import type { ResultTree, ResultValue } from "./operation.ts";
import { member } from "./parameters.ts";
import { isoSeconds } from "./response.ts";

/** A JSON value of a CloudTrail record. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json };

/**
 * One CloudTrail record of an API call.
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html
 */
export interface CloudTrailRecord {
  readonly eventVersion: "1.08";
  readonly userIdentity: { readonly [name: string]: Json };
  /** ISO 8601, UTC, one-second resolution. */
  readonly eventTime: string;
  readonly eventSource: "iam.amazonaws.com";
  readonly eventName: string;
  /** IAM's records arise in one region, whatever region the caller is in. */
  readonly awsRegion: string;
  readonly sourceIPAddress: string;
  readonly userAgent: string;
  readonly errorCode?: string;
  readonly errorMessage?: string;
  readonly requestParameters: { readonly [name: string]: Json } | null;
  readonly responseElements: { readonly [name: string]: Json } | null;
  readonly requestID: string;
  readonly eventID: string;
  readonly readOnly: boolean;
  readonly eventType: "AwsApiCall";
  readonly managementEvent: true;
  readonly recipientAccountId: string;
  readonly eventCategory: "Management";
  readonly tlsDetails: {
    readonly tlsVersion: string;
    readonly cipherSuite: string;
    readonly clientProvidedHostHeader: string;
  };
}

/** The record of one write, with the members in the order in which CloudTrail gives them. */
export function cloudTrailRecord(write: PerformedWrite, eventId: string): CloudTrailRecord {
  const { request, outcome, context } = write;
  const failed = "error" in outcome;
  return {
    eventVersion: "1.08",
    userIdentity: userIdentity(context.caller),
    eventTime: isoSeconds(context.now),
    eventSource: "iam.amazonaws.com",
    eventName: request.action,
    awsRegion: context.account.region,
    sourceIPAddress: request.sourceIPAddress,
    userAgent: request.userAgent,
    ...(failed ? { errorCode: recordedCode(outcome.error.code), errorMessage: outcome.error.message } : {}),
    requestParameters: failed && outcome.error.code === "AccessDenied" ? null : requestParameters(write),
    responseElements: failed ? null : responseElements(outcome.result),
    requestID: request.requestId,
    eventID: eventId,
    readOnly: false,
    eventType: "AwsApiCall",
    managementEvent: true,
    recipientAccountId: context.account.accountId,
    eventCategory: "Management",
    tlsDetails: {
      tlsVersion: "TLSv1.2",
      cipherSuite: "ECDHE-RSA-AES128-GCM-SHA256",
      clientProvidedHostHeader: "iam.amazonaws.com",
    },
  };
}

/** CloudTrail names an error by the exception's class; AccessDenied alone keeps the code of the answer. */
function recordedCode(code: string): string {
  if (code === "AccessDenied") {
    return code;
  }
  return code === "ValidationError" ? "ValidationException" : `${code}Exception`;
}

function userIdentity(caller: Caller): { readonly [name: string]: Json } {
  const { type, principalId, arn, accountId, accessKeyId } = caller;
  if (caller.type === "IAMUser") {
    return { type, principalId, arn, accountId, accessKeyId, userName: caller.userName };
  }
  const { role, createdAt } = caller;
  return {
    type,
    principalId,
    arn,
    accountId,
    accessKeyId,
    sessionContext: {
      sessionIssuer: { type: "Role", principalId: role.roleId, arn: role.arn, accountId, userName: role.roleName },
      webIdFederationData: {},
      attributes: { creationDate: isoSeconds(createdAt), mfaAuthenticated: "false" },
    },
  };
}

function requestParameters({ values, operation }: PerformedWrite): { readonly [name: string]: Json } | null {
  if (values === undefined) {
    return null;
  }
  const sent = Object.entries(values).filter(
    ([name, value]) => value !== undefined && operation.parameters[name]?.secret !== true,
  );
  return sent.length === 0 ? null : Object.fromEntries(sent.map(([name, value]) => [member(name), json(value)]));
}

function responseElements(result: ResultTree | undefined): { readonly [name: string]: Json } | null {
  if (result === undefined || Object.keys(result).length === 0) {
    return null;
  }
  return tree(result);
}

function tree(result: ResultTree): { readonly [name: string]: Json } {
  return Object.fromEntries(
    Object.entries(result)
      .filter(([name, value]) => value !== undefined && name !== "SecretAccessKey")
      .map(([name, value]) => [member(name), json(value)]),
  );
}

function json(value: ResultValue): Json {
  if (value instanceof Date) {
    return localeText(value);
  }
  if (Array.isArray(value)) {
    return value.map(json);
  }
  if (typeof value === "object") {
    return tree(value as ResultTree);
  }
  return value ?? null;
}

const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** A date as IAM's records write it, for example `Jul 10, 2023 12:05:36 PM` (UTC). */
function localeText(date: Date): string {
  const hour = date.getUTCHours();
  const two = (part: number): string => String(part).padStart(2, "0");
  const time = `${hour % 12 === 0 ? 12 : hour % 12}:${two(date.getUTCMinutes())}:${two(date.getUTCSeconds())}`;
  const day = `${months[date.getUTCMonth()]} ${date.getUTCDate()}, ${date.getUTCFullYear()}`;
  return `${day} ${time} ${hour < 12 ? "AM" : "PM"}`;
}
