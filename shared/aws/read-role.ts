import {
  GetRoleCommand,
  GetRolePolicyCommand,
  GetServiceLinkedRoleDeletionStatusCommand,
  type IAMClient,
  ListAttachedRolePoliciesCommand,
  ListRolePoliciesCommand,
  type Role,
} from "@aws-sdk/client-iam";
import type { DeletionTask, RoleState } from "../observation/entity-state.ts";
import type { Observation } from "../observation/observation.ts";
import type { ReadIfAsked } from "./asked-aspects.ts";
import { type Ask, decodeDocument, malformed } from "./iam-answer.ts";
import { permissionsBoundaryOf, tagsOf } from "./read-attributes.ts";
import { readAttachments, readInlinePolicies, type Vanished, vanished } from "./read-policies-of-principal.ts";

/**
 * Reads a role, service-linked or not: GetRole, then its lists, inline policies and deletion tasks together, where they are asked for.
 * Three calls and one per inline policy and task, while each list fits one page of 1,000. Boundary, tags and session length come with GetRole;
 * ListRoles returns none of the first two.
 */
export async function readRole(
  client: IAMClient,
  ask: Ask,
  ifAsked: ReadIfAsked,
  name: string,
  taskIds: readonly string[] = [],
): Promise<Observation<RoleState> | Vanished> {
  const RoleName = name;
  const answer = await ask("GetRole", () => client.send(new GetRoleCommand({ RoleName })));
  if (answer.status !== "present") return answer;
  const own = fromGetRole(answer.state.Role);
  if (own.status !== "present") return own;
  const [inlinePolicies, attachments, tasks] = await Promise.all([
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
    taskIds.length === 0 ? {} : readDeletionTasks(client, ask, taskIds),
  ]);
  if (vanished(inlinePolicies, attachments)) return "vanished";
  return { status: "present", state: { ...own.state, inlinePolicies, attachments, ...tasks } };
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

/** A task that IAM knows nothing of is left out; where one of them could not be read, nothing is known of all. */
async function readDeletionTasks(
  client: IAMClient,
  ask: Ask,
  taskIds: readonly string[],
): Promise<Required<Pick<RoleState, "deletionTasks">>> {
  const known: DeletionTask[] = [];
  for (const read of await Promise.all(taskIds.map((taskId) => readDeletionTask(client, ask, taskId)))) {
    if (read.status === "unreadable") return { deletionTasks: read };
    if (read.status === "present") known.push(read.state);
  }
  return { deletionTasks: { status: "present", state: known } };
}

async function readDeletionTask(client: IAMClient, ask: Ask, taskId: string): Promise<Observation<DeletionTask>> {
  const call = "GetServiceLinkedRoleDeletionStatus";
  const command = new GetServiceLinkedRoleDeletionStatusCommand({ DeletionTaskId: taskId });
  const answer = await ask(call, () => client.send(command));
  if (answer.status !== "present") return answer;
  const status = DELETION_STATUSES.find((each) => each === answer.state.Status);
  if (status === undefined) return malformed(call, "the status of the deletion is missing or unknown");
  return { status: "present", state: { taskId, status } };
}

const DELETION_STATUSES = ["NOT_STARTED", "IN_PROGRESS", "SUCCEEDED", "FAILED"] as const;

function sessionLength(call: string, seconds: number | undefined): Observation<number> {
  if (seconds === undefined) return malformed(call, "the maximum session duration is missing");
  return { status: "present", state: seconds };
}
