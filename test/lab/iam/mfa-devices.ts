import { namedOrCalling } from "./caller-name.ts";
import { type OperationTable, operation } from "./operation.ts";
import { pageParameters } from "./page.ts";
import { existingUserName, userNamed } from "./users.ts";

/** MFA devices. Nobody in the lab has one: EnableMFADevice is answered with NotImplemented. */
export const mfaDeviceOperations: OperationTable = {
  ListMFADevices: operation({
    kind: "read",
    parameters: { UserName: { ...existingUserName, required: false }, ...pageParameters },
    run({ UserName }, context) {
      userNamed(context.account, namedOrCalling(UserName, context));
      return { IsTruncated: false, MFADevices: [] };
    },
  }),
};
