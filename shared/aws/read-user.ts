import {
  GetLoginProfileCommand,
  GetUserCommand,
  GetUserPolicyCommand,
  type IAMClient,
  ListAttachedUserPoliciesCommand,
  ListGroupsForUserCommand,
  ListUserPoliciesCommand,
  type User,
} from "@aws-sdk/client-iam";
import type { UserState } from "../observation/entity-state.ts";
import type { Observation } from "../observation/observation.ts";
import type { ReadIfAsked } from "./asked-aspects.ts";
import { type Ask, askPages, LARGEST_PAGE, malformed } from "./iam-answer.ts";
import { readAccessKeys } from "./read-access-keys.ts";
import { permissionsBoundaryOf, tagsOf } from "./read-attributes.ts";
import { readAttachments, readInlinePolicies, type Vanished, vanished } from "./read-policies-of-principal.ts";

/**
 * Reads a user: GetUser, then what is asked for of its policies, login profile, access keys and groups together. Six calls at most,
 * one per inline policy and one per access key. Boundary and tags come with GetUser; ListUsers returns neither.
 */
export async function readUser(
  client: IAMClient,
  ask: Ask,
  ifAsked: ReadIfAsked,
  name: string,
): Promise<Observation<UserState> | Vanished> {
  // Always named: without a UserName these calls speak of the caller.
  const UserName = name;
  const answer = await ask("GetUser", () => client.send(new GetUserCommand({ UserName })));
  if (answer.status !== "present") return answer;
  const own = fromGetUser(answer.state.User);
  if (own.status !== "present") return own;
  const [inlinePolicies, attachments, loginProfile, accessKeys, groups] = await Promise.all([
    ifAsked("inlinePolicies", "ListUserPolicies", () =>
      readInlinePolicies(ask, {
        listCall: "ListUserPolicies",
        list: (page) => client.send(new ListUserPoliciesCommand({ UserName, ...page })),
        getCall: "GetUserPolicy",
        get: (PolicyName) => client.send(new GetUserPolicyCommand({ UserName, PolicyName })),
      }),
    ),
    ifAsked("attachments", "ListAttachedUserPolicies", () =>
      readAttachments(ask, "ListAttachedUserPolicies", (page) =>
        client.send(new ListAttachedUserPoliciesCommand({ UserName, ...page })),
      ),
    ),
    ifAsked("loginProfile", "GetLoginProfile", () => readLoginProfile(client, ask, UserName)),
    ifAsked("accessKeys", "ListAccessKeys", () => readAccessKeys(client, ask, ifAsked, UserName)),
    ifAsked("groups", "ListGroupsForUser", () => readGroups(client, ask, UserName)),
  ]);
  if (vanished(inlinePolicies, attachments, accessKeys, groups)) return "vanished";
  return {
    status: "present",
    state: { ...own.state, inlinePolicies, attachments, loginProfile, accessKeys, groups },
  };
}

type OwnAttributes = Omit<UserState, "inlinePolicies" | "attachments" | "loginProfile" | "accessKeys" | "groups">;

/** What GetUser alone says. */
function fromGetUser(user: User | undefined): Observation<OwnAttributes> {
  const call = "GetUser";
  const { Arn, UserId, Path, CreateDate, PermissionsBoundary, Tags } = user ?? {};
  if (Arn === undefined || UserId === undefined || Path === undefined || CreateDate === undefined) {
    return malformed(call, "the user's ARN, id, path or creation time is missing");
  }
  const state = {
    kind: "user",
    arn: Arn,
    userId: UserId,
    path: Path,
    createdAt: CreateDate.toISOString(),
    permissionsBoundary: permissionsBoundaryOf(call, PermissionsBoundary),
    tags: tagsOf(call, Tags),
  } as const;
  return { status: "present", state };
}

/** NoSuchEntity is IAM's way of saying that the user has no console password. */
async function readLoginProfile(client: IAMClient, ask: Ask, UserName: string): Promise<Observation<string>> {
  const answer = await ask("GetLoginProfile", () => client.send(new GetLoginProfileCommand({ UserName })));
  if (answer.status !== "present") return answer;
  const created = answer.state.LoginProfile?.CreateDate;
  if (created === undefined) return malformed("GetLoginProfile", "the creation time is missing");
  return { status: "present", state: created.toISOString() };
}

/** The names of the groups a user is in: unique within the account, whatever their paths. */
async function readGroups(client: IAMClient, ask: Ask, UserName: string): Promise<Observation<readonly string[]>> {
  const call = "ListGroupsForUser";
  const answer = await askPages(
    ask,
    call,
    (marker) => client.send(new ListGroupsForUserCommand({ UserName, MaxItems: LARGEST_PAGE, ...marker })),
    (page) => page.Groups,
  );
  if (answer.status !== "present") return answer;
  const names = answer.state.map(({ GroupName }) => GroupName).filter((name) => name !== undefined);
  if (names.length < answer.state.length) return malformed(call, "a group's name is missing");
  return { status: "present", state: names };
}
