import { createFunctionReader, type FunctionReader, type FunctionReading } from "../shared/aws/deployment-functions.ts";
import { createQueueReader } from "../shared/aws/deployment-queues.ts";
import { createRuleReader } from "../shared/aws/deployment-rules.ts";
import { createSecretPresenceReader } from "../shared/aws/deployment-secrets.ts";
import { createTopicReader } from "../shared/aws/deployment-topics.ts";
import { readTrails } from "../shared/aws/deployment-trails.ts";
import { createKillSwitchReader } from "../shared/aws/kill-switch.ts";
import type { Observation } from "../shared/observation/observation.ts";
import { examineLedger, type HubToExamine } from "./doctor-accounts.ts";
import { judgeFunction } from "./doctor-function.ts";
import { judgeKillSwitch } from "./doctor-kill-switch.ts";
import { type DoctorLine, faultLine } from "./doctor-line.ts";
import { judgeQueue } from "./doctor-queue.ts";
import { judgeRegion } from "./doctor-region.ts";
import { judgeRole } from "./doctor-role.ts";
import { judgeRule } from "./doctor-rule.ts";
import { judgeSecret } from "./doctor-secret.ts";
import { type DeployedParts, readDeployedParts, type StackRule } from "./doctor-stack.ts";
import { judgeTopic } from "./doctor-topic.ts";
import { judgeTrails } from "./doctor-trail.ts";
import { examineWatched } from "./doctor-watched.ts";
import { topicsInUse } from "./doctor-ways.ts";

/** The examination of a hub: what stands in it, by what is read of it. */
interface Examination extends HubToExamine {
  readonly parts: DeployedParts;
  /** What the functions were told, as far as it could be read. */
  readonly environment: Readonly<Record<string, string>>;
  /** `arn:aws:SERVICE:REGION:ACCOUNT:` */
  readonly arn: (service: string, rest: string) => string;
}

/** Looks at everything of a deployment that can be read with the credentials at hand. */
export async function examineHub(hub: HubToExamine): Promise<readonly DoctorLine[]> {
  const { configuration, account, region } = hub;
  const { killSwitch } = configuration.settings;
  const environment = await deployedEnvironment(region);
  const parts = partsOf(hub, environment);
  const arn = (service: string, rest: string) =>
    `arn:${account.partition}:${service}:${region}:${account.account}:${rest}`;
  const examination = { ...hub, parts, environment, arn };
  const trails = await readTrails({ region });
  const lines = await Promise.all([
    [judgeTrails(trails, account.account, region)],
    examineRules(examination),
    examineFunctions(examination),
    examineWays(examination),
    examineLedger(hub),
    createKillSwitchReader({ name: killSwitch, region })
      .read()
      .then((observed) => [judgeKillSwitch(killSwitch, observed, region)]),
  ]);
  const found = trails.status === "present" ? trails.state.map((trail) => trail.arn) : [];
  return [...lines.flat(), ...(await examineOwnWatched(examination, found))];
}

/** An event bus or topic of one's own may have been given: the functions know which. */
async function deployedEnvironment(region: string): Promise<Readonly<Record<string, string>>> {
  const observed = await createFunctionReader({ region }).configuration("plumbline-send-alert");
  const detecting = await createFunctionReader({ region }).configuration("plumbline-detect-drift");
  return Object.assign(
    {},
    ...[detecting, observed].map((each) => (each.status === "present" ? each.state.environment : {})),
  );
}

function partsOf(
  { configuration, account, region }: HubToExamine,
  { DRIFT_BUS_NAME, ALERT_TOPIC_ARN }: Readonly<Record<string, string>>,
): DeployedParts {
  const { schedules, killSwitch } = configuration.settings;
  return readDeployedParts({
    account: account.account,
    partition: account.partition,
    region,
    values: {
      SweepSchedule: schedules.sweep,
      KeysReportSchedule: schedules.keysReport,
      KillSwitchName: killSwitch,
      ...(ALERT_TOPIC_ARN === undefined ? {} : { AlertTopic: ALERT_TOPIC_ARN }),
      ...(DRIFT_BUS_NAME === undefined ? {} : { DriftBus: DRIFT_BUS_NAME }),
    },
    hasMembers: configuration.organization.length > 0 || configuration.accounts.length > 1,
  });
}

async function examineRules({ parts, region, arn, account }: Examination): Promise<readonly DoctorLine[]> {
  const [reader, readQueue] = [createRuleReader({ region }), createQueueReader({ region })];
  const rules = parts.rules.map(async (rule) => judgeRule(rule, await reader.rule(rule.name, rule.bus), region));
  const queues = parts.queues.map(async (queue) => {
    const own = arn("sqs", queue.name);
    const senders = parts.rules
      .filter(({ targets }) => targets.includes(own))
      .map((rule) => arn("events", ruleName(rule)));
    return judgeQueue({ ...queue, observed: await readQueue(queue.name), senders, account: account.account, region });
  });
  return await Promise.all([...rules, ...queues]);
}

