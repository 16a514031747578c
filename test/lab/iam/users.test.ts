import {
  AddUserToGroupCommand,
  AttachUserPolicyCommand,
  CreateAccessKeyCommand,
  CreateGroupCommand,
  CreateLoginProfileCommand,
  CreateUserCommand,
  DeleteAccessKeyCommand,
  DeleteLoginProfileCommand,
  DeleteUserCommand,
  DeleteUserPolicyCommand,
  DetachUserPolicyCommand,
  GetAccessKeyLastUsedCommand,
  GetGroupCommand,
  GetUserCommand,
  ListUsersCommand,
  PutUserPolicyCommand,
  RemoveUserFromGroupCommand,
  UpdateUserCommand,
} from "@aws-sdk/client-iam";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type ServedAccount, servedAccount } from "./served-account.ts";

const UserName = "jane";
const PolicyArn = "arn:aws:iam::aws:policy/AdministratorAccess";
const PolicyDocument = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"*"}]}';

let account: ServedAccount;
beforeEach(async () => {
  account = await servedAccount();
  await account.client.send(new CreateUserCommand({ UserName }));
});
afterEach(() => account.stop());

/** The last record, less what differs from one call to the next. */
function recorded() {
  const record = account.records.at(-1);
  return { ...record, requestID: undefined, eventID: undefined };
}

describe("a user", () => {
  it("has an id and an ARN of IAM's form", async () => {
    const { User } = await account.client.send(new GetUserCommand({ UserName }));
    expect(User).toMatchObject({ Path: "/", UserName, Arn: "arn:aws:iam::000000000000:user/jane" });
    expect(User?.UserId).toMatch(/^AIDA[A-Z2-7]{17}$/);
  });

  it("takes a name that nobody has in any case", async () => {
    await expect(account.client.send(new CreateUserCommand({ UserName: "JANE" }))).rejects.toMatchObject({
      name: "EntityAlreadyExistsException",
      message: "User with name JANE already exists.",
    });
  });

  it("keeps its id, its keys and its groups when it is renamed", async () => {
    const { client } = account;
    const { User: before } = await client.send(new GetUserCommand({ UserName }));
    const { AccessKey } = await client.send(new CreateAccessKeyCommand({ UserName }));
    await client.send(new CreateGroupCommand({ GroupName: "operators" }));
    await client.send(new AddUserToGroupCommand({ GroupName: "operators", UserName }));
    await client.send(new UpdateUserCommand({ UserName, NewUserName: "joan", NewPath: "/moved/" }));
    const { User } = await client.send(new GetUserCommand({ UserName: "joan" }));
    expect(User).toMatchObject({ UserId: before?.UserId, Arn: "arn:aws:iam::000000000000:user/moved/joan" });
    const { Users } = await client.send(new GetGroupCommand({ GroupName: "operators" }));
    expect(Users?.map((member) => member.UserName)).toEqual(["joan"]);
    const used = await client.send(new GetAccessKeyLastUsedCommand({ AccessKeyId: AccessKey?.AccessKeyId }));
    expect(used).toMatchObject({ UserName: "joan", AccessKeyLastUsed: { ServiceName: "N/A", Region: "N/A" } });
  });

  it("is deleted only when nothing of it is left", async () => {
    const { client } = account;
    await client.send(new AttachUserPolicyCommand({ UserName, PolicyArn }));
    await client.send(new PutUserPolicyCommand({ UserName, PolicyName: "own", PolicyDocument }));
    await client.send(new CreateLoginProfileCommand({ UserName, Password: "Correct-horse-7" }));
    const { AccessKey } = await client.send(new CreateAccessKeyCommand({ UserName }));
    await client.send(new CreateGroupCommand({ GroupName: "operators" }));
    await client.send(new AddUserToGroupCommand({ GroupName: "operators", UserName }));
    const refused = async (): Promise<string> => {
      const error: unknown = await client.send(new DeleteUserCommand({ UserName })).catch((caught: unknown) => caught);
      expect(error).toMatchObject({ name: "DeleteConflictException", $metadata: { httpStatusCode: 409 } });
      return error instanceof Error ? error.message : "";
    };
    expect(await refused()).toBe("Cannot delete entity, must detach all policies first.");
    await client.send(new DetachUserPolicyCommand({ UserName, PolicyArn }));
    expect(await refused()).toBe("Cannot delete entity, must delete policies first.");
    await client.send(new DeleteUserPolicyCommand({ UserName, PolicyName: "own" }));
    expect(await refused()).toBe("Cannot delete entity, must delete login profile first.");
    await client.send(new DeleteLoginProfileCommand({ UserName }));
    expect(await refused()).toBe("Cannot delete entity, must delete access keys first.");
    await client.send(new DeleteAccessKeyCommand({ UserName, AccessKeyId: AccessKey?.AccessKeyId }));
    expect(await refused()).toBe("Cannot delete entity, must remove users from group first.");
    await client.send(new RemoveUserFromGroupCommand({ GroupName: "operators", UserName }));
    await client.send(new DeleteUserCommand({ UserName }));
    expect((await client.send(new ListUsersCommand({}))).Users).toEqual([]);
  });

  it("is in ten groups at most", async () => {
    const groups = Array.from({ length: 11 }, (_, index) => `group-${index}`);
    for (const GroupName of groups) {
      await account.client.send(new CreateGroupCommand({ GroupName }));
    }
    const add = (GroupName: string) => account.client.send(new AddUserToGroupCommand({ GroupName, UserName }));
    for (const GroupName of groups.slice(0, 10)) {
      await add(GroupName);
    }
    await add("group-0");
    await expect(add("group-10")).rejects.toMatchObject({ message: "Cannot exceed quota for GroupsPerUser: 10" });
  });

  it("may have inline policies of 2,048 characters in all", async () => {
    const put = (PolicyName: string, length: number) => {
      const empty =
        '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"arn:aws:s3:::"}]}';
      const text = empty.replace("s3:::", `s3:::${"b".repeat(length - empty.length)}`);
      return account.client.send(new PutUserPolicyCommand({ UserName, PolicyName, PolicyDocument: ` ${text}\n` }));
    };
    await put("first", 1048);
    await put("second", 1000);
    await expect(put("third", 120)).rejects.toMatchObject({
      name: "LimitExceededException",
      message: "Maximum policy size of 2048 bytes exceeded for user jane",
    });
  });
});

