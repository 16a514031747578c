import { randomUUID } from "node:crypto";
import { decide, type Principal } from "../access/resource-policy.ts";
import { jsonResponse, type LabResponse, readJson, type ServiceRequest } from "../server/exchange.ts";
import { notImplemented, ServiceError } from "../server/service-error.ts";
import type { LabClock } from "../time/clock.ts";
import {
  createEventBus,
  deleteEventBus,
  describeEventBus,
  listEventBuses,
  putPermission,
  removePermission,
} from "./buses.ts";
import { deliver, type TargetPorts } from "./delivery.ts";
import { type Event, eventTime } from "./event.ts";
import { entrySize, PUT_EVENTS_BYTES, toEvent } from "./put-events.ts";
import { type EventBridgeAction, REQUESTS, type Request } from "./requests.ts";
import * as rules from "./rules.ts";
import { Schedules } from "./schedules.ts";
import { type EventBus, emptyState, findBus, findRule } from "./state.ts";

/** EventBridge of one account and region. */
export interface EventBridge {
  /** Answers a client's request. @param principal who signed it */
  handle(request: ServiceRequest, principal: Principal): Promise<LabResponse>;
  /** Performs an action from inside the lab. @throws ServiceError */
  call(action: EventBridgeAction, input: unknown, principal: Principal): Promise<unknown>;
  /** Puts what an AWS service says of itself on the default bus; resolves when every matching target has it. */
  emit(event: Pick<Event, "source" | "detail-type" | "detail">): Promise<void>;
}

export function createEventBridge(options: {
  readonly account: string;
  readonly region: string;
  readonly clock: LabClock;
  readonly ports: TargetPorts;
}): EventBridge {
  const { account, region, clock, ports } = options;
  const state = emptyState(account, region);
  const envelope = () => ({ id: randomUUID(), account, region });
  const schedules = new Schedules(clock, ports, envelope);

  function setState(request: Request<"EnableRule">, wanted: "ENABLED" | "DISABLED"): object {
    const rule = findRule(state, request.EventBusName, request.Name);
    rule.state = wanted;
    schedules.plan(rule);
    return {};
  }

  async function putEvents({ Entries }: Request<"PutEvents">, principal: Principal) {
    if (Entries.reduce((sum, entry) => sum + entrySize(entry), 0) > PUT_EVENTS_BYTES) {
      throw new ServiceError("ValidationException", "Total size of the entries in the request is over the limit.");
    }
    const buses = Entries.map(({ EventBusName }) => findBus(state, EventBusName));
    for (const bus of buses) requireAdmitted(bus, principal);
    const results = await Promise.all(
      Entries.map(async (entry, index) => {
        const event = toEvent(entry, { ...envelope(), now: new Date(clock.now()) });
        if ("ErrorCode" in event) return event;
        await deliver(buses[index] as EventBus, event, ports);
        return { EventId: event.id };
      }),
    );
    return { FailedEntryCount: results.filter((result) => "ErrorCode" in result).length, Entries: results };
  }

  const operations: { readonly [A in EventBridgeAction]: (request: Request<A>, principal: Principal) => unknown } = {
    CreateEventBus: (request) => createEventBus(state, request),
    DescribeEventBus: (request) => describeEventBus(state, request),
    ListEventBuses: (request) => listEventBuses(state, request),
    DeleteEventBus: (request) => deleteEventBus(state, request),
    PutPermission: (request) => putPermission(state, request),
    RemovePermission: (request) => removePermission(state, request),
    PutRule: (request) => {
      const rule = rules.putRule(state, request);
      schedules.plan(rule);
      return { RuleArn: rule.arn };
    },
    DescribeRule: (request) => rules.describeRule(state, request),
    ListRules: (request) => rules.listRules(state, request),
    DeleteRule: (request) => {
      const arn = findBus(state, request.EventBusName).rules.get(request.Name)?.arn;
      const answer = rules.deleteRule(state, request);
      if (arn !== undefined) schedules.drop(arn);
      return answer;
    },
    EnableRule: (request) => setState(request, "ENABLED"),
    DisableRule: (request) => setState(request, "DISABLED"),
    PutTargets: (request) => rules.putTargets(state, request),
    RemoveTargets: (request) => rules.removeTargets(state, request),
    ListTargetsByRule: (request) => rules.listTargetsByRule(state, request),
    PutEvents: putEvents,
    TestEventPattern: (request) => rules.testEventPattern(request),
  };

  async function call(action: EventBridgeAction, input: unknown, principal: Principal): Promise<unknown> {
    const perform = operations[action] as (request: unknown, principal: Principal) => unknown;
    return await perform(readRequest(action, input), principal);
  }

  return {
    call,
    async handle(request, principal) {
      if (!isAction(request.action)) throw notImplemented(`EventBridge ${request.action}`);
      return jsonResponse("1.1", await call(request.action, readJson(request.body), principal));
    },
    async emit({ "detail-type": detailType, source, detail }) {
      const time = eventTime(new Date(clock.now()));
      const named = { version: "0", id: randomUUID(), "detail-type": detailType, source, account } as const;
      await deliver(findBus(state, "default"), { ...named, time, region, resources: [], detail }, ports);
    },
  };
}

function isAction(action: string): action is EventBridgeAction {
  return Object.hasOwn(REQUESTS, action);
}

function readRequest(action: EventBridgeAction, input: unknown): unknown {
  const read = REQUESTS[action].safeParse(input);
  if (read.success) return read.data;
  const unknown = read.error.issues.find((issue) => issue.code === "unrecognized_keys");
  if (unknown !== undefined) throw notImplemented(`EventBridge ${action} with ${unknown.keys.join(", ")}`);
  const details = read.error.issues.map(({ path, message }) => `'${path.join(".")}': ${message}`).join("; ");
  const count = read.error.issues.length;
  throw new ServiceError(
    "ValidationException",
    `${count} validation error${count > 1 ? "s" : ""} detected: ${details}`,
  );
}

/** A caller of the bus's own account needs no bus policy, but one that denies it is heeded. */
function requireAdmitted(bus: EventBus, principal: Principal): void {
  const request = { principal, action: "events:PutEvents", resource: bus.arn, context: {} };
  if (decide(bus.policy, request) !== "deny") return;
  const who = "arn" in principal ? principal.arn : principal.service;
  const why = "with an explicit deny in a resource-based policy";
  throw new ServiceError(
    "AccessDeniedException",
    `User: ${who} is not authorized to perform: events:PutEvents on resource: ${bus.arn} ${why}`,
  );
}
