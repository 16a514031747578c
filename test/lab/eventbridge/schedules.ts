import type { Cancel } from "../time/agenda.ts";
import type { LabClock } from "../time/clock.ts";
import { deliverToTargets, type TargetPorts } from "./delivery.ts";
import { type Event, eventTime } from "./event.ts";
import type { Rule } from "./state.ts";

/** Runs the scheduled rules by the lab's clock. */
export class Schedules {
  readonly #planned = new Map<string, Cancel>();
  readonly #clock: LabClock;
  readonly #ports: TargetPorts;
  readonly #envelope: () => Pick<Event, "id" | "account" | "region">;

  constructor(clock: LabClock, ports: TargetPorts, envelope: () => Pick<Event, "id" | "account" | "region">) {
    this.#clock = clock;
    this.#ports = ports;
    this.#envelope = envelope;
  }

  /** Takes up a rule's schedule anew: by a rate, its first run is one interval from now. */
  plan(rule: Rule): void {
    this.drop(rule.arn);
    if (rule.state === "ENABLED") this.#next(rule, this.#clock.now());
  }

  drop(ruleArn: string): void {
    this.#planned.get(ruleArn)?.();
    this.#planned.delete(ruleArn);
  }

  #next(rule: Rule, after: number): void {
    const due = rule.schedule?.next(after);
    if (due === undefined) return;
    const run = async () => {
      this.#next(rule, due);
      await deliverToTargets(rule, this.#event(rule, due), this.#ports);
    };
    this.#planned.set(rule.arn, this.#clock.agenda.at(due, run));
  }

  /** @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-rule-schedule.html */
  #event(rule: Rule, due: number): Event {
    return {
      version: "0",
      ...this.#envelope(),
      "detail-type": "Scheduled Event",
      source: "aws.events",
      time: eventTime(new Date(due)),
      resources: [rule.arn],
      detail: {},
    };
  }
}
