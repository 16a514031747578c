import * as z from "../../shared/iam/schema.ts";
import { type AccountConfig, accountConfigOf, accountVariables } from "../account-config.ts";
import { type Environment, readEnvironment } from "../environment.ts";

/** What detect-drift is told by its environment. */
export interface DetectDriftConfig extends AccountConfig {
  /** Its own queue. */
  readonly queueUrl: string;
  /** How many seconds after the first look an entity is read again. */
  readonly secondLookSeconds: number;
}

/** With half as much again it is the longest delay that SQS gives a message, 15 minutes. */
const LONGEST_SECONDS = 600;

const seconds = { error: `must be a whole number of seconds from 1 to ${LONGEST_SECONDS}` };

/** @throws PlumblineError `InvalidEnvironment` that names every missing or wrong variable. */
export function loadConfig(environment: Environment): DetectDriftConfig {
  const schema = z.object({
    ...accountVariables.shape,
    QUEUE_URL: z.url({ error: "must be the URL of a queue" }),
    SECOND_LOOK_SECONDS: z
      .string()
      .check(z.refine((text) => /^[1-9]\d{0,2}$/.test(text) && Number(text) <= LONGEST_SECONDS, seconds)),
  });
  const read = readEnvironment(schema, environment);
  return {
    ...accountConfigOf(read),
    queueUrl: read.QUEUE_URL,
    secondLookSeconds: Number(read.SECOND_LOOK_SECONDS),
  };
}