describe("a call that names no user", () => {
  it("speaks of the user who makes it", async () => {
    const { AccessKey } = await account.client.send(new CreateAccessKeyCommand({ UserName }));
    const own = account.clientOf({
      accessKeyId: AccessKey?.AccessKeyId ?? "",
      secretAccessKey: AccessKey?.SecretAccessKey ?? "",
    });
    expect((await own.send(new GetUserCommand({}))).User).toMatchObject({ UserName });
    expect((await own.send(new CreateAccessKeyCommand({}))).AccessKey).toMatchObject({ UserName });
    expect(recorded()).toMatchObject({
      userIdentity: { type: "IAMUser", userName: UserName, accessKeyId: AccessKey?.AccessKeyId },
      requestParameters: null,
      responseElements: { accessKey: { userName: UserName, status: "Active" } },
    });
  });

  it("is refused to a role session", async () => {
    const session = account.iam.registerSession({ roleName: "task", sessionName: "one", durationSeconds: 900 });
    await expect(account.clientOf(session).send(new GetUserCommand({}))).rejects.toMatchObject({
      name: "ValidationError",
      message: "Must specify userName when calling with non-User credentials",
    });
  });
});

describe("the CloudTrail record", () => {
  it("of CreateAccessKey holds the key without its secret", async () => {
    const { AccessKey } = await account.client.send(new CreateAccessKeyCommand({ UserName }));
    expect(recorded()).toMatchObject({
      eventName: "CreateAccessKey",
      requestParameters: { userName: UserName },
      responseElements: {
        accessKey: {
          userName: UserName,
          accessKeyId: AccessKey?.AccessKeyId,
          status: "Active",
          createDate: "Jun 1, 2026 12:00:00 PM",
        },
      },
    });
    expect(JSON.stringify(account.records)).not.toContain(AccessKey?.SecretAccessKey);
  });

  it("of CreateLoginProfile holds no password", async () => {
    await account.client.send(new CreateLoginProfileCommand({ UserName, Password: "Correct-horse-7" }));
    expect(recorded()).toMatchObject({
      eventName: "CreateLoginProfile",
      requestParameters: { userName: UserName },
      responseElements: { loginProfile: { userName: UserName, passwordResetRequired: false } },
    });
    expect(JSON.stringify(account.records)).not.toContain("Correct-horse-7");
  });

  it("of a refused DeleteLoginProfile names the exception", async () => {
    await expect(account.client.send(new DeleteLoginProfileCommand({ UserName }))).rejects.toThrow();
    expect(recorded()).toMatchObject({
      eventName: "DeleteLoginProfile",
      errorCode: "NoSuchEntityException",
      errorMessage: "Login Profile for User jane cannot be found.",
      requestParameters: { userName: UserName },
      responseElements: null,
    });
  });

  it("is not made of a read", async () => {
    const before = account.records.length;
    await account.client.send(new ListUsersCommand({}));
    expect(account.records.length).toBe(before);
  });
});

describe("an access key that nobody has", () => {
  it("is refused as IAM refuses it, by AccessDenied", async () => {
    await expect(
      account.client.send(new GetAccessKeyLastUsedCommand({ AccessKeyId: "AKIAAAAAAAAAAAAAAAAA" })),
    ).rejects.toMatchObject({ name: "AccessDenied", $metadata: { httpStatusCode: 403 } });
  });
});
