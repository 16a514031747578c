import { ACCOUNT, type Case, ROLE_IDENTITY, ROOT_IDENTITY, record, write } from "./record.ts";

const ADMINISTRATOR = "arn:aws:iam::aws:policy/AdministratorAccess";
const MFA = `arn:aws:iam::${ACCOUNT}:mfa/dana-phone`;
const ROOT_MFA = `arn:aws:iam::${ACCOUNT}:mfa/root-account-mfa-device`;
const wholeUser = (name: string) => [
  `GetUser ${name}`,
  `ListUserPolicies ${name}`,
  `ListAttachedUserPolicies ${name}`,
  `GetLoginProfile ${name}`,
  `ListAccessKeys ${name}`,
  `ListGroupsForUser ${name}`,
];

function createdUser(userName: string) {
  const arn = `arn:aws:iam::${ACCOUNT}:user/${userName}`;
  return { user: { path: "/", userName, userId: "AIDAEXAMPLE", arn, createDate: "Feb 3, 2024 4:05:06 AM" } };
}
const createdKey = (userName: string) => ({
  accessKey: { userName, accessKeyId: "AKIAIOSFODNN7EXAMPLE", status: "Active", createDate: "Feb 3, 2024 4:05:06 AM" },
});

export const USER_CASES: readonly Case[] = [
  write(
    "captured",
    "CreateUser with a path",
    record("CreateUser", { path: "/", userName: "dana" }, createdUser("dana")),
    ["user/dana"],
    ...wholeUser("dana"),
  ),
  write(
    "captured",
    "CreateUser without a path",
    record("CreateUser", { userName: "dana", tags: [{ key: "a", value: "b" }] }, createdUser("dana")),
    ["user/dana"],
    ...wholeUser("dana"),
  ),
  write("captured", "DeleteUser", record("DeleteUser", { userName: "dana" }), ["user/dana"], ...wholeUser("dana")),
  write(
    "documented",
    "UpdateUser with a new name touches both names",
    record("UpdateUser", { userName: "dana", newUserName: "dina" }),
    ["user/dana", "user/dina"],
    ...wholeUser("dana"),
    ...wholeUser("dina"),
  ),
  write(
    "documented",
    "UpdateUser with a new path alone",
    record("UpdateUser", { userName: "dana", newPath: "/left/" }),
    ["user/dana"],
    ...wholeUser("dana"),
  ),
  write(
    "captured",
    "AttachUserPolicy",
    record("AttachUserPolicy", { userName: "dana", policyArn: ADMINISTRATOR }),
    ["user/dana"],
    "ListAttachedUserPolicies dana",
  ),
  write(
    "captured",
    "DetachUserPolicy with the policy named first",
    record("DetachUserPolicy", { policyArn: ADMINISTRATOR, userName: "dana" }),
    ["user/dana"],
    "ListAttachedUserPolicies dana",
  ),
  write(
    "documented",
    "PutUserPolicy",
    record("PutUserPolicy", { userName: "dana", policyName: "extra", policyDocument: "{}" }),
    ["user/dana"],
    "ListUserPolicies dana",
    "GetUserPolicy dana extra",
  ),
  write(
    "documented",
    "DeleteUserPolicy",
    record("DeleteUserPolicy", { userName: "dana", policyName: "extra" }),
    ["user/dana"],
    "ListUserPolicies dana",
  ),
  write(
    "documented",
    "PutUserPermissionsBoundary touches the user, not the boundary",
    record("PutUserPermissionsBoundary", {
      userName: "dana",
      permissionsBoundary: `arn:aws:iam::${ACCOUNT}:policy/boundary`,
    }),
    ["user/dana"],
    "GetUser dana",
  ),
  write(
    "documented",
    "DeleteUserPermissionsBoundary",
    record("DeleteUserPermissionsBoundary", { userName: "dana" }),
    ["user/dana"],
    "GetUser dana",
  ),
  write(
    "documented",
    "TagUser",
    record("TagUser", { userName: "dana", tags: [{ key: "owner", value: "x" }] }),
    ["user/dana"],
    "GetUser dana",
  ),
  write(
    "documented",
    "UntagUser",
    record("UntagUser", { userName: "dana", tagKeys: ["owner"] }),
    ["user/dana"],
    "GetUser dana",
  ),
  write(
    "captured",
    "CreateAccessKey for another user",
    record("CreateAccessKey", { userName: "dana" }, createdKey("dana")),
    ["user/dana"],
    "ListAccessKeys dana",
  ),
  write(
    "documented",
    "CreateAccessKey without a request names its user in the response",
    record("CreateAccessKey", null, createdKey("operator"), { userIdentity: ROLE_IDENTITY }),
    ["user/operator"],
    "ListAccessKeys operator",
  ),
  write(
    "documented",
    "CreateAccessKey by the root user for itself",
    record("CreateAccessKey", null, createdKey("acme-account-alias"), { userIdentity: ROOT_IDENTITY }),
    ["root"],
    "GetAccountSummary",
  ),
  write(
    "captured",
    "DeleteAccessKey",
    record("DeleteAccessKey", { userName: "dana", accessKeyId: "AKIAIOSFODNN7EXAMPLE" }),
    ["user/dana"],
    "ListAccessKeys dana",
  ),
  write(
    "documented",
    "UpdateAccessKey without a user is the caller's own",
    record("UpdateAccessKey", { accessKeyId: "AKIAIOSFODNN7EXAMPLE", status: "Inactive" }),
    ["user/operator"],
    "ListAccessKeys operator",
  ),
  write(
    "documented",
    "DeleteAccessKey by the root user without a user is root's own",
    record("DeleteAccessKey", { accessKeyId: "AKIAIOSFODNN7EXAMPLE" }, null, { userIdentity: ROOT_IDENTITY }),
    ["root"],
    "GetAccountSummary",
  ),
  write(
    "documented",
    "DeleteAccessKey by the root user of another user's key",
    record("DeleteAccessKey", { userName: "dana", accessKeyId: "AKIAIOSFODNN7EXAMPLE" }, null, {
      userIdentity: ROOT_IDENTITY,
    }),
    ["user/dana"],
    "ListAccessKeys dana",
  ),
  write(
    "captured",
    "CreateLoginProfile",
    record(
      "CreateLoginProfile",
      { passwordResetRequired: false, userName: "dana" },
      { loginProfile: { passwordResetRequired: false, userName: "dana", createDate: "Feb 3, 2024 4:05:06 AM" } },
    ),
    ["user/dana"],
    "GetLoginProfile dana",
  ),
  write(
    "captured",
    "DeleteLoginProfile",
    record("DeleteLoginProfile", { userName: "dana" }),
    ["user/dana"],
    "GetLoginProfile dana",
  ),
  write(
    "documented",
    "UpdateLoginProfile",
    record("UpdateLoginProfile", { userName: "dana" }),
    ["user/dana"],
    "GetLoginProfile dana",
  ),
  write(
    "documented",
    "ChangePassword is the caller's own",
    record("ChangePassword"),
    ["user/operator"],
    "GetLoginProfile operator",
  ),
  write(
    "documented",
    "EnableMFADevice",
    record("EnableMFADevice", { userName: "dana", serialNumber: MFA }),
    ["user/dana", "mfa/dana-phone"],
    "ListMFADevices dana",
    "ListVirtualMFADevices",
  ),
  write(
    "documented",
    "EnableMFADevice of the root user, which CloudTrail calls AWS ROOT USER",
    record("EnableMFADevice", { userName: "AWS ROOT USER", serialNumber: ROOT_MFA }, null, {
      userIdentity: ROOT_IDENTITY,
    }),
    ["root"],
    "GetAccountSummary",
  ),
  write(
    "documented",
    "DeactivateMFADevice of a device by its hardware serial number",
    record("DeactivateMFADevice", { userName: "dana", serialNumber: "GAHT12345678" }),
    ["user/dana", "mfa/GAHT12345678"],
    "ListMFADevices dana",
    "ListVirtualMFADevices",
  ),
  write(
    "documented",
    "DeactivateMFADevice of a security key",
    record("DeactivateMFADevice", {
      userName: "dana",
      serialNumber: `arn:aws:iam::${ACCOUNT}:u2f/user/dana/key-EXAMPLE`,
    }),
    ["user/dana", "u2f/key-EXAMPLE"],
    "ListMFADevices dana",
    "ListVirtualMFADevices",
  ),
  write(
    "documented",
    "UploadSSHPublicKey",
    record("UploadSSHPublicKey", { userName: "dana", sSHPublicKeyBody: "ssh-rsa AAAA" }),
    ["user/dana"],
    "ListSSHPublicKeys dana",
  ),
];
