import type { MappingReading } from "../shared/aws/deployment-functions.ts";
import type { QueueReading } from "../shared/aws/deployment-queues.ts";
import type { TrailReading } from "../shared/aws/deployment-trails.ts";
import { describeUnreadable } from "../shared/drift/rule.ts";
import type { AccountAddress } from "../shared/iam/arn.ts";
import type { Observation } from "../shared/observation/observation.ts";
import type { GivenResources } from "./doctor-given.ts";
import { type DeployedParts, isKnown, STACK_NAME, type StackRule } from "./doctor-stack.ts";
import { ownTrails, unreadTrails } from "./doctor-trail.ts";
import type { ResourcesToGuard } from "./doctor-watched.ts";

/** What of the hub is read of Plumbline's own resources. */
export interface OwnResourcesToName extends AccountAddress {
  /** Where IAM's events arise. */
  readonly region: string;
  readonly parts: DeployedParts;
  readonly given: GivenResources;
  readonly queues: readonly Observation<QueueReading>[];
  /** What feeds the functions, by their names. */
  readonly mappings: ReadonlyMap<string, Observation<readonly MappingReading[]>>;
  readonly trails: Observation<readonly TrailReading[]>;
  /** The name of the ledger's table. */
  readonly table: string;
  /** The name of the SSM parameter. */
  readonly killSwitch: string;
}

/** As an ARN ends with it: `rule/BUS/NAME`, without the bus where that is the default one. */
export function ruleName({ bus, name }: StackRule): string {
  return bus === "default" ? `rule/${name}` : `rule/${bus}/${name}`;
}

/** Plumbline's resources in the account that it runs in, and what of them could not be read. */
export function namedResources(input: OwnResourcesToName): ResourcesToGuard {
  const { account, partition, region, parts, given, queues, mappings, trails, table, killSwitch } = input;
  const arn = (service: string, rest: string) => `arn:${partition}:${service}:${region}:${account}:${rest}`;
  const { driftBus, alertTopic } = given;
  const topics = [...parts.topics, ...presentOf(alertTopic)];
  const buses = parts.rules.map(({ bus }) => bus).filter((bus) => bus !== "default" && isKnown(bus));
  const read = queues.flatMap(presentOf);
  const resources = {
    rules: parts.rules.filter(({ bus }) => isKnown(bus)).map((rule) => arn("events", ruleName(rule))),
    buses: [...new Set(buses)].map((bus) => arn("events", `event-bus/${bus}`)),
    functions: parts.functions.map(({ name }) => arn("lambda", `function:${name}`)),
    mappings: [...mappings].flatMap(([name, observed]) => {
      const functionArn = arn("lambda", `function:${name}`);
      const ids = observed.status === "present" ? observed.state.map(({ uuid }) => uuid) : [SOME_ID];
      return ids.map((id) => ({ arn: arn("lambda", `event-source-mapping:${id}`), functionArn }));
    }),
    // Those of the remediator are there where its role has no room for its rights; who may change one may change all.
    policies: [...parts.policies, `arn:${partition}:iam::${account}:policy/plumbline-remediate-drift-1`],
    // CloudFormation gives it its id: policies name it by a wildcard, or not at all.
    stacks: [arn("cloudformation", `stack/${STACK_NAME}/${SOME_ID}`)],
    queues: parts.queues.map(({ name }) => arn("sqs", name)),
    topics: [...new Set(topics)].filter((topic) => topic.split(":")[4] === account),
    tables: [arn("dynamodb", `table/${table}`)],
    parameters: [arn("ssm", `parameter${killSwitch}`)],
    trails: ownTrails(trails, account),
    roles: parts.roles,
    keys: [...new Set(read.flatMap(({ key }) => key ?? []))].filter((key) => key.split(":")[4] === account),
  };
  const unread = [
    ...unreadTrails(trails),
    ...unreadOf("change the rules on Plumbline's bus", driftBus),
    ...unreadOf("change the alert topic", alertTopic),
    ...[...mappings.values()].flatMap((each) => unreadOf("change what feeds the functions", each)).slice(0, 1),
    ...queues.flatMap((queue) => unreadOf("change the key that the queues are under", queue)).slice(0, 1),
  ];
  return { resources, unread };
}

const SOME_ID = "00000000-0000-0000-0000-000000000000";

function presentOf<T>(observed: Observation<T>): readonly T[] {
  return observed.status === "present" ? [observed.state] : [];
}

function unreadOf(what: string, observed: Observation<unknown>): readonly string[] {
  return observed.status === "unreadable" ? [`${what} (${describeUnreadable(observed.reason)})`] : [];
}
