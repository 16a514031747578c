import type { User } from "./account.ts";
import { namedOrCalling } from "./caller-name.ts";
import { entityAlreadyExists, IamError, noSuchEntity } from "./errors.ts";
import { type OperationTable, operation, type ResultTree } from "./operation.ts";
import type { BooleanParameter, StringParameter } from "./parameters.ts";
import { existingUserName, userNamed } from "./users.ts";

/** The length that IAM's default password policy asks for. */
const minimumLength = 8;

/** Three of the calls speak of the caller where they name no user. */
const UserName = { ...existingUserName, required: false } as const;
const Password = { type: "string", minimum: 1, maximum: 128, secret: true } as const satisfies StringParameter;
const PasswordResetRequired = { type: "boolean" } as const satisfies BooleanParameter;

function profileOf(user: User) {
  if (user.loginProfile === undefined) {
    throw noSuchEntity(`Login Profile for User ${user.userName} cannot be found.`);
  }
  return user.loginProfile;
}

function profileResult(user: User): ResultTree {
  const { createDate, passwordResetRequired } = profileOf(user);
  return {
    LoginProfile: { UserName: user.userName, CreateDate: createDate, PasswordResetRequired: passwordResetRequired },
  };
}

/** Of the default password policy only the length is checked. */
function checkPassword(password: string): void {
  if (password.length < minimumLength) {
    throw new IamError("PasswordPolicyViolation", 400, `Password should have a minimum length of ${minimumLength}.`);
  }
}

/** Console passwords. @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_passwords_admin-change-user.html */
export const loginProfileOperations: OperationTable = {
  CreateLoginProfile: operation({
    kind: "write",
    parameters: { UserName, Password: { ...Password, required: true }, PasswordResetRequired },
    run(parameters, context) {
      const user = userNamed(context.account, namedOrCalling(parameters.UserName, context));
      if (user.loginProfile !== undefined) {
        throw entityAlreadyExists(`Login Profile for user ${user.userName} already exists.`);
      }
      checkPassword(parameters.Password);
      user.loginProfile = {
        createDate: context.now,
        passwordChangedAt: context.now,
        passwordResetRequired: parameters.PasswordResetRequired ?? false,
      };
      return profileResult(user);
    },
  }),

  GetLoginProfile: operation({
    kind: "read",
    parameters: { UserName },
    run(parameters, context) {
      return profileResult(userNamed(context.account, namedOrCalling(parameters.UserName, context)));
    },
  }),

  UpdateLoginProfile: operation({
    kind: "write",
    parameters: { UserName: existingUserName, Password, PasswordResetRequired },
    run(parameters, { account, now }) {
      const profile = profileOf(userNamed(account, parameters.UserName));
      if (parameters.Password !== undefined) {
        checkPassword(parameters.Password);
        profile.passwordChangedAt = now;
      }
      profile.passwordResetRequired = parameters.PasswordResetRequired ?? profile.passwordResetRequired;
      return undefined;
    },
  }),

  DeleteLoginProfile: operation({
    kind: "write",
    parameters: { UserName },
    run(parameters, context) {
      const user = userNamed(context.account, namedOrCalling(parameters.UserName, context));
      profileOf(user);
      user.loginProfile = undefined;
      return undefined;
    },
  }),
};
