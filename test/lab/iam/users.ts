import { type AccountState, entityArn, nameTaken, type User } from "./account.ts";
import { namedOrCalling } from "./caller-name.ts";
import { deleteConflict, entityAlreadyExists, noSuchEntity } from "./errors.ts";
import { uniqueId } from "./ids.ts";
import { newTags, path, pathPrefix, userName } from "./names.ts";
import { type Context, type OperationTable, operation, type ResultTree } from "./operation.ts";
import { page, pageParameters } from "./page.ts";
import { acceptPermissionsBoundary, boundaryResult, newPermissionsBoundary } from "./permissions-boundary.ts";
import { withTags } from "./tags.ts";

/** The name of a user that is there already: longer names than a new one may have are looked up all the same. */
export const existingUserName = { ...userName, maximum: 128 } as const;

/** @throws IamError `NoSuchEntity` */
export function userNamed(account: AccountState, name: string): User {
  const user = account.users.get(name);
  if (user === undefined) {
    throw noSuchEntity(`The user with name ${name} cannot be found.`);
  }
  return user;
}

/** A user as IAM's answers show it; lists leave boundary and tags out. */
export function userResult(user: User, shown: "whole" | "listed"): ResultTree {
  return {
    Path: user.path,
    UserName: user.userName,
    UserId: user.userId,
    Arn: user.arn,
    CreateDate: user.createDate,
    PasswordLastUsed: user.passwordLastUsed,
    ...(shown === "whole" ? { ...boundaryResult(user), Tags: user.tags.length > 0 ? user.tags : undefined } : {}),
  };
}

/** Users: their life. @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_User.html */
export const userOperations: OperationTable = {
  CreateUser: operation({
    kind: "write",
    parameters: { UserName: userName, Path: path, PermissionsBoundary: newPermissionsBoundary, Tags: newTags },
    run({ UserName, Path = "/", PermissionsBoundary, Tags = [] }, { account, ids, now }) {
      if (nameTaken(account.users.keys(), UserName)) {
        throw entityAlreadyExists(`User with name ${UserName} already exists.`);
      }
      const user: User = {
        path: Path,
        userName: UserName,
        userId: uniqueId(ids, "AIDA"),
        arn: entityArn(account, "user", Path, UserName),
        createDate: now,
        permissionsBoundary: acceptPermissionsBoundary(account, PermissionsBoundary),
        tags: withTags([], Tags, "case-insensitive"),
        inlinePolicies: new Map(),
        attachedPolicies: new Set(),
        accessKeys: [],
        loginProfile: undefined,
        passwordLastUsed: undefined,
      };
      account.users.set(UserName, user);
      return { User: userResult(user, "whole") };
    },
  }),

  GetUser: operation({
    kind: "read",
    parameters: { UserName: { ...existingUserName, required: false } },
    run({ UserName }, context) {
      const name = namedOrCalling(UserName, context);
      const itself = UserName === undefined && !context.account.users.has(name);
      return { User: itself ? administrator(context) : userResult(userNamed(context.account, name), "whole") };
    },
  }),

  ListUsers: operation({
    kind: "read",
    parameters: { PathPrefix: pathPrefix, ...pageParameters },
    run({ PathPrefix = "/", ...request }, { account }) {
      const users = [...account.users.values()].filter((user) => user.path.startsWith(PathPrefix));
      const { items, more } = page(users, request, (user) => user.userName);
      return { Users: items.map((user) => userResult(user, "listed")), ...more };
    },
  }),

  UpdateUser: operation({
    kind: "write",
    parameters: { UserName: existingUserName, NewUserName: { ...userName, required: false }, NewPath: path },
    run({ UserName, NewUserName, NewPath }, { account }) {
      const user = userNamed(account, UserName);
      const others = [...account.users.keys()].filter((name) => name !== UserName);
      if (NewUserName !== undefined && nameTaken(others, NewUserName)) {
        throw entityAlreadyExists(`User with name ${NewUserName} already exists.`);
      }
      account.users.delete(UserName);
      user.userName = NewUserName ?? user.userName;
      user.path = NewPath ?? user.path;
      user.arn = entityArn(account, "user", user.path, user.userName);
      account.users.set(user.userName, user);
      return undefined;
    },
  }),

  DeleteUser: operation({
    kind: "write",
    parameters: { UserName: existingUserName },
    run({ UserName }, { account }) {
      const user = userNamed(account, UserName);
      const obstacle = whatStaysBehind(account, user);
      if (obstacle !== undefined) {
        throw deleteConflict(`Cannot delete entity, must ${obstacle} first.`);
      }
      account.users.delete(UserName);
      return undefined;
    },
  }),
};

/** The caller of no user's key: it is nobody whom the account lists, but it may ask who it is. */
function administrator({ account, caller }: Context): ResultTree {
  return {
    Path: "/",
    UserName: caller.type === "IAMUser" ? caller.userName : undefined,
    UserId: caller.principalId,
    Arn: caller.arn,
    CreateDate: account.settings.createdAt,
  };
}

/** What has to be done before IAM deletes a user. @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteUser.html */
function whatStaysBehind(account: AccountState, user: User): string | undefined {
  if (user.attachedPolicies.size > 0) {
    return "detach all policies";
  }
  if (user.inlinePolicies.size > 0) {
    return "delete policies";
  }
  if (user.loginProfile !== undefined) {
    return "delete login profile";
  }
  if (user.accessKeys.length > 0) {
    return "delete access keys";
  }
  return [...account.groups.values()].some((group) => group.members.has(user.userId))
    ? "remove users from group"
    : undefined;
}
