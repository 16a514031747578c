import { readCallerAccount } from "../shared/aws/caller-account.ts";
import { createIamClient } from "../shared/aws/iam-client.ts";
import { createIamReader } from "../shared/aws/iam-reader.ts";
import type { AccountAddress } from "../shared/iam/arn.ts";
import type { IamReader } from "../shared/observation/iam-reader.ts";
import type { Unreadable } from "../shared/observation/observation.ts";
import { readSnapshot } from "../shared/observation/read-snapshot.ts";
import type { SnapshotText } from "../shared/observation/snapshot.ts";
import type { CheckSource } from "../shared/reports/check-result.ts";
import { bytesOf, decodeText, FileProblem, fileProblem } from "./text-file.ts";
import { usageError } from "./usage-error.ts";

/** An account that can be read, and which one it is. */
export interface AccountSource {
  readonly address: AccountAddress;
  readonly source: CheckSource;
  readonly reader: IamReader;
  /** How its account is called in a sentence: `The credentials belong to account 111122223333`. */
  readonly says: string;
}

/**
 * The account that the credentials at hand read, live.
 * @throws PlumblineError `UsageError` where it cannot be told which that is: nothing is read of an account that is not known
 */
export async function liveAccount(now: () => Date): Promise<AccountSource> {
  const client = createIamClient();
  await requireRegion(client);
  const caller = await readCallerAccount(client);
  if (caller.status === "unreadable") throw usageError(credentialsWords(caller.reason));
  if (caller.status === "absent") {
    throw usageError("Which account this is cannot be told: IAM lists no role, user, group or policy in it.");
  }
  const address = caller.state;
  const says = `The credentials belong to account ${address.account}`;
  return { address, source: { kind: "live" }, reader: createIamReader({ client, account: address, now }), says };
}

/** The SDK looks for a region where it looks for credentials, and complains only in the middle of a call. */
async function requireRegion({ config }: ReturnType<typeof createIamClient>): Promise<void> {
  try {
    await config.region();
  } catch (cause) {
    const message = "No AWS region is set; set AWS_REGION to any of the account's partition, such as us-east-1.";
    throw usageError(message, cause);
  }
}

const ADVICE: readonly (readonly [RegExp, string])[] = [
  [
    /^CredentialsProviderError$/,
    "No usable AWS credentials were found; set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or sign in with aws sso login",
  ],
  [/^(ExpiredToken|RequestExpired)/, "The AWS credentials have expired; sign in again"],
  [
    /^(InvalidClientTokenId|UnrecognizedClient|SignatureDoesNotMatch|InvalidAccessKeyId|IncompleteSignature|MissingAuthenticationToken)/,
    "AWS does not know these credentials, or not with that secret; correct them",
  ],
  [
    /^AccessDenied/,
    "These credentials may not call iam:GetAccountAuthorizationDetails, which tells which account is read; AWS's SecurityAudit and IAMReadOnlyAccess allow it",
  ],
  [/^(Throttling|TooManyRequests|RequestLimitExceeded)/, "IAM is throttling this account's calls; try again later"],
];

function credentialsWords({ call, code, message }: Unreadable): string {
  const advice = ADVICE.find(([pattern]) => pattern.test(code))?.[1] ?? "IAM could not be asked which account this is";
  return `${advice} (${call}: ${code}: ${message.replace(/\.+$/, "")}).`;
}

/** Far above what IAM's own limits let an account's details come to. */
const LARGEST_FILE = 512 * 2 ** 20;

/**
 * The account that files hold.
 * @throws PlumblineError `UsageError` where one cannot be read, or they are not what they are given as
 */
export async function snapshotAccount(
  files: readonly string[],
  credentialReport: string | undefined,
  now: () => Date,
): Promise<AccountSource> {
  const details: SnapshotText[] = [];
  for (const file of files) details.push(await textOf(file));
  const report = credentialReport === undefined ? {} : { credentialReport: await textOf(credentialReport) };
  const reading = readSnapshot({ details, ...report });
  if (reading.status === "invalid") throw usageError(reading.problem);
  const { account, reader } = { account: reading.snapshot.account, reader: reading.snapshot.reader(now()) };
  const named = credentialReport === undefined ? files : [...files, credentialReport];
  const says = `${files.join(" and ")} ${files.length === 1 ? "is" : "are"} of account ${account.account}`;
  return { address: account, source: { kind: "snapshot", files: named }, reader, says };
}

async function textOf(file: string): Promise<SnapshotText> {
  const pieces: string[] = [];
  let length = 0;
  try {
    for await (const piece of decodeText(bytesOf(file))) {
      pieces.push(piece);
      length += piece.length;
      if (length > LARGEST_FILE) throw new FileProblem("is larger than 512 MiB, which no account's details are");
    }
  } catch (error) {
    throw usageError(`${file} ${fileProblem(error)}.`);
  }
  return { file, text: pieces.join("") };
}
