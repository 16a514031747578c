import { requireEvaluable } from "../access/resource-policy.ts";
import { ServiceError } from "../server/service-error.ts";
import type { Request } from "./requests.ts";
import { addBus, type EventBridgeState, type EventBus, findBus } from "./state.ts";

export function createEventBus(state: EventBridgeState, { Name }: Request<"CreateEventBus">) {
  if (state.buses.has(Name)) {
    throw new ServiceError("ResourceAlreadyExistsException", `Event bus ${Name} already exists.`);
  }
  if (Name.includes("/")) {
    throw new ServiceError("ValidationException", "Event bus name must not contain '/'.");
  }
  return { EventBusArn: addBus(state, Name).arn };
}

export function describeEventBus(state: EventBridgeState, { Name }: Request<"DescribeEventBus">) {
  return describe(findBus(state, Name));
}

export function listEventBuses(state: EventBridgeState, { NamePrefix = "" }: Request<"ListEventBuses">) {
  return { EventBuses: [...state.buses.values()].filter(({ name }) => name.startsWith(NamePrefix)).map(describe) };
}

export function deleteEventBus(state: EventBridgeState, { Name }: Request<"DeleteEventBus">) {
  if (Name === "default") throw new ServiceError("ValidationException", "Cannot delete event bus default.");
  if ((state.buses.get(Name)?.rules.size ?? 0) > 0) {
    throw new ServiceError("ValidationException", "Rule(s) must be deleted before the event bus can be deleted.");
  }
  state.buses.delete(Name);
  return {};
}

/** Only a whole policy is taken; the form with Action, Principal and StatementId is refused with its parameters. */
export function putPermission(state: EventBridgeState, { EventBusName, Policy }: Request<"PutPermission">) {
  const bus = findBus(state, EventBusName);
  requireEvaluable(Policy, ["aws:principalorgid"]);
  bus.policy = Policy;
  return {};
}

export function removePermission(state: EventBridgeState, { EventBusName }: Request<"RemovePermission">) {
  findBus(state, EventBusName).policy = undefined;
  return {};
}

function describe({ name, arn, policy }: EventBus) {
  return { Name: name, Arn: arn, Policy: policy };
}
