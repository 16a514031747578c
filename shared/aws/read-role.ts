import {
  GetRoleCommand,
  GetRolePolicyCommand,
  type IAMClient,
  ListAttachedRolePoliciesCommand,
  ListRolePoliciesCommand,
  type Role,
} from "@aws-sdk/client-iam";
import type { RoleState } from "../observation/entity-state.ts";
import type { Observation } from "../observation/observation.ts";
import type { ReadIfAsked } from "./asked-aspects.ts";
import { type Ask, decodeDocument, malformed } from "./iam-answer.ts";
import { permissionsBoundaryOf, tagsOf } from "./read-attributes.ts";
import { readAttachments, readInlinePolicies, type Vanished, vanished } from "./read-policies-of-principal.ts";

/**
 * Reads a role, service-linked or not: GetRole, then its lists and inline policies together, where they are asked for.
 * Three calls and one per inline policy, while each list fits one page of 1,000. Boundary, tags and session length come with GetRole;
 * ListRoles returns none of the first two.
 */
export async function readRole(
  client: IAMClient,
  ask: Ask,
  ifAsked: ReadIfAsked,
  name: string,
): Promise<Observation<RoleState> | Vanished> {
  const RoleName = name;
  const answer = await ask("GetRole", () => client.send(new GetRoleCommand({ RoleName })));
  if (answer.status !== "present") return answer;
  const own = fromGetRole(answer.state.Role);
  if (own.status !== "present") return own;
  const [inlinePolicies, attachments] = await Promise.all([
    ifAsked("inlinePolicies", "ListRolePolicies", () =>
      readInlinePolicies(ask, {
        listCall: "ListRolePolicies",
        list: (page) => client.send(new ListRolePoliciesCommand({ RoleName, ...page })),
        getCall: "GetRolePolicy",
        get: (PolicyName) => client.send(new GetRolePolicyCommand({ RoleName, PolicyName })),
      }),
    ),
    ifAsked("attachments", "ListAttachedRolePolicies", () =>
      readAttachments(ask, "ListAttachedRolePolicies", (page) =>
        client.send(new ListAttachedRolePoliciesCommand({ RoleName, ...page })),
      ),
    ),
  ]);
  if (vanished(inlinePolicies, attachments)) return "vanished";
  return { status: "present", state: { ...own.state, inlinePolicies, attachments } };
}

/** What GetRole alone says. */
function fromGetRole(role: Role | undefined): Observation<Omit<RoleState, "inlinePolicies" | "attachments">> {
  const call = "GetRole";
  const { Arn, RoleId, Path, CreateDate, AssumeRolePolicyDocument, PermissionsBoundary, Tags, MaxSessionDuration } =
    role ?? {};
  if (Arn === undefined || RoleId === undefined || Path === undefined || CreateDate === undefined) {
    return malformed(call, "the role's ARN, id, path or creation time is missing");
  }
  const state = {
    kind: "role",
    arn: Arn,
    roleId: RoleId,
    path: Path,
    createdAt: CreateDate.toISOString(),
    trust: decodeDocument(call, AssumeRolePolicyDocument),
    permissionsBoundary: permissionsBoundaryOf(call, PermissionsBoundary),
    tags: tagsOf(call, Tags),
    maximumSessionSeconds: sessionLength(call, MaxSessionDuration),
  } as const;
  return { status: "present", state };
}

function sessionLength(call: string, seconds: number | undefined): Observation<number> {
  if (seconds === undefined) return malformed(call, "the maximum session duration is missing");
  return { status: "present", state: seconds };
}
