import type { Unreadable } from "../shared/observation/observation.ts";

/** What to do about an answer, by its code and its message. */
type Advice = readonly (readonly [RegExp, string])[];

/** What is wrong with credentials, whatever they were used for. */
const CREDENTIALS: Advice = [
  [
    /^(?:ExpiredToken|RequestExpired|CredentialsProviderError: .*\bexpired\b)/,
    "The AWS credentials have expired; sign in again",
  ],
  [
    /^CredentialsProviderError/,
    "No usable AWS credentials were found; set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or sign in with aws sso login",
  ],
  [
    /^(?:InvalidClientTokenId|UnrecognizedClient|SignatureDoesNotMatch|InvalidAccessKeyId|IncompleteSignature|MissingAuthenticationToken)/,
    "AWS does not know these credentials, or not with that secret; correct them",
  ],
  [/^(?:Throttling|TooManyRequests|RequestLimitExceeded)/, "STS is throttling this account's calls; try again later"],
  [
    /^RegionDisabled/,
    "STS is not switched on in this region; set AWS_REGION to another, or switch it on in IAM's account settings",
  ],
];

const CALLER: Advice = [
  [
    /^AccessDenied.*sts:AssumeRole/,
    "The role that the AWS profile names cannot be assumed; correct the profile, or the role's trust policy",
  ],
  [
    /^AccessDenied/,
    "sts:GetCallerIdentity was denied, which needs no permission; look at the policy of the network's endpoint for STS",
  ],
  ...CREDENTIALS,
];

/** Why it cannot be told which account is read, and what to do: one sentence. */
export function callerWords(reason: Unreadable): string {
  return advised(reason, CALLER, "STS could not be asked which account this is");
}

/**
 * Why an account cannot be entered by its reader role, and what to do: one sentence.
 * @param configurationFile where the role and its external id stand
 */
export function assumeRoleWords(roleArn: string, reason: Unreadable, configurationFile: string): string {
  const denied = `The role ${roleArn} cannot be assumed: it has to exist and to trust these credentials, with the same externalId as ${configurationFile} has, or none; and they need sts:AssumeRole on it`;
  return advised(reason, [[/^AccessDenied/, denied], ...CREDENTIALS], `The role ${roleArn} could not be assumed`);
}

function advised({ call, code, message }: Unreadable, advice: Advice, otherwise: string): string {
  const said = `${code}: ${message.replace(/\.+$/, "")}`;
  const words = advice.find(([pattern]) => pattern.test(said))?.[1] ?? otherwise;
  return `${words} (${call}: ${said}).`;
}