function ruleName({ bus, name }: StackRule): string {
  return bus === "default" ? `rule/${name}` : `rule/${bus}/${name}`;
}

async function examineFunctions(examination: Examination): Promise<readonly DoctorLine[]> {
  const { parts, region, clientRegion, table } = examination;
  const reader = createFunctionReader({ region });
  const examined = await Promise.all(
    parts.functions.map(async (name) => {
      const observed = await reader.configuration(name);
      const sources = parts.mappings
        .filter(({ functionName }) => functionName === name)
        .map(({ queueArn }) => queueArn);
      const mappings = await reader.mappings(name);
      const line = judgeFunction({ name, observed, mappings, sources, table, region });
      return { observed, lines: [line, ...(await examineRole(observed, examination))] };
    }),
  );
  const here = examined[0]?.observed ?? { status: "absent" };
  const elsewhere =
    clientRegion === region || here.status !== "absent"
      ? {}
      : {
          elsewhere: {
            region: clientRegion,
            there: await firstFunction(createFunctionReader({ region: clientRegion }), parts),
          },
        };
  return [judgeRegion({ region, here, ...elsewhere }), ...examined.flatMap(({ lines }) => lines)];
}

async function firstFunction(
  reader: FunctionReader,
  { functions }: DeployedParts,
): Promise<Observation<FunctionReading>> {
  return await reader.configuration(functions[0] ?? "");
}

/** The role that a function runs as, which Lambda has to be able to assume. */
async function examineRole(
  observed: Observation<FunctionReading>,
  { source, region }: Examination,
): Promise<readonly DoctorLine[]> {
  if (observed.status !== "present") return [];
  const role = observed.state.role.split("/").at(-1) ?? "";
  const { observation } = await source.reader.observe({
    entity: { kind: "role", name: role },
    path: "/",
    aspects: new Set(),
  });
  const name = { check: "role", subject: role } as const;
  const remedy = `Deploy Plumbline's stack in ${region} again.`;
  return [judgeRole({ name, observed: observation, callers: ["lambda.amazonaws.com"], context: {}, remedy })];
}

/** The ways that news takes to people. */
async function examineWays({ configuration, environment, arn, region }: Examination): Promise<readonly DoctorLine[]> {
  const { routes } = configuration.settings;
  const own = {
    alerts: environment.ALERT_TOPIC_ARN ?? arn("sns", "plumbline-alerts"),
    chat: arn("sns", "plumbline-chat"),
    slack: arn("sns", "plumbline-slack"),
  };
  const [readTopic, readPresence] = [createTopicReader(), createSecretPresenceReader({ region })];
  const topics = topicsInUse(routes, own).map(async (topic) =>
    judgeTopic({ ...topic, observed: await readTopic(topic.arn) }),
  );
  const secrets = new Map(
    routes.flatMap(({ slack }) => (slack === undefined ? [] : [[slack.secret.id, slack.secret]])),
  );
  const kept = [...secrets.values()].map(async (secret) =>
    judgeSecret({
      secret,
      observed: await readPresence(secret),
      routes: routes.filter(({ slack }) => slack?.secret.id === secret.id).map(({ name }) => name),
    }),
  );
  return await Promise.all([...topics, ...kept]);
}

/** Whether any watched role or user of the hub itself can switch it off. */
async function examineOwnWatched(
  { account, arn, parts, environment, configuration, region, table, source }: Examination,
  trails: readonly string[],
): Promise<readonly DoctorLine[]> {
  const { account: id, partition } = account;
  const resources = {
    rules: parts.rules.map((rule) => arn("events", ruleName(rule))),
    functions: parts.functions.map((name) => arn("lambda", `function:${name}`)),
    queues: parts.queues.map(({ name }) => arn("sqs", name)),
    topics: [
      ...new Set([...parts.topics.map((name) => arn("sns", name)), ...[environment.ALERT_TOPIC_ARN ?? []].flat()]),
    ],
    tables: [arn("dynamodb", `table/${table}`)],
    parameters: [arn("ssm", `parameter${configuration.settings.killSwitch}`)],
    trails,
    roles: parts.functions.map((name) => `arn:${partition}:iam::${id}:role/${name}`),
    // The name that serverless.yml gives it; whatever the stack's own id is, policies name it by a wildcard.
    stacks: [arn("cloudformation", "stack/plumbline/00000000-0000-0000-0000-000000000000")],
  };
  return await examineWatched(account, resources, region, source);
}

/** What is told of accounts that could not be listed. */
export function unlistedLine(trouble: string): DoctorLine {
  const name = { check: "account", subject: "organization" } as const;
  return faultLine(name, "unknown", trouble, "Put right what it names, and run plumbline doctor again.");
}
