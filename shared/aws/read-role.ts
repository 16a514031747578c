import {
  GetRoleCommand,
  GetRolePolicyCommand,
  type IAMClient,
  ListAttachedRolePoliciesCommand,
  ListRolePoliciesCommand,
} from "@aws-sdk/client-iam";
import type { RoleState } from "../observation/entity-state.ts";
import type { Observation } from "../observation/observation.ts";
import { type Ask, decodeDocument, malformed } from "./iam-answer.ts";
import { readAttachments, readInlinePolicies, type Vanished, vanished } from "./read-policies-of-principal.ts";

/**
 * Reads a role, service-linked or not: GetRole, then its lists and inline policies together.
 * Three calls and one per inline policy, while each list fits one page of 1,000.
 */
export async function readRole(client: IAMClient, ask: Ask, name: string): Promise<Observation<RoleState> | Vanished> {
  const RoleName = name;
  const answer = await ask("GetRole", () => client.send(new GetRoleCommand({ RoleName })));
  if (answer.status !== "present") return answer;
  const { Arn, RoleId, Path, CreateDate, AssumeRolePolicyDocument } = answer.state.Role ?? {};
  if (Arn === undefined || RoleId === undefined || Path === undefined || CreateDate === undefined) {
    return malformed("GetRole", "the role's ARN, id, path or creation time is missing");
  }
  const [inlinePolicies, attachments] = await Promise.all([
    readInlinePolicies(ask, {
      listCall: "ListRolePolicies",
      list: (page) => client.send(new ListRolePoliciesCommand({ RoleName, ...page })),
      getCall: "GetRolePolicy",
      get: (PolicyName) => client.send(new GetRolePolicyCommand({ RoleName, PolicyName })),
    }),
    readAttachments(ask, "ListAttachedRolePolicies", (page) =>
      client.send(new ListAttachedRolePoliciesCommand({ RoleName, ...page })),
    ),
  ]);
  if (vanished(inlinePolicies, attachments)) return "vanished";
  const state: RoleState = {
    kind: "role",
    arn: Arn,
    roleId: RoleId,
    path: Path,
    createdAt: CreateDate.toISOString(),
    trust: decodeDocument("GetRole", AssumeRolePolicyDocument),
    inlinePolicies,
    attachments,
  };
  return { status: "present", state };
}
