import { type AccountState, entityArn, type Group, nameTaken } from "./account.ts";
import { deleteConflict, entityAlreadyExists, limitExceeded, noSuchEntity } from "./errors.ts";
import { uniqueId } from "./ids.ts";
import { groupName, path, pathPrefix } from "./names.ts";
import { type OperationTable, operation, type ResultTree } from "./operation.ts";
import { page, pageParameters } from "./page.ts";
import { existingUserName, userNamed, userResult } from "./users.ts";

const maximumGroups = 10;

/** @throws IamError `NoSuchEntity` */
export function groupNamed(account: AccountState, name: string): Group {
  const group = account.groups.get(name);
  if (group === undefined) {
    throw noSuchEntity(`The group with name ${name} cannot be found.`);
  }
  return group;
}

/** The groups a user is in. */
export function groupsOf(account: AccountState, userId: string): Group[] {
  return [...account.groups.values()].filter((group) => group.members.has(userId));
}

function groupResult(group: Group): ResultTree {
  return {
    Path: group.path,
    GroupName: group.groupName,
    GroupId: group.groupId,
    Arn: group.arn,
    CreateDate: group.createDate,
  };
}

/** Groups: their life. @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_Group.html */
export const groupOperations: OperationTable = {
  CreateGroup: operation({
    kind: "write",
    parameters: { GroupName: groupName, Path: path },
    run({ GroupName, Path = "/" }, { account, ids, now }) {
      if (nameTaken(account.groups.keys(), GroupName)) {
        throw entityAlreadyExists(`Group with name ${GroupName} already exists.`);
      }
      const group: Group = {
        path: Path,
        groupName: GroupName,
        groupId: uniqueId(ids, "AGPA"),
        arn: entityArn(account, "group", Path, GroupName),
        createDate: now,
        inlinePolicies: new Map(),
        attachedPolicies: new Set(),
        members: new Set(),
      };
      account.groups.set(GroupName, group);
      return { Group: groupResult(group) };
    },
  }),

  GetGroup: operation({
    kind: "read",
    parameters: { GroupName: groupName, ...pageParameters },
    run({ GroupName, ...request }, { account }) {
      const group = groupNamed(account, GroupName);
      const members = [...account.users.values()].filter((user) => group.members.has(user.userId));
      const { items, more } = page(members, request, (user) => user.userName);
      return { Group: groupResult(group), Users: items.map((user) => userResult(user, "listed")), ...more };
    },
  }),

  ListGroups: operation({
    kind: "read",
    parameters: { PathPrefix: pathPrefix, ...pageParameters },
    run({ PathPrefix = "/", ...request }, { account }) {
      const groups = [...account.groups.values()].filter((group) => group.path.startsWith(PathPrefix));
      const { items, more } = page(groups, request, (group) => group.groupName);
      return { Groups: items.map(groupResult), ...more };
    },
  }),

  UpdateGroup: operation({
    kind: "write",
    parameters: { GroupName: groupName, NewGroupName: { ...groupName, required: false }, NewPath: path },
    run({ GroupName, NewGroupName, NewPath }, { account }) {
      const group = groupNamed(account, GroupName);
      const others = [...account.groups.keys()].filter((name) => name !== GroupName);
      if (NewGroupName !== undefined && nameTaken(others, NewGroupName)) {
        throw entityAlreadyExists(`Group with name ${NewGroupName} already exists.`);
      }
      account.groups.delete(GroupName);
      group.groupName = NewGroupName ?? group.groupName;
      group.path = NewPath ?? group.path;
      group.arn = entityArn(account, "group", group.path, group.groupName);
      account.groups.set(group.groupName, group);
      return undefined;
    },
  }),

  DeleteGroup: operation({
    kind: "write",
    parameters: { GroupName: groupName },
    run({ GroupName }, { account }) {
      const group = groupNamed(account, GroupName);
      if (group.attachedPolicies.size > 0) {
        throw deleteConflict("Cannot delete entity, must detach all policies first.");
      }
      if (group.inlinePolicies.size > 0) {
        throw deleteConflict("Cannot delete entity, must delete policies first.");
      }
      if (group.members.size > 0) {
        throw deleteConflict("Cannot delete entity, must remove users from group first.");
      }
      account.groups.delete(GroupName);
      return undefined;
    },
  }),
};

/** Who is in which group. */
export const groupMemberOperations: OperationTable = {
  AddUserToGroup: operation({
    kind: "write",
    parameters: { GroupName: groupName, UserName: existingUserName },
    run({ GroupName, UserName }, { account }) {
      const group = groupNamed(account, GroupName);
      const { userId } = userNamed(account, UserName);
      if (!group.members.has(userId) && groupsOf(account, userId).length >= maximumGroups) {
        throw limitExceeded(`Cannot exceed quota for GroupsPerUser: ${maximumGroups}`);
      }
      group.members.add(userId);
      return undefined;
    },
  }),

  RemoveUserFromGroup: operation({
    kind: "write",
    parameters: { GroupName: groupName, UserName: existingUserName },
    run({ GroupName, UserName }, { account }) {
      const group = groupNamed(account, GroupName);
      if (!group.members.delete(userNamed(account, UserName).userId)) {
        throw noSuchEntity(`The user with name ${UserName} cannot be found in the group ${GroupName}.`);
      }
      return undefined;
    },
  }),

  ListGroupsForUser: operation({
    kind: "read",
    parameters: { UserName: existingUserName, ...pageParameters },
    run({ UserName, ...request }, { account }) {
      const groups = groupsOf(account, userNamed(account, UserName).userId);
      const { items, more } = page(groups, request, (group) => group.groupName);
      return { Groups: items.map(groupResult), ...more };
    },
  }),
};
