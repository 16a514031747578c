import type * as z from "zod";
import type { Alarm } from "../cloudwatch/alarms.ts";
import type { DynamoDb } from "../dynamodb/dynalite.ts";
import type { EventBridgeAction } from "../eventbridge/requests.ts";
import type { Messaging } from "../messaging/fauxqs.ts";

/** What AWS::Lambda::EventSourceMapping asks for. */
export interface WantedMapping {
  readonly functionName: string;
  readonly queueArn: string;
  readonly batchSize: number;
  /** Seconds. */
  readonly batchingWindow: number;
  readonly reportsFailures: boolean;
  readonly enabled: boolean;
}

/** Where a stack's resources are made. */
export interface StackTarget {
  readonly account: string;
  readonly region: string;
  readonly messaging: Messaging;
  readonly dynamodb: DynamoDb;
  /** EventBridge, called as the account's deployer. */
  events(action: EventBridgeAction, input: unknown): Promise<unknown>;
  addMapping(mapping: WantedMapping): Promise<void>;
  addAlarm(alarm: Alarm): void;
  /** Keeps a parameter in SSM. */
  keepParameter(name: string, value: string, type: "String"): void;
  /** Lets EventBridge invoke a function for one rule, or for any rule where `sourceArn` is left out. */
  permit(functionName: string, sourceArn: string | undefined): void;
}

/** A resource that has been made: what `Ref` and `Fn::GetAtt` give of it. */
export interface MadeResource {
  readonly ref: string;
  readonly attributes: Readonly<Record<string, string>>;
}

/** One of CloudFormation's resource types, as far as the lab knows it. */
export interface ResourceType {
  /** The properties that it takes; any other is refused. */
  readonly properties: z.ZodType;
  make(
    properties: never,
    made: { readonly id: string; readonly defaultName: string },
    target: StackTarget,
  ): Promise<MadeResource>;
}

/** Ties a type's properties to the function that makes it. */
export function resourceType<P>(type: {
  readonly properties: z.ZodType<P>;
  make(
    properties: P,
    made: { readonly id: string; readonly defaultName: string },
    target: StackTarget,
  ): Promise<MadeResource>;
}): ResourceType {
  return type;
}

/** `arn:aws:lambda:…:function:NAME`, or the name itself. */
export function functionName(nameOrArn: string): string {
  return nameOrArn.split(":").at(-1) ?? nameOrArn;
}
