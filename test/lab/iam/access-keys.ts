import type { AccessKey, AccountState, User } from "./account.ts";
import { namedOrCalling } from "./caller-name.ts";
import { accessDenied, limitExceeded, noSuchEntity } from "./errors.ts";
import { accessKeyId, secretAccessKey } from "./ids.ts";
import { type OperationTable, operation } from "./operation.ts";
import { page, pageParameters } from "./page.ts";
import type { StringParameter } from "./parameters.ts";
import { existingUserName, userNamed } from "./users.ts";

const maximumKeys = 2;

/** Every operation but GetAccessKeyLastUsed speaks of the caller's own keys where it names no user. */
const UserName = { ...existingUserName, required: false } as const;

const AccessKeyId = {
  type: "string",
  required: true,
  minimum: 16,
  maximum: 128,
  pattern: {
    expression: /^\w+$/,
    message:
      "The specified value for accessKeyId is invalid. It must contain only alphanumeric characters and underscores.",
  },
} as const satisfies StringParameter;

const Status = { type: "string", required: true, oneOf: ["Active", "Inactive"] } as const satisfies StringParameter;

function keyOf(user: User, id: string): AccessKey {
  const key = user.accessKeys.find((candidate) => candidate.accessKeyId === id);
  if (key === undefined) {
    throw noSuchEntity(`The Access Key with id ${id} cannot be found.`);
  }
  return key;
}

function ownerOf(account: AccountState, id: string): { user: User; key: AccessKey } | undefined {
  for (const user of account.users.values()) {
    const key = user.accessKeys.find((candidate) => candidate.accessKeyId === id);
    if (key !== undefined) {
      return { user, key };
    }
  }
  return undefined;
}

/** Access keys. @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_access-keys.html */
export const accessKeyOperations: OperationTable = {
  CreateAccessKey: operation({
    kind: "write",
    parameters: { UserName },
    run(parameters, context) {
      const user = userNamed(context.account, namedOrCalling(parameters.UserName, context));
      if (user.accessKeys.length >= maximumKeys) {
        throw limitExceeded(`Cannot exceed quota for AccessKeysPerUser: ${maximumKeys}`);
      }
      const key: AccessKey = {
        accessKeyId: accessKeyId(context.ids, "AKIA"),
        secretAccessKey: secretAccessKey(context.ids),
        createDate: context.now,
        status: "Active",
        lastUsed: undefined,
      };
      user.accessKeys = [...user.accessKeys, key];
      return {
        AccessKey: {
          UserName: user.userName,
          AccessKeyId: key.accessKeyId,
          Status: key.status,
          SecretAccessKey: key.secretAccessKey,
          CreateDate: key.createDate,
        },
      };
    },
  }),

  ListAccessKeys: operation({
    kind: "read",
    parameters: { UserName, ...pageParameters },
    run({ UserName: name, ...request }, context) {
      const user = userNamed(context.account, namedOrCalling(name, context));
      const { items, more } = page(user.accessKeys, request, (key) => key.accessKeyId);
      return {
        AccessKeyMetadata: items.map((key) => ({
          UserName: user.userName,
          AccessKeyId: key.accessKeyId,
          Status: key.status,
          CreateDate: key.createDate,
        })),
        ...more,
      };
    },
  }),

  UpdateAccessKey: operation({
    kind: "write",
    parameters: { UserName, AccessKeyId, Status },
    run(parameters, context) {
      const user = userNamed(context.account, namedOrCalling(parameters.UserName, context));
      keyOf(user, parameters.AccessKeyId).status = parameters.Status === "Active" ? "Active" : "Inactive";
      return undefined;
    },
  }),

  DeleteAccessKey: operation({
    kind: "write",
    parameters: { UserName, AccessKeyId },
    run(parameters, context) {
      const user = userNamed(context.account, namedOrCalling(parameters.UserName, context));
      const gone = keyOf(user, parameters.AccessKeyId);
      user.accessKeys = user.accessKeys.filter((key) => key !== gone);
      context.account.deletedAccessKeyIds.add(gone.accessKeyId);
      return undefined;
    },
  }),

  /**
   * The API reference lists no NoSuchEntity for it: IAM asks whether the caller may see the key's owner, and a key
   * that nobody in the account has is one the caller may not see.
   * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccessKeyLastUsed.html
   */
  GetAccessKeyLastUsed: operation({
    kind: "read",
    parameters: { AccessKeyId },
    run({ AccessKeyId: id }, { account, caller }) {
      const owner = ownerOf(account, id);
      if (owner === undefined) {
        throw accessDenied(
          `User: ${caller.arn} is not authorized to perform: iam:GetAccessKeyLastUsed on resource: access key ${id}`,
        );
      }
      const { lastUsed } = owner.key;
      return {
        UserName: owner.user.userName,
        AccessKeyLastUsed: {
          LastUsedDate: lastUsed?.at,
          ServiceName: lastUsed?.service ?? "N/A",
          Region: lastUsed?.region ?? "N/A",
        },
      };
    },
  }),
};
