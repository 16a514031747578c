import type { Event } from "./event.ts";
import { transformed } from "./input-transformer.ts";
import { matchesPattern } from "./pattern.ts";
import type { RuleRole } from "./rule-role.ts";
import type { EventBus, Rule, Target } from "./state.ts";

/** The ways out of EventBridge within an account. Each throws where the target, or its resource policy, would not take it. */
export interface OwnTargets {
  /** Sends `body` to the queue `queueArn` on behalf of the rule `ruleArn`. */
  sendToQueue(queueArn: string, body: string, ruleArn: string): Promise<void>;
  /** Runs a function asynchronously on behalf of the rule; resolves when its invocation is over, whatever came of it. */
  invokeFunction(functionArn: string, event: Event, ruleArn: string): Promise<void>;
  /** Publishes `message` to a topic as the role that the target names. */
  publish(topicArn: string, message: string, by: RuleRole): Promise<void>;
  /** Told of each event that could not be handed over: on AWS only a metric shows it. */
  undelivered(sentence: string): void;
}

/** All ways out of EventBridge. */
export interface TargetPorts extends OwnTargets {
  /** Sends an event to a bus of another account as the role that the target names. */
  sendToBus(busArn: string, event: Event, by: RuleRole): Promise<void>;
}

/** Hands an event to every target of every enabled rule of the bus that matches it; resolves when all have it. */
export async function deliver(bus: EventBus, event: Event, ports: TargetPorts): Promise<void> {
  const matching = [...bus.rules.values()].filter(
    ({ state, pattern }) => state === "ENABLED" && pattern !== undefined && matchesPattern(pattern.parsed, event),
  );
  await Promise.all(matching.map((rule) => deliverToTargets(rule, event, ports)));
}

/** Hands an event to every target of one rule, as a schedule does. */
export async function deliverToTargets(rule: Rule, event: Event, ports: TargetPorts): Promise<void> {
  await Promise.all([...rule.targets.values()].map((target) => handOver(rule, target, event, ports)));
}

async function handOver(rule: Rule, target: Target, event: Event, ports: TargetPorts): Promise<void> {
  try {
    const [, , service] = target.Arn.split(":");
    const { InputTransformer } = target;
    const input = InputTransformer === undefined ? JSON.stringify(event) : transformed(InputTransformer, event);
    const by = { ruleArn: rule.arn, roleArn: target.RoleArn ?? "" };
    if (service === "sqs") await ports.sendToQueue(target.Arn, input, rule.arn);
    else if (service === "sns") await ports.publish(target.Arn, input, by);
    else if (service === "events") await ports.sendToBus(target.Arn, event, by);
    else await ports.invokeFunction(target.Arn, event, rule.arn);
  } catch (fault) {
    const deadLetters = target.DeadLetterConfig?.Arn;
    ports.undelivered(`Rule ${rule.name} could not deliver event ${event.id} to ${target.Arn}: ${sentence(fault)}`);
    if (deadLetters === undefined) return;
    try {
      await ports.sendToQueue(deadLetters, JSON.stringify(event), rule.arn);
    } catch (second) {
      ports.undelivered(`Nor to its dead-letter queue ${deadLetters}: ${sentence(second)}`);
    }
  }
}

function sentence(fault: unknown): string {
  return fault instanceof Error ? fault.message : String(fault);
}
