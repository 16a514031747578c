import { AssumeRoleCommand, type STSClient } from "@aws-sdk/client-sts";
import { askService, malformedAnswer, type ServiceAnswer } from "./service-answer.ts";

const CALL = "AssumeRole";

/** Which role is assumed, and what for. */
export interface RoleSession {
  /** The role's ARN. */
  readonly roleArn: string;
  /** What the role's trust policy asks for in `sts:ExternalId`; absent where it asks for none. */
  readonly externalId: string | undefined;
  /** What the account's CloudTrail calls the session: 2 to 64 letters, digits and `+=,.@_-`. */
  readonly sessionName: string;
  /** How long the credentials hold: 900 to 3600, which every role allows, also to a caller who is such a session already. */
  readonly seconds: number;
}

/** The credentials of a role's session. They are secret: never logged, written or shown. */
export interface SessionCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  readonly expiration: Date;
}

/**
 * Assumes a role. Credentials of another account or partition than the role's ARN says are refused: whoever used them would read, or
 * change, the wrong account.
 * @see https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
 */
export async function assumeRole(client: STSClient, session: RoleSession): Promise<ServiceAnswer<SessionCredentials>> {
  const { roleArn, externalId, sessionName, seconds } = session;
  const command = new AssumeRoleCommand({
    RoleArn: roleArn,
    RoleSessionName: sessionName,
    DurationSeconds: seconds,
    ...(externalId === undefined ? {} : { ExternalId: externalId }),
  });
  const answer = await askService(CALL, () => client.send(command));
  if (answer.status !== "present") return answer;
  const { Credentials, AssumedRoleUser } = answer.state;
  if (!AssumedRoleUser?.Arn?.startsWith(sessionArnPrefix(roleArn))) {
    return malformedAnswer("STS", CALL, `a session of another role than ${roleArn} stands`);
  }
  const { AccessKeyId, SecretAccessKey, SessionToken, Expiration } = Credentials ?? {};
  if (!AccessKeyId || !SecretAccessKey || !SessionToken || Expiration === undefined) {
    return malformedAnswer("STS", CALL, "the credentials are missing");
  }
  return {
    status: "present",
    state: {
      accessKeyId: AccessKeyId,
      secretAccessKey: SecretAccessKey,
      sessionToken: SessionToken,
      expiration: Expiration,
    },
  };
}

/** How the ARNs of a role's sessions begin. They leave the role's path out: `arn:aws:sts::111122223333:assumed-role/Reader/…`. */
function sessionArnPrefix(roleArn: string): string {
  const [, partition, , , account = "", role = ""] = roleArn.split(":");
  return `arn:${partition}:sts::${account}:assumed-role/${role.split("/").at(-1)}/`;
}
