import { fileURLToPath } from "node:url";
import { IAMClient } from "@aws-sdk/client-iam";
import { loadConfiguration } from "../../cli/load-configuration.ts";
import { type ServedIam, serveIam } from "../lab/iam/serve.ts";
import { randomIds } from "../lab/iam/service.ts";
import { seedLab } from "../lab/seed.ts";
import { type Run, runCli } from "./run-cli.ts";

const ACCOUNT = "000000000000";
/** The lab's configuration: every baseline in account 000000000000. */
export const LAB = fileURLToPath(new URL("../lab/plumbline.yml", import.meta.url));
const CREDENTIALS = { accessKeyId: "AKIAPLUMBLINELABADMN", secretAccessKey: "lab" };

/** An account of the lab's, without the functions that would repair it. */
export interface CheckedLab {
  readonly client: IAMClient;
  readonly environment: Readonly<Record<string, string>>;
  check(...args: readonly string[]): Promise<Run>;
  stop(): Promise<void>;
}

/** Serves IAM with everything in it that the lab's configuration expects. */
export async function serveCheckedLab(): Promise<CheckedLab> {
  const compilation = await loadConfiguration(LAB);
  if (compilation.status === "invalid") throw new Error(JSON.stringify(compilation.problems));
  const served: ServedIam = await serveIam({
    account: ACCOUNT,
    partition: "aws",
    region: "us-east-1",
    now: () => new Date(),
    ids: randomIds(),
    record: () => undefined,
  });
  const { endpoint } = served;
  const clientConfig = { region: "us-east-1", credentials: CREDENTIALS };
  await seedLab({ endpoint, configuration: compilation.configuration, account: ACCOUNT, clientConfig });
  const client = new IAMClient({ endpoint, ...clientConfig });
  const environment = environmentFor(endpoint);
  return {
    client,
    environment,
    check: (...args) => runCli(process.cwd(), ["check", "--config", LAB, ...args], environment),
    stop: async () => {
      client.destroy();
      await served.stop();
    },
  };
}

/** What the command needs to read the account behind an endpoint. */
export function environmentFor(endpoint: string): Readonly<Record<string, string>> {
  return {
    AWS_ENDPOINT_URL: endpoint,
    AWS_REGION: "us-east-1",
    AWS_ACCESS_KEY_ID: CREDENTIALS.accessKeyId,
    AWS_SECRET_ACCESS_KEY: CREDENTIALS.secretAccessKey,
  };
}
