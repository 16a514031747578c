import { ServiceError } from "../server/service-error.ts";
import type { InputTransformer } from "./input-transformer.ts";
import type { EventPattern } from "./pattern.ts";
import type { Schedule } from "./schedule-expression.ts";

/** Where a rule sends what matches: an SQS queue, a Lambda function, an SNS topic or another account's bus. */
export interface Target {
  readonly Id: string;
  readonly Arn: string;
  /** The role that publishes to a topic, or sends to another account's bus. */
  readonly RoleArn?: string | undefined;
  /** The queue for what could not be handed over. */
  readonly DeadLetterConfig?: { readonly Arn?: string | undefined } | undefined;
  /** What a queue or a topic is sent in place of the event. */
  readonly InputTransformer?: InputTransformer | undefined;
}

/** A rule as it stands on its bus. */
export interface Rule {
  readonly name: string;
  readonly arn: string;
  readonly bus: string;
  description: string | undefined;
  state: "ENABLED" | "DISABLED";
  pattern: { readonly text: string; readonly parsed: EventPattern } | undefined;
  schedule: Schedule | undefined;
  readonly targets: Map<string, Target>;
}

/** An event bus with its rules by name. */
export interface EventBus {
  readonly name: string;
  readonly arn: string;
  /** A resource policy as JSON text. */
  policy: string | undefined;
  readonly rules: Map<string, Rule>;
}

/** Everything EventBridge holds of one account and region. */
export interface EventBridgeState {
  readonly account: string;
  readonly region: string;
  readonly buses: Map<string, EventBus>;
}

/** An account in which only the default bus exists, as in a new AWS account. */
export function emptyState(account: string, region: string): EventBridgeState {
  const state: EventBridgeState = { account, region, buses: new Map() };
  addBus(state, "default");
  return state;
}

/** Adds a bus. */
export function addBus(state: EventBridgeState, name: string): EventBus {
  const arn = `arn:aws:events:${state.region}:${state.account}:event-bus/${name}`;
  const bus: EventBus = { name, arn, policy: undefined, rules: new Map() };
  state.buses.set(name, bus);
  return bus;
}

/**
 * Finds a bus by its name or ARN; no name at all is the default bus.
 * @throws ServiceError `ResourceNotFoundException`.
 */
export function findBus(state: EventBridgeState, nameOrArn: string | undefined): EventBus {
  const wanted = nameOrArn ?? "default";
  const bus = [...state.buses.values()].find(({ name, arn }) => name === wanted || arn === wanted);
  if (bus === undefined) {
    throw new ServiceError("ResourceNotFoundException", `Event bus ${wanted} does not exist.`);
  }
  return bus;
}

/**
 * Finds a rule of a bus.
 * @throws ServiceError `ResourceNotFoundException`.
 */
export function findRule(state: EventBridgeState, bus: string | undefined, name: string): Rule {
  const found = findBus(state, bus);
  const rule = found.rules.get(name);
  if (rule === undefined) {
    throw new ServiceError("ResourceNotFoundException", `Rule ${name} does not exist on EventBus ${found.name}.`);
  }
  return rule;
}
