import { describe, expect, it } from "vitest";
import { assumeRoleWords, callerWords } from "../../cli/check-advice.ts";

const ROLE = "arn:aws:iam::111122223333:role/Reader";
const caller = (code: string, message = "AWS says so.") => callerWords({ call: "GetCallerIdentity", code, message });
const role = (code: string, message = "AWS says so.") =>
  assumeRoleWords(ROLE, { call: "AssumeRole", code, message }, "plumbline.yml");

interface Case {
  readonly code: string;
  readonly message?: string;
  /** How the sentence begins; what AWS said follows in brackets. */
  readonly expected: string;
}

/** What is wrong with the credentials themselves is told alike wherever it comes up. */
const CREDENTIALS: readonly Case[] = [
  { code: "CredentialsProviderError", expected: "No usable AWS credentials were found; set AWS_PROFILE, " },
  {
    code: "CredentialsProviderError",
    message: "Token is expired. To refresh this SSO session run 'aws sso login' with the corresponding profile.",
    expected: "The AWS credentials have expired; sign in again (",
  },
  {
    code: "CredentialsProviderError",
    message: "The SSO session associated with this profile has expired. To refresh it run aws sso login",
    expected: "The AWS credentials have expired; sign in again (",
  },
  { code: "ExpiredToken", expected: "The AWS credentials have expired; sign in again (" },
  { code: "ExpiredTokenException", expected: "The AWS credentials have expired; sign in again (" },
  { code: "RequestExpired", expected: "The AWS credentials have expired; sign in again (" },
  {
    code: "InvalidClientTokenId",
    expected: "AWS does not know these credentials, or not with that secret; correct them (",
  },
  { code: "SignatureDoesNotMatch", expected: "AWS does not know these credentials, " },
  { code: "Throttling", expected: "STS is throttling this account's calls; try again later (" },
  { code: "ThrottlingException", expected: "STS is throttling this account's calls; try again later (" },
  { code: "RequestLimitExceeded", expected: "STS is throttling this account's calls; try again later (" },
  { code: "RegionDisabledException", expected: "STS is not switched on in this region; set AWS_REGION to another, " },
];

describe("why it cannot be told which account is read", () => {
  it.each<Case>([
    ...CREDENTIALS,
    {
      code: "AccessDenied",
      message: `User: x is not authorized to perform: sts:AssumeRole on resource: ${ROLE}`,
      expected: "The role that the AWS profile names cannot be assumed; ",
    },
    { code: "AccessDenied", expected: "sts:GetCallerIdentity was denied, which needs no permission; " },
    { code: "ECONNREFUSED", expected: "STS could not be asked which account this is (" },
  ])("is told for $code: $expected", ({ code, message, expected }) => {
    const words = caller(code, message);
    expect(words.startsWith(expected)).toBe(true);
    const said = (message ?? "AWS says so.").replace(/\.$/, "");
    expect(words.endsWith(`(GetCallerIdentity: ${code}: ${said}).`)).toBe(true);
  });
});

describe("why a role cannot be assumed", () => {
  it.each<Case>([
    ...CREDENTIALS,
    {
      code: "AccessDenied",
      expected: `The role ${ROLE} cannot be assumed: it has to exist and to trust these credentials, with the same externalId as plumbline.yml has, or none; and they need sts:AssumeRole on it (`,
    },
    { code: "MalformedAnswer", expected: `The role ${ROLE} could not be assumed (` },
  ])("is told for $code: $expected", ({ code, message, expected }) => {
    const words = role(code, message);
    expect(words.startsWith(expected)).toBe(true);
    expect(words).toMatch(/ \(AssumeRole: .*[^.]\)\.$/);
  });
});
