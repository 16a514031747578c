import {
  type AccessKeyMetadata,
  GetAccessKeyLastUsedCommand,
  type IAMClient,
  ListAccessKeysCommand,
} from "@aws-sdk/client-iam";
import type { AccessKeyState, AccessKeyUse } from "../observation/entity-state.ts";
import type { Observation } from "../observation/observation.ts";
import type { ReadIfAsked } from "./asked-aspects.ts";
import { type Ask, askPages, LARGEST_PAGE, malformed } from "./iam-answer.ts";

const LAST_USED = "GetAccessKeyLastUsed";

/** How IAM writes a region or service that it does not know. */
const UNKNOWN = "N/A";

/** Reads a user's access keys, and when each was last used where that is asked for: one call, and one more per key. */
export async function readAccessKeys(
  client: IAMClient,
  ask: Ask,
  ifAsked: ReadIfAsked,
  UserName: string,
): Promise<Observation<readonly AccessKeyState[]>> {
  const answer = await askPages(
    ask,
    "ListAccessKeys",
    (marker) => client.send(new ListAccessKeysCommand({ UserName, MaxItems: LARGEST_PAGE, ...marker })),
    (page) => page.AccessKeyMetadata,
  );
  if (answer.status !== "present") return answer;
  const keys = await Promise.all(answer.state.map((key) => readAccessKey(client, ask, ifAsked, key)));
  const complete = keys.filter((key) => key !== undefined);
  if (complete.length < keys.length) {
    return malformed("ListAccessKeys", "an access key's id, creation time or status (Active or Inactive) is missing");
  }
  return { status: "present", state: complete };
}

/** `undefined` where the list does not say enough of the key to judge it. */
async function readAccessKey(
  client: IAMClient,
  ask: Ask,
  ifAsked: ReadIfAsked,
  { AccessKeyId, Status, CreateDate }: AccessKeyMetadata,
): Promise<AccessKeyState | undefined> {
  if (AccessKeyId === undefined || CreateDate === undefined) return undefined;
  if (Status !== "Active" && Status !== "Inactive") return undefined;
  const use = await ifAsked("accessKeyUse", LAST_USED, () => readLastUsed(client, ask, AccessKeyId));
  const key = { accessKeyId: AccessKeyId, status: Status, createdAt: CreateDate.toISOString() };
  if (use.status !== "present") return { ...key, lastUsed: use };
  const { at, ...lastUsedFor } = use.state;
  return { ...key, lastUsed: { status: "present", state: at }, lastUsedFor };
}

/** `at` is ISO 8601. */
interface LastUse extends AccessKeyUse {
  readonly at: string;
}

/**
 * When a key was last used. IAM leaves LastUsedDate out of an answer about a key it has no use of on record; any other lack of an
 * answer, NoSuchEntity too, says nothing of the key's use and is never taken for "not used".
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_AccessKeyLastUsed.html
 */
async function readLastUsed(client: IAMClient, ask: Ask, AccessKeyId: string): Promise<Observation<LastUse>> {
  const answer = await ask(LAST_USED, () => client.send(new GetAccessKeyLastUsedCommand({ AccessKeyId })));
  if (answer.status === "unreadable") return answer;
  if (answer.status === "absent") {
    const message = "IAM does not know the access key that it had just listed.";
    return { status: "unreadable", reason: { call: LAST_USED, code: "NoSuchEntity", message } };
  }
  const lastUsed = answer.state.AccessKeyLastUsed;
  if (lastUsed === undefined) return malformed(LAST_USED, "the last use is missing");
  if (lastUsed.LastUsedDate === undefined) return { status: "absent" };
  const { LastUsedDate, Region: region = UNKNOWN, ServiceName: service = UNKNOWN } = lastUsed;
  return { status: "present", state: { at: LastUsedDate.toISOString(), region, service } };
}
