import { createFunctionReader, type FunctionReader, type FunctionReading } from "../shared/aws/deployment-functions.ts";
import { createQueueReader, type QueueReading } from "../shared/aws/deployment-queues.ts";
import { createRuleReader } from "../shared/aws/deployment-rules.ts";
import { createSecretPresenceReader } from "../shared/aws/deployment-secrets.ts";
import { createTopicReader } from "../shared/aws/deployment-topics.ts";
import { readTrails } from "../shared/aws/deployment-trails.ts";
import { createKillSwitchReader } from "../shared/aws/kill-switch.ts";
import type { Observation } from "../shared/observation/observation.ts";
import { examineLedger, type HubToExamine } from "./doctor-accounts.ts";
import { judgeFunction } from "./doctor-function.ts";
import { type GivenResources, givenValues, readGivenResources } from "./doctor-given.ts";
import { judgeKillSwitch } from "./doctor-kill-switch.ts";
import { type DoctorLine, faultLine, unreadableLine } from "./doctor-line.ts";
import { namedResources, ruleName } from "./doctor-own-resources.ts";
import { judgeQueue } from "./doctor-queue.ts";
import { judgeRegion } from "./doctor-region.ts";
import { judgeRole } from "./doctor-role.ts";
import { judgeRule } from "./doctor-rule.ts";
import { judgeSecret } from "./doctor-secret.ts";
import { type DeployedParts, isKnown, readDeployedParts } from "./doctor-stack.ts";
import { judgeTopic } from "./doctor-topic.ts";
import { judgeTrails } from "./doctor-trail.ts";
import { examineWatched } from "./doctor-watched.ts";
import { topicsInUse } from "./doctor-ways.ts";

/** The examination of a hub: what stands in it, by what is read of it. */
interface Examination extends HubToExamine {
  readonly parts: DeployedParts;
  readonly given: GivenResources;
  /** By their names. */
  readonly queues: ReadonlyMap<string, Observation<QueueReading>>;
  /** `arn:aws:SERVICE:REGION:ACCOUNT:` */
  readonly arn: (service: string, rest: string) => string;
}

/** Looks at everything of a deployment that can be read with the credentials at hand. */
export async function examineHub(hub: HubToExamine): Promise<readonly DoctorLine[]> {
  const { configuration, account, region } = hub;
  const { killSwitch } = configuration.settings;
  const given = await readGivenResources(createFunctionReader({ region }));
  const parts = partsOf(hub, given);
  const arn = (service: string, rest: string) =>
    `arn:${account.partition}:${service}:${region}:${account.account}:${rest}`;
  const [trails, queues] = await Promise.all([readTrails({ region }), readQueues(parts, region)]);
  const examination = { ...hub, parts, given, queues, arn };
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
  const { account: id, partition } = account;
  const own = { account: id, partition, region, parts, given, trails, table: hub.table, killSwitch };
  const resources = namedResources({ ...own, queues: [...queues.values()] });
  return [...lines.flat(), ...(await examineWatched(account, resources, region, hub.source))];
}

async function readQueues(
  { queues }: DeployedParts,
  region: string,
): Promise<ReadonlyMap<string, Observation<QueueReading>>> {
  const read = createQueueReader({ region });
  return new Map(await Promise.all(queues.map(async ({ name }) => [name, await read(name)] as const)));
}

function partsOf({ configuration, account, region }: HubToExamine, given: GivenResources): DeployedParts {
  const { schedules, killSwitch } = configuration.settings;
  return readDeployedParts({
    account: account.account,
    partition: account.partition,
    region,
    values: {
      SweepSchedule: schedules.sweep,
      KeysReportSchedule: schedules.keysReport,
      KillSwitchName: killSwitch,
      ...givenValues(given),
    },
    hasMembers: configuration.organization.length > 0 || configuration.accounts.length > 1,
  });
}

async function examineRules(examination: Examination): Promise<readonly DoctorLine[]> {
  const { parts, queues, given, region, arn, account } = examination;
  const reader = createRuleReader({ region });
  const { driftBus } = given;
  const rules = parts.rules.map(async (rule) => {
    // Only that of the drift bus may be unknown.
    const observed = driftBus.status === "unreadable" && !isKnown(rule.bus) ? driftBus : undefined;
    return judgeRule(rule, observed ?? (await reader.rule(rule.name, rule.bus)), region);
  });
  const judged = parts.queues.map((queue) => {
    const own = arn("sqs", queue.name);
    const senders = parts.rules
      .filter(({ targets }) => targets.some((target) => target.arn === own))
      .map((rule) => arn("events", ruleName(rule)));
    const observed = queues.get(queue.name) ?? { status: "absent" };
    return judgeQueue({ ...queue, observed, senders, account: account.account, region });
  });
  return [...(await Promise.all(rules)), ...judged];
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
      const [mappings, reservedConcurrency] = [await reader.mappings(name), await reader.reservedConcurrency(name)];
      const line = judgeFunction({ name, observed, mappings, reservedConcurrency, sources, table, region });
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
async function examineWays({ configuration, given, arn, region }: Examination): Promise<readonly DoctorLine[]> {
  const { alertTopic } = given;
  const { routes } = configuration.settings;
  const own = {
    alerts: givenValues(given).AlertTopic ?? arn("sns", "plumbline-alerts"),
    chat: arn("sns", "plumbline-chat"),
    slack: arn("sns", "plumbline-slack"),
  };
  const [readTopic, readPresence] = [createTopicReader(), createSecretPresenceReader({ region })];
  const topics = topicsInUse(routes, own).map(async (topic) => {
    if (alertTopic.status === "unreadable" && !isKnown(topic.arn)) {
      const name = { check: "topic", subject: "plumbline-alerts" } as const;
      return unreadableLine(name, "Which topic takes the alerts", alertTopic.reason);
    }
    return judgeTopic({ ...topic, observed: await readTopic(topic.arn) });
  });
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

/** What is told of accounts that could not be listed. */
export function unlistedLine(trouble: string): DoctorLine {
  const name = { check: "account", subject: "organization" } as const;
  return faultLine(name, "unknown", trouble, "Put right what it names, and run plumbline doctor again.");
}
