import {
  CreateAccessKeyCommand,
  CreateLoginProfileCommand,
  CreateUserCommand,
  DeleteAccessKeyCommand,
  DeleteLoginProfileCommand,
  DeleteUserCommand,
  GetAccessKeyLastUsedCommand,
  GetLoginProfileCommand,
  GetUserCommand,
  ListAccessKeysCommand,
  ListMFADevicesCommand,
  UpdateAccessKeyCommand,
  UpdateLoginProfileCommand,
} from "@aws-sdk/client-iam";
import type { Scenario } from "../scenario.ts";

const UserName = "red5-stream-manager";

/** A user's access keys and console password. */
export const credentialScenarios: readonly Scenario[] = [
  {
    name: "a user has at most two access keys",
    run: async ({ iam }) => {
      await iam(new CreateUserCommand({ UserName }));
      const first = await iam(new CreateAccessKeyCommand({ UserName }));
      const AccessKeyId = first?.AccessKey?.AccessKeyId;
      await iam(new CreateAccessKeyCommand({ UserName }));
      await iam(new CreateAccessKeyCommand({ UserName }));
      await iam(new ListAccessKeysCommand({ UserName }));
      await iam(new GetAccessKeyLastUsedCommand({ AccessKeyId }));
      await iam(new UpdateAccessKeyCommand({ UserName, AccessKeyId, Status: "Inactive" }));
      await iam(new ListAccessKeysCommand({ UserName }));
      await iam(new DeleteAccessKeyCommand({ UserName, AccessKeyId }));
      await iam(new DeleteAccessKeyCommand({ UserName, AccessKeyId }));
      await iam(new UpdateAccessKeyCommand({ UserName, AccessKeyId, Status: "Active" }));
      await iam(new GetAccessKeyLastUsedCommand({ AccessKeyId }));
      await iam(new ListAccessKeysCommand({ UserName }));
      await iam(new CreateAccessKeyCommand({ UserName: "missing" }));
      await iam(new ListAccessKeysCommand({ UserName: "missing" }));
    },
  },
  {
    name: "a user reads itself and its own keys",
    run: async ({ iam, as }) => {
      await iam(new CreateUserCommand({ UserName }));
      const created = await iam(new CreateAccessKeyCommand({ UserName }));
      const accessKeyId = created?.AccessKey?.AccessKeyId ?? "";
      const own = as({ accessKeyId, secretAccessKey: created?.AccessKey?.SecretAccessKey ?? "" });
      await own.iam(new GetUserCommand({}));
      await own.iam(new ListAccessKeysCommand({}));
      await iam(new GetAccessKeyLastUsedCommand({ AccessKeyId: accessKeyId }));
      await own.iam(new CreateAccessKeyCommand({}));
      await iam(new ListAccessKeysCommand({ UserName }));
    },
  },
  {
    name: "a login profile is created, read, updated and deleted",
    run: async ({ iam }) => {
      const Password = "Correct-horse-7";
      await iam(new CreateUserCommand({ UserName }));
      await iam(new GetLoginProfileCommand({ UserName }));
      await iam(new UpdateLoginProfileCommand({ UserName, Password }));
      await iam(new DeleteLoginProfileCommand({ UserName }));
      await iam(new CreateLoginProfileCommand({ UserName, Password }));
      await iam(new GetLoginProfileCommand({ UserName }));
      await iam(new CreateLoginProfileCommand({ UserName, Password }));
      await iam(new UpdateLoginProfileCommand({ UserName, Password: "Battery-staple-8", PasswordResetRequired: true }));
      await iam(new GetLoginProfileCommand({ UserName }));
      await iam(new DeleteLoginProfileCommand({ UserName }));
      await iam(new GetLoginProfileCommand({ UserName }));
      await iam(new DeleteLoginProfileCommand({ UserName }));
      await iam(new CreateLoginProfileCommand({ UserName, Password, PasswordResetRequired: true }));
      await iam(new CreateLoginProfileCommand({ UserName: "missing", Password }));
      await iam(new GetLoginProfileCommand({ UserName: "missing" }));
    },
  },
  {
    name: "a user with a password is not deleted",
    run: async ({ iam }) => {
      await iam(new CreateUserCommand({ UserName }));
      await iam(new CreateLoginProfileCommand({ UserName, Password: "Correct-horse-7" }));
      await iam(new DeleteUserCommand({ UserName }));
    },
  },
  {
    name: "a user with an access key is not deleted",
    run: async ({ iam }) => {
      await iam(new CreateUserCommand({ UserName }));
      await iam(new CreateAccessKeyCommand({ UserName }));
      await iam(new DeleteUserCommand({ UserName }));
    },
  },
  {
    name: "a password that is too short is refused",
    run: async ({ iam }) => {
      await iam(new CreateUserCommand({ UserName }));
      await iam(new CreateLoginProfileCommand({ UserName, Password: "short" }));
    },
  },
  {
    name: "a user without MFA devices",
    run: async ({ iam }) => {
      await iam(new CreateUserCommand({ UserName }));
      await iam(new ListMFADevicesCommand({ UserName }));
      await iam(new ListMFADevicesCommand({ UserName: "missing" }));
    },
  },
];
