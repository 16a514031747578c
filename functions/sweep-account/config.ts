import * as z from "../../shared/iam/schema.ts";
import { type AccountConfig, accountConfigOf, accountVariables } from "../account-config.ts";
import { type Environment, readEnvironment } from "../environment.ts";

/** What sweep-account is told by its environment. */
export interface SweepAccountConfig extends AccountConfig {
  /** Its own queue. */
  readonly queueUrl: string;
  /** That of remediate-drift. */
  readonly remediationQueueUrl: string;
}

/** @throws PlumblineError `InvalidEnvironment` that names every missing or wrong variable. */
export function loadConfig(environment: Environment): SweepAccountConfig {
  const schema = z.object({
    ...accountVariables.shape,
    QUEUE_URL: z.url({ error: "must be the URL of a queue" }),
    REMEDIATION_QUEUE_URL: z.url({ error: "must be the URL of a queue" }),
  });
  const read = readEnvironment(schema, environment);
  const { QUEUE_URL: queueUrl, REMEDIATION_QUEUE_URL: remediationQueueUrl } = read;
  return { ...accountConfigOf(read), queueUrl, remediationQueueUrl };
}
