import * as z from "zod";

const name = z.string().regex(/^[.\-_A-Za-z0-9]{1,64}$/);
const busName = z.string().regex(/^[/.\-_A-Za-z0-9]{1,256}$/);
const busNameOrArn = z.string().min(1).max(1600).optional();

/** Input and InputPath are among the members left out: a target that has one is refused, not simplified. */
const target = z.strictObject({
  Id: name,
  Arn: z.string().min(1).max(1600),
  RoleArn: z.string().min(1).max(1600).optional(),
  DeadLetterConfig: z.strictObject({ Arn: z.string().optional() }).optional(),
  InputTransformer: z
    .strictObject({
      InputPathsMap: z.record(z.string().regex(/^[\w-]{1,256}$/), z.string().min(1).max(256)).optional(),
      InputTemplate: z.string().min(1).max(8192),
    })
    .optional(),
});

const entry = z.strictObject({
  Time: z.number().optional(),
  Source: z.string().optional(),
  Resources: z.array(z.string()).optional(),
  DetailType: z.string().optional(),
  Detail: z.string().optional(),
  EventBusName: busNameOrArn,
});

/**
 * What the lab takes of each action. A member it does not name is answered by NotImplemented.
 * @see https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_Operations.html
 */
export const REQUESTS = {
  CreateEventBus: z.strictObject({ Name: busName }),
  DescribeEventBus: z.strictObject({ Name: busNameOrArn }),
  ListEventBuses: z.strictObject({ NamePrefix: z.string().optional() }),
  DeleteEventBus: z.strictObject({ Name: busName }),
  PutPermission: z.strictObject({ EventBusName: busNameOrArn, Policy: z.string() }),
  RemovePermission: z.strictObject({ EventBusName: busNameOrArn, RemoveAllPermissions: z.literal(true) }),
  PutRule: z.strictObject({
    Name: name,
    EventBusName: busNameOrArn,
    ScheduleExpression: z.string().max(256).optional(),
    EventPattern: z.string().max(4096).optional(),
    State: z.enum(["ENABLED", "DISABLED", "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS"]).optional(),
    Description: z.string().max(512).optional(),
  }),
  DescribeRule: z.strictObject({ Name: name, EventBusName: busNameOrArn }),
  DeleteRule: z.strictObject({ Name: name, EventBusName: busNameOrArn, Force: z.boolean().optional() }),
  EnableRule: z.strictObject({ Name: name, EventBusName: busNameOrArn }),
  DisableRule: z.strictObject({ Name: name, EventBusName: busNameOrArn }),
  ListRules: z.strictObject({ NamePrefix: z.string().optional(), EventBusName: busNameOrArn }),
  PutTargets: z.strictObject({ Rule: name, EventBusName: busNameOrArn, Targets: z.array(target).min(1).max(100) }),
  RemoveTargets: z.strictObject({
    Rule: name,
    EventBusName: busNameOrArn,
    Ids: z.array(name).min(1).max(100),
    Force: z.boolean().optional(),
  }),
  ListTargetsByRule: z.strictObject({ Rule: name, EventBusName: busNameOrArn }),
  PutEvents: z.strictObject({ Entries: z.array(entry).min(1).max(10) }),
  TestEventPattern: z.strictObject({ EventPattern: z.string().max(4096), Event: z.string() }),
};

/** The name of an action that the lab does of EventBridge. */
export type EventBridgeAction = keyof typeof REQUESTS;

/** A checked request. */
export type Request<A extends EventBridgeAction> = z.infer<(typeof REQUESTS)[A]>;
