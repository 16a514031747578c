import {
  type AccessKeyMetadata,
  GetAccessKeyLastUsedCommand,
  GetLoginProfileCommand,
  GetUserCommand,
  GetUserPolicyCommand,
  type IAMClient,
  ListAccessKeysCommand,
  ListAttachedUserPoliciesCommand,
  ListUserPoliciesCommand,
} from "@aws-sdk/client-iam";
import type { AccessKeyState, UserState } from "../observation/entity-state.ts";
import type { Observation } from "../observation/observation.ts";
import { type Ask, askPages, malformed } from "./iam-answer.ts";
import { readAttachments, readInlinePolicies, type Vanished, vanished } from "./read-policies-of-principal.ts";

/**
 * Reads a user: GetUser, then its policies, login profile and access keys together. Five calls, one per inline policy and
 * one per access key.
 */
export async function readUser(client: IAMClient, ask: Ask, name: string): Promise<Observation<UserState> | Vanished> {
  // Always named: without a UserName these calls speak of the caller.
  const UserName = name;
  const answer = await ask("GetUser", () => client.send(new GetUserCommand({ UserName })));
  if (answer.status !== "present") return answer;
  const { Arn, UserId, Path, CreateDate } = answer.state.User ?? {};
  if (Arn === undefined || UserId === undefined || Path === undefined || CreateDate === undefined) {
    return malformed("GetUser", "the user's ARN, id, path or creation time is missing");
  }
  const [inlinePolicies, attachments, loginProfile, accessKeys] = await Promise.all([
    readInlinePolicies(ask, {
      listCall: "ListUserPolicies",
      list: (page) => client.send(new ListUserPoliciesCommand({ UserName, ...page })),
      getCall: "GetUserPolicy",
      get: (PolicyName) => client.send(new GetUserPolicyCommand({ UserName, PolicyName })),
    }),
    readAttachments(ask, "ListAttachedUserPolicies", (page) =>
      client.send(new ListAttachedUserPoliciesCommand({ UserName, ...page })),
    ),
    readLoginProfile(client, ask, UserName),
    readAccessKeys(client, ask, UserName),
  ]);
  if (vanished(inlinePolicies, attachments, accessKeys)) return "vanished";
  const createdAt = CreateDate.toISOString();
  const identity = { kind: "user", arn: Arn, userId: UserId, path: Path, createdAt } as const;
  return { status: "present", state: { ...identity, inlinePolicies, attachments, loginProfile, accessKeys } };
}

/** NoSuchEntity is IAM's way of saying that the user has no console password. */
async function readLoginProfile(client: IAMClient, ask: Ask, UserName: string): Promise<Observation<string>> {
  const answer = await ask("GetLoginProfile", () => client.send(new GetLoginProfileCommand({ UserName })));
  if (answer.status !== "present") return answer;
  const created = answer.state.LoginProfile?.CreateDate;
  if (created === undefined) return malformed("GetLoginProfile", "the creation time is missing");
  return { status: "present", state: created.toISOString() };
}

async function readAccessKeys(
  client: IAMClient,
  ask: Ask,
  UserName: string,
): Promise<Observation<readonly AccessKeyState[]>> {
  const answer = await askPages(
    ask,
    "ListAccessKeys",
    (marker) => client.send(new ListAccessKeysCommand({ UserName, MaxItems: 1_000, ...marker })),
    (page) => page.AccessKeyMetadata,
  );
  if (answer.status !== "present") return answer;
  const keys = await Promise.all(answer.state.map((key) => readAccessKey(client, ask, key)));
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
  { AccessKeyId, Status, CreateDate }: AccessKeyMetadata,
): Promise<AccessKeyState | undefined> {
  if (AccessKeyId === undefined || CreateDate === undefined) return undefined;
  if (Status !== "Active" && Status !== "Inactive") return undefined;
  const lastUsed = await readLastUsed(client, ask, AccessKeyId);
  return { accessKeyId: AccessKeyId, status: Status, createdAt: CreateDate.toISOString(), lastUsed };
}

/**
 * When a key was last used. IAM leaves LastUsedDate out of an answer about a key it has no use of on record; any other lack of an
 * answer, NoSuchEntity too, says nothing of the key's use and is never taken for "not used".
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_AccessKeyLastUsed.html
 */
async function readLastUsed(client: IAMClient, ask: Ask, AccessKeyId: string): Promise<Observation<string>> {
  const call = "GetAccessKeyLastUsed";
  const answer = await ask(call, () => client.send(new GetAccessKeyLastUsedCommand({ AccessKeyId })));
  if (answer.status === "unreadable") return answer;
  if (answer.status === "absent") {
    const message = "IAM does not know the access key that it had just listed.";
    return { status: "unreadable", reason: { call, code: "NoSuchEntity", message } };
  }
  const lastUsed = answer.state.AccessKeyLastUsed;
  if (lastUsed === undefined) return malformed(call, "the last use is missing");
  if (lastUsed.LastUsedDate === undefined) return { status: "absent" };
  return { status: "present", state: lastUsed.LastUsedDate.toISOString() };
}
