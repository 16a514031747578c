import { notImplemented, ServiceError } from "../server/service-error.ts";
import { requireTransformable } from "./input-transformer.ts";
import { InvalidEventPattern, matchesPattern, parsePattern } from "./pattern.ts";
import type { Request } from "./requests.ts";
import { parseScheduleExpression } from "./schedule-expression.ts";
import { type EventBridgeState, findBus, findRule, type Rule, type Target } from "./state.ts";

/** Creates a rule or changes one; what a change leaves out is gone, but targets stay. */
export function putRule(state: EventBridgeState, request: Request<"PutRule">) {
  const bus = findBus(state, request.EventBusName);
  const { EventPattern, ScheduleExpression, State = "ENABLED" } = request;
  if (EventPattern === undefined && ScheduleExpression === undefined) {
    throw new ServiceError("ValidationException", "Parameter(s) EventPattern or ScheduleExpression must be specified.");
  }
  if (ScheduleExpression !== undefined && bus.name !== "default") {
    throw new ServiceError("ValidationException", "ScheduleExpression is supported only on the default event bus.");
  }
  if (State === "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS") throw notImplemented(`the rule state ${State}`);
  const infix = bus.name === "default" ? "" : `${bus.name}/`;
  const rule: Rule = {
    name: request.Name,
    arn: `arn:aws:events:${state.region}:${state.account}:rule/${infix}${request.Name}`,
    bus: bus.name,
    description: request.Description,
    state: State,
    pattern: EventPattern === undefined ? undefined : { text: EventPattern, parsed: readPattern(EventPattern) },
    schedule: ScheduleExpression === undefined ? undefined : parseScheduleExpression(ScheduleExpression),
    targets: bus.rules.get(request.Name)?.targets ?? new Map(),
  };
  bus.rules.set(rule.name, rule);
  return rule;
}

export function describeRule(state: EventBridgeState, { EventBusName, Name }: Request<"DescribeRule">) {
  return describe(findRule(state, EventBusName, Name));
}

export function listRules(state: EventBridgeState, { EventBusName, NamePrefix = "" }: Request<"ListRules">) {
  const rules = [...findBus(state, EventBusName).rules.values()];
  return { Rules: rules.filter(({ name }) => name.startsWith(NamePrefix)).map(describe) };
}

/** Deleting a rule that is not there succeeds, as on AWS. */
export function deleteRule(state: EventBridgeState, { EventBusName, Name }: Request<"DeleteRule">) {
  const bus = findBus(state, EventBusName);
  if ((bus.rules.get(Name)?.targets.size ?? 0) > 0) {
    throw new ServiceError("ValidationException", "Rule can't be deleted since it has targets.");
  }
  bus.rules.delete(Name);
  return {};
}

export function putTargets(state: EventBridgeState, { Rule: name, EventBusName, Targets }: Request<"PutTargets">) {
  const rule = findRule(state, EventBusName, name);
  for (const target of Targets) requireTarget(state, target);
  for (const target of Targets) rule.targets.set(target.Id, target);
  return { FailedEntryCount: 0, FailedEntries: [] };
}

/** A topic and another account's bus need a role that sends; the queues and functions that are reached here need none. */
function requireTarget({ account, region }: EventBridgeState, { Arn, RoleArn, InputTransformer }: Target): void {
  if (InputTransformer !== undefined) {
    if (!/^arn:aws:(sns|sqs):/.test(Arn)) throw notImplemented(`the InputTransformer of the rule target ${Arn}`);
    requireTransformable(InputTransformer);
  }
  if (Arn.startsWith(`arn:aws:sns:${region}:${account}:`)) {
    if (RoleArn !== undefined) return;
    throw notImplemented(`the rule target ${Arn} without a RoleArn`);
  }
  const own = new RegExp(`^arn:aws:(sqs:${region}:${account}:[\\w-]+$|lambda:${region}:${account}:function:)`);
  const bus = new RegExp(`^arn:aws:events:${region}:(?!${account}:)\\d{12}:event-bus/[\\w./-]+$`);
  if (bus.test(Arn)) {
    if (RoleArn !== undefined) return;
    throw new ServiceError("ValidationException", `RoleArn is required for target ${Arn}.`);
  }
  if (!own.test(Arn)) {
    const known =
      "only this account's standard queues, topics and functions are, and other accounts' event buses in the Region";
    throw notImplemented(`the rule target ${Arn}; ${known}`);
  }
  if (RoleArn !== undefined) throw notImplemented(`the RoleArn of the rule target ${Arn}`);
}

export function removeTargets(state: EventBridgeState, { Rule: name, EventBusName, Ids }: Request<"RemoveTargets">) {
  const { targets } = findRule(state, EventBusName, name);
  const failed = Ids.filter((id) => !targets.delete(id)).map((id) => ({
    TargetId: id,
    ErrorCode: "ResourceNotFoundException",
    ErrorMessage: `Rule ${name} does not have a target ${id}.`,
  }));
  return { FailedEntryCount: failed.length, FailedEntries: failed };
}

export function listTargetsByRule(state: EventBridgeState, { Rule: name, EventBusName }: Request<"ListTargetsByRule">) {
  return { Targets: [...findRule(state, EventBusName, name).targets.values()] };
}

export function testEventPattern({ EventPattern, Event }: Request<"TestEventPattern">) {
  const pattern = readPattern(EventPattern);
  let event: unknown;
  try {
    event = JSON.parse(Event);
  } catch {
    throw new ServiceError("ValidationException", "Parameter Event is not valid. Reason: it is not JSON.");
  }
  const given = typeof event === "object" && event !== null ? event : {};
  const members = ["id", "account", "source", "time", "region", "resources", "detail-type"];
  const missing = members.filter((member) => !(member in given));
  if (missing.length > 0) {
    throw new ServiceError(
      "ValidationException",
      `Parameter Event is not valid. Reason: ${missing.join(", ")} missing.`,
    );
  }
  return { Result: matchesPattern(pattern, event) };
}

function readPattern(text: string) {
  try {
    return parsePattern(text);
  } catch (fault) {
    if (fault instanceof InvalidEventPattern) throw new ServiceError("InvalidEventPatternException", fault.message);
    throw fault;
  }
}

function describe(rule: Rule) {
  return {
    Name: rule.name,
    Arn: rule.arn,
    EventBusName: rule.bus,
    State: rule.state,
    Description: rule.description,
    EventPattern: rule.pattern?.text,
    ScheduleExpression: rule.schedule?.text,
  };
}
