import {
  GetGroupCommand,
  GetGroupPolicyCommand,
  type IAMClient,
  ListAttachedGroupPoliciesCommand,
  ListGroupPoliciesCommand,
} from "@aws-sdk/client-iam";
import type { GroupState } from "../observation/entity-state.ts";
import type { Observation } from "../observation/observation.ts";
import type { ReadIfAsked } from "./asked-aspects.ts";
import { type Ask, malformed } from "./iam-answer.ts";
import { readAttachments, readInlinePolicies, type Vanished, vanished } from "./read-policies-of-principal.ts";

/**
 * Reads a group: GetGroup, then its lists and inline policies together, where they are asked for. Three calls and one per inline
 * policy, however many members it has: GetGroup pages them, and its first page tells of the group.
 */
export async function readGroup(
  client: IAMClient,
  ask: Ask,
  ifAsked: ReadIfAsked,
  name: string,
): Promise<Observation<GroupState> | Vanished> {
  const GroupName = name;
  const answer = await ask("GetGroup", () => client.send(new GetGroupCommand({ GroupName, MaxItems: 1 })));
  if (answer.status !== "present") return answer;
  const { Arn, GroupId, Path, CreateDate } = answer.state.Group ?? {};
  if (Arn === undefined || GroupId === undefined || Path === undefined || CreateDate === undefined) {
    return malformed("GetGroup", "the group's ARN, id, path or creation time is missing");
  }
  const [inlinePolicies, attachments] = await Promise.all([
    ifAsked("inlinePolicies", "ListGroupPolicies", () =>
      readInlinePolicies(ask, {
        listCall: "ListGroupPolicies",
        list: (page) => client.send(new ListGroupPoliciesCommand({ GroupName, ...page })),
        getCall: "GetGroupPolicy",
        get: (PolicyName) => client.send(new GetGroupPolicyCommand({ GroupName, PolicyName })),
      }),
    ),
    ifAsked("attachments", "ListAttachedGroupPolicies", () =>
      readAttachments(ask, "ListAttachedGroupPolicies", (page) =>
        client.send(new ListAttachedGroupPoliciesCommand({ GroupName, ...page })),
      ),
    ),
  ]);
  if (vanished(inlinePolicies, attachments)) return "vanished";
  const createdAt = CreateDate.toISOString();
  const identity = { kind: "group", arn: Arn, groupId: GroupId, path: Path, createdAt } as const;
  return { status: "present", state: { ...identity, inlinePolicies, attachments } };
}
