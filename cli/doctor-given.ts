import type { FunctionReader, FunctionReading } from "../shared/aws/deployment-functions.ts";
import type { Observation } from "../shared/observation/observation.ts";
import { NOT_READ, type StackPlace } from "./doctor-stack.ts";

/** The event bus and the topic that may have been given in place of the stack's own: the functions know which. */
export interface GivenResources {
  /** The name of the bus; `absent` where no function tells of one, and the stack's own is taken for it. */
  readonly driftBus: Observation<string>;
  /** The ARN of the topic; as above. */
  readonly alertTopic: Observation<string>;
}

/** Reads them from the environment of the functions that use them. */
export async function readGivenResources(reader: Pick<FunctionReader, "configuration">): Promise<GivenResources> {
  const [detecting, alerting] = await Promise.all([
    reader.configuration("plumbline-detect-drift"),
    reader.configuration("plumbline-send-alert"),
  ]);
  return { driftBus: variable(detecting, "DRIFT_BUS_NAME"), alertTopic: variable(alerting, "ALERT_TOPIC_ARN") };
}

function variable(observed: Observation<FunctionReading>, name: string): Observation<string> {
  const environment = observed.status === "present" ? observed.state.environment : observed;
  if (environment.status !== "present") return environment;
  const value = environment.state[name];
  return value === undefined ? { status: "absent" } : { status: "present", state: value };
}

/** The parameters that the stack had of them; for what could not be read stands {@link NOT_READ}. */
export function givenValues(
  { driftBus, alertTopic }: GivenResources,
  { account, partition, region }: Pick<StackPlace, "account" | "partition" | "region">,
): Readonly<Record<"ExistingDriftBus" | "ExistingAlertTopic", string>> {
  const ownTopic = `arn:${partition}:sns:${region}:${account}:plumbline-alerts`;
  return { ExistingDriftBus: given(driftBus, "plumbline"), ExistingAlertTopic: given(alertTopic, ownTopic) };
}

/** Empty where it is the stack's own. */
function given(observed: Observation<string>, own: string): string {
  if (observed.status === "unreadable") return NOT_READ;
  return observed.status === "absent" || observed.state === own ? "" : observed.state;
}
