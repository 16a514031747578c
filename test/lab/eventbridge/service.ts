import { randomUUID } from "node:crypto";
import { accessRefused, type Why } from "../access/refusal.ts";
import { decide, type Principal, type ResourceRequest } from "../access/resource-policy.ts";
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
import { type EventBridgeState, type EventBus, emptyState, findBus, findRule } from "./state.ts";

/** EventBridge of one account and region. */
export interface EventBridge {
  /** Answers a client's request. @param principal who signed it */
  handle(request: ServiceRequest, principal: Principal): Promise<LabResponse>;
  /** Performs an action from inside the lab. @throws ServiceError */
  call(action: EventBridgeAction, input: unknown, principal: Principal): Promise<unknown>;
  /** Puts what an AWS service says of itself on the default bus; resolves when every matching target has it. */
  emit(event: Pick<Event, "source" | "detail-type" | "detail">): Promise<void>;
  /**
   * Takes an event from a rule of another account, if the bus's policy admits who sends it; resolves when every matching target has it.
   * @throws ServiceError for a bus that is not there or does not admit the sender
   */
  receive(busArn: string, event: Event, sender: Principal): Promise<void>;
  /** A bus's policy, as JSON text; `undefined` where there is none, or no such bus. */
  policyOf(busArn: string): string | undefined;
}

/** What the operations work with. */
interface Context {
  readonly state: EventBridgeState;
  readonly schedules: Schedules;
  readonly ports: TargetPorts;
  readonly now: () => Date;
  /** Who asks. */
  readonly principal: Principal;
  /** The organization of every account, his too; `undefined` where they are in none. */
  readonly organization: string | undefined;
}

type Operations = {
  readonly [A in EventBridgeAction]: (request: Request<A>, context: Context) => unknown;
};

const OPERATIONS: Operations = {
  CreateEventBus: (request, { state }) => createEventBus(state, request),
  DescribeEventBus: (request, { state }) => describeEventBus(state, request),
  ListEventBuses: (request, { state }) => listEventBuses(state, request),
  DeleteEventBus: (request, { state }) => deleteEventBus(state, request),
  PutPermission: (request, { state }) => putPermission(state, request),
  RemovePermission: (request, { state }) => removePermission(state, request),
  PutRule: (request, { state, schedules }) => {
    const rule = rules.putRule(state, request);
    schedules.plan(rule);
    return { RuleArn: rule.arn };
  },
  DescribeRule: (request, { state }) => rules.describeRule(state, request),
  ListRules: (request, { state }) => rules.listRules(state, request),
  DeleteRule: (request, { state, schedules }) => {
    const arn = findBus(state, request.EventBusName).rules.get(request.Name)?.arn;
    const answer = rules.deleteRule(state, request);
    if (arn !== undefined) schedules.drop(arn);
    return answer;
  },
  EnableRule: (request, context) => setState(request, "ENABLED", context),
  DisableRule: (request, context) => setState(request, "DISABLED", context),
  PutTargets: (request, { state }) => rules.putTargets(state, request),
  RemoveTargets: (request, { state }) => rules.removeTargets(state, request),
  ListTargetsByRule: (request, { state }) => rules.listTargetsByRule(state, request),
  PutEvents: putEvents,
  TestEventPattern: (request) => rules.testEventPattern(request),
};

/** Makes an EventBridge with nothing but the default bus. */
export function createEventBridge(options: {
  readonly account: string;
  readonly region: string;
  readonly clock: LabClock;
  readonly ports: TargetPorts;
  /** The organization of every account of the lab; `undefined` where they are in none. */
  readonly organization: string | undefined;
}): EventBridge {
  const { account, region, clock, ports, organization } = options;
  const state = emptyState(account, region);
  const schedules = new Schedules(clock, ports, () => ({ id: randomUUID(), account, region }));
  const now = () => new Date(clock.now());

  async function call(action: EventBridgeAction, input: unknown, principal: Principal): Promise<unknown> {
    const perform = OPERATIONS[action] as (request: unknown, context: Context) => unknown;
    return await perform(readRequest(action, input), { state, schedules, ports, now, principal, organization });
  }

  return {
    call,
    async handle(request, principal) {
      if (!isAction(request.action)) throw notImplemented(`EventBridge ${request.action}`);
      return jsonResponse("1.1", await call(request.action, readJson(request.body), principal));
    },
    async emit({ "detail-type": detailType, source, detail }) {
      const named = { version: "0", id: randomUUID(), "detail-type": detailType, source, account } as const;
      const event = { ...named, time: eventTime(now()), region, resources: [], detail };
      await deliver(findBus(state, "default"), event, ports);
    },
    async receive(busArn, event, sender) {
      const bus = findBus(state, busArn);
      requireAdmittedFromOutside(bus, sender, organization);
      await deliver(bus, event, ports);
    },
    policyOf: (busArn) => [...state.buses.values()].find(({ arn }) => arn === busArn)?.policy,
  };
}

function setState(request: Request<"EnableRule">, wanted: "ENABLED" | "DISABLED", context: Context): object {
  const rule = findRule(context.state, request.EventBusName, request.Name);
  rule.state = wanted;
  context.schedules.plan(rule);
  return {};
}

/** A bus that is not there is refused, where AWS takes the event and loses it without a word. */
async function putEvents({ Entries }: Request<"PutEvents">, context: Context) {
  const { state, ports, now, principal, organization } = context;
  if (Entries.reduce((sum, entry) => sum + entrySize(entry), 0) > PUT_EVENTS_BYTES) {
    throw new ServiceError("ValidationException", "Total size of the entries in the request is over the limit.");
  }
  const addressed = Entries.map((entry) => ({ entry, bus: findBus(state, entry.EventBusName) }));
  for (const { bus } of addressed) requireAdmitted(bus, principal, organization);
  const results = await Promise.all(
    addressed.map(async ({ entry, bus }) => {
      const event = toEvent(entry, { id: randomUUID(), account: state.account, region: state.region, now: now() });
      if ("ErrorCode" in event) return event;
      await deliver(bus, event, ports);
      return { EventId: event.id };
    }),
  );
  return { FailedEntryCount: results.filter((result) => "ErrorCode" in result).length, Entries: results };
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
function requireAdmitted(bus: EventBus, principal: Principal, organization: string | undefined): void {
  if (decide(bus.policy, putting(bus, principal, organization)) === "deny") {
    throw notAuthorized(bus, principal, "explicit deny in a resource-based policy");
  }
}

/** A sender from another account needs the leave of the bus's policy. */
function requireAdmittedFromOutside(bus: EventBus, principal: Principal, organization: string | undefined): void {
  const decision = decide(bus.policy, putting(bus, principal, organization));
  if (decision === "allow") return;
  const why = decision === "deny" ? "explicit deny in a resource-based policy" : "no resource-based policy";
  throw notAuthorized(bus, principal, why);
}

function putting({ arn }: EventBus, principal: Principal, organization: string | undefined): ResourceRequest {
  return { principal, action: "events:PutEvents", resource: arn, context: { "aws:principalorgid": organization } };
}

function notAuthorized({ arn: resource }: EventBus, principal: Principal, why: Why): ServiceError {
  const caller = "arn" in principal ? principal.arn : principal.service;
  return accessRefused({ caller, action: "events:PutEvents", resource, why });
}
