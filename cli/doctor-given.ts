import type { FunctionReader, FunctionReading } from "../shared/aws/deployment-functions.ts";
import type { Observation } from "../shared/observation/observation.ts";
import { NOT_READ } from "./doctor-stack.ts";

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

/** They as values of the stack's template, by what that calls them; for what could not be read stands {@link NOT_READ}. */
export function givenValues({ driftBus, alertTopic }: GivenResources): Readonly<Record<string, string>> {
  return { ...valueNamed("DriftBus", driftBus), ...valueNamed("AlertTopic", alertTopic) };
}

function valueNamed(name: string, observed: Observation<string>): Readonly<Record<string, string>> {
  if (observed.status === "absent") return {};
  return { [name]: observed.status === "present" ? observed.state : NOT_READ };
}
