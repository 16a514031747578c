import { spawn, spawnSync } from "node:child_process";

/** An AWS client that this project did not write, and how it is run. */
export interface ForeignClient {
  readonly name: string;
  readonly command: string;
  /** Arguments that end with status 0 where the client is installed. */
  readonly probe: readonly string[];
  /** Arguments that attach a policy to a role. */
  readonly attach: (roleName: string, policyArn: string) => readonly string[];
}

/** Whether a client can be run here, or why not. */
export type Presence = { readonly installed: true } | { readonly installed: false; readonly reason: string };

const ATTACH = "import boto3, sys; boto3.client('iam').attach_role_policy(RoleName=sys.argv[1], PolicyArn=sys.argv[2])";

export const FOREIGN_CLIENTS: readonly ForeignClient[] = [
  {
    name: "the aws command",
    command: "aws",
    probe: ["--version"],
    attach: (role, policy) => ["iam", "attach-role-policy", "--role-name", role, "--policy-arn", policy],
  },
  {
    name: "boto3",
    command: "python3",
    probe: ["-c", "import boto3"],
    attach: (role, policy) => ["-c", ATTACH, role, policy],
  },
];

/** Asks whether a client is there. */
export function detect({ command, probe }: Pick<ForeignClient, "command" | "probe">): Presence {
  const answer = spawnSync(command, probe, { encoding: "utf8" });
  if (answer.error !== undefined) return { installed: false, reason: answer.error.message };
  if (answer.status === 0) return { installed: true };
  return { installed: false, reason: answer.stderr.trim().split("\n").at(-1) ?? `status ${answer.status}` };
}

/**
 * Runs a client with nothing but the lab's environment: none of the machine's own credentials or settings.
 * @throws where it does not end with status 0, with what it said.
 */
export async function runClient(
  command: string,
  options: readonly string[],
  environment: Readonly<Record<string, string>>,
): Promise<void> {
  const { PATH = "", HOME = "" } = process.env;
  const nowhere = { AWS_CONFIG_FILE: "/dev/null", AWS_SHARED_CREDENTIALS_FILE: "/dev/null", AWS_PAGER: "" };
  const child = spawn(command, options, {
    env: { PATH, HOME, ...nowhere, ...environment },
    stdio: ["ignore", "ignore", "pipe"],
  });
  let said = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    said += text;
  });
  const status = await new Promise((resolve, reject) => child.once("error", reject).once("close", resolve));
  if (status !== 0) throw new Error(`${command} ended with status ${status}: ${said}`);
}
