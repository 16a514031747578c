import type { Role } from "../iam/account.ts";
import type { Caller } from "../iam/caller.ts";
import { accessDenied, validationError } from "../iam/errors.ts";
import { type OperationTable, operation } from "../iam/operation.ts";
import type { IamService } from "../iam/service.ts";
import { trustAllows } from "./trust-evaluation.ts";

/**
 * The operations of STS that the lab does, for the callers of one account's IAM.
 * @param iamOf IAM of another account, whose roles can be assumed where they trust the caller
 */
export function stsOperations(iam: IamService, iamOf: (account: string) => IamService | undefined): OperationTable {
  return {
    GetCallerIdentity: operation({
      kind: "read",
      parameters: {},
      run: (_, { caller }) => ({ Arn: caller.arn, UserId: caller.principalId, Account: caller.accountId }),
    }),

    AssumeRole: operation({
      kind: "read",
      parameters: {
        RoleArn: { type: "string", required: true, minimum: 20, maximum: 2048 },
        RoleSessionName: {
          type: "string",
          required: true,
          minimum: 2,
          maximum: 64,
          pattern: {
            expression: /^[\w+=,.@-]*$/,
            message:
              "1 validation error detected: Value at 'roleSessionName' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\w+=,.@-]*",
          },
        },
        DurationSeconds: { type: "integer", minimum: 900, maximum: 43_200 },
        ExternalId: { type: "string", minimum: 2, maximum: 1224 },
      },
      run({ RoleArn, RoleSessionName, DurationSeconds, ExternalId }, { account, caller }) {
        const [, , , , accountId = ""] = RoleArn.split(":");
        const owner = accountId === account.accountId ? iam : iamOf(accountId);
        const roles = [...(owner?.account.roles.values() ?? [])];
        const role = roles.find((candidate) => candidate.arn === RoleArn);
        // Whether a role exists is not said to those who may not assume it.
        if (owner === undefined || role === undefined || !trustAllows(role, { caller, externalId: ExternalId })) {
          throw accessDenied(
            `User: ${caller.arn} is not authorized to perform: sts:AssumeRole on resource: ${RoleArn}`,
          );
        }
        const durationSeconds = DurationSeconds ?? 3600;
        checkDuration(role, caller, durationSeconds);
        const credentials = owner.registerSession({
          roleName: role.roleName,
          sessionName: RoleSessionName,
          durationSeconds,
        });
        const session = owner.whoIs(credentials.accessKeyId);
        return {
          Credentials: {
            AccessKeyId: credentials.accessKeyId,
            SecretAccessKey: credentials.secretAccessKey,
            SessionToken: credentials.sessionToken,
            Expiration: credentials.expiration,
          },
          AssumedRoleUser: { AssumedRoleId: session.principalId, Arn: session.arn },
        };
      },
    }),
  };
}

/** A session lasts no longer than its role allows, and an hour where one session opens another. */
function checkDuration(role: Role, caller: Caller, durationSeconds: number): void {
  if (durationSeconds > role.maxSessionDuration) {
    throw validationError("The requested DurationSeconds exceeds the MaxSessionDuration set for this role.");
  }
  if (caller.type === "AssumedRole" && durationSeconds > 3600) {
    throw validationError(
      "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.",
    );
  }
}
