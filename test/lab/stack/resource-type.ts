import type * as z from "zod";
import type { Alarm } from "../cloudwatch/alarms.ts";
import type { DynamoDb } from "../dynamodb/dynalite.ts";
import type { EventBridgeAction } from "../eventbridge/requests.ts";
import type { Messaging } from "../messaging/fauxqs.ts";
import type { S3 } from "../s3/service.ts";

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

/** What AWS::Lambda::Function asks for. */
export interface WantedFunction {
  readonly name: string;
  readonly arn: string;
  readonly roleArn: string;
  /** `module.export` */
  readonly handler: string;
  /** The zip of its code, relative to the template's folder. */
  readonly code: string;
  /** Seconds. */
  readonly timeout: number;
  /** MB. */
  readonly memorySize: number;
  readonly variables: Readonly<Record<string, string>>;
}

/** Where a stack's resources are made. */
export interface StackTarget {
  readonly account: string;
  readonly region: string;
  readonly messaging: Messaging;
  readonly dynamodb: DynamoDb;
  readonly s3: Pick<S3, "createBucket" | "putBucketPolicy">;
  /** EventBridge, called as the account's deployer. */
  events(action: EventBridgeAction, input: unknown): Promise<unknown>;
  /**
   * IAM, called as the account's deployer.
   * @param parameters as the Query protocol writes them: `{"Tags.member.1.Key": "team"}`
   * @returns the answer's XML
   * @throws Error with IAM's own sentence where IAM refuses
   */
  iam(action: string, parameters: Readonly<Record<string, string>>): string;
  addMapping(mapping: WantedMapping): Promise<void>;
  addFunction(wanted: WantedFunction): void;
  /** Makes a group for logs: what is written to a group that there is none of is lost. */
  addLogGroup(name: string): void;
  /** @param policy the key's, as JSON text. @returns the key's id */
  addKey(policy: string): string;
  /** Puts a queue or a topic under a key. */
  putUnderKey(arn: string, keyArn: string): void;
  addAlarm(alarm: Alarm): void;
  /** Keeps a parameter in SSM. */
  keepParameter(name: string, value: string, type: "String"): void;
  /** Lets EventBridge invoke a function for one rule, or for any rule where `sourceArn` is left out. */
  permit(functionName: string, sourceArn: string | undefined): void;
  /** Has the events that a function has failed on for good, where it was invoked asynchronously, go to a queue. */
  keepFailures(functionName: string, queueArn: string): void;
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

/** The name of a role by its ARN, whatever its path. */
export function roleName(roleArn: string): string {
  return roleArn.split("/").at(-1) ?? "";
}

/** `arn:aws:lambda:…:function:NAME`, or the name itself. */
export function functionName(nameOrArn: string): string {
  return nameOrArn.split(":").at(-1) ?? nameOrArn;
}
