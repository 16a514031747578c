import type { IntegerParameter, StringParameter, TagsParameter } from "./parameters.ts";

/**
 * The parameters that many operations share, with IAM's limits.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html#reference_iam-quotas-entity-length
 */

const nameCharacters = /^[\w+=,.@-]*$/;
const allowedInNames = "It must contain only alphanumeric characters and/or the following: +=,.@_-";

/** The name of a role. */
export const roleName = {
  type: "string",
  required: true,
  minimum: 1,
  maximum: 64,
  pattern: { expression: nameCharacters, message: `The specified value for roleName is invalid. ${allowedInNames}` },
} as const satisfies StringParameter;

/** The name of a user that is to be made. */
export const userName = {
  type: "string",
  required: true,
  minimum: 1,
  maximum: 64,
  pattern: { expression: nameCharacters, message: `The specified value for userName is invalid. ${allowedInNames}` },
} as const satisfies StringParameter;

/** The name of a group. */
export const groupName = {
  type: "string",
  required: true,
  minimum: 1,
  maximum: 128,
  pattern: { expression: nameCharacters, message: `The specified value for groupName is invalid. ${allowedInNames}` },
} as const satisfies StringParameter;

/** The name of a policy, inline or managed. */
export const policyName = {
  type: "string",
  required: true,
  minimum: 1,
  maximum: 128,
  pattern: { expression: nameCharacters, message: `The specified value for policyName is invalid. ${allowedInNames}` },
} as const satisfies StringParameter;

/** The path of a new entity; `/` where it is not given. */
export const path = {
  type: "string",
  minimum: 1,
  maximum: 512,
  pattern: {
    expression: /^\/$|^\/[\u0021-\u007E]+\/$/,
    message:
      "The specified value for path is invalid. It must begin and end with / and contain only alphanumeric characters and/or / characters.",
  },
} as const satisfies StringParameter;

/** A filter of lists: what an entity's path begins with. */
export const pathPrefix = {
  type: "string",
  minimum: 1,
  maximum: 512,
  pattern: {
    expression: /^\/[\u0021-\u007F]*$/,
    message:
      "The specified value for pathPrefix is invalid. It must begin with / and contain only alphanumeric characters and/or / characters.",
  },
} as const satisfies StringParameter;

/** The ARN of a managed policy. */
export const policyArn = {
  type: "string",
  required: true,
  minimum: 20,
  maximum: 2048,
} as const satisfies StringParameter;

/** The id of a managed policy's version. */
export const versionId = {
  type: "string",
  required: true,
  pattern: {
    expression: /^v[1-9][0-9]*(\.[A-Za-z0-9-]*)?$/,
    message:
      "1 validation error detected: Value at 'versionId' failed to satisfy constraint: Member must satisfy regular expression pattern: v[1-9][0-9]*(\\.[A-Za-z0-9-]*)?",
  },
} as const satisfies StringParameter;

/** A policy document as JSON text. */
export const policyDocument = {
  type: "string",
  required: true,
  minimum: 1,
  maximum: 131_072,
  pattern: {
    expression: /^[\t\n\r\u0020-\u00FF]*$/,
    message:
      "The specified value for policyDocument is invalid. It must contain only printable ASCII characters ranging from the space character (u0020) through end of the ASCII character range, the printable characters in the Basic Latin and Latin-1 Supplement character set (through u00FF), and the special characters tab (u0009), line feed (u000A), and carriage return (u000D).",
  },
} as const satisfies StringParameter;

/** The description of a role or managed policy. */
export const description = {
  type: "string",
  maximum: 1000,
  pattern: {
    expression: /^[\t\n\r\u0020-\u007E\u00A1-\u00FF]*$/,
    message:
      "The specified value for description is invalid. It must contain only printable characters of the Basic Latin and Latin-1 Supplement character sets, tab, line feed and carriage return.",
  },
} as const satisfies StringParameter;

/** How long a session of a role may last, in seconds. */
export const maxSessionDuration = {
  type: "integer",
  minimum: 3600,
  maximum: 43_200,
} as const satisfies IntegerParameter;

/** The tags of a new entity. */
export const newTags = { type: "tags" } as const satisfies TagsParameter;
