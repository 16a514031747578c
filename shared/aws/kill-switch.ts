import { GetParameterCommand, SSMClient, type SSMClientConfig } from "@aws-sdk/client-ssm";
import type { KillSwitchReader } from "../remediation/guards/kill-switch.ts";
import { type ClientPace, clientPace } from "./client-pace.ts";
import { unreadableReason } from "./iam-answer.ts";

/** How the kill switch is reached; region, endpoint and credentials come from the SDK's own chain if left out. */
export interface KillSwitchOptions extends ClientPace, Pick<SSMClientConfig, "region" | "endpoint" | "credentials"> {
  /** The parameter's name. */
  readonly name: string;
}

const CALL = "GetParameter";

/**
 * The kill switch in a parameter of SSM. It is not decrypted: a switch is no secret, and whoever makes it a SecureString stops every
 * repair. Each reading asks SSM anew.
 * @see https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetParameter.html
 */
export function createKillSwitchReader({
  name,
  maxAttempts = 3,
  attemptTimeout = 2_000,
  ...options
}: KillSwitchOptions): KillSwitchReader {
  const client = new SSMClient({ ...options, ...clientPace({ maxAttempts, attemptTimeout }) });
  return {
    async read() {
      try {
        const { Parameter } = await client.send(new GetParameterCommand({ Name: name }));
        if (Parameter?.Value !== undefined) return { status: "present", state: Parameter.Value };
        const reason = {
          call: CALL,
          code: "MalformedAnswer",
          message: "the parameter's value is missing in SSM's answer",
        };
        return { status: "unreadable", reason };
      } catch (cause) {
        const reason = unreadableReason(CALL, cause);
        if (reason === undefined) throw cause;
        return reason.code === "ParameterNotFound" ? { status: "absent" } : { status: "unreadable", reason };
      }
    },
  };
}
