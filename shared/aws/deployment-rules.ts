import {
  DescribeEventBusCommand,
  DescribeRuleCommand,
  EventBridgeClient,
  ListTargetsByRuleCommand,
  type Target,
} from "@aws-sdk/client-eventbridge";
import type { Observation } from "../observation/observation.ts";
import { clientPace } from "./client-pace.ts";
import { type DeploymentClient, mapObservation, observeDeployment } from "./deployment-answer.ts";
import { listByToken } from "./service-answer.ts";

/** A rule of EventBridge. */
export interface RuleReading {
  /** `ENABLED`, `DISABLED`, `ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS`. */
  readonly state: string;
  /** JSON text; absent where it has a schedule alone. */
  readonly pattern?: string;
  readonly schedule?: string;
  readonly targets: Observation<readonly RuleTarget[]>;
}

/** Where a rule sends what matches. */
export interface RuleTarget {
  readonly arn: string;
  /** The ARN of the role that sends; absent where the target's own policy lets the rule. */
  readonly role?: string;
  /** What it sends in place of the event; absent where that is the event itself. */
  readonly input?: TargetInput;
}

/**
 * What a rule sends in place of the event: a constant, a part of the event, or a text made of parts of it.
 * @see https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_Target.html
 */
export interface TargetInput {
  /** JSON text. */
  readonly constant?: string;
  /** A JSON path. */
  readonly path?: string;
  readonly transformer?: { readonly paths: Readonly<Record<string, string>>; readonly template: string };
}

/** The same of a target as EventBridge's API and CloudFormation alike write it; `undefined` where it sends the event itself. */
export function targetInput({ Input, InputPath, InputTransformer }: WrittenInput): TargetInput | undefined {
  const input = {
    ...(Input !== undefined && { constant: Input }),
    ...(InputPath !== undefined && { path: InputPath }),
    ...(InputTransformer !== undefined && {
      transformer: { paths: InputTransformer.InputPathsMap ?? {}, template: InputTransformer.InputTemplate ?? "" },
    }),
  };
  return Object.keys(input).length === 0 ? undefined : input;
}

/** What of a target tells of its input. */
export type WrittenInput = Pick<Target, "Input" | "InputPath" | "InputTransformer">;

/** Reads EventBridge's rules and buses in one Region. */
export interface RuleReader {
  rule(name: string, bus: string): Promise<Observation<RuleReading>>;
  /** The policy of a bus, as JSON text; `""` where it has none. */
  busPolicy(bus: string): Promise<Observation<string>>;
}

const ABSENT = ["ResourceNotFoundException"];

/** @see https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_DescribeRule.html */
export function createRuleReader(options: DeploymentClient): RuleReader {
  const client = new EventBridgeClient({ ...options, ...clientPace({}) });
  return {
    async rule(name, bus) {
      const named = { Name: name, EventBusName: bus };
      const send = () => client.send(new DescribeRuleCommand(named));
      const answer = await observeDeployment("events:DescribeRule", send, ABSENT);
      if (answer.status !== "present") return answer;
      const targets = await readTargets(client, name, bus);
      const { State = "", EventPattern, ScheduleExpression } = answer.state;
      const state: RuleReading = {
        state: State,
        ...(EventPattern === undefined ? {} : { pattern: EventPattern }),
        ...(ScheduleExpression === undefined ? {} : { schedule: ScheduleExpression }),
        targets,
      };
      return { status: "present", state };
    },
    async busPolicy(bus) {
      const send = () => client.send(new DescribeEventBusCommand({ Name: bus }));
      const answer = await observeDeployment("events:DescribeEventBus", send, ABSENT);
      return mapObservation(answer, ({ Policy = "" }) => ({ status: "present", state: Policy }));
    },
  };
}

function readTargets(
  client: EventBridgeClient,
  Rule: string,
  EventBusName: string,
): Promise<Observation<readonly RuleTarget[]>> {
  const send = (token: { readonly NextToken?: string }) =>
    client.send(new ListTargetsByRuleCommand({ Rule, EventBusName, ...token }));
  return listByToken({ service: "EventBridge", call: "events:ListTargetsByRule", send }, ({ Targets }) =>
    Targets?.map((target) => {
      const { Arn = "", RoleArn: role } = target;
      const input = targetInput(target);
      return { arn: Arn, ...(role !== undefined && { role }), ...(input !== undefined && { input }) };
    }),
  );
}
