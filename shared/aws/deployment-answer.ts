import type { Observation } from "../observation/observation.ts";
import { askService, type ServiceAnswer } from "./service-answer.ts";

/**
 * Makes one call about a deployment. What could not be read names the call as the right that it asks for: `events:DescribeRule`.
 * @param absent the codes by which the service says that there is no such thing
 */
export async function observeDeployment<T>(
  right: string,
  send: () => Promise<T>,
  absent: readonly string[] = [],
): Promise<Observation<T>> {
  const answer = await askService(right, send);
  return answer.status === "unreadable" && absent.includes(answer.reason.code) ? { status: "absent" } : answer;
}

/** What an observation holds, seen otherwise; what is not there, or could not be read, stays that. */
export function mapObservation<T, U>(observed: Observation<T>, map: (state: T) => Observation<U>): Observation<U> {
  return observed.status === "present" ? map(observed.state) : observed;
}

/** An answer that lacks what the API promises. @param what completes "… in the answer" */
export function incomplete(right: string, what: string): Exclude<ServiceAnswer<never>, { status: "present" }> {
  return { status: "unreadable", reason: { call: right, code: "MalformedAnswer", message: `${what} in the answer` } };
}

/** Where a deployment is read; endpoint and credentials come from the SDK's own chain if left out. */
export interface DeploymentClient {
  readonly region: string;
  readonly endpoint?: string;
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string };
}
